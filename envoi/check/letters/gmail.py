"""What Gmail does with style sheets and styles: rules of its own, by which it leaves out one rule, or all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from envoi.check.letters import css
from envoi.check.letters.letter import Letter, line_of
from envoi.check.subject import Finding, error, short, warn

_COLOURS: Final = frozenset(
    {"rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color"}
)
_DROPPED: Final = {
    "svg": "put the drawing into a PNG file",
    "picture": "write its <img> alone",
    "link": "put the style sheet into the letter",
    "base": "write whole addresses",
    "math": "write the formula as text, or as a picture",
}
"""Elements that Gmail takes out, beside those that work nowhere."""


def elements(letter: Letter) -> Iterator[Finding]:
    """What Gmail takes out of a letter."""
    told: set[str] = set()
    for tag in letter.named(*_DROPPED):
        if tag.tag not in told:
            told.add(tag.tag)
            yield error(
                "letter-gmail",
                f"holds a <{tag.tag}>, which Gmail takes out",
                _DROPPED[tag.tag],
                line=line_of(tag),
                node=tag,
                needle=f"<{tag.tag}",
            )


def sheets(letter: Letter) -> Iterator[Finding]:
    """Gmail drops a `<style>` with an at-rule in another, and each rule that a comment stands before."""
    for tag, sheet in letter.sheets:
        above = line_of(tag) - 1
        if not any(one.tag == "head" for one in tag.iterancestors()):
            yield error(
                "letter-gmail",
                "has a <style> that is not in its head, which Gmail leaves out",
                "put it into <head>",
                line=above + 1,
                node=tag,
                needle="<style",
            )
        for rule in sheet.at_rules:
            if rule.depth:
                yield error(
                    "letter-gmail",
                    f"@{rule.name} stands within another at-rule: Gmail leaves out all of this <style>",
                    "write it below the other one",
                    line=above + rule.line,
                    node=tag,
                    needle=f"@{rule.name}",
                )
        for line in sheet.after_comment:
            yield warn(
                "letter-gmail",
                "a comment stands before a rule, which Gmail then leaves out",
                "take out the comment",
                line=above + line,
                node=tag,
                needle="/*",
            )
        if css.ill_important(sheet.css):
            yield warn(
                "letter-gmail",
                "an !important that Gmail does not know",
                "write it in small letters and after a blank: color: #777777 !important",
                line=above + 1,
                node=tag,
                needle="!important",
            )


def styles(letter: Letter) -> Iterator[Finding]:
    """Gmail drops a whole `style` attribute that holds a colour with blanks instead of commas."""
    for tag, one in letter.styled():
        if one.important:
            yield warn(
                "letter-gmail",
                f"an !important in a style attribute, by which Outlook for Windows leaves it out: {short(str(one))}",
                "take out !important: nothing is above a style attribute",
                line=line_of(tag),
                node=tag,
                style=str(one),
            )
    for tag, line, one in _said(letter):
        if any(_is_spaced(found) for found in css.functions(one.tokens)):
            yield error(
                "letter-gmail",
                f"a colour without commas, by which Gmail leaves out all styles beside it: {short(str(one))}",
                "write it as #1d2529",
                line=line,
                node=tag,
                style=str(one),
            )


def backgrounds(letter: Letter) -> Iterator[Finding]:
    """A picture behind text is not there in Outlook for Windows, and has no words for those who do not see it."""
    for tag, line, one in _said(letter):
        if one.name in ("background", "background-image") and re.search(
            r"url\(", one.value, re.IGNORECASE
        ):
            yield warn(
                "letter-gmail",
                f"a picture is a background, which not all programs show: {short(str(one))}",
                "show it with <img>, or leave it out",
                line=line,
                node=tag,
                style=str(one),
            )
    for tag in letter.tags:
        if tag.get("background"):
            yield warn(
                "letter-gmail",
                f"a picture is the background of a <{tag.tag}>, which not all programs show",
                "show it with <img>, or leave it out",
                line=line_of(tag),
                node=tag,
                needle=tag.get("background"),
            )


def _said(letter: Letter) -> Iterator[tuple[Any, int, css.Declaration]]:
    """Each declaration of the letter, wherever it stands, and its line."""
    for tag, sheet in letter.sheets:
        for rule in sheet.rules:
            for one in rule.declarations:
                yield tag, line_of(tag) - 1 + one.line, one
    for tag, one in letter.styled():
        yield tag, line_of(tag), one


def _is_spaced(function: Any) -> bool:
    return function.lower_name in _COLOURS and not any(
        token.type == "literal" and token.value == "," for token in function.arguments
    )
