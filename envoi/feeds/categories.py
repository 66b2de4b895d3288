"""What someone typed as the category of a podcast -> one of Apple's list, or the nearest of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CATEGORIES: Final[Mapping[str, tuple[str, ...]]] = {
    "Arts": (
        "Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts",
    ),
    "Business": (
        "Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit",
    ),
    "Comedy": ("Comedy Interviews", "Improv", "Stand-Up"),
    "Education": ("Courses", "How To", "Language Learning", "Self-Improvement"),
    "Fiction": ("Comedy Fiction", "Drama", "Science Fiction"),
    "Government": (),
    "Health & Fitness": (
        "Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality",
    ),
    "History": (),
    "Kids & Family": (
        "Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids",
    ),
    "Leisure": (
        "Animation & Manga", "Automotive", "Aviation", "Crafts", "Games", "Hobbies", "Home & Garden", "Video Games",
    ),
    "Music": ("Music Commentary", "Music History", "Music Interviews"),
    "News": (
        "Business News", "Daily News", "Entertainment News", "News Commentary", "Politics", "Sports News", "Tech News",
    ),
    "Religion & Spirituality": (
        "Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality",
    ),
    "Science": (
        "Astronomy", "Chemistry", "Earth Sciences", "Life Sciences", "Mathematics", "Natural Sciences", "Nature",
        "Physics", "Social Sciences",
    ),
    "Society & Culture": (
        "Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships",
    ),
    "Sports": (
        "Baseball", "Basketball", "Cricket", "Fantasy Sports", "Football", "Golf", "Hockey", "Rugby", "Running",
        "Soccer", "Swimming", "Tennis", "Volleyball", "Wilderness", "Wrestling",
    ),
    "Technology": (),
    "True Crime": (),
    "TV & Film": (
        "After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews",
    ),
}  # fmt: skip
"""Apple's categories and their subcategories (podcasters.apple.com/support/1691-apple-podcasts-categories)."""

_PATHS: Final = {
    path: " > ".join(path)
    for name, inner in CATEGORIES.items()
    for path in ((name,), *((name, part) for part in inner))
}


def category(typed: str) -> tuple[str, ...]:
    """The category that `typed` names, and its subcategory: `Arts`, `Arts > Food` or `Food`; nothing if there is none."""
    return _NAMED.get(_plain(typed), ())


def nearest(typed: str) -> str:
    """What may have been meant, as it is to be written."""
    from difflib import get_close_matches

    found = get_close_matches(_plain(typed), _NAMED, n=1, cutoff=0.5)
    return _PATHS[_NAMED[found[0]]] if found else "Society & Culture"


def _plain(typed: str) -> str:
    parts = typed.casefold().replace(" and ", " & ").split(">")
    return " > ".join(" ".join(part.split()) for part in parts)


_NAMED: Final = {
    **{_plain(path[-1]): path for path in _PATHS if len(path) > 1},
    **{_plain(name): path for path, name in _PATHS.items()},
}
