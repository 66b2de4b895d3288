"""`[podcast]` -> Podcast: what the feed says as a podcast, and what directories would refuse in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from envoi.addresses import below
from envoi.feeds import rss
from envoi.feeds.categories import category, nearest
from envoi.feeds.channel import recordings
from envoi.feeds.format import Kind, Offer, address
from envoi.masthead import PodcastConfig
from envoi.model import Image, Podcast, Post
from envoi.problems import Place, Report
from envoi.table import FILE_NAME

NAMESPACE: Final = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""In which the UUID of a podcast is made (podcast-namespace, Guid)."""

_SMALLEST: Final = 1400
_LARGEST: Final = 3000
"""Pixels of the artwork at either side (Apple, Artwork requirements)."""

_CATEGORIES_AT_MOST: Final = 3
_DESCRIPTION_AT_MOST: Final = 4000
"""Bytes (Apple, A Podcaster's Guide to RSS)."""
_TITLE_AT_MOST: Final = 255
_TYPES: Final = frozenset(
    {
        "audio/mpeg",
        "audio/mp4",
        "audio/x-m4a",
        "video/mp4",
        "video/quicktime",
        "video/x-m4v",
    }
)
"""What Apple takes (help.apple.com/itc/podcasts_connect, Required tags)."""


def with_podcast(
    offers: Mapping[str, Offer],
    config: PodcastConfig | None,
    posts: Iterable[Post],
    picture: Callable[[str], Image | None],
    report: Report,
) -> dict[str, Offer]:
    """`offers` by stem, of which the feed that is to be a podcast says so; what directories would refuse is named.

    Without one `posts`, all that are published, may make one. `picture` is as in `podcast`.
    """
    if config is None:
        suggest(posts, report)
        return dict(offers)
    found = {}
    for stem, offer in offers.items():
        if offer.kind is Kind.PODCAST:
            feed = offer.feed
            here = address(feed, rss.FORMAT)
            made = podcast(config, here, feed.origin, picture, report)
            check(feed.posts, report, serial=config.serial)
            offer = replace(offer, feed=replace(feed, podcast=made))
        found[stem] = offer
    return found


def podcast(
    config: PodcastConfig,
    here: str,
    origin: str,
    picture: Callable[[str], Image | None],
    report: Report,
) -> Podcast:
    """What `config` makes the feed that is at `here` say; what Apple would refuse is named with its line.

    `origin` is the address of the feed's stem when it was first published (empty: now), of which its UUID is made.
    `picture` finds the artwork by what was typed: its address, and its size if it is in the folder (0: not known); None
    if there is none.
    """
    first = below(f"{origin}/", rss.FORMAT.filename) if origin else here
    told = _Told(config.lines, report)
    size = len(config.description.encode())
    if size > _DESCRIPTION_AT_MOST:
        told.warn(
            "podcast-text",
            "description",
            f"the description has {size:,} bytes; Apple takes {_DESCRIPTION_AT_MOST:,}",
            "shorten it",
        )
    return Podcast(
        author=config.author,
        image=_artwork(config, picture, told),
        categories=_categories(config, told),
        guid=config.guid or guid(first),
        explicit=config.explicit,
        owner_name=config.owner_name,
        owner_email=config.owner_email,
        serial=config.serial,
        copyright=config.copyright,
        locked=config.locked,
        funding=config.funding,
        funding_text=config.funding_text,
        persons=config.persons,
        # "You should use this tag in your new feed" (Apple, A Podcaster's Guide to RSS); the copies at old paths have it so too.
        new_feed_url=config.new_feed_url or (here if config.moved_from else ""),
        complete=config.complete,
    )


def guid(address: str) -> str:
    """The UUID of the podcast whose feed was first at `address`: of it without scheme and slashes at its end."""
    return str(uuid5(NAMESPACE, _bare(address)))


def is_episode(post: Post) -> bool:
    """Whether `post` comes with sound or film."""
    return any(file.is_recording for file in post.enclosures)


