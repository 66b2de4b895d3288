"""An expression of template code -> its value, as far as the post and the address of its site can tell it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, urlsplit

from envoi.dialects import Value
from envoi.posts.header import plain
from envoi.posts.shortcodes.page import Page
from envoi.posts.shortcodes.syntax import Arguments


@dataclass(frozen=True, slots=True)
class Known:
    """A value: its text, and whether that is Markdown or HTML rather than words."""

    text: str
    markup: bool = False


@dataclass(frozen=True, slots=True)
class Pipe:
    """An expression: what it begins with, and the filters with their arguments."""

    head: str
    filters: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        """What the user knows it by: its last filter, else its value."""
        return self.filters[-1][0] if self.filters else self.head


_STRING = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|(-?\d+(?:\.\d+)?))\s*\Z""")
_PIPES = re.compile(r"""((?:"[^"]*"|'[^']*'|[^|"']|["'])*?)(?:\||\Z)""")
_FILTER = re.compile(r"\s*([A-Za-z_][\w.]*)\s*[:(]?(.*?)\)?\s*\Z", re.DOTALL)
_PATH = re.compile(
    r"""\.?\$?[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\[(?:"[\w -]*"|'[\w -]*')\])*\Z"""
)
_STEP = re.compile(r"[\w -]+")
_COMPARISON = re.compile(
    r"""\A((?:"[^"]*"|'[^']*'|[^=!"'<>])+)(===?|!==?)((?:"[^"]*"|'[^']*'|[^=!"'<>])+)\Z"""
)
_LONGEST: Final = 2_000
"""Characters of an expression that is looked into."""

_PAGE: Final = frozenset({"page", "post", "params", "frontmatter", "metadata", "this"})
_NEVER_WORDS: Final = ("page.", "site.", "include.", "post.")
_BASES: Final = frozenset({"site.baseurl", "site.basepath", "config.root", "pathprefix"})  # fmt: skip
_HOSTS: Final = frozenset({"site.url"})
_SITES: Final = frozenset(
    {"config.url", "config.baseurl", "site.siteurl", "siteurl", "metadata.url", "baseurl"}
)  # fmt: skip


def read(expression: str) -> Pipe:
    """`expression` in its parts."""
    parts = [found[1] for found in _PIPES.finditer(expression[:_LONGEST])]
    filters = []
    for part in parts[1:]:
        if part.strip() and (found := _FILTER.match(part)):
            filters.append((found[1], found[2]))
    return Pipe(head=parts[0].strip() if parts else "", filters=tuple(filters))


