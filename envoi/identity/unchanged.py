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
    addresses = [address_of(post.url, site) for post in posts]
    texts = [_text_of(post.fingerprint) for post in posts]
    shared = {
        *_repeated([post.path for post in posts]),
        *_repeated(addresses),
        *_repeated(texts),
        *_repeated([line.path for line in live]),
        *_repeated([line.address for line in live]),
        *_repeated([_text_of(line.fingerprint) for line in live]),
    }
    ids = Counter([post.id for post in posts if post.id])
    line_at = {line.path: line for line in live}
    return {
        post.path: line
        for post, address, text in zip(posts, addresses, texts, strict=True)
        if (line := line_at.get(post.path))
        and line.fingerprint == post.fingerprint
        and line.address == address
        and post.id in ("", line.id)
        and ids.get(line.id, 0) == bool(post.id)
        and shared.isdisjoint((post.path, address, text))
    }


def _repeated(said: Sequence[str]) -> Iterator[str]:
    """What tells nothing apart: what stands more than once in `said`, and what is empty."""
    yield ""
    if len(set(said)) < len(said):
        yield from (one for one, count in Counter(said).items() if count > 1)


def _text_of(fingerprint: str) -> str:
    """The digest of the whole text in `fingerprint`; nothing where that is too short to tell a post by."""
    parts = fingerprint.split(".")
    return parts[3] if len(parts) > 3 else ""
