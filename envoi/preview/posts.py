"""The view Posts: all of them with their states, and what becomes of each in a feed, as a letter and as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from envoi.model import Post, State
from envoi.preview import alone, files, local, reading, register
from envoi.preview.listing import Choice, address, all_of, sliced
from envoi.preview.register import Found, Wanted
from envoi.preview.snapshot import Snapshot
from envoi.preview.view import Asked, File, Page, View
from envoi.problems import Problem, Stop

FROM_PATH: Final = "from its path"
"""Said of a date that no key gives."""

_AT: Final = "/posts/"
_TAGS: Final = 10
_MORE_TAGS: Final = 300
_SOURCE_LINES: Final = 3000

_WAYS: Final = {
    "feed": "In a feed",
    "letter": "As a letter",
    "text": "As text",
    "source": "Source",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A post in the list; `day` is that of the site's zone, `issues` those it went out in."""

    post: Post
    address: str
    day: str
    dated_by_path: bool
    issues: tuple[str, ...]


def show(asked: Asked) -> Page | File | None:
    """The list, or one post."""
    if not asked.path:
        return _list(asked)
    post = register.one(asked.snapshot, asked.path)
    return _one(asked, post) if post else None


def _list(asked: Asked) -> Page:
    snapshot, query = asked.snapshot, asked.query
    here = {key: query.get(key, "") for key in ("q", "state", "language", "tag")}
    all = register.lines(snapshot)
    wanted = Wanted(
        words=here["q"],
        state=here["state"],
        language=here["language"],
        tag=here["tag"],
    )
    found = register.find(all, wanted)
    page = sliced(found.posts, _AT, {**here, "page": query.get("page", "")})
    tags = _choices("tag", _by_count(found.tags, here["tag"]), here)
    return Page(
        template="posts.html.j2",
        title="Posts",
        values={
            "rows": [_row(snapshot, post) for post in page.things],
            "page": page,
            "total": len(all),
            "here": here,
            "unfiltered": address(_AT, {}) if any(here.values()) else "",
            "states": _states(found, here),
            "languages": _languages(found, here),
            "tags": tags[:_TAGS],
            "more_tags": tags[_TAGS:_MORE_TAGS],
            "tag_count": len(tags),
        },
    )


def _row(snapshot: Snapshot, post: Post) -> Row:
    made = snapshot.made
    return Row(
        post=post,
        address=address(f"{_AT}{post.path}", {}),
        day=_day(snapshot, post.published),
        dated_by_path=_origin(post) == FROM_PATH,
        issues=tuple(sorted(made.before.sent.get(post.id, ()))) if made else (),
    )


def _states(found: Found, here: Mapping[str, str]) -> Sequence[Choice]:
    order = [state for state in State if found.states.get(state)]
    counts = {state.value: found.states[state] for state in order}
    if here["state"] and here["state"] not in counts:
        counts[here["state"]] = 0
    every = all_of(_AT, here, "state", sum(counts.values()))
    return (every, *_choices("state", counts, here))


def _languages(found: Found, here: Mapping[str, str]) -> Sequence[Choice]:
    counts = {tag: found.languages[tag] for tag in sorted(found.languages) if tag}
    return _choices("language", counts, here)


def _choices(
    key: str, counts: Mapping[str, int], here: Mapping[str, str]
) -> Sequence[Choice]:
    """One choice for each; to choose what is chosen takes all again."""
    return [
        Choice(
            title=name,
            address=address(_AT, here, **{key: "" if here[key] == name else name}),
            chosen=here[key] == name,
            count=count,
        )
        for name, count in counts.items()
    ]


def _by_count(counts: Mapping[str, int], first: str) -> Mapping[str, int]:
    order = sorted(counts, key=lambda name: (name != first, -counts[name], name))
    return {name: counts[name] for name in order}


