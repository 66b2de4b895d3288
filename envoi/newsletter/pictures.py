"""The pictures of an issue -> the same issue with copies that every mail client shows, and these copies, made once a build."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from hashlib import sha256
from importlib.util import find_spec
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from envoi.addresses import below
from envoi.mediatypes import PICTURES
from envoi.model import Artifact, Body, Image, Issue, Layout
from envoi.problems import Level, Place, Problem, Report

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from envoi.newsletter.imaging import Facts, Format

FOLDER: Final = "newsletter/pictures"
"""Where copies are, below the output folder: past issues show them too, so none is taken away."""

WIDEST: Final = 1200
"""Pixels of the widest copy: twice a column."""

_SHARPNESS: Final = 2
"""Pixels of a copy for each that is shown: screens of phones have two or three."""

_TYPES: Final = {
    suffix: PICTURES[suffix] for suffix in (".gif", ".jpeg", ".jpg", ".png")
}
_SUFFIXES: Final[Mapping[Format, str]] = {"JPEG": ".jpg", "PNG": ".png"}
_LARGE: Final = 250_000


@dataclass(frozen=True, kw_only=True, slots=True)
class _Copy:
    """A copy of the file `source`, to be made: where it will be, and its size in pixels."""

    source: str
    path: str
    width: int
    height: int
    form: Format
    still: bool


@dataclass(kw_only=True)
class Gallery:
    """The pictures of all letters of one build of the site at `site`.

    `read` gives the bytes of a file of the folder by its path. Copies are planned from the headers of the files, under
    names of what they are made from; so only those that a finished letter shows are made, each of them once.
    `copies` are those that were made before, by their paths, and `facts` what is known of files that did not change since;
    both take in what is new.
    """

    site: str
    read: Callable[[str], bytes | None]
    report: Report
    copies: dict[str, Artifact] = field(default_factory=dict)
    facts: dict[str, tuple[str, Facts]] = field(default_factory=dict)
    _known: dict[str, tuple[str, Facts] | None] = field(
        init=False, default_factory=dict
    )
    _copies: dict[str, _Copy] = field(init=False, default_factory=dict)
    _sources: dict[str, str] = field(init=False, default_factory=dict)
    _made: dict[str, Artifact] = field(init=False, default_factory=dict)
    _given: set[str] = field(init=False, default_factory=set)

    def dress(self, issue: Issue, *, column: int, room: int, intro: int) -> Issue:
        """`issue` with copies in the place of pictures that mail clients cannot show, or that are larger than needed.

        A picture above a post is shown at most `column` pixels wide, one in its text at most `room`, and one in what the issue
        says first at most `intro`.
        """
        if find_spec("PIL") is None:
            self._say_missing(issue)
            return issue
        sections = []
        for section in issue.sections:
            posts = tuple(
                replace(post, body=self._dressed(post.body, column, room))
                if issue.layout_of(section, post) is not Layout.LIST
                else post
                for post in section.posts
            )
            sections.append(replace(section, posts=posts))
        first = self._dressed(issue.intro, column, intro)
        return replace(issue, sections=tuple(sections), intro=first)

    def make(self, html: str) -> bool:
        """Make the copies that the letter `html` shows; whether all could be made. Those that cannot are not planned again."""
        wanted = [url for url in self._copies if _shown(url) in html]
        failed = [url for url in wanted if not self._make(url)]
        return not failed

    def artifacts(self) -> Iterator[Artifact]:
        """The copies made that were not handed out yet."""
        for url, made in self._made.items():
            if url not in self._given:
                self._given.add(url)
                yield made

    def attached(self, html: str) -> dict[str, Artifact]:
        """The pictures of the site in the letter `html`, by their address in it, to go with the message."""
        found = {url: made for url, made in self._made.items() if _shown(url) in html}
        for url, source in self._sources.items():
            if source in self._known and self._known[source] is None:
                continue
            kind = _TYPES.get(PurePosixPath(source).suffix.lower())
            data = self.read(source) if kind and _shown(url) in html else None
            if kind and data is not None:
                name = f"{sha256(data).hexdigest()[:20]}{PurePosixPath(source).suffix}"
                path = f"{FOLDER}/{name.lower()}"
                found[url] = Artifact(path=path, content=data, media_type=kind)
        return found

    def _dressed(self, body: Body | None, column: int, room: int) -> Body | None:
        if body is None or not body.files:
            return body
        shown = {each.get("src") for each in body.tree.iter("img")}
        image = body.image
        if image and image.url in body.files:
            fills = not image.width or image.width >= column
            most = column if fills and image.url not in shown else room
            image = self._image(image, body.files[image.url], most)
        return replace(body, tree=self._tree(body, room), image=image)

    def _image(self, image: Image, source: str, most: int) -> Image:
        copy = self._plan(source, min(image.width or most, most))
        if copy is None:
            self._sources[image.url] = source
            return image
        width, height = _size(self._facts(source), image)
        return replace(image, url=self._url(copy), width=width, height=height)

    def _tree(self, body: Body, room: int) -> HtmlElement:
        tree = deepcopy(body.tree)
        for element in tree.iter("img", "video"):
            name = "src" if element.tag == "img" else "poster"
            url = element.get(name, "")
            source = body.files.get(url, "")
            if not source:
                continue
            image = Image(
                url=url,
                width=int(element.get("width", 0)),
                height=int(element.get("height", 0)),
            )
            found = self._image(image, source, room)
            element.set(name, found.url)
            if element.tag == "img" and found.width and found.height:
                element.set("width", str(found.width))
                element.set("height", str(found.height))
        return tree

    def _facts(self, source: str) -> Facts | None:
        known = self._look(source)
        return known[1] if known else None

    def _look(self, source: str) -> tuple[str, Facts] | None:
        """Digest and facts of a file; None, and a warning, if it is no picture that can be used."""
        from envoi.newsletter.imaging import ImagingError, look

        if source not in self._known and source in self.facts:
            self._known[source] = self.facts[source]
        if source not in self._known:
            data = self.read(source)
            self._known[source] = None
            try:
                if data is None:
                    raise ImagingError("cannot be read, or is too large")
                found = sha256(data).hexdigest(), look(data)
                self._known[source] = self.facts[source] = found
            except ImagingError as error:
                self._refuse(source, error)
        return self._known[source]

    def _plan(self, source: str, shown: int) -> _Copy | None:
        """The copy of a file for a place `shown` pixels wide; None if the file itself will do."""
        from envoi.newsletter.imaging import SETTINGS

        if PurePosixPath(source).suffix.lower() == ".svg" or not (
            known := self._look(source)
        ):
            return None
        digest, facts = known
        width = min(facts.width, max(1, shown) * _SHARPNESS, WIDEST)
        if not facts.needs_copy(width):
            return None
        said = f"{digest} {width} {facts.copied_as} {SETTINGS}"
        name = sha256(said.encode()).hexdigest()[:20]
        copy = _Copy(
            source=source,
            path=f"{FOLDER}/{name}{_SUFFIXES[facts.copied_as]}",
            width=width,
            height=max(1, round(facts.height * width / facts.width)),
            form=facts.copied_as,
            still=facts.moves,
        )
        self._copies[self._url(copy)] = copy
        return copy

    def _make(self, url: str) -> bool:
        from envoi.newsletter.imaging import ImagingError, copy

        planned = self._copies[url]
        if url in self._made:
            return True
        if planned.path not in self.copies:
            try:
                data = self.read(planned.source)
                if data is None:
                    raise ImagingError("cannot be read, or is too large")
                content = copy(data, planned.width, planned.height, planned.form)
            except ImagingError as error:
                self._refuse(planned.source, error)
                self._known[planned.source] = None
                del self._copies[url]
                return False
            self.copies[planned.path] = Artifact(
                path=planned.path,
                content=content,
                media_type=_TYPES[_SUFFIXES[planned.form]],
            )
        self._made[url] = self.copies[planned.path]
        if planned.still:
            self.report.notice(
                "picture-still",
                "moves; the letter shows its first frame",
                "keep what moves below 1 MB, as a GIF",
                Place(path=planned.source),
            )
        return True

    def _url(self, copy: _Copy) -> str:
        return below(self.site, copy.path)

    def _refuse(self, source: str, error: Exception) -> None:
        self.report.warn(
            "picture",
            f"{error}; the letter links to it as it is",
            "save it anew, as JPEG or PNG",
            Place(path=source),
        )

    def _say_missing(self, issue: Issue) -> None:
        """Name once what Pillow is needed for."""
        count = 0
        for post in issue.posts:
            for url, source in post.body.files.items() if post.body else ():
                self._sources[url] = source
                suffix = PurePosixPath(source).suffix.lower()
                data = b"" if suffix == ".svg" else self.read(source) or b""
                count += len(data) > _LARGE or suffix in (".avif", ".webp")
        if count and not any(each.code == "pillow" for each in self.report):
            self.report.notice(
                "pillow",
                f"{count:,} picture{'s' if count > 1 else ''} of the letter "
                f"{'are' if count > 1 else 'is'} large, or of a kind that Outlook does not show",
                "pip install 'envoi[pictures]', and the letter shows copies",
            )


def say_unnamed(issue: Issue, report: Report) -> None:
    """A warning for each picture of `issue` that nobody gave a text alternative."""
    for section in issue.sections:
        for post in section.posts:
            body, layout = post.body, issue.layout_of(section, post)
            if body is None or layout is Layout.LIST:
                continue
            card = {body.image.url} if body.image else set()
            for url, line in body.unnamed.items():
                problem = Problem(
                    level=Level.WARNING,
                    code="no-alt",
                    message=f"the picture {PurePosixPath(url).name[:80]} has no text alternative",
                    hint='say what it shows, ![so](…), or alt="" in HTML if that is nothing',
                    place=Place(path=post.path, line=line),
                )
                seen = layout is Layout.FULL or url in card
                if seen and problem not in report.problems:
                    report.add(problem)


def _size(facts: Facts | None, image: Image) -> tuple[int, int]:
    """The size at which a copy of `image` is shown: that of the file, the right way up, unless another was typed."""
    lying = facts and facts.turned and (image.height, image.width)
    if facts and lying == (facts.width, facts.height):
        return facts.width, facts.height
    return image.width, image.height


def _shown(url: str) -> str:
    """How the HTML of a letter shows the picture at `url`."""
    return f'src="{url.replace("&", "&amp;")}"'
