"""Old feeds -> `envoi.lock` with the ids by which readers know the posts; a known post -> its line with another file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from envoi import config, feedfile, feeds, identity, ledger, posts, web
from envoi.addresses import is_web
from envoi.adopt.pairing import Old, pair
from envoi.adopt.remarks import say_guid, say_lost, say_older
from envoi.adopt.schemes import Scheme, learn
from envoi.config import Config
from envoi.feedfile import FeedEntry, FeedFile
from envoi.identity.matching import match
from envoi.identity.traces import address_of, moment_of
from envoi.ledger import FILE_NAME, Known, Ledger
from envoi.model import Post, Site, State
from envoi.posts.source import one_line
from envoi.problems import Exit, Place, Report, Stop

_UNDATED: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NO_POSTS: Final = frozenset({State.BROKEN, State.PAGE})


@dataclass(frozen=True, kw_only=True, slots=True)
class Adopted:
    """What became of old feeds.

    `entries` is how many they hold, `matched` how many of the posts are among them, `kept` how many stay under another
    id, of which as many as are `replaceable` need not. `scheme` is the rule that explains the ids of all that matched, if there is one, and `ruled` how many posts
    have an id by it.
    """

    entries: int
    matched: int = 0
    kept: int = 0
    replaceable: int = 0
    ruled: int = 0
    scheme: str = ""

    def lines(self) -> Iterator[str]:
        """What to say of it."""
        yield f"Found {self.matched:,} of {self.entries:,} entries among the posts."
        if self.kept:
            them = "them" if self.kept > 1 else "it"
            how = (
                f" --replace gives {them} the old one, if nobody has read the new feed."
            )
            yield (
                f"Kept {self.kept:,} under another id: "
                f"readers of the old feed would see {them} again."
                f"{how if self.replaceable else ''}"
            )
        if self.scheme:
            yield f"Their ids are made as {self.scheme}; {self.ruled:,} more got theirs so."
        if self.matched:
            yield f"Commit {FILE_NAME}, then: envoi build"


def adopt(
    sources: Sequence[str],
    folder: Path,
    report: Report,
    *,
    url: str,
    now: datetime,
    replacing: bool,
) -> Adopted:
    """Write the ids and dates of the feeds in `sources`, files or addresses, into the ledger of `folder`.

    A post that the ledger knows under another id keeps it, with a warning, unless the old one is to be replaced.
    Nothing is written where no entry is a post. Raises Stop for what cannot be read, fetched or written.
    """
    read = [_read(source) for source in sources]
    settings = _settings(folder, report, url)
    found = _posts(settings, now)
    work = _Work(settings.site, now, replacing, found, ledger.load(folder))
    pairs: dict[str, Post] = {}
    seen: set[str] = set()
    lost: list[FeedEntry] = []
    for feed in read:
        olds = [
            Old(entry=replace(entry, id=id), home=feed.home)
            for entry in feed.entries
            if (id := one_line(entry.id)) and id not in seen
        ]
        seen |= {old.entry.id for old in olds}
        own = pair(olds, found, settings.site)
        for old in olds:
            post = own.get(old.entry.id)
            if post is None:
                lost.append(old.entry)
            if post is None or not work.bind(old.entry.id, post, _dates(old.entry)):
                work.take(old.entry)
        known = {post.path for post in pairs.values()}
        pairs |= {id: post for id, post in own.items() if post.path not in known}
    if not pairs:
        report.error(
            "adopt",
            f"none of {len(seen):,} entries is a post of this folder: {', '.join(sources)}",
            "compare an address in it with those that envoi build --explain shows",
        )
        return Adopted(entries=len(seen))
    scheme = learn(pairs, settings.site)
    ruled = work.by_rule(scheme) if scheme else 0
    say_lost(lost, report)
    say_guid(read, settings, report)
    say_older(found, pairs.values(), work.ids, settings, report)
    for problem in work.said:
        report.add(problem)
    _save(work.ledger(), folder)
    return Adopted(
        entries=len(seen),
        matched=len(pairs),
        kept=work.kept,
        replaceable=work.replaceable,
        ruled=ruled,
        scheme=str(scheme or ""),
    )


def rename(
    old: str,
    new: str,
    folder: Path,
    report: Report,
    *,
    now: datetime,
    replacing: bool = False,
) -> Known:
    """Write into the ledger of `folder` that the file `new` is the post that is known as `old`: its id, address or path.

    Raises Stop where `old` is not known or not lost, and where `new` is no post, or known as another and not `replacing` that.
    """
    settings = _settings(folder, report, "", lenient=True)
    found = _posts(settings, now)
    known = ledger.load(folder)
    line = _line(old, known, settings.site)
    path = Path(new).as_posix()
    post = next((post for post in found if post.path == path), None)
    if post is None:
        raise _no(
            f"{new} is no post of this folder",
            "name it by its path below the folder of envoi.toml",
        )
    for owner, its in match(found, known.posts.values(), settings.site).items():
        if its.id == line.id and owner != path:
            raise _no(f"{old} is {owner} now", "only what is lost can be renamed")
        if owner == path and its.id != line.id and not its.gone:
            if not replacing:
                raise _no(
                    f"{new} is known as {its.id}",
                    "envoi rename --replace, if nobody has read it under that one",
                )
            known = known.without(its.id)
    if post.id not in ("", line.id):
        raise _no(f"{new} says that its id is {post.id}", "take that out of it")
    _save(identity.bind(known, line.id, post, settings.site), folder)
    return line


class _Work:
    """The lines of a ledger, as one entry after another changes them."""

    def __init__(
        self,
        site: Site,
        now: datetime,
        replacing: bool,
        found: Sequence[Post],
        known: Ledger,
    ) -> None:
        self.said = Report()
        self._site, self._now = site, moment_of(now)
        self._replacing, self._found, self._ledger = replacing, found, known
        self._lines = dict(known.posts)
        matched = match(found, known.posts.values(), site)
        self.ids = {path: line.id for path, line in matched.items() if not line.gone}
        self._owners = {id: path for path, id in self.ids.items()}
        self._bound: set[str] = set()
        self._sent = dict(known.sent)
        self.kept = self.replaceable = 0

    def ledger(self) -> Ledger:
        """All lines as they are now."""
        lines = {line.id: line for line in identity.apart(self._lines.values())}
        return replace(self._ledger, posts=lines, sent=self._sent)

    def take(self, entry: FeedEntry) -> None:
        """Readers know an entry that is no post here: no post shall ever have its id."""
        told = [when for when in _dates(entry) if when <= self._now]
        line = Known(
            id=entry.id,
            first=min(told, default=_UNDATED),
            updated=max(told, default=_UNDATED),
            address=address_of(entry.url, self._site),
            path="",
            fingerprint="",
            gone=True,
        )
        self._lines.setdefault(entry.id, line)

    def bind(self, id: str, post: Post, dates: Iterable[datetime]) -> bool:
        """Readers know `post` as `id`, since the first of `dates`. Whether it has that id from now on."""
        own = self.ids.get(post.path, id)
        if post.id not in ("", id):
            return self._keep(id, post, post.id, "take its id out of the post")
        if self._owners.get(id, post.path) != post.path:
            return self._keep(id, post, own, "two posts cannot have one id")
        if own != id:
            if post.path in self._bound:
                hint = "of two feeds that have two ids the first one counts"
                return self._keep(id, post, own, hint)
            if not self._replacing:
                self.replaceable += 1
                hint = "envoi adopt --replace, if nobody has read it under that one"
                return self._keep(id, post, own, hint)
            self._lines[own] = replace(self._lines[own], gone=True)
            if own in self._sent:
                self._sent[id] = {**self._sent.get(id, {}), **self._sent[own]}
            del self._owners[own]
        came = [*map(moment_of, filter(None, (*dates, post.published, post.updated)))]
        told = [when for when in came if when <= self._now] or [self._now]
        line = Known(
            id=id,
            first=min(told),
            updated=max(told),
            address="",
            path="",
            fingerprint="",
        )
        if old := self._lines.get(id):
            line = replace(old, updated=max(old.updated, line.updated))
        self._lines[id] = identity.placed(line, post, self._site)
        self.ids[post.path], self._owners[id] = id, post.path
        self._bound.add(post.path)
        return True

    def by_rule(self, scheme: Scheme) -> int:
        """Readers know posts that are no longer in the feed as `scheme` says. How many have such an id from now on."""
        asked = [
            (scheme.id(post), post)
            for post in self._found
            if post.state is State.PUBLISHED
            and not post.id
            and (self._replacing or post.path not in self.ids)
        ]
        twice = Counter(id for id, _ in asked)
        return sum(
            self.bind(id, post, ())
            for id, post in asked
            if id and twice[id] == 1 and id not in self._owners
        )

    def _keep(self, id: str, post: Post, own: str, hint: str) -> bool:
        self.kept += 1
        self.said.warn(
            "adopt",
            f"the old feed has it as {id}; it stays {own}",
            hint,
            Place(path=post.path, line=1),
        )
        return False


def _dates(entry: FeedEntry) -> list[datetime]:
    return [*map(moment_of, filter(None, (entry.published, entry.updated)))]


def _settings(
    folder: Path, report: Report, url: str, *, lenient: bool = False
) -> Config:
    formats = tuple(feeds.FORMATS)
    return config.load(folder, report, url=url, formats=formats, lenient=lenient)


def _posts(settings: Config, now: datetime) -> list[Post]:
    """The posts of the folder; what is odd about them, a build will say."""
    output = settings.folder / "public"
    found = posts.read(settings, now, output, Report(), lambda _, paths: paths)
    return [post for post in found if post.state not in _NO_POSTS]


def _read(source: str) -> FeedFile:
    if is_web(source):
        return feedfile.read(web.fetch(source), source)
    try:
        return feedfile.read(Path(source).read_bytes(), source)
    except OSError as error:
        raise Stop(
            "feed-file",
            f"cannot be read: {error.strerror}",
            "name a file, or an address with https://",
            exit=Exit.ENVIRONMENT,
            place=Place(path=source),
        ) from error


def _save(known: Ledger, folder: Path) -> None:
    """As a build does; but here nothing else was done, so that what keeps it from being written is the end."""
    report = Report()
    ledger.save(known, folder, report)
    for problem in report:
        raise Stop(
            "ledger",
            problem.message,
            "check its permissions",
            exit=Exit.ENVIRONMENT,
            place=problem.place,
        )


def _line(typed: str, known: Ledger, site: Site) -> Known:
    """The line that `typed` is the id, the path or the address of; one that is not gone comes first."""
    if typed in known.posts:
        return known.posts[typed]
    lines = [
        line
        for line in known.posts.values()
        if typed == line.path or address_of(typed, site) == line.address
    ]
    lines = [line for line in lines if not line.gone] or lines
    if len(lines) == 1:
        return lines[0]
    if lines:
        ids = ", ".join(sorted(line.id for line in lines))
        raise _no(f"{typed} was several posts", f"name one by its id: {ids}")
    raise _no(
        f"{typed} is nothing that {FILE_NAME} knows",
        "name it by the id, path or address that stands there",
    )


def _no(message: str, hint: str) -> Stop:
    return Stop("rename", message, hint, exit=Exit.PROBLEMS)
