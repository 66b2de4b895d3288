"""What did not change since the last build is known again without a rule, and as the rules would know it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from envoi import identity
from envoi.identity import matching
from envoi.identity.unchanged import unchanged
from envoi.ledger import Known, Ledger
from envoi.model import Post, Site, State

SITE = Site(title="Harbour", url="https://harbour.example/")
DAY = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def written(name: str) -> Post:
    """A published post of that name, whose text is no other's."""
    url = f"{SITE.url}{name}/"
    return Post(
        path=f"{name}.md",
        slug=name,
        title=name,
        state=State.PUBLISHED,
        id=url,
        url=url,
        published=DAY,
        fingerprint=f"{name}.{name}.{name}.{name}",
    )


def crowded(random: Random) -> tuple[list[Post], list[Known]]:
    """Posts and lines of few paths, addresses, texts, days and ids, so that many have one in common."""
    words = random.choice(["a", "ab", "abc"])

    def fingerprint() -> str:
        return ".".join(random.choice(["", *words]) for _ in range(4))

    def day() -> datetime:
        return DAY + timedelta(days=random.randrange(3))

    lines = [
        Known(
            id=id,
            first=day(),
            updated=day(),
            address=f"/{random.choice(words)}/",
            path=f"{random.choice(words)}.md",
            fingerprint=fingerprint(),
            gone=random.random() < 0.3,
        )
        for id in "123"[: random.randrange(1, 4)]
    ]
    posts = []
    for name in "abc"[: random.randrange(1, 4)]:
        post = Post(
            path=f"{name}.md",
            slug=name,
            title=name,
            state=random.choice([State.PUBLISHED, State.DRAFT]),
            id=random.choice(["", "", "", *"123"]),
            url=f"{SITE.url}{random.choice(words)}/",
            published=day(),
            fingerprint=fingerprint(),
        )
        if random.random() < 0.6:
            at = random.randrange(len(lines))
            url = f"{SITE.url}{lines[at].address[1:]}"
            post = replace(post, url=url, fingerprint=lines[at].fingerprint)
            if random.random() < 0.8:
                lines[at] = replace(lines[at], path=post.path)
        posts.append(post)
    return posts, lines


def test_what_did_not_change_is_matched_as_the_rules_would(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """To settle posts that are as they were before any rule is asked changes nothing, however much others have in common with them."""
    found = [crowded(Random(seed)) for seed in range(3000)]
    settled = [matching.match(posts, lines, SITE) for posts, lines in found]
    assert sum(bool(unchanged(posts, lines, SITE)) for posts, lines in found) > 100
    monkeypatch.setattr(matching, "unchanged", lambda *_: {})
    assert settled == [matching.match(posts, lines, SITE) for posts, lines in found]


def test_what_did_not_change_needs_no_rule() -> None:
    """A post that stands where it did and says what it did is settled at once; one that moved, or has a twin, is not."""
    posts = [written(name) for name in ("one", "two", "three")]
    known = identity.record(Ledger(), posts, SITE).posts
    lines = {line.path: line for line in known.values()}
    posts = [replace(post, id="") for post in posts]
    assert unchanged(posts, known.values(), SITE) == lines

    moved = [replace(posts[0], path="elsewhere.md"), *posts[1:]]
    assert set(unchanged(moved, known.values(), SITE)) == {"two.md", "three.md"}
    copied = [*posts, replace(posts[1], path="copy.md", url=f"{SITE.url}copy/")]
    assert set(unchanged(copied, known.values(), SITE)) == {"one.md", "three.md"}
    claimed = [*posts, replace(written("new"), id=lines["three.md"].id)]
    assert set(unchanged(claimed, known.values(), SITE)) == {"one.md", "two.md"}
