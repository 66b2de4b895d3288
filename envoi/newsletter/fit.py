"""An issue that is too long for a letter -> the same issue, its posts shortened from the end on, as little as will do."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import accumulate, islice
from typing import Final

from envoi.model import Body, Issue, Layout, Post, Section, State
from envoi.problems import Report
from envoi.words import LINE, words

BYTES_AT_MOST: Final = 100_000
"""Gmail clips HTML above about 102 kB, and with it the way to unsubscribe."""

_NAMED: Final = 3
"""How many of the posts that were shortened the report names."""


class _To(Enum):
    """What becomes of a post, or of what stands around the posts."""

    EXCERPT = "excerpt"
    TITLE = "title"
    NOTHING = "nothing"
    KEEP_READING = "keep reading"
    INTRO = "intro"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Step:
    """One thing to shorten; `saves` are the bytes that this may spare, as the post's own say."""

    to: _To
    post: Post | None = None
    saves: int


_SHOWN: Final = {
    _To.EXCERPT: "{:,} of its posts as excerpts",
    _To.TITLE: "{:,} as titles",
    _To.NOTHING: "{:,} by one link to the web version",
    _To.KEEP_READING: "no earlier posts",
    _To.INTRO: "the beginning of its introduction",
}

_LAYOUTS: Final[Mapping[_To, Layout]] = {
    _To.EXCERPT: Layout.CARDS,
    _To.TITLE: Layout.LIST,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Fitted:
    """An issue as its letter shows it, and the HTML of that letter."""

    issue: Issue
    html: str


def capped(issue: Issue, most: int) -> Issue:
    """`issue` with an excerpt in the place of each full text of more than `most` words; 0 is no limit."""
    if not most:
        return issue
    long = {
        post.path: Layout.CARDS
        for section in issue.sections
        for post in section.posts
        if issue.layout_of(section, post) is Layout.FULL
        and post.body
        and sum(1 for _ in islice(_words(post.body), most + 1)) > most
    }
    return replace(issue, layouts={**issue.layouts, **long})


def fit(
    issue: Issue,
    write: Callable[[Issue], str],
    report: Report,
    *,
    name: str,
    url: str,
    limit: int = BYTES_AT_MOST,
) -> Fitted:
    """`issue` so that `write` makes at most `limit` bytes of it.

    Full texts become excerpts: first those that are longer than a letter, then from the end of the issue to its
    first post. If that is not enough, excerpts become titled links in the same order; then the list of earlier posts
    goes, the introduction is cut short, and posts are left out from the end, for which there is one link to `url`,
    the web version. No more of these steps is taken than needed. `report` is told what was shortened in the
    letter `name`, and if nothing helps.
    """
    steps: Sequence[_Step] = ()
    made: dict[int, Fitted] = {}

    def size(count: int) -> int:
        shown = _after(issue, steps[:count], url)
        made[count] = Fitted(issue=shown, html=write(shown))
        return len(made[count].html.encode())

    whole = size(0)
    if whole <= limit:
        return made[0]
    steps = _steps(issue, limit)
    least = size(len(steps))
    count = len(steps)
    if least <= limit:
        count = _fewest(steps, size, whole, least, limit)
    else:
        report.warn(
            "letter-too-long",
            f"{name} has {least:,} bytes, however short its posts; Gmail cuts letters off at about 102,000",
            "make the theme, the title or the postal address shorter",
        )
    _say(issue, steps[:count], name, report)
    return made[count]


def _steps(issue: Issue, limit: int) -> Sequence[_Step]:
    """All that can be done to shorten `issue`, in the order in which it is done."""
    posts = [
        (post, issue.layout_of(section, post))
        for section in issue.sections
        for post in section.posts
    ][::-1]
    full = [post for post, layout in posts if layout is Layout.FULL]
    full.sort(key=lambda post: _bytes(post, Layout.FULL) <= limit)
    excerpts = [
        _Step(to=_To.EXCERPT, post=post, saves=saves)
        for post in full
        if (saves := _bytes(post, Layout.FULL) - _bytes(post, Layout.CARDS)) > 0
    ]
    cut = {step.post.path for step in excerpts if step.post}
    titles = [
        _Step(to=_To.TITLE, post=post, saves=max(1, saves))
        for post, layout in posts
        for shown in (Layout.CARDS if post.path in cut else layout,)
        if shown is not Layout.LIST
        and (saves := _bytes(post, shown) - _bytes(post, Layout.LIST)) >= 0
    ]
    kept = sum(_bytes(post, Layout.LIST) for post in issue.keep_reading)
    around = [_Step(to=_To.KEEP_READING, saves=kept)] if kept else []
    if issue.intro:
        around.append(_Step(to=_To.INTRO, saves=len(issue.intro.html.encode())))
    left_out = [
        _Step(to=_To.NOTHING, post=post, saves=_bytes(post, Layout.LIST))
        for post, _ in posts[:-1]
    ]
    return (*excerpts, *titles, *around, *left_out)


def _bytes(post: Post, layout: Layout) -> int:
    """About what `post` takes in a letter, with the tags around it, which are about as many in each theme."""
    title, address = len(post.title.encode()), len(post.url.encode())
    body = len(post.body.html.encode()) if post.body else 0
    summary = len(post.body.summary.encode()) if post.body else 0
    match layout:
        case Layout.FULL:
            return 850 + title + address + body
        case Layout.CARDS:
            return 1150 + 2 * (title + address) + summary
        case Layout.LIST:
            return 650 + title + address + min(summary, LINE)


def _fewest(
    steps: Sequence[_Step],
    size: Callable[[int], int],
    whole: int,
    least: int,
    limit: int,
) -> int:
    """How many `steps` make an issue fit that has `whole` bytes without them and `least` with all of them.

    One less would not do: between the two it is guessed from what each step saves, and tried.
    """
    saved = [0, *accumulate(max(1, step.saves) for step in steps)]
    low, high, tries = 0, len(steps), 0
    while high - low > 1:
        tries += 1
        middle = (low + high) // 2
        if tries % 3:
            share = (whole - limit) / (whole - least)
            aim = saved[low] + share * (saved[high] - saved[low])
            middle = bisect_left(saved, aim, low + 1, high - 1)
        found = size(middle)
        if found <= limit:
            high, least = middle, found
        else:
            low, whole = middle, found
    return high


def _after(issue: Issue, steps: Sequence[_Step], url: str) -> Issue:
    """`issue` once `steps` were taken."""
    layouts, gone = dict(issue.layouts), set()
    for step in steps:
        if step.post and step.to in _LAYOUTS:
            layouts[step.post.path] = _LAYOUTS[step.to]
        elif step.post:
            gone.add(step.post.path)
        elif step.to is _To.KEEP_READING:
            issue = replace(issue, keep_reading=())
        elif issue.intro:
            issue = replace(issue, intro=_brief(issue.intro))
    sections = issue.sections
    if gone:
        sections = tuple(
            replace(
                section,
                posts=tuple(post for post in section.posts if post.path not in gone),
            )
            for section in sections
        )
        sections = (*sections, _rest(issue, len(gone), url))
    return replace(issue, layouts=layouts, sections=sections)


def _rest(issue: Issue, count: int, url: str) -> Section:
    """A section that is one link: to the web version, which shows the `count` posts that the letter leaves out."""
    say = words(issue.language)
    link = Post(
        path="",
        slug="",
        title=say.say("more_online", count=say.number(count)),
        state=State.PUBLISHED,
        url=url,
        language=issue.language,
    )
    return Section(title="", layout=Layout.LIST, posts=(link,))


def _brief(intro: Body) -> Body:
    """The beginning of an introduction, in plain text."""
    tree = intro.tree.makeelement("div")
    paragraph = tree.makeelement("p")
    paragraph.text = intro.summary
    tree.append(paragraph)
    return Body(tree=tree, html="", summary=intro.summary)


def _words(body: Body) -> Iterator[str]:
    for text in body.tree.itertext():
        yield from text.split()


def _say(issue: Issue, steps: Sequence[_Step], name: str, report: Report) -> None:
    last = {step.post.path: step.to for step in steps if step.post}
    around = [step.to for step in steps if not step.post]
    counts = Counter([*last.values(), *around])
    shown = " and ".join(
        words.format(counts[to]) for to, words in _SHOWN.items() if counts[to]
    )
    titles = [f'"{post.title[:60]}"' for post in issue.posts if post.path in last]
    more = len(titles) - _NAMED
    named = ", ".join(titles[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")
    report.notice(
        "letter-fit",
        f"{name} shows {shown}, so that Gmail does not cut it off{': ' if named else ''}{named}",
        "the web version has them in full; to choose yourself, set a layout, a limit or newsletter.full",
    )
