"""A scratch folder and the tools of this machine -> corpora there, and jobs to be measured on them."""

from __future__ import annotations

import re
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from benchmarks.corpus import TAGS, Corpus
from benchmarks.measure import Job, output
from benchmarks.tools import Programs, Tool, hugo, others

CONFIG = """\
[site]
title = "The town"
url = "https://town.example/"

[feeds]
limit = 20
languages = false
budget = 0
{feeds}

[newsletter]
from = "Town <letter@town.example>"
postal_address = "1 Quay Street, Town"
unsubscribe = "https://town.example/unsubscribe"

[[newsletter.section]]
limit = 10
"""
ENVOI = (sys.executable, "-m", "envoi")
STAT = """\
import os, sys
known = {one.name: (one.stat().st_mtime_ns, one.stat().st_size) for one in os.scandir(sys.argv[1])}
"""
READ = """\
import os, sys
for one in os.scandir(sys.argv[1]):
    at = os.open(one.path, os.O_RDONLY)
    os.read(at, 1 << 20)
    os.close(at)
"""


@dataclass(frozen=True)
class Bench:
    """Where corpora are made, with which seed; the programs; how many runs a figure is the median of, by the posts of its folder."""

    scratch: Path
    programs: Programs
    seed: int
    runs: Callable[[int], int]

    @cached_property
    def hugo(self) -> Tool:
        """The rival that musts are set against."""
        return hugo(self.programs)

    @cached_property
    def rivals(self) -> list[Tool]:
        """All rivals, whether they are there or not."""
        return [self.hugo, *others(self.programs)]

    @cached_property
    def uncached(self) -> tuple[str, ...]:
        """The option by which Envoi knows of no earlier build, if it has one."""
        return ("--no-cache",) * ("--no-cache" in output([*ENVOI, "build", "--help"]))

    def folder(self, count: int, layout: str = "plain", tags: int = len(TAGS)) -> Path:
        """A folder with a corpus of `count` posts in `posts/`, made unless it is there."""
        folder = self.scratch / f"{layout}-{count}-{tags}-{self.seed}"
        if not folder.exists():
            making = folder.with_suffix(".making")
            shutil.rmtree(making, ignore_errors=True)
            Corpus(count=count, seed=self.seed, tags=tags).fill(
                making / "posts", layout
            )
            making.rename(folder)
        return folder

    def cold(
        self,
        count: int,
        feeds: str = "",
        tags: int = len(TAGS),
        *,
        keeping: bool = False,
    ) -> Job:
        """Envoi on a folder that it has never seen; `keeping` what the next build is to know, or not."""
        folder = self.folder(count, tags=tags)
        out = folder / "public"

        def before() -> None:
            (folder / "envoi.toml").write_text(CONFIG.format(feeds=feeds))
            (folder / "envoi.lock").unlink(missing_ok=True)
            self.take_away(out)
            shutil.rmtree(folder / ".envoi", ignore_errors=True)

        least = 2 * (count if "archives" in feeds else min(20, count))
        return Job(
            name="Envoi",
            words=[
                *(*ENVOI, "build", str(folder), "--quiet"),
                *(() if keeping else self.uncached),
            ],
            before=before,
            fault=lambda: _entries(out, least),
        )

    def warm(self, count: int, feeds: str = "", tags: int = len(TAGS)) -> Job:
        """Envoi on a folder in which nothing changed: it is built twice before, so that all is kept that ever will be."""
        cold = self.cold(count, feeds, tags, keeping=True)
        cold.before()
        for _ in range(2):
            output(cold.words)
        return Job(name="Envoi", words=cold.words, fault=cold.fault)

    def edited(self, count: int, feeds: str = "", tags: int = len(TAGS)) -> Job:
        """Envoi on a folder in which one of the newest posts got a sentence more before each run."""
        warm, edits = self.warm(count, feeds, tags), iter(range(1, 1000))

        def before() -> None:
            self.write(count, count - 10, next(edits), tags)

        def after() -> None:
            self.write(count, count - 10, 0, tags)

        return replace(warm, before=before, after=after)

    def grown(self, count: int) -> Job:
        """Envoi on a folder to which a post came before each run."""
        warm, numbers = self.warm(count), iter(range(count, count + 1000))
        posts = self.folder(count) / "posts"
        old = set(posts.iterdir())

        def before() -> None:
            self.write(count, next(numbers))

        def after() -> None:
            for new in set(posts.iterdir()) - old:
                new.unlink()

        return replace(warm, before=before, after=after)

    def write(
        self, count: int, number: int, edits: int = 0, tags: int = len(TAGS)
    ) -> None:
        """Write post `number` into the folder of `count`, with so many sentences more."""
        corpus = Corpus(count=count, seed=self.seed, tags=tags)
        corpus.write(self.folder(count, tags=tags) / "posts", "plain", number, edits)

    def rival(self, tool: Tool, count: int, limit: int = 20) -> Job:
        """Another generator on the same posts, for a feed of the newest `limit` (0: of all)."""
        site = self.scratch / f"{tool.name.lower()}-site-{count}-{limit}"
        out = self.scratch / f"{tool.name.lower()}-out"
        tool.site(site, self.folder(count, tool.layout) / "posts", limit)
        least = min(limit or count, count)
        return Job(
            name=tool.name,
            words=tool.command(site, out),
            place=site,
            before=lambda: self.take_away(out),
            fault=lambda: _entries(out, least),
        )

    def take_away(self, out: Path) -> None:
        """Put an output aside until all is measured: ext4 takes its time for new files where many were deleted just now."""
        if out.exists():
            self.gone.mkdir(exist_ok=True)
            out.rename(self.gone / str(time.time_ns()))

    @property
    def gone(self) -> Path:
        """Where outputs are put aside."""
        return self.scratch / "gone"

    def floor(self, code: str, count: int) -> Job:
        """Bare Python that does no more than `code` with the folder of posts."""
        posts = str(self.folder(count) / "posts")
        return Job(name="floor", words=[sys.executable, "-I", "-c", code, posts])


def _entries(out: Path, least: int) -> str:
    """What is wrong with the feeds in `out`, of which RSS and Atom should have `least` entries together."""
    found = sum(
        len(re.findall(rb"<(?:item|entry)[ >]", path.read_bytes()))
        for path in out.rglob("*.xml")
    )
    return "" if found >= least else f"{found} entries of {least}"
