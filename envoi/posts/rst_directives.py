"""The directives and roles of Nikola, Pelican and Sphinx -> what docutils makes of its own; unknown ones -> their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.directives.images import Figure, Image
from docutils.parsers.rst.languages import en

_ROLE_TITLE: Final = re.compile(r"(.+?)\s*<[^<>]*>", re.DOTALL)
_CODE_ROLES: Final = frozenset(
    {
        "class",
        "command",
        "data",
        "envvar",
        "exc",
        "file",
        "func",
        "kbd",
        "meth",
        "mod",
        "obj",
        "option",
        "program",
        "samp",
    }
)


class _AnyOption(dict[str, Any]):
    """Options of a directive, and whatever else somebody writes: generators add their own."""

    def __missing__(self, name: str) -> Any:
        return directives.unchanged


class Code(Directive):
    """`code`, `code-block`, `sourcecode`: with any options; colours come later."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar = _AnyOption(caption=directives.unchanged)

    def run(self) -> list[nodes.Node]:
        """The code, below its caption."""
        text = "\n".join(self.content)
        language = self.arguments[0].split() if self.arguments else []
        block = nodes.literal_block(text, text, classes=["code", *language[:1]])
        caption = self.options.get("caption")
        return [nodes.paragraph("", caption), block] if caption else [block]


class Picture(Image):
    """`image`, with any options."""

    option_spec: ClassVar = _AnyOption(Image.option_spec)


class Framed(Figure):
    """`figure` and Nikola's `thumbnail`, with any options."""

    option_spec: ClassVar = _AnyOption(Figure.option_spec)


class Embed(Directive):
    """`youtube`, `vimeo`, `gist`, `media` and the like: a link to what a page would show."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar = _AnyOption(title=directives.unchanged)

    def run(self) -> list[nodes.Node]:
        """One link."""
        key = self.arguments[0].split()[0]
        url = key if "://" in key else _PLACES[self.name.lower()].format(key)
        try:
            host = (urlsplit(url).hostname or "").removeprefix("www.")
        except ValueError:
            host = ""
        words = self.options.get("title") or host or url
        return [nodes.paragraph("", "", nodes.reference("", words, refuri=url))]


class Note(Directive):
    """`seealso`, `versionadded` and the like: a note, its words in the text."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar = _AnyOption(name=directives.unchanged)

    def run(self) -> list[nodes.Node]:
        """The words behind the name, and those below it."""
        label = _NOTES[self.name.lower()]
        words = " ".join(self.arguments).split("\n")[0]
        title = f"{label} {words}" if label.endswith("version") else label
        note = nodes.admonition("", nodes.title("", title))
        if words and title == label:
            note += nodes.paragraph("", words)
        self.state.nested_parse(self.content, self.content_offset, note)
        return [note]


class LeftOut(Directive):
    """What only a whole site can fill in, such as lists of posts; named where readers would miss it."""

    optional_arguments = 100
    has_content = True
    option_spec: ClassVar = _AnyOption(name=directives.unchanged)

    def run(self) -> list[nodes.Node]:
        """Nothing."""
        if self.name.lower() in _MISSED:
            self.state_machine.reporter.warning(
                f'directive "{self.name}" is left out', line=self.lineno
            )
        return []


class Unknown(Directive):
    """A directive that nobody knows: the words in it are shown, and it is named."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar = _AnyOption(name=directives.unchanged)

    def run(self) -> list[nodes.Node]:
        """What is inside, as reStructuredText."""
        self.state_machine.reporter.warning(
            f'directive "{self.name}" is not known; its words are shown',
            line=self.lineno,
        )
        if isinstance(self.state.parent, nodes.substitution_definition):
            return [nodes.Text(" ".join(self.arguments))]
        shown = nodes.container()
        if self.content:
            self.state.nested_parse(self.content, self.content_offset, shown)
        elif self.arguments:
            shown += nodes.paragraph("", " ".join(self.arguments))
        return [shown]


def _words_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Any, *_: Any, **__: Any
) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """A role of Sphinx or of nobody: its title, as code where it names code."""
    title = _ROLE_TITLE.fullmatch(text)
    words = nodes.unescape(title[1] if title else text)
    last = name.rpartition(":")[2].lower()
    if last in _CODE_ROLES:
        return [nodes.literal(rawtext, words.lstrip("~!"))], []
    if last not in _PLAIN_ROLES:
        message = f'role "{name}" is not known; its words are shown'
        inliner.reporter.warning(message, line=lineno)
    return [nodes.inline(rawtext, words)], []


_PLAIN_ROLES: Final = frozenset(
    {
        "abbr",
        "dfn",
        "doc",
        "download",
        "guilabel",
        "index",
        "menuselection",
        "numref",
        "ref",
        "term",
        "token",
    }
)
_PLACES: Final[Mapping[str, str]] = {
    "gist": "https://gist.github.com/{}",
    "media": "{}",
    "slideshare": "https://www.slideshare.net/slideshow/embed_code/{}",
    "soundcloud": "https://api.soundcloud.com/tracks/{}",
    "vimeo": "https://vimeo.com/{}",
    "youtube": "https://www.youtube.com/watch?v={}",
}
_NOTES: Final[Mapping[str, str]] = {
    "deprecated": "Deprecated since version",
    "seealso": "See also",
    "todo": "To do",
    "versionadded": "New in version",
    "versionchanged": "Changed in version",
}
_MISSED: Final = frozenset(
    {
        "date",
        "listing",
        "post-list",
        "postlist",
        "publication_list",
        "slides",
        "toctree",
        "update",
    }
)
_KNOWN: Final[Mapping[str, type[Directive]]] = {
    **dict.fromkeys(("code", "code-block", "sourcecode", "highlight-code"), Code),
    **dict.fromkeys(_PLACES, Embed),
    **dict.fromkeys(_NOTES, Note),
    **dict.fromkeys(_MISSED, LeftOut),
    **dict.fromkeys(("currentmodule", "highlight", "index", "tabularcolumns"), LeftOut),
    "figure": Framed,
    "image": Picture,
    "thumbnail": Framed,
}
"""Directives by name; docutils knows the rest, or nobody does."""


class _Directives(dict[str, type[Directive]]):
    """docutils' registry for one text: what it does not know is `Unknown` instead of an error."""

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name not in en.directives

    def __missing__(self, name: str) -> type[Directive]:
        return Unknown


class _Roles(dict[str, Any]):
    """The same for roles; the one without a name is that of the text itself."""

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or bool(name and name not in en.roles)

    def __missing__(self, name: str) -> Any:
        return _words_role


@contextmanager
def registered() -> Iterator[None]:
    """The time of one text, after which docutils has forgotten the roles that it defined."""
    before = directives._directives, roles._roles
    directives._directives, roles._roles = _Directives(_KNOWN), _Roles()
    try:
        yield
    finally:
        directives._directives, roles._roles = before