def check(posts: Iterable[Post], report: Report, *, serial: bool = False) -> None:
    """Name what directories would refuse in the episodes `posts` of a podcast, `serial` or not."""
    numbered: dict[tuple[int, int], str] = {}
    for post in posts:
        place = Place(path=post.path, line=1)
        for file in recordings(post)[:1]:
            if file.type not in _TYPES:
                report.warn(
                    "podcast-episode",
                    f"{file.type} is not taken by Apple Podcasts",
                    "publish it as MP3 or M4A, or as MP4 for films",
                    place,
                )
        if len(post.title) > _TITLE_AT_MOST:
            report.warn(
                "podcast-text",
                f"the title has {len(post.title)} characters; Apple takes {_TITLE_AT_MOST}",
                "shorten it",
                place,
            )
        episode = post.episode
        if serial and episode and not episode.number and episode.type == "full":
            report.warn(
                "podcast-episode",
                "the episode has no number, which Apple demands in a serial podcast",
                "add a key episode, or episodeType: trailer or bonus",
                place,
            )
        if episode and episode.number and episode.type == "full":
            key = (episode.season, episode.number)
            if other := numbered.get(key):
                season = f"season {episode.season}, " if episode.season else ""
                report.warn(
                    "podcast-episode",
                    f"{season}episode {episode.number} again, as in {other}",
                    "give one of them another number",
                    place,
                )
            numbered.setdefault(key, post.path)


def suggest(posts: Iterable[Post], report: Report) -> None:
    """Say that `posts`, which are in no podcast, could be one."""
    count = sum(map(is_episode, posts))
    if count:
        report.notice(
            "podcast",
            f"{count:,} post{'s come' if count > 1 else ' comes'} with sound or film",
            "for a feed that podcast directories take, write [podcast] in envoi.toml: see docs/podcast.md",
        )


class _Told:
    """The report, and the lines of `[podcast]` to tell it."""

    def __init__(self, lines: Mapping[str, int], report: Report) -> None:
        self.lines, self.report = lines, report

    def warn(self, code: str, key: str, message: str, hint: str) -> None:
        """Say it of the line of `key`, else of the table's."""
        line = self.lines.get(key) or self.lines.get("", 0)
        self.report.warn(code, message, hint, Place(path=FILE_NAME, line=line))


def _artwork(
    config: PodcastConfig, picture: Callable[[str], Image | None], told: _Told
) -> str:
    """The address of the artwork; nothing if there is none."""
    say = ("podcast-image", "image")
    hint = f"make it a square JPEG or PNG, {_SMALLEST:,} to {_LARGEST:,} pixels wide"
    if not config.image:
        told.warn(*say, "the podcast has no image, which directories require", hint)
        return ""
    found = picture(config.image)
    if found is None:
        told.warn(
            *say,
            f'there is no file "{config.image[:80]}"',
            "name a file of the folder, or write the whole address",
        )
        return ""
    suffix = PurePosixPath(urlsplit(found.url).path).suffix.lower()
    if suffix not in (".jpg", ".jpeg", ".png"):
        told.warn(*say, f"the image is no JPEG or PNG ({suffix or 'no suffix'})", hint)
    if (size := (found.width, found.height)) != (0, 0):
        shown = f"{size[0]:,} × {size[1]:,} pixels"
        if size[0] != size[1]:
            told.warn(*say, f"the image is not square: {shown}", hint)
        elif not _SMALLEST <= size[0] <= _LARGEST:
            much = "small" if size[0] < _SMALLEST else "large"
            told.warn(*say, f"the image is too {much}: {shown}", hint)
    return found.url


def _categories(config: PodcastConfig, told: _Told) -> tuple[tuple[str, ...], ...]:
    say = ("podcast-category", "category")
    if not config.categories:
        told.warn(
            *say,
            "the podcast has no category, which directories require",
            'write category = "Society & Culture > Documentary" or the like',
        )
    found: dict[tuple[str, ...], None] = {}
    for typed in config.categories:
        if path := category(typed):
            found[path] = None
        else:
            told.warn(
                *say,
                f'"{typed[:60]}" is not in Apple\'s list of categories; left out',
                f'did you mean "{nearest(typed)}"?',
            )
    if len(found) > _CATEGORIES_AT_MOST:
        told.warn(
            *say,
            f"{len(found)} categories; the first {_CATEGORIES_AT_MOST} are kept",
            "name those that fit best",
        )
    return tuple(found)[:_CATEGORIES_AT_MOST]


def _bare(address: str) -> str:
    return address.partition("://")[2].rstrip("/") or address.rstrip("/")
