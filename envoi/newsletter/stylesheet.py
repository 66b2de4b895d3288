"""A theme's style sheet -> the rules that go into the elements, and the few blocks that stay in the head of the letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

LIMIT = 16_384
"""Gmail drops every `<style>` of a mail whose style blocks hold more characters than this."""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_IMPORT = re.compile(r"""@import\s+["']([^"'\n]+)["']\s*;""")
_IMPORTS = re.compile(rf"(?:\s*{_IMPORT.pattern.replace('(', '(?:')})*")


class StyleSheetError(ValueError):
    """The style sheet is broken or holds what mail clients cannot take; `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, kw_only=True, slots=True)
class StyleSheet:
    """`inline` goes into `style` attributes. `media`, `dark` and `outlook` stay in the head, each in a block of its own.

    `outlook` says the dark rules again in the way that Outlook.com and its apps understand. `word` is for Outlook for
    Windows alone, which draws with Word. `takes` are the sheets that this one begins with.
    """

    inline: str
    media: str
    dark: str
    outlook: str
    word: str = ""
    takes: tuple[str, ...] = ()


def split(css: str, *, light: Mapping[str, str], dark: Mapping[str, str]) -> StyleSheet:
    """The parts of `css`, each `var(--NAME)` replaced by the colour of that name (`dark` within the dark block).

    The at-rules that are known are `@import "FILE";` before all rules, `@media (prefers-color-scheme: dark)`,
    `@media mso` (Outlook for Windows) and other `@media`. Raises `StyleSheetError` on all else, on a rule within two
    at-rules (Gmail then drops the whole block), on braces that do not pair, on a colour that is not in the theme, and
    on kept blocks longer than 16,384 characters together.
    """
    inline: list[str] = []
    media: list[str] = []
    word: list[str] = []
    night: list[tuple[str, str]] = []
    css = _COMMENT.sub(_lines, css)
    imports = _IMPORTS.match(css)
    assert imports
    css = _lines(imports) + css[imports.end() :]
    for head, body, line in _blocks(css, 1):
        if not head.startswith("@"):
            inline.append(_rule(head, _paint(body, light, line)))
        elif not head.startswith("@media"):
            raise StyleSheetError(f"{head.split()[0]} does not work in mail", line)
        else:
            rules = list(_rules(body, line))
            if "prefers-color-scheme" in head:
                night += [(name, _paint(text, dark, at)) for name, text, at in rules]
                continue
            day = [(name, _paint(text, light, at)) for name, text, at in rules]
            if head.split()[1:] == ["mso"]:
                word += [_rule(*rule) for rule in day]
            else:
                media.append(_wrap(head, day))
    sheet = StyleSheet(
        inline="".join(inline),
        media="".join(media),
        dark=_wrap("@media (prefers-color-scheme:dark)", night),
        outlook=_wrap(
            "@media screen", [(_outlook(name, text), text) for name, text in night]
        ),
        word="".join(word),
        takes=tuple(_IMPORT.findall(imports[0])),
    )
    return join([sheet])


def join(sheets: Sequence[StyleSheet]) -> StyleSheet:
    """`sheets` as one, later rules after earlier ones. Raises `StyleSheetError` where Gmail would drop what is kept."""
    whole = StyleSheet(
        inline="".join(sheet.inline for sheet in sheets),
        media="".join(sheet.media for sheet in sheets),
        dark="".join(sheet.dark for sheet in sheets),
        outlook="".join(sheet.outlook for sheet in sheets),
        word="".join(sheet.word for sheet in sheets),
        takes=tuple(file for sheet in sheets for file in sheet.takes),
    )
    kept = len(whole.media) + len(whole.dark) + len(whole.outlook)
    if kept > LIMIT:
        raise StyleSheetError(
            f"its @media blocks come to {kept} characters; Gmail takes {LIMIT}", 1
        )
    return whole


def _lines(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _blocks(css: str, line: int) -> Iterator[tuple[str, str, int]]:
    """Each `HEAD { BODY }` of `css`: head, body, and the line of the brace."""
    start = depth = 0
    head = ""
    opened = line
    for found in re.finditer(r"[\n{}]", css):
        at, sign = found.start(), found[0]
        if sign == "\n":
            line += 1
        elif sign == "{":
            if depth == 0:
                head, start, opened = css[start:at].strip(), at + 1, line
                if ";" in head:
                    raise StyleSheetError(
                        f"{head.split(';')[0]} does not work in mail", line
                    )
            depth += 1
        else:
            depth -= 1
            if depth < 0:
                raise StyleSheetError("a } without its {", line)
            if depth == 0:
                yield head, css[start:at], opened
                start = at + 1
    if depth:
        raise StyleSheetError("a { without its }", opened)
    if css[start:].strip():
        raise StyleSheetError("text that is no rule", line)


def _rules(css: str, line: int) -> Iterator[tuple[str, str, int]]:
    for head, body, at in _blocks(css, line):
        if head.startswith("@"):
            raise StyleSheetError(
                "an at-rule within an at-rule: Gmail drops the whole block", at
            )
        yield head, body, at


def _paint(body: str, colours: Mapping[str, str], line: int) -> str:
    if "{" in body:
        raise StyleSheetError("a rule within a rule", line)

    def colour(found: re.Match[str]) -> str:
        if found[1] not in colours:
            raise StyleSheetError(f"theme.toml has no colour {found[1]!r}", line)
        return colours[found[1]]

    return re.sub(r"var\(\s*--([\w-]+)\s*\)", colour, body)


def _wrap(head: str, rules: list[tuple[str, str]]) -> str:
    return (
        f"{_tidy(head)}{{{''.join(_rule(*rule) for rule in rules)}}}" if rules else ""
    )


def _rule(head: str, body: str) -> str:
    return f"{_tidy(head)}{{{_tidy(body).rstrip(';')}}}"


def _tidy(css: str) -> str:
    """`css` without idle blanks. Gmail knows `!important` in small letters and after a blank only."""
    css = " ".join(css.split())
    for sign in ";,{}":
        css = css.replace(f" {sign}", sign).replace(f"{sign} ", sign)
    css = re.sub(r"(?<=[\w-]): ", ":", css)
    if "!" not in css:
        return css
    return re.sub(r"\s*!\s*important", " !important", css, flags=re.IGNORECASE)


def _outlook(selectors: str, body: str) -> str:
    """Outlook marks what it has repainted itself: `data-ogsb` where the background, else `data-ogsc`."""
    mark = "[data-ogsb]" if "background" in body else "[data-ogsc]"
    return ",".join(f"{mark} {each.strip()}" for each in selectors.split(","))
