"""An empty or an existing folder -> its first `envoi.toml`, its first post, its next post."""

from __future__ import annotations

import html
import json
import os
import re
import shlex
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from envoi import config, dialects, feeds
from envoi.addresses import host_of, is_trial, is_web
from envoi.dialects import Files
from envoi.dialects.learn import Known, Learnt, addresses_in
from envoi.dialects.learn import learn as pattern_of
from envoi.dialects.plain import Plain
from envoi.keys import POSTS_FOLDERS
from envoi.language import language_tag
from envoi.model import State
from envoi.posts import read
from envoi.posts.folder import find
from envoi.posts.source import one_line
from envoi.problems import Exit, Report, Stop
from envoi.table import FILE_NAME
from envoi.zones import zone_named

_FIRST = "My first post"

_CONFIG = """\
# What Envoi needs to know about your site. All keys: docs/configuration.md

[site]
title = {title}
url = {url}  # every link is made absolute with it
description = {description}
language = {language}
{zone}  # of dates that name no zone, e.g. "Europe/Istanbul"
{author}

[posts]
{posts}
{permalink}  # {shown}: :path :folders :name :slug :year :month :day

[feeds]
limit = 20
content = "full"  # or "summary"
formats = ["rss", "atom", "json"]
# tags = true  # a feed for each tag; so authors, sections
# archives = true  # all older posts in archives, for readers that want them
# moved_from = "feed.xml"  # an older path at which readers still look

# [[feed]]
# title = "For the press"
# tag = "press"

# [newsletter]
# title = {title}
# Who sends a letter; the law and the mailbox providers want these three:
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
    zone: str = "",
    learn: Path | None = None,
) -> Iterator[str]:
    """Write `envoi.toml`, and a first post where there is none; gives a line on each thing found or done.

    `ask(question, default)` is asked only for what neither the arguments nor a site
    generator's configuration in the folder tell; `zone` is the one of whoever answers, if that is known. Where a site generator is at home, the keys
    that it answers are written as comments. `learn` is a sitemap, a feed or the folder of the
    built site, from which the pattern of addresses is learnt. Raises Stop if there is an
    `envoi.toml`, for answers that cannot be used, and if the system refuses.
    """
    if (folder / FILE_NAME).exists():
        raise Stop(
            "exists",
            f"{folder / FILE_NAME} is there already",
            "change it by hand, or delete it first",
        )
    if is_web(str(folder).replace(":/", "://")):
        raise Stop("no-folder", f"{folder} is no folder", "did you mean --url?")
    if folder.exists() and not folder.is_dir():
        raise Stop(
            "no-folder",
            f"{folder} is a file, not a folder",
            "name the folder that holds it",
        )
    dialect = dialects.detect(Files(folder))
    inside = config.site_inside(folder, dialect)
    if inside and not any((folder / name).is_dir() for name in POSTS_FOLDERS):
        raise Stop(
            "site-inside",
            f"a site generator is at home in {inside}, not here",
            f"envoi init {shlex.quote(str(folder / inside))}",
        )
    known = dialect.fact
    if dialect.file:
        title_found, url_found = known("site.title") or "a site", known("site.url")
        yield f"{dialect.file}: {title_found}{url_found and f', at {url_found}'}"
    url = url or known("site.url") or _address(ask)
    if not is_web(url):
        raise Stop(
            "no-site-url",
            f'"{url}" is not the address of a site',
            "write it whole, like https://example.org/",
        )
    name = folder.resolve().name if is_trial(url) else host_of(url)
    title = title or known("site.title") or ask("Name of your site", name)
    typed = language or known("site.language") or ask("Language of your posts", "en")
    if not (language := language_tag(typed)):
        raise Stop("language", f'"{typed}" is no language', "write a tag like en or tr")
    own = dialect.NAME != Plain.NAME
    timezone = known("site.timezone") or ("UTC" if own else _zone(ask, zone or "UTC"))
    roots = [root for root in dialect.roots if (folder / root).is_dir()]
    count = len(find(roots, dialect, folder, folder / "public", Report()))
    found = _states(folder, url, now) if count else {}
    root = max(roots, key=lambda root: _published(found, root), default="")
    posts = root or ("." if own or count else "posts")
    if count:
        where = "this folder" if posts == "." else f"{posts}/"
        yield f"{where}: {_counted(found)}"
    pattern = ""
    if learn:
        known_already, learnt = _learn(folder, url, learn, now)
        fits = f"{learnt.explained} of {learnt.posts} posts"
        if known_already >= learnt.explained > 0 and own:
            yield f"{learn}: {dialect.TITLE}'s own rule explains {known_already} of {learnt.posts} posts"
        elif learnt.pattern:
            pattern = learnt.pattern
            yield f"{learn}: {pattern} explains {fits}"
        else:
            yield f"{learn}: no pattern fits; the best explains {fits}"
    text = _CONFIG.format(
        title=_quoted(one_line(title)),
        url=_quoted(url),
        description=_quoted(known("site.description")),
        language=_quoted(language),
        zone=_line("timezone", timezone, own),
        author=_line("author", known("site.author"), own),
        posts=_line("folder", posts, own),
        permalink=_line("permalink", pattern or "/:path/", own and not pattern),
        shown=f"as {dialect.TITLE} makes them; to have them otherwise"
        if own and not pattern
        else "where your site shows a post",
    )
    yield f"wrote {_write(folder / FILE_NAME, text, 'change it by hand')}"
    if not count:
        text = "Hello! This is the first thing my readers get."
        yield f"wrote {_post(folder / posts, _FIRST, text, now, draft=False)}"
    if not own:
        shown = (pattern or "/:path/").replace(
            ":path", "posts/NAME" if root in ("", "posts") else f"{root}/NAME"
        )
        yield f"letters lead to posts at {url.rstrip('/')}{shown}, where your site shows them: Envoi makes no pages"
    if host_of(url) == "example.org":
        yield f"set site.url in {FILE_NAME} to the address of your site"
    where = "" if folder == Path() else f" {shlex.quote(str(folder))}"
    yield f"next: envoi build{where}"


def new(folder: Path, title: str, *, now: datetime) -> Path:
    """Write a draft called `title` into the folder's posts; gives its path. Raises Stop if it is there already."""
    title = one_line(title)
    if not title:
        raise Stop(
            "no-title", "a post needs a title", 'write: envoi new "Our first winter"'
        )
    settings = config.load(
        folder, Report(), url="https://example.org/", formats=tuple(feeds.FORMATS)
    )
    root = next(iter(settings.roots), "posts")
    known = settings.dialect.file
    if (
        not known
        and root not in ("", *POSTS_FOLDERS)
        and not (folder / FILE_NAME).exists()
    ):
        raise Stop(
            "no-config",
            f"there is no {FILE_NAME} in {folder.resolve().name or folder}, so that it is not said where posts go",
            "run envoi init there first, or name another --folder",
        )
    return _post(
        folder / root,
        title,
        "",
        now.astimezone(settings.site.zone),
        draft=True,
    )


