"""Catalogue and configuration -> which feeds there are, and which posts are in each, before anything is rendered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from envoi.feeds import rss
from envoi.feeds.format import Kind
from envoi.feeds.languages import languages, own_name
from envoi.feeds.moves import move
from envoi.feeds.names import slug
from envoi.feeds.placing import is_known, place_apart
from envoi.feeds.podcast import is_episode
from envoi.feeds.selection import MAIN, Selection
from envoi.filters import Filter, authors_of, folded, sections_of, tags_of
from envoi.ledger import Ledger
from envoi.masthead import FeedConfig, FeedsConfig, PodcastConfig
from envoi.model import Catalogue, Post, Site
from envoi.problems import Place, Report
from envoi.table import FILE_NAME


def select(
    catalogue: Catalogue, config: FeedsConfig, ledger: Ledger, report: Report
) -> tuple[Selection, ...]:
    """All feeds, that of all posts first; no two at one place, and each where `ledger` knows it.

    One without posts is left out, but for a podcast and a `[[feed]]` that `ledger` knows: that has been published.
    Says in `report` what is asked for and is not there, and what would have been at one place.
    """
    site, posts = catalogue.site, catalogue.published
    found = [
        _selection(Kind.MAIN, "", MAIN, posts, site, config),
        *_by_language(posts, site, config),
    ]
    asked = (
        (Kind.SECTION, config.sections, sections_of),
        (Kind.TAG, config.tags, tags_of),
        (Kind.AUTHOR, config.authors, authors_of),
    )
    for kind, wanted, names in asked:
        if wanted is not None:
            groups = _wanted(kind, wanted, _groups(posts, names), report)
            found += [
                _selection(kind, name, f"{MAIN}/{kind}s/{slug(name)}", group, site, config)
                for name, group in groups.items()
            ]  # fmt: skip
    if config.podcast:
        found.append(_podcast(config.podcast, posts, site, config))
    found += [_own(own, posts, site) for own in config.own]
    had = {mark.about: stem for stem, mark in sorted(ledger.feeds.items())}
    return move(place_apart(_filled(found, had, report), had, report), report)


def _selection(
    kind: Kind,
    name: str,
    stem: str,
    posts: tuple[Post, ...],
    site: Site,
    config: FeedsConfig,
    language: str = "",
) -> Selection:
    return Selection(
        kind=kind,
        name=name,
        title=f"{site.title} ({name})" if name else site.title,
        language=language or site.language,
        stem=stem,
        posts=posts,
        limit=config.limit,
        formats=config.formats,
        full=config.full,
        archives=config.archives,
        moved_from=config.moved_from if kind is Kind.MAIN else (),
    )


def _by_language(
    posts: tuple[Post, ...], site: Site, config: FeedsConfig
) -> Iterator[Selection]:
    groups = languages(posts, site) if config.languages else {}
    for tag, group in groups.items():
        stem, name = f"{MAIN}/{tag}", own_name(tag)
        yield _selection(Kind.LANGUAGE, name, stem, group, site, config, tag)


def _own(own: FeedConfig, posts: tuple[Post, ...], site: Site) -> Selection:
    name = own.title or _name(own.filter)
    chosen = tuple(post for post in posts if own.filter.takes(post))
    return Selection(
        kind=Kind.OWN,
        name=name,
        title=own.title or f"{site.title} ({name})",
        description=own.description,
        language=own.filter.languages[0]
        if len(own.filter.languages) == 1
        else site.language,
        stem=own.path or f"{MAIN}/{slug(name)}",
        posts=chosen,
        limit=own.limit,
        formats=own.formats,
        full=own.full,
        archives=own.archives,
        fixed=bool(own.path),
        line=own.line,
        moved_from=own.moved_from,
    )


def _podcast(
    podcast: PodcastConfig, posts: tuple[Post, ...], site: Site, config: FeedsConfig
) -> Selection:
    tags = set(map(folded, podcast.tags))
    episodes = (
        post
        for post in posts
        if is_episode(post)
        and (not tags or not tags.isdisjoint(map(folded, post.tags)))
    )
    return Selection(
        kind=Kind.PODCAST,
        name=podcast.title,
        title=podcast.title,
        description=podcast.description,
        language=podcast.language,
        stem=f"{MAIN}/podcast",
        posts=tuple(episodes),
        limit=podcast.limit,
        formats=(rss.FORMAT.name,),
        full=config.full,
        moved_from=podcast.moved_from,
    )


def _name(own: Filter) -> str:
    """What a filter names."""
    names = (*own.sections, *own.authors, *own.tags, *map(own_name, own.languages))
    without = [f"without {tag}" for tag in own.without_tags]
    return ", ".join((*names, *without)) or "all"


def _groups(
    posts: Iterable[Post], names: Callable[[Post], Iterable[str]]
) -> dict[str, tuple[Post, ...]]:
    """`posts` by each of their names, in the order of those; the most frequent spelling of a name stands for all."""
    members: dict[str, list[Post]] = {}
    spellings: dict[str, Counter[str]] = {}
    for post in posts:
        own = {folded(name): name for name in reversed(tuple(names(post)))}
        for key, name in own.items():
            members.setdefault(key, []).append(post)
            spellings.setdefault(key, Counter())[name] += 1
    return {
        min(spellings[key].items(), key=lambda found: (-found[1], found[0]))[0]: tuple(
            members[key]
        )
        for key in sorted(members)
        if key
    }


def _wanted(
    kind: Kind,
    names: tuple[str, ...],
    groups: dict[str, tuple[Post, ...]],
    report: Report,
) -> dict[str, tuple[Post, ...]]:
    """Those of `groups` that `names` asks for: all if it names none."""
    if not names:
        return groups
    known = {folded(name): name for name in groups}
    for name in names:
        if folded(name) not in known:
            report.notice(
                "no-group",
                f'no published post has the {kind} "{name}", so there is no feed of it',
                f"correct feeds.{kind}s in envoi.toml",
                Place(path=FILE_NAME),
            )
    asked = set(map(folded, names))
    return {known[key]: groups[known[key]] for key in known if key in asked}


def _filled(
    found: Iterable[Selection], had: Mapping[str, str], report: Report
) -> Iterator[Selection]:
    for selection in found:
        if selection.posts:
            yield selection
        elif selection.kind in (Kind.OWN, Kind.PODCAST) and is_known(selection, had):
            report.warn(
                "empty-feed",
                f'the feed "{selection.title}" takes no published post any more; '
                "what was published of it stays as it is",
                "correct its filters; or take it out, and it goes",
                selection.place,
            )
            yield selection
        elif selection.kind in (Kind.OWN, Kind.PODCAST):
            report.notice(
                "empty-feed",
                f'the feed "{selection.title}" takes no published post; it is not written',
                "correct its filters, or wait for its first post",
                selection.place,
            )