@dataclass(frozen=True, slots=True)
class Scope:
    """What can be known in one post: of its front matter, its site, and the variables it sets."""

    page: Page
    variables: dict[str, Known] = field(default_factory=dict)

    @property
    def sites(self) -> frozenset[str]:
        """The ways in which the address of the site is written before a path."""
        site = self.page.site
        base = urlsplit(site).path
        return frozenset(
            {base.rstrip("/"), site.rstrip("/"), site[: -len(base) or None]}
        )

    def evaluate(self, expression: str) -> Known | None:
        """The value of `expression`, None if it cannot be told."""
        pipe = read(expression)
        value = self.primary(pipe.head)
        for name, given in pipe.filters:
            if value is None and name == "default":
                value = self.primary(given)
            elif value is not None:
                value = self.filter(value, name, given)
            if value is None:
                return None
        return value

    def primary(self, typed: str) -> Known | None:
        """The value of a literal, or of a name."""
        typed = typed.strip()
        if found := _STRING.match(typed):
            return Known(found[1] or found[2] or found[3] or "")
        if typed in ("true", "false"):
            return Known(typed)
        return self.lookup(typed) if _PATH.match(typed) else None

    def lookup(self, path: str) -> Known | None:
        """What the name `path` stands for."""
        if path in self.variables:
            return self.variables[path]
        steps = [plain(step) for step in _STEP.findall(path)]
        while len(steps) > 1 and steps[0] in ("page", "this") and steps[1] in _PAGE:
            del steps[0]
        whole = ".".join(steps)
        if whole in _BASES:
            return Known(urlsplit(self.page.site).path.rstrip("/"))
        if whole in _HOSTS and path.startswith("site"):
            base = urlsplit(self.page.site).path
            return Known(self.page.site[: -len(base) or None])
        if whole in _SITES | _HOSTS:
            return Known(self.page.site.rstrip("/"))
        if steps[0] in ("site", "config") and len(steps) > 1:
            return _inside(self.page.settings, steps[1:])
        if steps[0] in _PAGE and len(steps) > 1:
            del steps[0]
        if steps == ["url"] or steps == ["permalink"]:
            return Known(self.page.url)
        if steps == ["title"]:
            return Known(self.page.title)
        return _inside(self.page.values, steps)

    def filter(self, value: Known, name: str, given: str) -> Known | None:
        """`value` put through a filter, None if that is not known."""
        if change := _TEXT_FILTERS.get(name):
            return Known(change(value.text), value.markup)
        if name in ("safe", "raw", "escape_once", "default"):
            return value
        if name in _ADDRESS_FILTERS:
            return Known(self.url(value.text))
        if name in ("prepend", "append"):
            more = self.primary(given)
            if more is None:
                return None
            text = (
                more.text + value.text if name == "prepend" else value.text + more.text
            )
            return Known(text, value.markup or more.markup)
        return None

    def url(self, path: str) -> str:
        """The address of `path` on the site; one that is absolute already stays as it is."""
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", path):
            return path
        site = self.page.site.rstrip("/")
        base = urlsplit(site).path
        if base and (path == base or path.startswith(f"{base}/")):
            path = path[len(base) :]
        return f"{site}/{path.lstrip('/')}"

    def holds(self, condition: str) -> bool | None:
        """Whether `condition` is true, None if that cannot be told."""
        condition = condition.strip()[:_LONGEST]
        if condition.startswith("not "):
            turned = self.holds(condition[4:])
            return None if turned is None else not turned
        if found := _COMPARISON.match(condition):
            left, right = self.evaluate(found[1]), self.evaluate(found[3])
            if left is None or right is None:
                return None
            return (left.text == right.text) == found[2].startswith("=")
        value = self.evaluate(condition)
        return None if value is None else value.text not in ("", "false", "0")

    def arguments(
        self, given: Arguments
    ) -> tuple[tuple[str, ...], Mapping[str, str]] | None:
        """Positional and named arguments whose names of values are replaced by those; None if one is not known."""
        args, named = [], {}
        for key, text, quoted in given:
            known = Known(text) if quoted else self._argument(text)
            if known is None:
                return None
            if key:
                named[plain(key)] = known.text
            else:
                args.append(known.text)
        return tuple(args), named

    def _argument(self, text: str) -> Known | None:
        if text.startswith(_NEVER_WORDS) and _PATH.match(text):
            return self.lookup(text)
        return (self.primary(text) if len(text) < 100 else None) or Known(text)


def _inside(values: Mapping[str, Value], steps: list[str]) -> Known | None:
    found: Value | None = dict(values)
    for step in steps:
        if not isinstance(found, dict):
            return None
        found = {plain(key): value for key, value in found.items()}.get(step)
    return Known(found) if isinstance(found, str) else None


_ADDRESS_FILTERS: Final = frozenset(
    {"relative_url", "absolute_url", "url", "absURL", "relURL", "absoluteUrl", "htmlBaseUrl",
     "url_for", "full_url_for", "absolutize", "absolute", "locale_url", "withBaseUrl"}
)  # fmt: skip
_TEXT_FILTERS: Final[Mapping[str, Callable[[str], str]]] = {
    "escape": str, "e": str, "xml_escape": str, "markdownify": str, "smartify": str,
    "strip": str.strip, "trim": str.strip, "lstrip": str.lstrip, "rstrip": str.rstrip,
    "upcase": str.upper, "upper": str.upper, "downcase": str.lower, "lower": str.lower,
    "capitalize": str.capitalize, "title": str.title, "string": str,
    "strip_newlines": lambda text: text.replace("\n", ""),
    "url_encode": lambda text: quote(text, safe=""), "urlencode": lambda text: quote(text, safe=""),
    "cgi_escape": lambda text: quote(text, safe=""), "uri_escape": lambda text: quote(text, safe="/:?&=#"),
    "strip_html": lambda text: re.sub(r"<[^<>]*>", "", text),
}  # fmt: skip
