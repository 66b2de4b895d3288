"""The pieces of a text -> the text without its tags, each replaced by what it stands for, or by a link to the post."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field, replace
from textwrap import dedent
from typing import Final

from envoi.posts.header import plain
from envoi.posts.prose import LEFT_OUT
from envoi.posts.shortcodes import (
    builtin,
    control,
    lexer,
    literal,
    outputs,
    pairs,
    place,
    values,
)
from envoi.posts.shortcodes.control import Branches
from envoi.posts.shortcodes.lexer import Text
from envoi.posts.shortcodes.page import LeftOut, Page
from envoi.posts.shortcodes.place import Place, Spot
from envoi.posts.shortcodes.syntax import Call, Kind, Syntax, Tag
from envoi.posts.shortcodes.templates import Handlers
from envoi.posts.shortcodes.values import Known, Scope
from envoi.problems import Problem

DEPTH_AT_MOST: Final = 30
"""Tags within tags that are given a shape; deeper ones only keep what they enclose."""

INCLUDES_AT_MOST: Final = 5
"""Files within files."""

TAGS_AT_MOST: Final = 10_000
"""Tags of one post that are looked into; the others are left out."""

INSERTED_AT_MOST: Final = 500_000
"""Characters that variables and files may add to one post."""

_INCLUDES: Final = frozenset({"include", "includerelative", "includecached", "render", "renderfile", "readfile", "includefile"})  # fmt: skip
_TEXTS: Final = (".md", ".markdown", ".html", ".htm", ".txt", ".njk", ".liquid")
_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]", re.MULTILINE)


@dataclass(slots=True)
class _Frame:
    """An open tag: where its content begins in the output, and how things stood before it."""

    tag: Tag
    place: Place
    start: int
    tail: str
    left_out: int
    assigned: int
    branches: Branches | None = None
    flat: bool = False


@dataclass(slots=True)
class Engine:
    """Expands one text of `page`; `depth` counts the files that it is included by."""

    syntax: Syntax
    page: Page
    handlers: Handlers
    markdown: bool
    depth: int = 0
    parts: list[str] = field(default_factory=list)
    tail: str = ""
    frames: list[_Frame] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    problems: dict[Problem, None] = field(default_factory=dict)
    assigned: list[str] = field(default_factory=list)
    inserted: int = 0
    scope: Scope = field(init=False)

    def __post_init__(self) -> None:
        self.scope = Scope(self.page)

    def run(self, text: str) -> str:
        """`text` without tags."""
        found = list(lexer.pieces(text, self.syntax, markdown=self.markdown))
        openers, closers = pairs.find(found)
        tags = 0
        for number, piece in enumerate(found):
            if isinstance(piece, Text):
                self.put(piece.text)
            elif piece.kind is Kind.CLOSE:
                if number in closers:
                    self.close(self.frames.pop())
            elif piece.kind is Kind.NOTHING:
                continue
            elif (tags := tags + 1) <= TAGS_AT_MOST:
                at = place.find(self.tail, text[piece.end : piece.end + 300])
                self.tag(piece, at, paired=number in openers)
            elif piece.kind is not Kind.LITERAL:
                self.leave(piece)
                if number in openers:
                    self.open(piece, Place(Spot.TEXT), flat=True)
        return "".join(self.parts)

    def put(self, text: str) -> None:
        """Add `text` to the output."""
        if text:
            self.parts.append(text)
            self.tail = (self.tail + text[-place.LOOKED_AT :])[-place.LOOKED_AT :]

    def tag(self, tag: Tag, at: Place, *, paired: bool) -> None:
        """Put what `tag` stands for, or wait for its end."""
        name = plain(tag.name)
        if tag.kind is Kind.LITERAL:
            self.put(tag.arguments if at.spot is Spot.TEXT else "")
        elif tag.kind is Kind.OUTPUT:
            self.output(tag, at)
        elif name in control.BRANCHES:
            if self.frames and (branches := self.frames[-1].branches):
                branches.begin(name, tag.arguments, len(self.parts))
        elif paired:
            self.open(tag, at)
        elif name in control.SETS:
            self.assign(*control.assigned(tag, self.scope))
        elif name in ("raw", "verbatim"):
            self.raw(tag.inner, at)
        elif name not in control.SILENT | control.DECIDES | {"comment"}:
            inner = tag.inner if tag.kind is Kind.VERBATIM else None
            self.stand_for(tag, at, inner)

    def open(self, tag: Tag, at: Place, *, flat: bool = False) -> None:
        """Wait for the end of `tag`; of a flat one only the content is kept."""
        frame = _Frame(
            tag=tag,
            place=at,
            start=len(self.parts),
            tail=self.tail,
            left_out=len(self.left_out),
            assigned=len(self.assigned),
            flat=flat or len(self.frames) >= DEPTH_AT_MOST,
        )
        name = plain(tag.name)
        if name in control.DECIDES and not frame.flat:
            frame.branches = Branches(self.scope, name)
            frame.branches.begin(name, tag.arguments, frame.start)
        self.frames.append(frame)

    def close(self, frame: _Frame) -> None:
        """Put what the open tag stands for in the place of its content."""
        name = plain(frame.tag.name)
        if frame.flat:
            return
        if frame.branches:
            kept = frame.branches.shown(len(self.parts))
            inner = "".join(self.parts[slice(*kept)]) if kept else ""
            self.forget(frame)
            self.put(inner)
            if kept is None:
                del self.left_out[frame.left_out :]
                self.leave(frame.tag)
                self.unassign(frame)
        elif name in control.SILENT:
            self.forget(frame)
            del self.left_out[frame.left_out :]
            self.unassign(frame)
        else:
            inner = "".join(self.parts[frame.start :])
            self.forget(frame)
            if name in control.SETS:
                clean = len(self.left_out) == frame.left_out
                found, _ = control.assigned(frame.tag, self.scope)
                self.assign(found, Known(inner, markup=True) if clean else None)
            else:
                self.stand_for(frame.tag, frame.place, inner)

    def forget(self, frame: _Frame) -> None:
        """Take the content of an open tag back."""
        del self.parts[frame.start :]
        self.tail = frame.tail

    def assign(self, name: str, value: Known | None) -> None:
        """Give `value` a name; one that cannot be told makes the name unknown."""
        self.assigned.append(name)
        self.scope.variables.pop(name, None)
        if value is not None:
            self.scope.variables[name] = value

    def unassign(self, frame: _Frame) -> None:
        """What was set in a part that may not be shown is not known any more."""
        for name in self.assigned[frame.assigned :]:
            self.scope.variables.pop(name, None)

    def output(self, tag: Tag, at: Place) -> None:
        """Put the value of an expression; an unknown filter of a literal is like a tag of that name."""
        pipe = values.read(tag.arguments)
        value = self.scope.evaluate(tag.arguments)
        if value is not None and self.affords(value.text):
            self.show(value, at)
            return
        first = self.scope.primary(pipe.head)
        if pipe.filters and first is not None:
            name, given = pipe.filters[-1]
            if at.spot is Spot.ADDRESS and re.match(r"https?://", first.text):
                self.put(outputs.address(first.text))
                return
            quoted = first.text.replace('"', "'")
            typed = f'"{quoted}" {given}'
            made = replace(
                tag, name=name, arguments=typed, typed=f"{{{{ … | {name} }}}}"
            )
            if len(pipe.filters) == 1:
                self.stand_for(made, at, None)
                return
        self.fall_back(replace(tag, name=pipe.name[:60]), at)

    def show(self, value: Known, at: Place) -> None:
        """Put a value in the way that its place asks for; an address that is whole replaces the site's before it."""
        if at.spot is not Spot.TEXT and re.match(r"https?://", value.text):
            self.drop_site()
        if at.spot is Spot.TEXT:
            markup = value.markup or re.match(r"https?://\S+\Z", value.text)
            self.put(value.text if markup else outputs.words(value.text))
        elif at.spot is Spot.ATTRIBUTE:
            self.put(outputs.attribute(value.text))
        elif at.spot is Spot.ADDRESS:
            self.put(outputs.address(value.text))

    def drop_site(self) -> None:
        """Take away the address of the site, where it is the last that was put."""
        last = self.parts[-1] if self.parts else ""
        if last and last in self.scope.sites:
            self.tail = self.tail[: -len(self.parts.pop())]

    def raw(self, inner: str, at: Place) -> None:
        """What the author wanted shown as it stands: template code in it becomes code."""
        if at.spot is Spot.TEXT:
            self.put(literal.show(inner, markdown=self.markdown))
        else:
            self.put(outputs.split_braces(inner))

    def stand_for(self, tag: Tag, at: Place, inner: str | None) -> None:
        """Put what the tag stands for: the user's template, what is built in, a guess; else it is left out."""
        call = self.call(tag, inner)
        name = plain(tag.name)
        if call is not None and name in _INCLUDES:
            if self.include(tag, call, at):
                return
        elif call is not None and self.put_known(call, at):
            return
        if inner is None or at.spot is not Spot.TEXT:
            self.fall_back(tag, at)
        else:
            self.leave(tag)
            line = self.tail[self.tail.rfind("\n") + 1 :]
            self.put(inner if line.strip() else _indented(dedent(inner), at, self.tail))

    def call(self, tag: Tag, inner: str | None) -> Call | None:
        """`tag` with its arguments read; None if one of them is a value that is not known."""
        typed = tag.arguments
        if "{{" in typed:
            typed = re.sub(r"\{\{([^{}]*)\}\}", self._nested, typed)
        given = self.syntax.arguments(typed)
        if self.syntax.values:
            known = self.scope.arguments(given)
            if known is None:
                return None
            args, named = known
        else:
            args = tuple(text for key, text, _ in given if not key)
            named = {plain(key): text for key, text, _ in given if key}
        return Call(
            name=plain(tag.name),
            page=self.page,
            args=args,
            named=named,
            arguments=typed,
            inner=inner,
        )

    def _nested(self, found: re.Match[str]) -> str:
        value = self.scope.evaluate(found[1])
        return value.text if value else ""

    def put_known(self, call: Call, at: Place) -> bool:
        """Put what `call` stands for at this place: the user's own template, else what is built in."""
        if call.name in self.handlers:
            made = self.handlers.render(call)
            if isinstance(made, Problem):
                self.problems[made] = None
                return False
            self.put(_indented(outputs.split_braces(made), at, self.tail))
            return True
        if at.spot is Spot.TEXT:
            shape = builtin.shape(call, self.syntax)
            if shape is not None:
                self.put(_indented(shape, at, self.tail))
                return True
        value = builtin.value(call)
        if value is not None:
            self.show(Known(value), at)
        return value is not None

    def include(self, tag: Tag, call: Call, at: Place) -> bool:
        """Put the text of another file; one that is given arguments is known by its name, like a tag.

        What it decides or repeats may be missing from it, nothing else.
        """
        name = call.args[0] if call.args else call.named.get("file", "")
        if not name or at.spot is not Spot.TEXT:
            return False
        stem = posixpath.basename(name).partition(".")[0]
        rest = replace(call, name=plain(stem), args=call.args[1:])
        if call.named or rest.name in self.handlers:
            return self.put_known(rest, at)
        text = self.file(name)
        if not text or self.depth >= INCLUDES_AT_MOST or not self.affords(text):
            return False
        inner = Engine(
            syntax=self.syntax,
            page=self.page,
            handlers=self.handlers,
            markdown=self.markdown,
            depth=self.depth + 1,
            inserted=self.inserted,
        )
        shown = inner.run(text)
        self.inserted = inner.inserted
        left = {plain(found.name) for found in inner.left_out}
        if left - control.DECIDES or not shown.strip():
            return not inner.left_out
        for found in inner.left_out:
            self.left_out.append(replace(found, start=tag.start))
        self.put(shown)
        return True

    def file(self, name: str) -> str:
        """The text of the file that an include names, looked for where generators do."""
        suffix = posixpath.splitext(name)[1].lower()
        if suffix and suffix not in _TEXTS:
            return ""
        here = posixpath.dirname(self.page.path)
        places = (*self.syntax.includes, "", here)
        paths = (
            posixpath.normpath(posixpath.join(folder, name.lstrip("/")))
            for folder in places
        )
        inside = (path for path in paths if not path.startswith(("/", "../")))
        return next(filter(None, map(self.page.read, inside)), "")

    def affords(self, text: str) -> bool:
        """Whether `text` may still be added."""
        self.inserted += len(text)
        return self.inserted <= INSERTED_AT_MOST

    def leave(self, tag: Tag) -> None:
        """Count a tag that nothing stands for."""
        given = tag.arguments.split() if plain(tag.name) in _INCLUDES else []
        file = given[0] if given else ""
        shown = f"{tag.name} {file}" if file else tag.name
        typed = tag.typed.replace(tag.name, shown, 1)
        found = LeftOut(name=tag.name, start=tag.start, typed=typed, file=file)
        self.left_out.append(found)

    def fall_back(self, tag: Tag, at: Place) -> None:
        """Put a link to the post where something is missing, once for several in a row."""
        self.leave(tag)
        if at.spot is Spot.ADDRESS and at.first and at.link:
            self.put(outputs.address(self.page.url))
        elif at.spot is Spot.TEXT and at.linked:
            self.put("…")
        elif at.spot is Spot.TEXT:
            link = f'<a href="{outputs.address(self.page.url)}">{LEFT_OUT}</a>'
            if not self.tail.rstrip().endswith(link):
                self.put(link)


def _indented(text: str, at: Place, before: str) -> str:
    """`text` with its lines as far to the right as the tag was, so that it stays in its list."""
    if (
        "\n" not in text
        or not at.indent
        or not (len(at.indent) < 4 or _ITEM.search(before))
    ):
        return text
    return text.replace("\n", f"\n{at.indent}")