def _one(asked: Asked, post: Post) -> Page | File | None:
    snapshot, query = asked.snapshot, asked.query
    makes = post.state not in alone.NEVER and snapshot.made is not None
    ways = list(_WAYS) if makes else ["source"]
    way = query.get("as", "")
    way = way if way in ways else ways[0]
    at = f"{_AT}{post.path}"
    values: dict[str, object] = {
        "frame": "",
        "text": "",
        "excerpt": None,
        "fault": None,
    }
    try:
        if query.get("frame"):
            return reading.frame(_framed(snapshot, post, way)) if makes else None
        if way in ("feed", "letter"):
            content = _framed(snapshot, post, way)
            values["frame"] = local.framed(
                address(at, {}), content, **{"as": way, "frame": "1"}
            )
        elif way == "text":
            values["text"] = alone.letter(snapshot, post).text
        else:
            source = files.text(snapshot.request.folder, post.path)
            values["excerpt"] = files.excerpt(source or "", most=_SOURCE_LINES)
    except Stop as stop:
        if query.get("frame"):
            return None
        values["fault"] = stop.problem
    return Page(
        template="post.html.j2",
        title=post.title,
        values={
            "post": post,
            "way": way,
            "makes": makes,
            "facts": _facts(snapshot, post),
            "feeds": _feeds(snapshot, post),
            "issues": _issues(snapshot, post),
            "problems": _problems(snapshot, post),
            "ways": tuple(
                Choice(
                    title=_WAYS[each],
                    address=address(at, {"as": each if each != ways[0] else ""}),
                    chosen=each == way,
                )
                for each in ways
            ),
            **values,
        },
    )


def _framed(snapshot: Snapshot, post: Post, way: str) -> str:
    if way == "letter":
        return local.localized(alone.letter(snapshot, post).html, snapshot)
    own = alone.rendered(snapshot, post)
    html = own.body.html if own.body else ""
    return reading.as_reader(html, own.title, post.language, snapshot)


def _facts(snapshot: Snapshot, post: Post) -> Sequence[tuple[str, str, str]]:
    """What is known of a post: what it is, what it says, and where that is from."""
    made = snapshot.made
    known = made.before.posts.get(post.id) if made and post.id else None
    if known:
        fixed = f"fixed since {_day(snapshot, known.first)}"
    else:
        fixed = "not fixed yet" if post.id else ""
    rows = [
        ("Date", _moment(snapshot, post.published), _origin(post)),
        ("Changed", _moment(snapshot, post.updated), ""),
        ("Expires", _moment(snapshot, post.expires), ""),
        ("Address", post.url, "" if post.addressed else "guessed from its path"),
        ("Id", post.id, fixed),
        ("Language", post.language, ""),
        ("Authors", ", ".join(author.name for author in post.authors), ""),
        ("Tags", ", ".join(post.tags), ""),
        ("Section", post.section, ""),
    ]
    return [row for row in rows if row[1]]


def _feeds(snapshot: Snapshot, post: Post) -> Sequence[tuple[str, str]]:
    """The feeds that show it, with their addresses."""
    offers = snapshot.made.offers if snapshot.made else {}
    return [
        (offer.name or offer.feed.title or stem, address(f"/feeds/{stem}", {}))
        for stem, offer in offers.items()
        if any(each.path == post.path for each in offer.feed.posts)
    ]


def _issues(snapshot: Snapshot, post: Post) -> Sequence[tuple[str, str, str]]:
    """The issues that it went out in, and the next one that shows it."""
    made = snapshot.made
    if made is None:
        return []
    out = [
        (name, address(f"/newsletter/{name}", {}), "went out in")
        for name in sorted(made.before.sent.get(post.id, ()))
    ]
    coming = [
        (issue.name, address(f"/newsletter/{issue.name}", {}), "is in")
        for issue in made.issues
        if any(each.path == post.path for each in issue.posts)
    ]
    return [*out, *coming]


def _problems(snapshot: Snapshot, post: Post) -> Sequence[Problem]:
    return list(snapshot.wrong_in(post.path))[:20]


def _origin(post: Post) -> str:
    """Where the date of a post is from."""
    if post.published is None:
        return ""
    if not post.published_typed:
        return FROM_PATH
    zone = "" if post.zoned else ", in the site’s zone"
    return f"typed as {post.published_typed}{zone}"


def _day(snapshot: Snapshot, moment: datetime | None) -> str:
    return _moment(snapshot, moment)[:10]


def _moment(snapshot: Snapshot, moment: datetime | None) -> str:
    if moment is None:
        return ""
    made = snapshot.made
    local = moment.astimezone(made.settings.site.zone) if made else moment
    return f"{local:%Y-%m-%d %H:%M %Z}"


VIEW: Final = View(name="posts", title="Posts", show=show)
