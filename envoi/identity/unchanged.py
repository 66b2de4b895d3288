"""Post* and lines of `envoi.lock` -> those of which nothing changed, found without asking a rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from envoi.identity.traces import address_of
from envoi.ledger import Known
from envoi.model import Post, Site


def unchanged(
    posts: Sequence[Post], lines: Iterable[Known], site: Site
) -> dict[str, Known]:
    """The line of each post that stands where it did and says what it did, by its path.

    Only where no other post, and no other line that is not gone, has its path, its address, its text or its id. The first three of
    `RULES` would find the same: such a pair has no key in common with any other, so nothing can come between.
    """
    live = [line for line in lines if not line.gone]
    known = [(line.path, line.address, _text_of(line.fingerprint)) for line in live]
    own = [
        (post.path, address_of(post.url, site), _text_of(post.fingerprint))
        for post in posts
    ]
    shared = {"", *_repeated(known), *_repeated(own)}
    ids = Counter(post.id for post in posts)
    line_at = dict(zip(known, live, strict=True))
    return {
        post.path: line
        for post, said in zip(posts, own, strict=True)
        if (line := line_at.get(said))
        and line.fingerprint == post.fingerprint
        and post.id in ("", line.id)
        and ids.get(line.id, 0) == bool(post.id)
        and shared.isdisjoint(said)
    }


def _repeated(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """What stands more than once in a column of `rows`."""
    for column in zip(*rows, strict=True):
        yield from (said for said, count in Counter(column).items() if count > 1)


def _text_of(fingerprint: str) -> str:
    """The digest of the whole text in `fingerprint`; nothing where that is too short to tell a post by."""
    return "".join(fingerprint.split(".")[3:4])
