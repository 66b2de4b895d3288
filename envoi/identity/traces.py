"""A post, or a line of `envoi.lock` -> what it can be known by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

from envoi import dates
from envoi.ledger import Known
from envoi.model import Post, Site, State


@dataclass(frozen=True, kw_only=True, slots=True)
class Traces:
    """What a post, or a line, can be known by; a text is empty where there is nothing to know it by.

    `parts` are the digests of title, first lines, last lines and text. `bare` says that the path alone may do: for every line, and for a file that cannot be read.
    """

    id: str
    address: str
    path: str
    parts: tuple[str, str, str, str]
    published: frozenset[datetime]
    bare: bool

    @property
    def name(self) -> str:
        """What the file is called, without its date; a file `index` is called as its folder is."""
        path = PurePosixPath(self.path)
        index = path.stem.startswith(("index", "_index"))
        return dates.without_date(path.parent.name if index else path.stem)


def address_of(url: str, site: Site) -> str:
    """`url` as the ledger has it: from `/` on where it is below the address of the site, so that a new domain changes nothing."""
    return f"/{url.removeprefix(site.url)}" if url.startswith(site.url) else url


def moment_of(moment: datetime) -> datetime:
    """The instant to the second, in UTC as far as its calendar reaches."""
    try:
        found = moment.astimezone(UTC)
        return found.replace(microsecond=0) if found.microsecond else found
    except OverflowError:
        return moment.replace(microsecond=0, tzinfo=UTC)


def traces_of_post(post: Post, site: Site) -> Traces:
    """What `post` can be known by."""
    return Traces(
        id=post.id,
        address=address_of(post.url, site),
        path=post.path,
        parts=_parts(post.fingerprint),
        published=frozenset({moment_of(post.published)} if post.published else ()),
        bare=post.state is State.BROKEN and not post.fingerprint,
    )


def traces_of_line(known: Known) -> Traces:
    """What the post of a line can be known by. Where nobody named a change, `updated` is the day of publication."""
    return Traces(
        id=known.id,
        address=known.address,
        path=known.path,
        parts=_parts(known.fingerprint),
        published=frozenset({known.first, known.updated}),
        bare=True,
    )


def _parts(fingerprint: str) -> tuple[str, str, str, str]:
    title, head, tail, body = [*fingerprint.split("."), "", "", "", ""][:4]
    return title, head, tail, body