def _address(ask: Callable[[str, str], str]) -> str:
    """The answer to the question for the site's address, with https where no scheme is typed; asked until it is one."""
    question = "Address of your site"
    while True:
        typed = ask(question, "https://example.org/").strip()
        url = typed if "://" in typed else f"https://{typed}"
        if is_web(url) and ("." in host_of(url) or is_trial(url)) and "@" not in url:
            return url
        question = f'"{one_line(typed)[:80]}" is no address. Address of your site'


def _zone(ask: Callable[[str, str], str], default: str) -> str:
    """The answer to the question for the time zone, asked until there is such a zone."""
    question = "Time zone of your posts"
    while True:
        typed = ask(question, default).strip()
        if zone_named(typed):
            return typed
        question = f'"{one_line(typed)[:40]}" is no zone like Europe/Istanbul. Time zone of your posts'


def machine_zone(typed: str, link: Path) -> str:
    """The zone that `TZ` holds as `typed`, else the one that `link` (`/etc/localtime`) leads to; nothing if neither tells a name."""
    _, _, linked = os.path.realpath(link).partition("/zoneinfo/")
    linked = re.sub("^(posix|right)/", "", linked)
    name = typed.removeprefix(":") if typed else linked
    return name if zone_named(name) else ""


def _states(folder: Path, url: str, now: datetime) -> dict[str, State]:
    """What a build of the folder would find, by path, before there is an `envoi.toml`."""
    settings = config.load(folder, Report(), url=url, formats=tuple(feeds.FORMATS))
    found = read(settings, now, folder / "public", Report(), lambda _, paths: paths)
    return {post.path: post.state for post in found}


