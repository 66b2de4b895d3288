"""A folder and where its posts are published -> where anything in it is found, by path or by name."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from envoi.addresses import absolute, below, host_of
from envoi.dialects import Dialect, Files
from envoi.model import Post, State
from envoi.paths import parts
from envoi.posts import folder
from envoi.posts.markup import MARKUPS
from envoi.stamps import Stamp, Stamps

_STATICS: Final = ("static", "source", "public")
"""Folders that most generators copy to the root of the site."""

_OUTPUTS: Final = ("_site/", "public/", "themes/", "vendor/")
_PARTS_AT_MOST: Final = 8

Question = tuple[str, str]
"""What is asked of posts and files: its kind, and the name or path that it is asked of (nothing: of all of them)."""

TEXT: Final = "text"
"""The kind of question that is answered by the text of a file."""

_ROOTS: Final = {"@/": "content/", "@site/": "", "~/": ""}
"""Beginnings that mean a folder: Zola's content, Docusaurus' site."""


@dataclass(frozen=True, kw_only=True)
class Places:
    """Knows the posts at `addresses` (of published ones, by path), and the files of `folder`.

    A name stands for the file with the shortest path that ends in it, in any folder and without
    regard to case, as in Obsidian. The folder is looked through once, and only if a name asks for it. `asked` gathers the
    answers to all that was asked of posts and files: a text that made the same questions and got the same answers is the same.
    `looked` gathers the files of which it was asked whether they are there, with what was there.
    """

    folder: Path
    site: str
    dialect: Dialect
    addresses: Mapping[str, str]
    asked: dict[Question, str] = field(default_factory=dict)
    looked: Stamps = field(default_factory=dict)

    def begin(self) -> None:
        """Gather anew: another post asks."""
        self.asked.clear()
        self.looked.clear()

    def answer(self, question: Question) -> str:
        """What is answered now, in a word. Raises LookupError for what is no question."""
        kind, name = question
        _KINDS[kind](self, name)
        return self.asked[question]

    def post(self, name: str) -> str:
        """The address of the published post called `name`: by its path, the end of it, or its name; or nothing."""
        tidy = unquote(name).strip().removeprefix("./").strip("/").casefold()
        exact = name.strip().lstrip("/")
        path = exact if exact in self.addresses else self._posts.get(tidy, "")
        found = self.asked["post", name] = self.addresses.get(path, "")
        return found

    def published(self, path: str) -> str:
        """The address of the published post at `path`; nothing if there is none."""
        found = self.asked["address", path] = self.addresses.get(path, "")
        return found

    def file(self, name: str) -> str:
        """The path of the file called `name`; nothing if there is none."""
        tidy = name.strip().removeprefix("./").strip("/")
        if tidy not in self._found:
            there = folder.exists(self.folder, tidy)
            self._found[tidy] = tidy if there else self._files.get(tidy.casefold(), "")
        found = self.asked["file", name] = self._found[tidy]
        return found

    def text(self, path: str) -> str:
        """The text of the file at `path`, relative to the folder, that a post may include.

        Nothing if there is none, if it is hidden, or if it may be a post that is not published.
        """
        parts = PurePosixPath(path).parts
        hidden = any(part.startswith(".") for part in parts)
        held = hidden or self._is_held(path, parts)
        text = "" if held else folder.text(self.folder, path)
        self.asked[TEXT, path] = blake2b(text.encode(), digest_size=16).hexdigest()
        return text

    def _is_held(self, path: str, parts: Sequence[str]) -> bool:
        """Whether the file is below a folder of posts or of drafts, written as posts are, and no post that readers have."""
        if path in self.addresses or PurePosixPath(path).suffix.lower() not in MARKUPS:
            return False
        if self.dialect.DRAFT_FOLDERS & set(parts):
            return True
        roots = (f"{root}/" if root else "" for root in self.dialect.roots)
        apart = (
            any(part.startswith("_") for part in parts[:-1]) and "_posts" not in parts
        )
        return not apart and any(path.startswith(root) for root in roots)

    def exists(self, path: str) -> bool:
        """Whether there is a file at `path`, inside the folder."""
        there = self._look(path) not in ("", folder.FOLDER)
        self.asked["file at", path] = "yes" if there else ""
        return there

    def built(self, _: str = "") -> str:
        """The folder in which a built site seems to be; nothing if there is none."""
        found = self.asked["built", ""] = self._built
        return found

    def picture_size(self, path: str) -> tuple[int, int]:
        """Width and height in pixels of the picture at `path`; zeros if there is none."""
        if path not in self._sizes:
            self._sizes[path] = folder.picture_size(self.folder, path)
        width, height = self._sizes[path]
        self.asked["size", path] = f"{width} x {height}"
        return width, height

    def address(self, path: str, post: Post) -> str:
        """Where the site has the file at `path`, as seen from `post`: files that belong to a post go with it."""
        if inner := self.belongs(path, post):
            return absolute(f"./{inner.replace('%', '%25')}", post.url) or ""
        return below(self.site, self.dialect.file_address(path))

    def belongs(self, path: str, post: Post) -> str:
        """The path of a file within what belongs to `post`, a folder of its own or one called as it; or nothing."""
        parent, _, name = post.path.rpartition("/")
        homes = [f"{parent or '.'}/"] if name.startswith("index.") else []
        if self.dialect.assets:
            homes.append(f"{_home(post)}/")
        inner = (path[len(home) :] for home in homes if path.startswith(home))
        return next(inner, "")

    def sources(self, path: str, post: Post) -> list[str]:
        """The files that `path`, typed in `post`, may mean, relative to the folder; the likeliest first."""
        if path.startswith("/"):
            return [
                posixpath.normpath(path).lstrip("/"),
                *(posixpath.normpath(f"{root}{path}") for root in self._roots),
            ]
        for start, root in _ROOTS.items():
            if path.startswith(start):
                return [posixpath.normpath(root + path[len(start) :])]
        folder = post.path[: post.path.rfind("/") + 1]
        return [posixpath.normpath(folder + path).lstrip("/")]

    def own(self, path: str, post: Post) -> str:
        """The file at `path` in the folder beside `post` that is called as it; nothing if there is none."""
        if not self.dialect.assets:
            return ""
        home = _home(post)
        source = posixpath.normpath(posixpath.join(home, path))
        inside = source.startswith(f"{home}/") and self.exists(source)
        return source if inside else ""

    def lacks(self, path: str, post: Post) -> str:
        """Where the file that `path` names in `post` would lie, if it can be told that it is not there; else nothing.

        Of a path from the root of the site that can only be told where the folder holds the rest of it: others may be
        put there by whoever builds the site.
        """
        sources = self.sources(path, post)
        behind = self.behind(absolute(path, post.url) or "", post)
        if any(map(self.exists, (*sources, *behind))):
            return ""
        if not path.startswith("/"):
            return sources[0]
        roots = (*self.dialect.statics, "")
        rooted = (posixpath.normpath(f"{root}{path}").lstrip("/") for root in roots)
        homes = ((place.rpartition("/")[0], place) for place in rooted)
        return next((place for h, place in homes if h and self._has_folder(h)), "")

    def behind(self, url: str, post: Post) -> Iterator[str]:
        """Where the file at the address `url` of the site may lie, as seen from `post`; the likeliest first."""
        if not url or host_of(url) != self._host:
            return
        path = unquote(urlsplit(url).path)
        beside = unquote(urlsplit(post.url).path)
        home = beside[: beside.rfind("/") + 1]
        if path.startswith(home):
            yield posixpath.join(posixpath.dirname(post.path), path[len(home) :])
            yield posixpath.join(_home(post), path[len(home) :])
        above, _, name = path.rpartition("/")
        if other := self._home(above):
            yield f"{other}/{name}"
        root = urlsplit(self.site).path
        inner = path.removeprefix(root if root.endswith("/") else f"{root}/")
        for static in dict.fromkeys((*self.dialect.statics, *_STATICS)):
            yield posixpath.join(static, inner.lstrip("/"))
        yield inner.lstrip("/")
        yield path.lstrip("/")

    def _has_folder(self, path: str) -> bool:
        there = self._look(path) == folder.FOLDER
        self.asked["folder at", path] = "yes" if there else ""
        return there

    def _home(self, above: str) -> str:
        """The folder that the post at the path `above` of the site has to itself; nothing if there is none."""
        found = self.asked["home", above] = self._homes.get(above, "")
        return found

    def _look(self, path: str) -> Stamp:
        if path not in self._there:
            self._there[path] = folder.there(self.folder, path)
        self.looked[path] = self._there[path]
        return self._there[path]

    def anywhere(self, url: str) -> Iterator[str]:
        """Where the file at the address `url` of the site may lie, whoever shows it; nothing hidden."""
        nobody = Post(path="index", slug="", title="", state=State.PAGE, url=self.site)
        for path in self.behind(url, nobody):
            if not any(part.startswith(".") for part in path.split("/")):
                yield path

    @cached_property
    def _roots(self) -> tuple[str, ...]:
        """The folders that a path from the root of the site may be in."""
        return tuple(dict.fromkeys((*self.dialect.roots, *self.dialect.statics)))

    @cached_property
    def _host(self) -> str:
        return host_of(self.site)

    @cached_property
    def _built(self) -> str:
        from envoi.posts.built import built_folder

        found = built_folder(self.folder)
        return found.name if found else ""

    @cached_property
    def _there(self) -> Stamps:
        return {}

    @cached_property
    def _sizes(self) -> dict[str, tuple[int, int]]:
        return {}

    @cached_property
    def _found(self) -> dict[str, str]:
        return {}

    @cached_property
    def _posts(self) -> Mapping[str, str]:
        return _by_end(self.addresses)

    @cached_property
    def _homes(self) -> Mapping[str, str]:
        """The folders that posts have to themselves, by the paths of these posts on the site."""
        return {
            unquote(urlsplit(url).path).rstrip("/"): posixpath.dirname(path)
            for path, url in self.addresses.items()
            if path.rpartition("/")[2].startswith("index.")
        }

    @cached_property
    def _files(self) -> Mapping[str, str]:
        found = Files(self.folder).walk()
        return _by_end(path for path in found if not path.startswith(_OUTPUTS))


_KINDS: Final[Mapping[str, Callable[[Places, str], object]]] = {
    "post": Places.post,
    "address": Places.published,
    "file": Places.file,
    TEXT: Places.text,
    "file at": Places.exists,
    "built": Places.built,
    "size": Places.picture_size,
    "folder at": Places._has_folder,
    "home": Places._home,
}
"""What answers each kind of question."""


def _home(post: Post) -> str:
    """The folder beside `post` that is called as it, and may be there."""
    return post.path[: len(post.path) - len(parts(post.path).suffix)]


def _by_end(paths: Iterable[str]) -> dict[str, str]:
    """Every path by each of its ends, with and without suffix, without case; the shortest path counts."""
    found: dict[str, str] = {}
    for path in sorted(paths, key=lambda each: (each.count("/"), len(each), each)):
        pure = PurePosixPath(path.casefold())
        names = [pure]
        if pure.suffix in MARKUPS:
            names.append(pure.with_suffix(""))
        if pure.stem in ("index", "_index") and pure.suffix in MARKUPS:
            names.append(pure.parent)
        for name in names:
            parts = name.parts[-_PARTS_AT_MOST:]
            for start in range(len(parts)):
                found.setdefault("/".join(parts[start:]), path)
    return found
