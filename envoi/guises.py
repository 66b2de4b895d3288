"""The HTML of a letter -> the same as a mail program shows it: dark, inverted, without pictures or styles, or as Outlook has it.

Each guise is a function from a whole page to a whole page, and several may be worn one over the other. What they have to say is
written into the page itself, so that a frame or a picture needs no setting of the browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from html import escape
from typing import Any, Final

import tinycss2
from tinycss2 import color3

from envoi.check.letters import colours, support
from envoi.check.letters.colours import Colour
from envoi.elements import ATTRIBUTE, ATTRIBUTES, value

Change = Callable[[str, Sequence[Any]], str | None]
"""The name of a property and the tokens of its value -> the value to write; None takes it out."""

_PART: Final = re.compile(
    rf"<!--(?:-?>|.*?-->)|<style\b(?P<of>{ATTRIBUTES})>(?P<css>.*?)</style\s*>"
    rf"|<(?P<tag>[a-z][^\s/>]*)(?P<attributes>{ATTRIBUTES})>",
    re.DOTALL | re.IGNORECASE,
)
_HEAD: Final = re.compile(
    rf"<head\b{ATTRIBUTES}>|<html\b{ATTRIBUTES}>(?!.*<head\b)|<!doctype[^>]*>(?!.*<(?:html|head)\b)",
    re.DOTALL | re.IGNORECASE,
)

_SCHEME: Final = re.compile(
    r"\(\s*prefers-color-scheme\s*(?::\s*(dark|light)\s*)?\)", re.IGNORECASE
)
_COLOR_SCHEME: Final = re.compile(
    r"(?<![\w-])(color-scheme\s*:)([^;}]*)", re.IGNORECASE
)
_ALWAYS: Final = "(min-width:0px)"
_NEVER: Final = "(max-width:0px)"
"""Conditions that hold on every screen, and on none; they may stand wherever one on the colour scheme does."""

_NO_PICTURE: Final = "data:,"
"""The address of nothing. With it a browser draws the frame and the words of a picture, as mail programs do; without any,
the words alone."""

_PAINTED: Final = re.compile(
    r"--.*|.*color|fill|stroke|(?:background|border|outline|column-rule|text-decoration)\b.*|.*-shadow"
)
"""Properties whose value may hold a colour."""

_PAINT: Final = frozenset({"alink", "bgcolor", "link", "text", "vlink"})
"""Attributes that are colours; so is `color` of `<font>`."""


def light(html: str) -> str:
    """As in light mode, whatever the browser prefers."""
    return _schemed(html, dark=_NEVER, light=_ALWAYS, scheme="light")


def dark(html: str) -> str:
    """As in the dark mode of programs that ask the letter for it (Apple Mail, Samsung Email), whatever the browser prefers."""
    return _schemed(html, dark=_ALWAYS, light=_NEVER, scheme="dark")


def inverted(html: str) -> str:
    """As in the dark mode of programs that ask nobody, such as Gmail's apps.

    The model is that of `envoi check`: each colour gets the opposite lightness and keeps its hue, pictures stay as they
    are, and no rule on the colour scheme is known (caniemail.com: css-at-media-prefers-color-scheme).
    """
    ground, ink = colours.inverted(colours.WHITE), colours.inverted(colours.BLACK)
    link = colours.inverted(Colour(0, 0, 238 / 255))
    plain = f"html{{background-color:{ground};color:{ink}}}:where(a:any-link){{color:{link}}}"

    def attribute(tag: str, name: str, value: str) -> str | None:
        if name == "style":
            return _declared(value, _turned)
        if name in _PAINT or (name == "color" and tag == "font"):
            found = colours.read(value)
            return str(colours.inverted(found[0])) if found else value
        return value

    page = _schemed(html, dark=_NEVER, light=_NEVER, scheme="light")
    return _ruled(_edited(page, lambda css: _reruled(css, _turned), attribute), plain)


def bare(html: str) -> str:
    """Without any `<style>`, as programs show it that take none, or not one so long (Gmail: 16 kB)."""
    return _PART.sub(lambda found: found[0] if found["css"] is None else "", html)


def pictureless(html: str) -> str:
    """As it is until the reader asks for pictures: their frames and their words."""

    def attribute(_: str, name: str, value: str) -> str | None:
        if name == "src":
            return _NO_PICTURE
        if name in ("srcset", "background", "poster"):
            return None
        return _declared(value, _unpictured) if name == "style" else value

    return _edited(html, lambda css: _reruled(css, _unpictured), attribute)


def outlook(html: str) -> str:
    """As Outlook for Windows lays it out, with Word: what conditional comments keep for it, without what it does not know.

    It knows no media query and none of the properties that caniemail.com found missing; padding of table cells only
    (css-padding), no `inline-block` (css-display), no width beyond that of the column (css-max-width), and a picture is as large as its
    attributes say.
    """
    page = _FOR_OTHERS.sub(_chosen, html)
    page = _FOR_WORD.sub(_chosen, page)
    page = _OFFICE.sub("", page)

    def attribute(tag: str, name: str, value: str) -> str | None:
        if name == "style":
            return _declared(value, lambda key, said: _in_word(key, said, tag))
        return None if name == "srcset" else value

    return _edited(page, lambda css: _reruled(css, _in_word, media=False), attribute)


SCHEMES: Final[Mapping[str, Callable[[str], str]]] = {
    "light": light,
    "dark": dark,
    "inverted": inverted,
}
"""The colours in which a letter may be seen, by name."""


def _schemed(html: str, *, dark: str, light: str, scheme: str) -> str:
    """The conditions on the colour scheme replaced by `dark` and `light`; a page that knows a dark mode is in `scheme`."""

    def conditions(text: str) -> str:
        asked = {"dark": dark, "light": light, None: _ALWAYS}
        return _SCHEME.sub(lambda found: asked[found[1] and found[1].lower()], text)

    def sheet(css: str) -> str:
        return _COLOR_SCHEME.sub(
            lambda found: (
                f"{found[1]}{scheme if 'dark' in found[2].lower() else found[2]}"
            ),
            conditions(css),
        )

    def attribute(tag: str, name: str, value: str) -> str | None:
        if name == "media":
            return conditions(value)
        if name == "style":
            return sheet(value)
        if tag == "meta" and name == "content" and _KNOWS_DARK.fullmatch(value):
            return scheme
        return value

    return _edited(html, sheet, attribute)


_KNOWS_DARK: Final = re.compile(
    r"\s*(?:only\s+|light\s+)*dark(?:\s+(?:only|light))*\s*", re.IGNORECASE
)
"""What `<meta name="color-scheme">` holds where the page knows a dark mode."""


def _turned(name: str, tokens: Sequence[Any]) -> str:
    """The value, with the opposite of each colour."""
    if not _PAINTED.fullmatch(name):
        return str(tinycss2.serialize(tokens))
    return "".join(map(_opposite, tokens))


def _opposite(token: Any) -> str:
    found = color3.parse_color(token)
    if isinstance(found, color3.RGBA) and found.alpha:
        red, green, blue, alpha = found
        turned = colours.inverted(Colour(red, green, blue))
        if alpha == 1:
            return str(turned)
        parts = ",".join(f"{round(part * 255)}" for part in turned)
        return f"rgba({parts},{alpha:g})"
    if token.type == "function":
        return f"{token.name}({''.join(map(_opposite, token.arguments))})"
    return str(token.serialize())


def _unpictured(_: str, tokens: Sequence[Any]) -> str:
    """The value, `none` in the place of each picture."""
    return "".join(
        "none"
        if token.type == "url" or (token.type == "function" and _shows(token))
        else token.serialize()
        for token in tokens
    )


def _shows(function: Any) -> bool:
    return function.lower_name in ("url", "image", "image-set", "-webkit-image-set")


_CELLS: Final = ("td", "th", "")
"""Elements that have a padding in Word; and rules of a style sheet, of which nobody knows here what they are on."""


def _in_word(name: str, tokens: Sequence[Any], tag: str = "") -> str | None:
    """The value, if Word knows it."""
    value = str(tinycss2.serialize(tokens)).strip()
    if name in _unknown_to_word() or name == "max-width":
        return None
    if name.startswith("padding") and tag not in _CELLS:
        return None
    if name == "display" and value.lower() == "inline-block":
        return None
    if tag == "img" and name in ("width", "height"):
        return None
    return _unpictured(name, tokens) if name.startswith("background") else value


@cache
def _unknown_to_word() -> frozenset[str]:
    """The properties that Word does not know, by the newest tests of caniemail.com."""
    known = support.data()
    word = known["clients"].index("outlook.windows")
    return frozenset(
        slug.removeprefix("css-")
        for slug, feature in known["features"].items()
        if slug.startswith("css-") and feature["values"][word] == "n"
    )


_FOR_OTHERS: Final = re.compile(
    r"<!--\[if\s(?P<condition>[^\]]*)\]>\s*(?:<!\s*)?(?:--\s*)?-->(?P<content>.*?)<!--\s*<!\[endif\]-->",
    re.DOTALL | re.IGNORECASE,
)
_FOR_WORD: Final = re.compile(
    r"<!--\[if\s(?P<condition>[^\]]*)\]>(?P<content>.*?)<!\[endif\]-->"
    r"|<!\[if\s(?P<of>[^\]]*)\]>(?P<shown>.*?)<!\[endif\]>",
    re.DOTALL | re.IGNORECASE,
)
"""Conditional comments: those that browsers show what is in, and those they do not."""

_OFFICE: Final = re.compile(
    r"<noscript\b.*?</noscript\s*>|<xml\b.*?</xml\s*>|<o:p>.*?</o:p>",
    re.DOTALL | re.IGNORECASE,
)
"""Settings for Word, which a browser would show as text."""

_TERM: Final = re.compile(
    r"(!)?\s*(?:(lte?|gte?)\s+)?(mso|true)(?:\s+(\d+(?:\.\d+)?))?"
)
_WORD: Final = 16
"""What Outlook from 2016 on calls itself."""


def _chosen(found: re.Match[str]) -> str:
    """What stands within a conditional comment, if it is for Outlook."""
    named = found.groupdict()
    condition = named["condition"] or named.get("of") or ""
    content = named["content"] or named.get("shown") or ""
    return content if _holds(condition) else ""


def _holds(condition: str) -> bool:
    """Whether Outlook takes the condition as true; brackets only part its terms in all that letters have in them."""
    flat = re.sub(r"[()]", " ", condition.lower())
    return any(all(map(_is_true, each.split("&"))) for each in flat.split("|"))


def _is_true(term: str) -> bool:
    found = _TERM.fullmatch(term.strip())
    if found is None:
        return term.strip().startswith("!")
    negated, operator, name, version = found.groups()
    number = float(version or _WORD)
    compared = {
        "lt": number > _WORD,
        "lte": number >= _WORD,
        "gt": number < _WORD,
        "gte": number <= _WORD,
    }
    return compared.get(operator, number == _WORD or name == "true") != bool(negated)


def _edited(
    html: str,
    sheet: Callable[[str], str],
    attribute: Callable[[str, str, str], str | None],
) -> str:
    """The page with each style sheet and each attribute as these make them; None takes an attribute out.

    `attribute` is given the name of the element, that of the attribute and its value. All else stays byte for byte.
    """

    def part(found: re.Match[str]) -> str:
        if found["css"] is not None:
            of = _attributed(found["of"], "style", attribute)
            return f"<style{of}>{sheet(found['css'])}</style>"
        if found["tag"] is None:
            return found[0]
        name = found["tag"]
        return f"<{name}{_attributed(found['attributes'], name.lower(), attribute)}>"

    return _PART.sub(part, html)


def _attributed(
    typed: str, tag: str, change: Callable[[str, str, str], str | None]
) -> str:
    def one(found: re.Match[str]) -> str:
        said = value(found)
        made = None if said is None else change(tag, found["name"].lower(), said)
        if made == said:
            return found[0]
        return "" if made is None else f' {found["name"]}="{escape(made)}"'

    return ATTRIBUTE.sub(one, typed)


def _declared(css: str, change: Change) -> str:
    """The declarations of a `style` attribute, as `change` makes them."""
    return _body(tinycss2.parse_blocks_contents(css), change)


def _reruled(css: str, change: Change, *, media: bool = True) -> str:
    """The rules of a style sheet with their declarations as `change` makes them; without `media` none within an `@media`."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return "".join(_rule(rule, change, media) for rule in rules)


def _rule(rule: Any, change: Change, media: bool) -> str:
    if rule.type == "qualified-rule":
        body = _body(tinycss2.parse_blocks_contents(rule.content), change)
        return f"{tinycss2.serialize(rule.prelude).strip()}{{{body}}}"
    if rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content:
        if not media:
            return ""
        inner = tinycss2.parse_rule_list(rule.content, skip_whitespace=True)
        body = "".join(_rule(each, change, media) for each in inner)
        return f"@media{tinycss2.serialize(rule.prelude)}{{{body}}}"
    return "" if rule.type == "error" else str(rule.serialize())


def _body(content: Sequence[Any], change: Change) -> str:
    made = []
    for one in content:
        if one.type == "declaration":
            value = change(one.lower_name, one.value)
            if value is not None:
                important = " !important" if one.important else ""
                made.append(f"{one.name}:{value.strip()}{important}")
        elif one.type == "qualified-rule":
            made.append(str(one.serialize()))
    return ";".join(made)


def _ruled(html: str, css: str) -> str:
    """The page with `css` before all its own rules."""
    sheet = f"<style>{css}</style>"
    found = _HEAD.search(html)
    at = found.end() if found else 0
    return f"{html[:at]}{sheet}{html[at:]}"