def _published(found: Mapping[str, State], root: str) -> int:
    """How many posts of those below `root` are for readers."""
    below = (state for path, state in found.items() if Path(path).is_relative_to(root))
    return sum(state is State.PUBLISHED for state in below)


def _counted(found: Mapping[str, State]) -> str:
    """How many posts there are, as a build says it."""
    counts = Counter(found.values())
    posts = counts.pop(State.PUBLISHED, 0)
    held = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
    return f"{posts} post{'' if posts == 1 else 's'}{f' (not: {held})' if held else ''}"


def _line(key: str, value: str, silent: bool) -> str:
    """A line of `envoi.toml`; a comment if it is to be `silent`, because something else answers."""
    return f"{'# ' if silent else ''}{key} = {_quoted(value)}"


def _learn(folder: Path, url: str, built: Path, now: datetime) -> tuple[int, Learnt]:
    """The pattern of the addresses in `built`, by the posts of `folder`; and how many are where they are thought to be."""
    settings = config.load(folder, Report(), url=url, formats=tuple(feeds.FORMATS))
    found = [
        post
        for post in read(
            settings, now, folder / "public", Report(), lambda _, paths: paths
        )
        if post.state is State.PUBLISHED
    ]
    addresses = addresses_in(built)
    there = {_bare(address) for address in addresses}
    right = sum(_bare(post.url) in there for post in found)
    known = [
        Known(
            path=post.path,
            slug=post.slug,
            published=post.published,
            language=post.language,
        )
        for post in found
    ]
    return right, pattern_of(known, addresses, settings.site.url)


def _bare(address: str) -> str:
    """The path of an address, without what servers add or leave out at its end."""
    path = re.sub(r"(/index)?(\.html?)?$", "", unquote(urlsplit(address).path))
    return path.rstrip("/")


def _post(posts: Path, title: str, text: str, now: datetime, *, draft: bool) -> Path:
    # What reads as an element or an entity would be taken for one (front matter of the
    # wild holds HTML in titles), so it is escaped.
    marked = re.search(r"<[a-z/]|&#?\w+;", title, re.IGNORECASE)
    content = _POST.format(
        title=_quoted(html.escape(title, quote=False) if marked else title),
        date=now.isoformat(timespec="seconds", sep=" "),
        draft="true" if draft else "false",
        text=text,
    )
    path = posts / f"{now:%Y-%m-%d}-{_slug(title)}.md"
    return _write(path, content, "choose another title")


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
    """A JSON string: YAML and TOML read it alike, once what YAML forbids is escaped too."""
    return re.sub(
        "[\x7f-\x9f\u2028\u2029\ufeff\ufffd-\uffff]",
        lambda mark: f"\\u{ord(mark[0]):04x}",
        json.dumps(text, ensure_ascii=False),
    )


def _write(path: Path, text: str, instead: str) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise Stop("exists", f"{path} is there already", instead) from error
    except OSError as error:
        raise Stop(
            "environment",
            f"{path} cannot be written: {error.strerror}",
            "check the folder and its permissions",
            exit=Exit.ENVIRONMENT,
        ) from error
    return path
