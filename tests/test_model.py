"""Posts are made and revised in a quick way, and are what the slow one makes."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime

import pytest

from envoi.model import Post, State, post_of, revised, values_of

TEA = Post(path="tea.md", slug="tea", title="Tea", state=State.PUBLISHED, tags=("a",))
DAY = datetime(2026, 11, 22, tzinfo=UTC)


def test_a_post_is_made_of_its_values() -> None:
    """A post that is made of the values of another one equals it, and is frozen as it is."""
    made = post_of(values_of(TEA))

    assert (made, type(made)) == (TEA, Post)
    with pytest.raises(FrozenInstanceError):
        made.title = "Milk"  # type: ignore[misc]


def test_revised_is_replace() -> None:
    """A change makes another post, and leaves the first alone."""
    made = revised(TEA, id="urn:x:1", updated=DAY)

    assert made == replace(TEA, id="urn:x:1", updated=DAY)
    assert TEA.id == ""


def test_nothing_else_is_a_post() -> None:
    """Too few values, too many, or a name that no post has."""
    with pytest.raises(TypeError):
        post_of(values_of(TEA)[1:])
    with pytest.raises(AttributeError):
        revised(TEA, colour="green")
