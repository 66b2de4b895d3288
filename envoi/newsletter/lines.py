"""Text -> lines no wider than a number of columns, as a terminal shows them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

Block = list[str]
"""Lines that stand together; a blank line goes between two blocks."""

COLUMNS = 72

GLUE = "\x1f"
"""A blank at which no line ends. XML has no such character, so no post does."""

HINT = "\u200b"
"""A place inside a word where a line may end (`<wbr>`); never printed."""

END = "\x1e"
"""Behind an address: a letter that follows would become part of it, so a blank parts them; never printed."""

_CJK = (
    "\u2e80-\u312f\u31a0-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff9f"
    "\U00020000-\U0003ffff"
)
_OPENERS = r"「『（［｛〈《【〔‘“(\[{<*_~`"
_CLOSERS = (
    r"、。，．・：；？！ー」』）］｝〉》】〕々〜…‥’”),.:;?!\]}>*_~`"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
    "\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef" + GLUE
)
# Chinese and Japanese break between characters, but no line starts with a closing
# mark or ends with an opening one (JIS X 4051), nor starts with the number of a link.
_BREAK = re.compile(
    rf"(?<=[{_CJK}])(?<![{_OPENERS}])(?=[^{_CLOSERS}])(?!\[\^?\d)"
    rf"|(?<=[^{_OPENERS}])(?=[{_CJK}])(?![{_CLOSERS}])"
    rf"|(?<={HINT})"
)
# A dash that parts words stays with the one before it: at the start of a line it would
# look like an item of a list.
_BEFORE_DASH = re.compile("(?<=[^ ·–—-]) (?=[·–—-] )")
_JOINED = re.compile(
    "\u200d[\u2190-\u27bf\U0001f000-\U0001faff]\ufe0f?|[\U0001f3fb-\U0001f3ff]"
)
"""What becomes one with the emoji before it: another one behind a joiner, and the colour of a skin (UTS 51, 2.4 and 2.6)."""
_AS_EMOJI = re.compile("(.)\ufe0f")
"""A sign with U+FE0F is drawn in colour, and as wide as an emoji (UTS 51, 2.8)."""
_BREAKABLE = re.compile(rf"[{_CJK}\s\x00-\x1f]")


def width(text: str) -> int:
    """How many columns `text` takes: two for wide characters and for signs shown as emoji, none for combining."""
    if text.isascii():
        return len(text)
    text = _JOINED.sub("", text)
    shown = (before for before in _AS_EMOJI.findall(text) if _advance(before) == 1)
    return sum(map(_advance, text)) + sum(1 for _ in shown)


def _advance(character: str) -> int:
    # The vowels and finals of decomposed Hangul join the consonant before them.
    if unicodedata.category(character) in ("Mn", "Me", "Cf") or (
        "\u1160" <= character <= "\u11ff"
    ):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def collapse(text: str | None) -> str:
    """`text` with each run of HTML white space as one blank, without soft hyphens."""
    text = re.sub(r"[ \t\n\r\f\x85\u2028\u2029]+", " ", text or "")
    return text.replace("\u00ad", "")


def tidy(text: str) -> str:
    """A paragraph without blanks at its ends, its lines' ends, or side by side.

    It keeps the line ends that are in it (`<br>`), at most two in a row.
    """
    text = re.sub(rf"{END}(?=\w)", " ", text).replace(END, "")
    text = re.sub(rf"[ {HINT}]*\n[ {HINT}]*", "\n", re.sub(" +", " ", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip(f" \n\u00a0{HINT}")


def unbroken(address: str) -> str:
    """`address` with what could end a line in it percent-encoded."""
    return _BREAKABLE.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), address
    )


def wrap(text: str, room: int = COLUMNS) -> Block:
    """The lines of a tidied `text`; a word wider than `room` columns stays whole."""
    lines: Block = []
    for part in _BEFORE_DASH.sub(GLUE, tidy(text)).split("\n"):
        line, used = "", 0
        for word in part.split(" "):
            blank = " " if line else ""
            for piece in _BREAK.split(word):
                size = width(piece.replace(HINT, "").replace(GLUE, " "))
                if line and used + len(blank) + size > room:
                    lines.append(line)
                    line, used = piece, size
                else:
                    line, used = line + blank + piece, used + len(blank) + size
                blank = ""
        lines.append(line)
    return [line.replace(GLUE, " ").replace(HINT, "").rstrip(" ") for line in lines]


def paragraph(text: str, room: int = COLUMNS) -> list[Block]:
    """One block, or none if `text` says nothing."""
    return [wrap(text, room)] if tidy(text) else []


def headline(text: str, mark: str, room: int = COLUMNS) -> Block:
    """`text` with a line of `mark` below it."""
    lines = wrap(text, room)
    return [*lines, mark * min(room, max(1, *map(width, lines)))]


def flat(blocks: Iterable[Block], *, gap: bool = False) -> Block:
    """All lines of `blocks`, with a blank line between two if `gap`."""
    lines: Block = []
    for block in blocks:
        lines += ["", *block] if gap and lines else block
    return lines


def hang(marker: str, lines: Sequence[str], indent: int | None = None) -> Block:
    """`lines` set in by `indent` (as wide as `marker`), `marker` before the first."""
    blanks = " " * (width(marker) if indent is None else indent)
    first, *others = lines or [""]
    indented = [marker + first, *(blanks + line for line in others)]
    return [line.rstrip(" \t") for line in indented]
