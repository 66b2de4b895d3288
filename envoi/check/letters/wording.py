"""The words of a letter: its subject, what stands beside it in a list of letters, and whether both parts say the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from envoi.check.letters.cascade import runs
from envoi.check.letters.letter import PLACEHOLDER, Letter, line_of, spoken
from envoi.check.subject import Finding, notice, short, warn

_LONGEST: Final = 120
"""Characters of a subject; phones show some 40, other programs some 70."""

_SHARED: Final = 0.8
"""How many of the words of one part are in the other, at least."""

_FOREIGN: Final = re.compile(r"[^\x00-\x7f]")

_FEW: Final = 20
"""Words below which two parts cannot be compared."""


def subject(letter: Letter) -> Iterator[Finding]:
    """What filters take for shouting."""
    said = letter.subject
    letters = [sign for sign in said if sign.upper() != sign.lower()]
    if len(letters) > 7 and all(sign == sign.upper() for sign in letters):
        yield warn(
            "letter-subject",
            f'the subject is in capitals, as spam is: "{short(said)}"',
            "write it as a sentence",
        )
    if re.search(r"[!！][!！?？]|[$€£]{2}", said):
        yield warn(
            "letter-subject",
            f'the subject shouts, as spam does: "{short(said)}"',
            "write one sign, or none",
        )
    if re.match(r"(re|fwd?|aw|wg|ynt|ilt)\s*:", said, re.IGNORECASE):
        yield warn(
            "letter-subject",
            f'the subject looks like an answer: "{short(said)}"',
            "take out what stands before the colon",
        )
    if len(said) > _LONGEST:
        yield notice(
            "letter-subject",
            f"the subject has {len(said)} characters, of which most programs show 70 or less",
            "write a shorter one",
        )


def preheader(letter: Letter) -> Iterator[Finding]:
    """The words beside the subject are for what it does not say."""
    said = letter.subject or next((tag.text or "" for tag in letter.named("title")), "")
    hidden = ""
    found = None
    for run in runs(letter, dark=False, width=800):
        if not run.hidden:
            break
        hidden += f" {run.text}"
        found = found if found is not None else run
    if found is not None and _plain(hidden) and _plain(hidden) == _plain(said):
        yield warn(
            "letter-preheader",
            f'the words beside the subject are the subject again: "{short(" ".join(hidden.split()))}"',
            "write what the letter holds",
            line=line_of(found.node),
            node=found.node,
        )


def pictures_only(letter: Letter) -> Iterator[Finding]:
    """Half of all readers see no pictures at first, and filters count a letter of pictures as spam."""
    pictures = [*letter.named("img")]
    if pictures and len(spoken(letter.tree, pictures=False)) < 100:
        yield warn(
            "letter-text",
            "shows pictures and hardly a text",
            "say in words what they show",
            node=pictures[0],
            line=line_of(pictures[0]),
        )


def both(letter: Letter) -> Iterator[Finding]:
    """SpamAssassin, MPART_ALT_DIFF: a text that says something else than the HTML, or only where to read it."""
    if letter.html is None:
        return
    text = _vocabulary(letter.words)
    # words for a picture may be left out where there is none
    shown = _vocabulary(spoken(letter.tree, pictures=False))
    page = _vocabulary(spoken(letter.tree))
    for one, other, message in (
        (shown, text, "the text lacks words that the HTML has"),
        (text, page, "the text has words that the HTML lacks"),
    ):
        lacking = sorted(one - other)
        if len(one) > _FEW and len(lacking) > len(one) * (1 - _SHARED):
            yield warn(
                "letter-text",
                f"{message}: {short(', '.join(lacking[:8]))}",
                "build the letter anew",
            )


def _vocabulary(text: str) -> set[str]:
    """The longer words of `text`, but for those of addresses and placeholders."""
    text = re.sub(r"\S+://\S+|\S+@\S+", " ", PLACEHOLDER.sub(" ", text))
    return {word for word in re.findall(r"\w+", _plain(text)) if len(word) > 3}


def _plain(text: str) -> str:
    """`text` without capitals, marks and signs that nobody sees."""
    parts = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    return " ".join(_FOREIGN.sub(lambda found: _seen(found[0]), parts).split())


@lru_cache(maxsize=4096)
def _seen(sign: str) -> str:
    return "" if unicodedata.category(sign) in ("Mn", "Cf", "Cc") else sign
