"""An invented folder of posts -> how long its letters take to make, as a Markdown table.

    python benchmarks/letter.py [--runs N] [--profile]

What is measured is `choose` to `mime`, the page of the letter with it: before, posts are read and rendered, and the
theme is read and compiled, once each, as in a run of the program.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import process_time

from envoi import build, config, feeds, identity, ledger, newsletter, posts, press
from envoi.problems import Report

NOW = datetime(2026, 11, 28, tzinfo=UTC)
CONFIG = """\
[site]
title = "The harbour"
url = "https://harbour.example/"
timezone = "Europe/Istanbul"

[newsletter]
from = "Harbour <letter@harbour.example>"
postal_address = "1 Quay Street, Harbourtown"
unsubscribe = "https://harbour.example/unsubscribe"

[[newsletter.section]]
limit = {limit}
layout = "{layout}"
"""
PARAGRAPH = (
    "The ferry came in at {0} with flour, lamps and *one* stove for the [house at the bend](https://harbour.example/{0}/),"
    " and the whole street carried. What is left to do before the snow stands on the board beside the door of the office:"
    " **{0} windows**, a roof, and somebody who knows how a pump of that age is talked to.\n\n"
)
POST = """\
---
title: What came over the water in week {0}
date: {1:%Y-%m-%d}
tags: [harbour, winter]
---

{2}
- flour, {0} sacks
- lamps

> Nobody is asked who they are.

{3}"""
CASES = (
    ("a letter of 10 posts, cards", 10, "cards", 8),
    ("a letter of 10 posts, full texts", 10, "full", 8),
    ("a digest of 30 posts, full texts, made to fit", 30, "full", 14),
)
"""What is made, of how many posts, in which layout, and of how many paragraphs each."""


def fill(folder: Path, count: int, layout: str, paragraphs: int) -> None:
    """Write a configuration and `count` posts into `folder`."""
    (folder / "posts").mkdir(parents=True)
    text = CONFIG.format(limit=count, layout=layout)
    (folder / "envoi.toml").write_text(text, encoding="utf-8")
    for at in range(count):
        day = NOW - timedelta(days=7 * at + 1)
        half = PARAGRAPH.format(at) * (paragraphs // 2)
        text = POST.format(at, day, half, half)
        (folder / "posts" / f"week-{at}.md").write_text(text, encoding="utf-8")


def prepared(folder: Path) -> Callable[[], int]:
    """What makes the letter of `folder` from posts that are read and rendered, and gives the bytes of its HTML."""
    report = Report()
    settings = config.load(folder, report, url="", formats=tuple(feeds.FORMATS))
    request = build.Request(folder=folder, now=NOW)
    known = ledger.load(folder)
    arranged, _ = build.read(request, settings, known, report, lambda _, paths: paths)
    known = identity.record(known, arranged.posts, settings.site)
    selections = feeds.select(arranged, settings.feeds, known, report)
    render = posts.rendering(arranged, settings, report, None)
    shown = render(arranged.published)
    offers = feeds.offers(
        selections, {}, arranged, settings.feeds, known, request.now, shown
    )
    main = offers["feeds"].feed
    theme = newsletter.load(settings.newsletter.theme, None)
    languages = press.spoken(arranged, settings)

    def make() -> int:
        wish = newsletter.Wish(now=NOW, period=newsletter.ALWAYS, post="", draft=True)
        choices = newsletter.choose(
            arranged,
            settings.newsletter,
            (),
            known,
            Report(),
            wish=wish,
            languages=languages,
        )
        made = press.issues(choices, shown, arranged, settings)
        files = press.letter(made[0], main, settings, Report(), theme=theme)
        return {file.path: len(file.content) for file in files}[
            "newsletter/next/letter.html"
        ]

    return make


def measure(make: Callable[[], int], runs: int) -> tuple[float, float, int]:
    """The median and the longest time of `runs` runs of `make` in milliseconds, and what it gives."""
    size = make()  # what is imported and read but once is no part of it
    times = []
    for _ in range(runs):
        begun = process_time()
        make()
        times.append(1000 * (process_time() - begun))
    return median(times), max(times), size


def main() -> None:
    """Print the table; with `--profile`, below each row the functions that took longest."""
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("--runs", type=int, default=15)
    words.add_argument("--profile", action="store_true")
    asked = words.parse_args()
    print("| what | CPU time, median | longest | HTML |\n| --- | --- | --- | --- |")
    for name, count, layout, paragraphs in CASES:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "harbour"
            fill(folder, count, layout, paragraphs)
            make = prepared(folder)
            middle, longest, size = measure(make, asked.runs)
            print(f"| {name} | {middle:.1f} ms | {longest:.1f} ms | {size:,} bytes |")
            if asked.profile:
                profile = cProfile.Profile()
                profile.runcall(make)
                pstats.Stats(profile, stream=sys.stdout).sort_stats("tottime").print_stats(25)  # fmt: skip


if __name__ == "__main__":
    main()
