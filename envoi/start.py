"""An empty or an existing folder -> its first `envoi.toml`, its first post, its next post."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from envoi.addresses import host_of, is_web
from envoi.config import FILE_NAME, neighbour
from envoi.problems import Exit, Report, Stop

_FIRST = "My first post"

_CONFIG = """\
# What Envoi needs to know about your site. All keys: docs/configuration.md

[site]
title = {title}
url = {url}  # every link is made absolute with it
description = ""
language = {language}
timezone = "UTC"  # of dates that name no zone, e.g. "Europe/Istanbul"
author = ""

[posts]
folder = {posts}
permalink = "/:path/"  # where your site shows a post: :path :folders :name :slug :year :month :day

[feeds]
limit = 20
content = "full"  # or "summary"
formats = ["rss", "atom", "json"]

[newsletter]
title = {title}
# The law and the mailbox providers want these three:
# from = "Your Name <letter@example.org>"
# postal_address = "1 Harbour Street, 12345 Town, Country"
# unsubscribe = "https://example.org/unsubscribe"

# [[newsletter.section]]
# title = "Press"
# tag = "press"
# limit = 3
# layout = "cards"  # or "list", or "full"
"""

_POST = """\
---
title: {title}
date: {date}
draft: {draft}
tags: []
---

{text}
"""


def init(
    folder: Path,
    *,
    url: str,
    title: str,
    language: str,
    now: datetime,
    ask: Callable[[str, str], str],
) -> Iterator[str]:
    """Write `envoi.toml`, and a first post where there is none; gives a line on each thing found or done.

    `ask(question, default)` is asked only for what neither the arguments nor a site
    generator's configuration in the folder tell. Raises Stop if there is an `envoi.toml`.
    """
    if (folder / FILE_NAME).exists():
        raise Stop(
            "exists",
            f"{folder / FILE_NAME} is there already",
            "change it by hand, or delete it first",
        )
    facts = neighbour(folder) if folder.is_dir() else {}
    if facts:
        yield f"{facts['file']}: the site is {facts.get('title') or 'untitled'}, at {facts['url']}"
    url = url or facts.get("url") or ask("Address of your site", "https://example.org/")
    if not is_web(url):
        raise Stop(
            "no-site-url",
            f'"{url}" is not the address of a site',
            "write it whole, like https://example.org/",
        )
    title = title or facts.get("title") or ask("Name of your site", host_of(url))
    language = language or facts.get("language") or ask("Language of your posts", "en")
    posts, count = _look(folder)
    if count:
        yield f"{posts}/: {count} posts"
    text = _CONFIG.format(
        title=_quoted(title),
        url=_quoted(url),
        language=_quoted(language.replace("_", "-")),
        posts=_quoted(posts),
    )
    yield f"wrote {_write(folder / FILE_NAME, text)}"
    if not count:
        text = "Hello! This is the first thing my readers get."
        yield f"wrote {_post(folder / posts, _FIRST, text, now, draft=False)}"
    if url.rstrip("/") == "https://example.org":
        yield f"set site.url in {FILE_NAME} to the address of your site"
    yield f"next: envoi build{'' if folder == Path() else f' {folder}'}"


def new(folder: Path, title: str, *, now: datetime) -> Path:
    """Write a draft called `title` into the folder's posts; gives its path. Raises Stop if it is there already."""
    from envoi import config

    title = " ".join(title.split())
    if not title:
        raise Stop(
            "no-title", "a post needs a title", 'write: envoi new "Our first winter"'
        )
    settings = config.load(folder, Report(), url="https://example.org/", formats=())
    return _post(
        settings.posts, title, "", now.astimezone(settings.site.zone), draft=True
    )


def _look(folder: Path) -> tuple[str, int]:
    """Where the posts are, and how many files may be posts."""
    for name in ("posts", "_posts", "content", "src/posts", "."):
        files = [
            path
            for suffix in ("md", "markdown", "html")
            for path in (folder / name).glob(f"**/*.{suffix}")
            if not any(
                part.startswith(".") or part == "public"
                for part in path.relative_to(folder).parts
            )
            and not path.stem.lower().startswith(
                ("readme", "license", "changelog", "contributing")
            )
        ]
        if files:
            return name, len(files)
    return "posts", 0


def _post(posts: Path, title: str, text: str, now: datetime, *, draft: bool) -> Path:
    date = now.isoformat(timespec="seconds", sep=" ")
    content = _POST.format(
        title=_quoted(title), date=date, draft="true" if draft else "false", text=text
    )
    return _write(posts / f"{now:%Y-%m-%d}-{_slug(title)}.md", content)


def _slug(title: str) -> str:
    """`title` as a file name: letters without marks where they have a plain form, words joined by `-`."""
    plain = (
        title.replace("ı", "i").replace("İ", "I").replace("ß", "ss").replace("ø", "o")
    )
    folded = unicodedata.normalize("NFKD", plain.lower())
    letters = "".join(mark for mark in folded if not unicodedata.combining(mark))
    return (
        re.sub(r"\W+", "-", unicodedata.normalize("NFC", letters)).strip("-_")[:60]
        or "post"
    )


def _quoted(text: str) -> str:
    """A JSON string: YAML and TOML read it alike."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _write(path: Path, text: str) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise Stop(
            "exists", f"{path} is there already", "choose another title"
        ) from error
    except OSError as error:
        raise Stop(
            "environment",
            f"{path} cannot be written: {error.strerror}",
            "check the folder and its permissions",
            exit=Exit.ENVIRONMENT,
        ) from error
    return path
