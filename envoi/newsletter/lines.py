"""Text -> lines no wider than a number of columns, as a terminal shows them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from envoi.patterns import pattern

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
_BREAK = pattern(
    rf"(?<=[{_CJK}])(?<![{_OPENERS}])(?=[^{_CLOSERS}])(?!\[\^?\d)"
    rf"|(?<=[^{_OPENERS}])(?=[{_CJK}])(?![{_CLOSERS}])"
    rf"|(?<={HINT})"
)
# A dash that parts words stays with the one before it: at the start of a line it would
# look like an item of a list.
_BEFORE_DASH = pattern("(?<=[^ ·–—-]) (?=[·–—-] )")
_DASHES = (" · ", " – ", " — ", " - ")
_JOINED = pattern(
    "\u200d[\u2190-\u27bf\U0001f000-\U0001faff]\ufe0f?|[\U0001f3fb-\U0001f3ff]"
)
"""What becomes one with the emoji before it: another one behind a joiner, and the colour of a skin (UTS 51, 2.4 and 2.6)."""
_AS_EMOJI = pattern("(.)\ufe0f")
"""A sign with U+FE0F is drawn in colour, and as wide as an emoji (UTS 51, 2.8)."""
_BREAKABLE = pattern(rf"[{_CJK}\s\x00-\x1f]")
_BLANKS = pattern(r"[ \t\n\r\f\x85\u2028\u2029]+")
_PLAIN = pattern(
    rf"[{GLUE} -~\u00a0-\u00ac\u00ae-\u02ff\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e]*+"
)
"""Latin, Greek and Cyrillic letters and their signs."""


def is_plain(text: str) -> bool:
    """Whether each sign of `text` takes one column, and lines end at its blanks only."""
    return bool(_PLAIN.fullmatch(text))


def width(text: str) -> int:
    """How many columns `text` takes: two for wide characters and for signs shown as emoji, none for combining."""
    if is_plain(text):
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
    if not text or (text.isprintable() and "  " not in text):
        return text or ""
    return _BLANKS.sub(" ", text).replace("\u00ad", "")


def tidy(text: str) -> str:
    """A paragraph without blanks at its ends, its lines' ends, or side by side.

    It keeps the line ends that are in it (`<br>`), at most two in a row.
    """
    if END in text:
        text = re.sub(rf"{END}(?=\w)", " ", text).replace(END, "")
    if "  " in text:
        text = re.sub(" +", " ", text)
    if "\n" in text:
        text = re.sub(rf"[ {HINT}]*\n[ {HINT}]*", "\n", text)
        text = re.sub(r"\n{3,}", "\n\n", text)
    return text.strip(f" \n\u00a0{HINT}")


def unbroken(address: str) -> str:
    """`address` with what could end a line in it percent-encoded."""
    if address.isascii() and address.isprintable() and " " not in address:
        return address
    return _BREAKABLE.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), address
    )


def wrap(text: str, room: int = COLUMNS) -> Block:
    """The lines of a tidied `text`; a word wider than `room` columns stays whole."""
    lines: Block = []
    text = tidy(text)
    if any(dash in text for dash in _DASHES):
        text = _BEFORE_DASH.sub(GLUE, text)
    for part in text.split("\n"):
        lines += (_plain_lines if is_plain(part) else _lines)(part, room)
    return [line.replace(GLUE, " ").replace(HINT, "").rstrip(" ") for line in lines]


def _plain_lines(text: str, room: int) -> Iterator[str]:
    """The lines of a `text` that is `_PLAIN`, as `_lines` ends them, but not word by word."""
    start, room = 0, max(room, 0)
    while len(text) - start > room:
        end = text.rfind(" ", start, start + room + 1)
        end = end if end > start else text.find(" ", start + room + 1)
        if end < 0:
            break
        yield text[start:end]
        start = end + 1
    yield text[start:]


def _lines(text: str, room: int) -> Iterator[str]:
    line, used = "", 0
    for word in text.split(" "):
        blank = " " if line else ""
        for piece in _BREAK.split(word):
            size = width(piece.replace(HINT, "").replace(GLUE, " "))
            if line and used + len(blank) + size > room:
                yield line
                line, used = piece, size
            else:
                line, used = line + blank + piece, used + len(blank) + size
            blank = ""
    yield line


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
