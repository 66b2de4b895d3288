"""folder -> Post* -> Post with its Body. One file a dialect of front matter, one file a markup.

`read` takes in the front matter of every file and keeps no body; `rendering` fills in the bodies
of those posts that a feed or an issue shows. `plans` reads what is written for issues.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import (
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import closing
from datetime import datetime
from importlib.util import find_spec
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Final

from envoi.config import Config
from envoi.model import Body, Catalogue, Image, Post, State, revised
from envoi.paths import parts
from envoi.plan import FOLDER, Plan
from envoi.posts import artwork, folder, source
from envoi.posts import plans as planned
from envoi.posts.body import Renderer
from envoi.posts.fields import Reader, named_image, own_summary
from envoi.posts.frontmatter import split, split_side
from envoi.posts.header import Header
from envoi.posts.markup import MARKUPS, Markup
from envoi.posts.memory import Found, Memory, Reading, Rendering
from envoi.posts.places import Places, Question
from envoi.posts.remarks import Remarks
from envoi.posts.rendering import Render
from envoi.posts.source import Source
from envoi.posts.summary import beginning, spoken
from envoi.posts.workers import cut, spread
from envoi.problems import Level, Place, Problem, Report
from envoi.scripts import BEGINNING, foreign, is_native
from envoi.stamps import Stamp

__all__ = [
    "Render",
    "asking",
    "find",
    "picture",
    "picture_file",
    "plans",
    "read",
    "rendering",
]


_SAMPLE = 800
"""Characters by which most texts show that they are in their language."""

LEAST: Final = 400
"""Posts that are worth a process: to start one, and to take over what it read, costs as much as to read a hundred."""

PART: Final = 100
"""Posts that a process takes at a time, to read them."""

FEW: Final = 20
"""Posts whose texts are held at a time, while they are read."""

Progress = Callable[[str, Sequence[str]], Iterable[str]]

_Read = tuple[Post, Sequence[Problem], Reading | bytes | None]
"""What a file says, what is wrong with it, and what is to be remembered of that."""


def read(
    config: Config,
    now: datetime,
    output: Path,
    report: Report,
    progress: Progress,
    skipped: list[str] | None = None,
    memory: Memory | None = None,
    processes: int = 1,
) -> Iterator[Post]:
    """All posts of the folder, in the order of their paths, without bodies.

    One that cannot be read is there too, as `State.BROKEN`, with an error in `report`. The
    paths of other files beside the posts are added to `skipped`. What `memory` knows is not read. At most so many
    `processes` share what is.
    """
    found = (memory and memory.found) or find(config, output)
    if memory:
        memory.found = found
    report.problems += found.problems
    if skipped is not None:
        skipped += found.skipped
    paths = list(found.roots)
    known = {path: memory.reading(path, now) for path in paths} if memory else {}
    unread = [path for path in paths if not known.get(path)]
    lacking = _lacking(config, paths)
    read_few = _reading(config, now, found.roots, lacking, memory)

    def work(part: Sequence[str]) -> list[_Read]:
        return [*chain.from_iterable(map(read_few, cut(part, FEW)))]

    worth = min(processes, len(unread) // LEAST)
    with closing(spread(work, cut(unread, PART), worth)) as made:
        readings = chain.from_iterable(made)
        for path in progress("Reading", paths):
            if kept := known.get(path):
                post, problems = kept.post, kept.problems
            else:
                post, problems, to_keep = next(readings)
                if memory:
                    memory.keep_reading(path, to_keep)
            report.problems += problems
            yield post
    for extra in dict.fromkeys(lacking.values()):
        _say_lacking(extra, [one for one in paths if lacking.get(one) == extra], report)


def _reading(
    config: Config,
    now: datetime,
    roots: Mapping[str, str],
    lacking: Mapping[str, str],
    memory: Memory | None,
) -> Callable[[Sequence[str]], list[_Read]]:
    """What reads the posts at some paths of `roots`, but for those that are `lacking` something, for `memory` to keep."""
    heard = Report()
    reader = Reader(
        site=config.site,
        now=now,
        dialect=config.dialect,
        pattern=config.permalink,
        report=heard,
        folder=config.folder,
        base=posixpath.commonpath(config.roots) if len(config.roots) > 1 else None,
    )

    def opened(path: str) -> tuple[str, tuple[Source, Header] | None, list[Problem]]:
        heard.problems = []
        found = None if path in lacking else _open(config, path, heard)
        return path, found, heard.problems

    def made(
        path: str, found: tuple[Source, Header] | None, problems: list[Problem]
    ) -> tuple[Post, list[Problem], Mapping[str, Stamp]]:
        heard.problems = problems
        reader.places.begin()
        if found is None:
            title = PurePosixPath(path).name
            post = Post(path=path, slug="", title=title, state=State.BROKEN)
        else:
            post = reader.post(*found, root=roots[path])
        return post, problems, dict(reader.places.looked)

    def read_few(paths: Sequence[str]) -> list[_Read]:
        # step by step, not post by post: the processor then has at hand what a step needs
        posts = [made(*one) for one in [opened(path) for path in paths]]
        return [
            (one[0], one[1], memory.to_keep(*one, now) if memory else None)
            for one in posts
        ]

    return read_few


def find(config: Config, output: Path) -> Found:
    """The posts in the folder, and the other files beside them."""
    heard, skipped = Report(), list[str]()
    roots = folder.find(
        config.roots, config.dialect, config.folder, output, heard, skipped
    )
    return Found(roots=roots, skipped=skipped, problems=heard.problems)


def plans(config: Config, report: Report) -> Iterator[Plan]:
    """What the files in `issues/` say of issues, in the order of their names; nothing where posts are there.

    One that cannot be read, or that is for the same issue as another one, is an error in `report`.
    """
    known: dict[str, str] = {}
    if any(PurePosixPath(root).parts[:1] == (FOLDER,) for root in config.roots):
        return
    for path in folder.directly(config.folder, FOLDER, config.dialect):
        if extra := _lacks(config, path):
            _say_lacking(extra, [path], report)
        elif (found := _open(config, path, report)) and (
            plan := planned.read(*found, config.site, report)
        ):
            first = known.setdefault(plan.name.casefold(), path)
            if first == path:
                yield plan
            else:
                message = f"is for the same issue as {first}; left out"
                report.error("issue-file", message, "keep one of them", plan.place())


def rendering(
    catalogue: Catalogue,
    config: Config,
    report: Report,
    built: Path | None = None,
    memory: Memory | None = None,
    processes: int = 1,
) -> Render:
    """What renders the posts of `catalogue`.

    Bodies are taken from the pages of the site in the folder `built`, if there is one. A post that changed on the disk
    since it was read is not given, and an error in `report`. One that nobody gave a title is called as its text begins,
    if it has words. What `memory` knows is not rendered, and what is to be kept there is by this process. At most so many `processes` share the work.
    """
    remembers = memory is not None
    memory = memory or Memory(renders=False)
    memory.settle(catalogue.addresses)
    heard = Report()
    pages = None
    if built:
        from envoi.posts.built import Built

        pages = Built(built)
    renderer = Renderer(
        site=catalogue.site.url,
        folder=config.folder,
        dialect=config.dialect,
        addresses=catalogue.addresses,
        report=heard,
        built=pages,
    )

    def render(post: Post) -> Rendering:
        if kept := memory.rendering(post):
            return kept
        found = _open(config, post.path, Report())
        if found is None or found[0].digest != post.digest:
            return _changed(post)
        heard.problems = []
        renderer.places.begin()
        source, header = found
        whole = header.with_defaults(config.dialect.defaults(post.path))
        body = renderer.body(
            post,
            header.body,
            header.values(),
            named_image(source, whole) if post.image else None,
            own_summary(source, whole),
        )
        _say_letters(post, body, heard)
        if built is None:
            _say_remarks(config, post, header.body, heard)
        title = post.title if post.titled else beginning(body.tree) or post.title
        made = Rendering(
            post=post,
            rendered=revised(post, body=body, title=title),
            problems=tuple(heard.problems),
            asked=dict(renderer.places.asked) if remembers else {},
        )
        memory.keep_rendering(made)
        return made

    return Render(one=render, report=report, processes=processes, whole=memory.renders)


def asking(catalogue: Catalogue, config: Config) -> Callable[[Question], str]:
    """What answers again what the texts of the posts of `catalogue` ask of one another and of the folder."""
    return Places(
        folder=config.folder,
        site=catalogue.site.url,
        dialect=config.dialect,
        addresses=catalogue.addresses,
    ).answer


def _changed(post: Post) -> Rendering:
    problem = Problem(
        level=Level.ERROR,
        code="changed",
        message="changed while it was read",
        hint="run the build again",
        place=Place(path=post.path),
    )
    return Rendering(post=post, rendered=None, problems=(problem,), asked={})


def picture(config: Config, typed: str) -> Image | None:
    """The picture that `typed` in `envoi.toml` names, with its size; None if there is none."""
    return artwork.picture(typed, config.folder, config.site.url, config.dialect)


def picture_file(config: Config, path: str) -> bytes | None:
    """The bytes of the picture at `path` in the folder; None if it cannot be read, or is too large."""
    return folder.picture(config.folder, path)


def _open(config: Config, path: str, report: Report) -> tuple[Source, Header] | None:
    """The text and header of a post, with what files beside it say; None, and an error in `report`, if it cannot be read."""
    found = folder.read(config.folder, path, report)
    if found is None:
        return None
    data, digest = found
    if sides := _sides(config, path, report):
        digests = " ".join((digest, *(beside[1] for beside in sides.values())))
        digest = hashlib.sha256(digests.encode()).hexdigest()
    text = source.decode(data, path, digest, report)
    if not text:
        return None
    header: Header | None
    if sides and f"{PurePosixPath(path).with_suffix('')}.meta" in sides:
        header = Header(fields={}, body=text.text, body_line=1)
    else:
        header = split(text, report, by_lines=config.dialect.by_lines(path))
    for name, (side_data, _) in sides.items():
        heard = report if name.endswith(".meta") else Report()
        side_text = source.decode(side_data, name, "", heard)
        if header and side_text and (side := split_side(side_text, heard)):
            header = header.with_defaults(side.values())
    return (text, header) if header else None


def _sides(config: Config, path: str, report: Report) -> dict[str, tuple[bytes, str]]:
    """The bytes of the files beside the post at `path` that say what it leaves out, and their digests, by path."""
    return {
        name: beside
        for name in config.dialect.side_files(path)
        if folder.exists(config.folder, name)
        and (beside := folder.read(config.folder, name, report))
    }


def _markup(config: Config, path: str) -> Markup:
    suffix = parts(path).suffix.lower()
    return MARKUPS[config.dialect.SUFFIXES.get(suffix, suffix)]


def _say_remarks(config: Config, post: Post, text: str, report: Report) -> None:
    """Name what was wrong in a body when its markup was rendered."""
    remarks = Remarks(report, post.path)
    for remark in _markup(config, post.path).remarks(text):
        line = post.line + remark.line - 1
        remarks.say(remark.code, remark.message, remark.hint, line)
    remarks.close()


def _say_letters(post: Post, body: Body, report: Report) -> None:
    """Name letters that the language of a post is never written in; code has letters of its own."""
    if is_native(spoken(body.tree, _SAMPLE), post.language):
        return
    if letters := foreign(spoken(body.tree, BEGINNING), post.language):
        report.warn(
            "language-script",
            f'is said to be in "{post.language}", and is written in {letters} letters',
            "write its language into the post, as in lang: en",
            Place(path=post.path, line=1),
        )


def _lacks(config: Config, path: str) -> str:
    """The extra that has to be installed for the markup of `path`; nothing if it can be rendered here."""
    markup = _markup(config, path)
    there = not markup.module or find_spec(markup.module)
    return "" if there else markup.extra


def _lacking(config: Config, paths: Sequence[str]) -> dict[str, str]:
    """The extra that is needed for each of `paths` that cannot be read yet."""
    ends = {path.rpartition(".")[2]: path for path in paths}
    suffixes = {parts(path).suffix: path for path in ends.values()}
    extras = {suffix: _lacks(config, path) for suffix, path in suffixes.items()}
    if not any(extras.values()):
        return {}
    found = {path: extras[parts(path).suffix] for path in paths}
    return {path: extra for path, extra in found.items() if extra}


def _say_lacking(extra: str, paths: Sequence[str], report: Report) -> None:
    """Name the `extra` that the files at `paths` need."""
    others = f" and {len(paths) - 1:,} more" if len(paths) > 1 else ""
    report.error(
        extra,
        f"{PurePosixPath(paths[0]).suffix} cannot be read yet{others}",
        f"pip install 'envoi[{extra}]'",
        Place(path=paths[0]),
    )
