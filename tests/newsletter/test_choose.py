"""What goes into the next issue: each post once, whatever happens to it; sections, plans, names, languages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envoi import catalogue, dates, identity, ledger, newsletter
from envoi.config import NewsletterConfig, SectionConfig
from envoi.filters import Filter
from envoi.ledger import Ledger
from envoi.model import Issue, Layout, Post, Site, State
from envoi.newsletter import Choice, Wish
from envoi.plan import Named, Order, Plan
from envoi.posts.fingerprint import fingerprint
from envoi.problems import Report, Stop

ZONE = ZoneInfo("Europe/Berlin")
SITE = Site(title="Harbour", url="https://harbour.example/", zone=ZONE)
CONFIG = NewsletterConfig(
    title="Harbour letter", name="Harbour", address="letter@harbour.example"
)
PRESS = SectionConfig(title="Press", filter=Filter(tags=("press",)), limit=2)
REST = SectionConfig(title="Also", limit=3, layout=Layout.LIST)
MONDAY = datetime(2026, 1, 5, tzinfo=ZONE)
"""The first day of the first week: 2026-W02."""


def post(name: str, day: datetime = MONDAY, **more: Any) -> Post:
    """A published post with words of its own."""
    body = "\n\n".join(f"Line {number} of {name}." for number in range(6))
    values = {"title": f"On {name}", "state": State.PUBLISHED, "language": "en"} | more
    return Post(
        path=f"posts/{name}.md",
        slug=name,
        url=f"https://harbour.example/{name}/",
        published=day,
        fingerprint=fingerprint(str(values["title"]), body),
        **values,
    )


@dataclass
class Desk:
    """A site whose posts change, and from which issues go out."""

    config: NewsletterConfig = CONFIG
    posts: list[Post] = field(default_factory=list)
    known: Ledger = field(default_factory=Ledger)
    plans: tuple[Plan, ...] = ()
    languages: bool = False
    report: Report = field(default_factory=Report)
    sent: list[Issue] = field(default_factory=list)

    def choose(self, **asked: Any) -> tuple[Choice, ...]:
        """What would go out."""
        self.report = Report()
        wish = Wish(now=datetime(2027, 6, 1, tzinfo=UTC), **asked)
        identified = identity.identify(
            self.posts, self.known, SITE, self.report, now=wish.now, new_ids=False
        )
        self.arranged = catalogue.arrange(identified, SITE, True, self.report)
        self.known = identity.record(self.known, self.arranged.posts, SITE)
        spoken = {
            tag: [p for p in self.arranged.published if p.language == tag]
            for tag in sorted({p.language for p in self.posts})
        }
        return newsletter.choose(
            self.arranged,
            self.config,
            self.plans,
            self.known,
            self.report,
            wish=wish,
            languages=spoken if self.languages else {},
        )

    def issue(self, **asked: Any) -> list[Issue]:
        """What went out."""
        made = []
        for choice in self.choose(**asked):
            shown = {post.path: post for post in choice.shown}
            issue = newsletter.issue(choice, shown, self.arranged, self.config)
            assert issue is not None
            self.known = newsletter.remember(self.known, choice, issue)
            made.append(issue)
        self.known = ledger.parse(_text(self.known))
        self.sent += made
        return made

    def codes(self) -> list[str]:
        """The codes of what was said."""
        return [problem.code for problem in self.report]


def paths(issue: Issue | Choice) -> list[str]:
    """The names of the posts of an issue, in order."""
    return [post.slug for post in issue.posts]


class _Year:
    """Weeks in which posts are written, edited, renamed, retitled, dated anew, taken away and put back."""

    def __init__(self, random: Random, config: NewsletterConfig) -> None:
        self.random, self.desk = random, Desk(config=config)
        self.count = self.changes = 0

    def write(self, day: datetime) -> None:
        self.count += 1
        tags = ("press",) if self.random.random() < 0.4 else ()
        self.desk.posts.append(post(f"p{self.count}", day, tags=tags))

    def week(self, monday: datetime) -> None:
        """Everything that happens until the next Monday."""
        random, desk = self.random, self.desk
        for old in random.sample(desk.posts, k=min(len(desk.posts), 3)):
            self.change(old)
        for _ in range(random.randrange(3)):
            self.write(monday + timedelta(seconds=random.randrange(7 * 86400)))
        if random.random() < 0.4:
            self.write(monday - timedelta(days=random.randrange(1, 90)))
        if random.random() < 0.4:
            end = (monday + timedelta(days=7)).replace(hour=0)
            self.write(end - timedelta(seconds=1))
            self.write(end.replace(fold=0))

    def change(self, old: Post) -> None:
        """One thing that happens to a post that readers may know."""
        here = self.desk.posts.index(old)
        self.changes += 1
        new_words = f"{self.changes:08}"
        words = old.fingerprint.split(".")
        kinds = ["edit", "rename", "title", "date", "hide", "move"]
        hidden = old.state is State.DRAFT
        kind = "show" if hidden else self.random.choice(kinds)
        if kind == "edit":
            new = replace(old, fingerprint=".".join([*words[:3], new_words]))
        elif kind == "rename":
            new = replace(old, path=old.path.replace(".md", "x.md"))
        elif kind == "title":
            new = replace(
                old,
                title=f"{old.title}!",
                fingerprint=".".join([new_words, *words[1:]]),
            )
        elif kind == "date" and old.published:
            shift = timedelta(days=self.random.randrange(-60, 60))
            new = replace(old, published=old.published + shift)
        elif kind == "move":
            new = replace(old, url=old.url.replace("/p", "/new/p"))
        else:
            state = State.DRAFT if kind == "hide" else State.PUBLISHED
            new = replace(old, state=state)
        self.desk.posts[here] = new


@settings(max_examples=6)
@given(st.integers(), st.sampled_from([(), (PRESS, replace(REST, limit=0))]))
def test_a_year_of_weeks(seed: int, sections: tuple[SectionConfig, ...]) -> None:
    """Over a year each post that came out goes out exactly once, whatever happens to it before and after."""
    config = replace(CONFIG, sections=sections)
    year = _Year(Random(seed), config)
    desk = year.desk
    for number in range(4):
        year.write(MONDAY - timedelta(days=number))
    desk.issue()
    old = {p.slug for p in desk.posts}
    for number in range(52):
        year.week(MONDAY + timedelta(weeks=number))
        desk.issue()
        assert "new-id" not in desk.codes()
        assert number % 8 or desk.issue() == []
    desk.posts = [replace(p, state=State.PUBLISHED) for p in desk.posts]
    while desk.issue():
        pass

    times = Counter(post.slug for issue in desk.sent for post in issue.posts)
    assert set(times.values()) <= {1}
    assert {p.slug for p in desk.posts} - old == set(times) - old
    assert len({issue.name for issue in desk.sent}) == len(desk.sent)
    days = [issue.date for issue in desk.sent]
    assert days == sorted(days)
    assert len(set(days)) == len(days)


@settings(max_examples=3)
@given(st.integers(0, 10_000))
def test_weeks_of_the_calendar_share_no_post(seed: int) -> None:
    """Half-open weeks in the site's zone put each post into one of them: also on the second, also when the clock turns."""
    random = Random(seed)
    desk = Desk(posts=[post("old", MONDAY - timedelta(days=30))])
    desk.issue()
    for number in range(30):
        monday = (MONDAY + timedelta(weeks=number)).replace(hour=0)
        desk.posts += [
            post(f"a{number}", monday),
            post(
                f"b{number}",
                monday + timedelta(days=6, hours=23, minutes=59, seconds=59),
            ),
            post(f"c{number}", monday + timedelta(seconds=random.randrange(6 * 86400))),
        ]
    for number in random.sample(range(30), k=30):
        year, week, _ = (MONDAY + timedelta(weeks=number)).isocalendar()
        period = dates.period(f"{year}-W{week}", ZONE)
        assert period
        (issue,) = desk.issue(period=period)
        assert sorted(paths(issue)) == [f"{letter}{number}" for letter in "abc"]
    assert desk.issue() == []


def test_the_first_issue_takes_the_newest_and_no_older_post_ever_waits() -> None:
    """A newsletter begins with ten posts, or what its sections show; what is older stays out."""
    day = timedelta(days=1)
    desk = Desk(posts=[post(f"p{n}", MONDAY + n * day) for n in range(15)])
    (first,) = desk.issue()
    desk.posts.append(post("new", MONDAY + 20 * day))
    desk.posts.append(post("late", MONDAY - 20 * day))
    (second,) = desk.issue()

    assert paths(first) == [f"p{n}" for n in range(14, 4, -1)]
    assert paths(second) == ["new", "late"]
    assert (first.name, second.name) == ("2026-01-19", "2026-01-25")


def test_what_a_limit_leaves_out_waits() -> None:
    """Posts beyond the limit of a section go into the next issue, and how many there are is said."""
    desk = Desk(config=replace(CONFIG, sections=(PRESS,)), posts=[post("old")])
    assert desk.issue() == []
    desk.posts.append(post("begin", tags=("press",)))
    desk.issue()
    desk.posts += [post(f"p{n}", tags=("press",)) for n in range(5)]
    desk.posts.append(post("other", tags=("cats",)))

    chosen = [paths(issue) for _ in range(3) for issue in desk.issue()]

    assert [len(names) for names in chosen] == [2, 2, 1]
    assert len({name for names in chosen for name in names}) == 5
    assert desk.codes() == ["no-section"]
    assert desk.issue() == []
    assert [p.code for p in desk.report] == ["no-section", "nothing-new"]
    desk.config = CONFIG
    (issue,) = desk.issue()
    assert paths(issue) == ["other"]


def test_waiting_is_told() -> None:
    """How many posts a limit left out is a notice."""
    desk = Desk(posts=[post("old", tags=("press",))])
    desk.config = replace(CONFIG, sections=(PRESS,))
    desk.issue()
    desk.posts += [post(f"p{n}", tags=("press",)) for n in range(5)]
    desk.issue()

    (problem,) = [p for p in desk.report if p.code == "waits"]
    assert problem.message.startswith("3 posts wait for the issue after it")


def test_sections_choose_in_their_order_and_leave_no_trace() -> None:
    """Each post stands in the first section that takes it; a section that finds nothing is not there."""
    cats = SectionConfig(title="Cats", filter=Filter(tags=("cats",)))
    desk = Desk(config=replace(CONFIG, sections=(PRESS, cats, REST)))
    desk.posts = [
        post("a", tags=("Press", "x")),
        post("b"),
        post("c", tags=("press",)),
        post("d", tags=("press",)),
    ]
    (issue,) = desk.issue()

    shown = [
        (part.title, part.layout, [p.slug for p in part.posts])
        for part in issue.sections
    ]
    assert shown == [
        ("Press", Layout.CARDS, ["a", "c"]),
        ("Also", Layout.LIST, ["b", "d"]),
    ]
    assert desk.codes() == ["no-tag"]


def test_again_is_explicit() -> None:
    """What went out does so again only if that is asked for, under another name and later."""
    desk = Desk(posts=[post("a"), post("b")])
    (first,) = desk.issue()
    assert desk.issue() == []
    (again,) = desk.issue(again=True)

    assert paths(again) == paths(first)
    assert (first.name, again.name) == ("2026-01-05", "2026-01-05-2")
    assert again.date > first.date
    assert again.key != first.key
    assert desk.issue() == []


def test_a_single_post() -> None:
    """--post makes an issue of it, whole, once; the digest does not have it again."""
    desk = Desk(posts=[post("a"), post("b")])
    (one,) = desk.issue(post="a")
    desk.posts.append(post("c"))
    (digest,) = desk.issue()

    assert one.single
    assert (one.name, one.subject) == ("a", "On a")
    assert paths(digest) == ["c"]
    desk.posts[0] = replace(desk.posts[0], title="On a, again", fingerprint="x.y.z.w")
    assert desk.issue(post="a") == []
    (problem,) = desk.report
    assert problem.message == "went out in the issue a, and was changed since"
    (again,) = desk.issue(post="a", again=True)
    assert again.name == "a-2"


@pytest.mark.parametrize("slug", ["next", "next-tr", "index.html", "Pictures"])
def test_a_post_called_like_the_draft(slug: str) -> None:
    """A post whose slug is what the draft or the list of issues is called has an issue of another name."""
    desk = Desk(posts=[replace(post("a"), slug=slug)])

    assert [issue.name for issue in desk.issue(post=slug)] == [f"post-{slug}"]


def test_a_draft_is_always_there() -> None:
    """Where nothing waits the draft shows the newest posts, and says so."""
    desk = Desk(posts=[post("a"), post("b")])
    desk.issue()
    (draft,) = desk.choose(draft=True)

    assert (draft.name, draft.date) == ("next", None)
    assert paths(draft) == ["a", "b"]
    assert desk.codes() == ["nothing-new"]
    desk.posts.append(post("c", MONDAY + timedelta(days=1)))
    (draft,) = desk.choose(draft=True)
    assert paths(draft) == ["c"]


def test_nothing_new_names_the_next_post() -> None:
    """What is said then names the last issue, and the post that comes next."""
    desk = Desk(posts=[post("a")])
    desk.posts.append(post("b", MONDAY + timedelta(days=9), state=State.FUTURE))
    desk.posts.append(post("c", MONDAY + timedelta(days=8), state=State.FUTURE))
    desk.issue()
    assert desk.issue() == []

    (problem,) = desk.report
    assert problem.message == "nothing is new since the issue 2026-01-05"
    assert problem.hint == "the next post comes out on 2026-01-13: posts/c.md"


def test_posts_outside_of_the_period_wait() -> None:
    """A period takes what came out in it; the rest waits, and that is said."""
    desk = Desk(posts=[post("old")])
    desk.issue()
    desk.posts += [
        post("a", MONDAY + timedelta(days=8)),
        post("b", MONDAY + timedelta(days=15)),
    ]
    period = dates.period("2026-W05", ZONE)
    assert period
    assert desk.issue(period=period) == []
    assert "2 posts wait all the same" in next(iter(desk.report)).message
    period = dates.period("2026-W04", ZONE)
    assert period
    assert [paths(issue) for issue in desk.issue(period=period)] == [["b"]]
    assert [paths(issue) for issue in desk.issue()] == [["a"]]


def test_a_period_begins_the_newsletter() -> None:
    """Where the first issue is that of a week, what came out after it waits for the next one."""
    day = timedelta(days=1)
    desk = Desk(posts=[post(f"p{n}", MONDAY + n * day) for n in range(-7, 10)])
    period = dates.period("2026-W02", ZONE)
    assert period
    (first,) = desk.issue(period=period)
    (second,) = desk.issue()

    assert paths(first) == [f"p{n}" for n in range(6, -1, -1)]
    assert paths(second) == ["p9", "p8", "p7"]


def test_two_branches_that_both_sent() -> None:
    """After a merge no post is sent again that either side sent, and none is lost."""
    base = Desk(posts=[post("old")])
    base.issue()
    day = timedelta(days=1)
    ours = Desk(posts=[*base.posts, post("a", MONDAY + day)], known=base.known)
    theirs = Desk(posts=[*base.posts, post("b", MONDAY + day)], known=base.known)
    both = post("both", MONDAY + 2 * day)
    ours.posts.append(both)
    theirs.posts.append(both)
    assert [paths(issue) for issue in ours.issue()] == [["both", "a"]]
    assert [paths(issue) for issue in theirs.issue()] == [["both", "b"]]
    merged = ledger.parse(_text(ours.known) + _text(theirs.known))
    swapped = ledger.parse(_text(theirs.known) + _text(ours.known))
    assert merged == swapped
    after = Desk(posts=[*ours.posts, post("b", MONDAY + day)], known=merged)

    assert after.issue() == []
    after.posts.append(post("new", MONDAY + 3 * day))
    assert [paths(issue) for issue in after.issue()] == [["new"]]


def test_an_issue_for_each_language() -> None:
    """Each language has issues of its own posts in its own words, and begins with its own first issue."""
    desk = Desk(languages=True)
    desk.posts = [post("a"), post("b", language="tr", title="Rıhtım")]
    both = desk.issue()
    desk.posts.append(post("c", language="tr"))
    turkish = desk.issue()
    desk.posts.append(post("d", language="ar"))
    arabic = desk.issue()

    assert [(i.name, i.language, paths(i)) for i in both] == [
        ("2026-01-05-en", "en", ["a"]),
        ("2026-01-05-tr", "tr", ["b"]),
    ]
    assert [(i.name, paths(i)) for i in turkish] == [("2026-01-05-2-tr", ["c"])]
    assert [(i.name, paths(i)) for i in arabic] == [("2026-01-05-ar", ["d"])]
    assert [draft.name for draft in desk.choose(draft=True)] == [
        "next-ar",
        "next-en",
        "next-tr",
    ]


def test_changing_to_languages_and_back_sends_nothing_twice() -> None:
    """The newsletter goes on where it was, when issues for each language begin or end."""
    desk = Desk(posts=[post("a"), post("b", language="tr")])
    desk.issue()
    desk.posts += [post("c"), post("d", language="tr")]
    desk.languages = True
    assert [paths(issue) for issue in desk.issue()] == [["c"], ["d"]]
    desk.posts += [post("e"), post("f", language="tr")]
    desk.languages = False
    assert [paths(issue) for issue in desk.issue()] == [["e", "f"]]

    desk = Desk(posts=[post("a"), post("b", language="tr")], languages=True)
    desk.issue()
    desk.languages = False
    desk.posts += [post("c"), post("d", language="tr"), post("e", language="ar")]
    assert [paths(issue) for issue in desk.issue()] == [["c", "d", "e"]]


def planned(name: str = "spring", **more: Any) -> Plan:
    """A plan as `issues/spring.md` would give it."""
    return Plan(name=name, path=f"issues/{name}.md", **more)


def names(*texts: str) -> tuple[Named, ...]:
    """Posts as a plan names them."""
    return tuple(Named(text=text, line=7 + n) for n, text in enumerate(texts))


def test_a_plan_gives_name_subject_and_words() -> None:
    """What a plan says stands in the issue; the next issue has the next plan."""
    desk = Desk(posts=[post("a")])
    blurbs = ((*names("a"), "So it was."),)
    desk.plans = (
        planned(subject="Ice", preheader="It breaks", blurbs=blurbs),
        planned("summer", subject="Sun"),
    )
    (first,) = desk.issue()
    desk.posts.append(post("b"))
    (second,) = desk.issue()
    desk.posts.append(post("c", MONDAY + timedelta(days=3)))
    (third,) = desk.issue()

    assert (first.name, first.subject, first.preheader) == (
        "spring",
        "Ice",
        "It breaks",
    )
    assert first.blurbs == {"posts/a.md": "So it was."}
    assert (second.name, second.subject) == ("summer", "Sun")
    assert (third.name, third.subject) == ("2026-01-08", "Harbour letter: On c")


@pytest.mark.parametrize(
    ("order", "shown"),
    [
        (None, ["c", "a", "old"]),
        (Order.PICKED, ["c", "a", "old"]),
        (Order.NEWEST, ["c", "a", "old"]),
        (Order.OLDEST, ["old", "a", "c"]),
    ],
)
def test_picks_are_the_issue(order: Order | None, shown: list[str]) -> None:
    """An issue of picks holds these, by slug, path or id, also older ones and beyond any limit; the rest waits."""
    day = timedelta(days=1)
    desk = Desk(posts=[post("old", MONDAY - day), post("first")])
    desk.config = replace(CONFIG, sections=(replace(REST, limit=1),))
    desk.issue()
    desk.posts += [post(name, MONDAY + n * day) for n, name in enumerate("abc", 1)]
    pick = names("c", "posts/a.md", "https://harbour.example/old/")
    desk.plans = (planned(subject="x", pick=pick, order=order),)
    (issue,) = desk.issue()

    assert paths(issue) == shown
    desk.config = CONFIG
    assert [paths(each) for each in desk.issue()] == [["b"]]


def test_picks_that_no_section_takes_come_last() -> None:
    """What was picked is in the issue, below the sections."""
    desk = Desk(posts=[post("a"), post("b", tags=("press",))])
    desk.config = replace(CONFIG, sections=(PRESS,))
    desk.plans = (planned(pick=names("a", "b")),)
    (issue,) = desk.issue()

    assert [(part.title, len(part.posts)) for part in issue.sections] == [
        ("Press", 1),
        ("", 1),
    ]
    assert paths(issue) == ["b", "a"]


def test_what_is_omitted_waits() -> None:
    """A post that a plan omits is in the next issue."""
    desk = Desk(posts=[post("old")])
    desk.issue()
    desk.posts += [post("a"), post("b")]
    desk.plans = (planned(subject="x", omit=names("a")),)

    assert [paths(issue) for issue in desk.issue()] == [["b"]]
    assert desk.codes() == ["waits"]
    assert [paths(issue) for issue in desk.issue()] == [["a"]]


def test_what_the_first_issue_omits_waits() -> None:
    """A post that the plan of the first issue omits waits, and no other older post does."""
    day = timedelta(days=1)
    desk = Desk(posts=[post(f"p{n}", MONDAY + n * day) for n in range(15)])
    desk.plans = (planned(subject="x", omit=names("p14", "p2")),)
    (first,) = desk.issue()
    said = next(p.message for p in desk.report if p.code == "waits")
    (second,) = desk.issue()

    assert paths(first) == [f"p{n}" for n in range(13, 3, -1)]
    assert said.startswith("2 posts wait for the issue after it")
    assert paths(second) == ["p14", "p2"]
    assert desk.issue() == []


def test_picks_of_the_first_issue() -> None:
    """What is newer than what it picks waits; what is older never does, and how many these are is said."""
    day = timedelta(days=1)
    desk = Desk(posts=[post(f"p{n}", MONDAY + n * day) for n in range(6)])
    desk.plans = (planned(subject="x", pick=names("p3", "p1"), omit=names("p0")),)
    (first,) = desk.issue()
    (said,) = desk.report
    (second,) = desk.issue()

    assert paths(first) == ["p3", "p1"]
    assert (said.code, said.message) == (
        "first-issue",
        "1 older post will be in no later issue, such as posts/p2.md",
    )
    assert paths(second) == ["p5", "p4", "p0"]


def test_a_post_in_the_language_of_the_letter_comes_first() -> None:
    """Of posts of the same instant, the one that readers of the letter read leads it, and gives the subject."""
    desk = Desk(posts=[post("a", language="tr"), post("b"), post("c", language="tr")])
    (first,) = desk.choose()
    desk.plans = (planned(subject="x", language="tr"),)
    (turkish,) = desk.choose()

    assert paths(first) == ["b", "a", "c"]
    assert paths(turkish) == ["a", "c", "b"]


def test_why_nothing_goes_out_though_something_waits() -> None:
    """The hint is one that helps: it depends on what keeps a post that waits out of the issue."""
    desk = Desk(posts=[post("old", tags=("press",))])
    desk.issue()
    desk.posts.append(post("a"))
    desk.config = replace(CONFIG, sections=(PRESS,))
    assert desk.issue() == []
    unfit = [problem.hint for problem in desk.report if problem.code == "nothing-new"]
    desk.config = CONFIG
    desk.plans = (planned(subject="x", omit=names("a")),)
    assert desk.issue() == []
    omitted = [problem.hint for problem in desk.report if problem.code == "nothing-new"]
    period = dates.period("2026-W05", ZONE)
    assert period
    desk.plans = ()
    assert desk.issue(period=period) == []

    assert unfit == [
        "no section takes posts/a.md; one without a tag takes what is left"
    ]
    assert omitted == ["a file in issues/ omits posts/a.md; take it out there"]
    assert [problem.hint for problem in desk.report] == [
        "without --since, envoi issue takes all that wait"
    ]


def test_that_nothing_waits_is_said_once() -> None:
    """One notice names all languages in which the draft shows what went out."""
    desk = Desk(posts=[post("a"), post("b", language="tr")], languages=True)
    desk.issue()
    drafts = desk.choose(draft=True)

    assert [draft.name for draft in drafts] == ["next-en", "next-tr"]
    assert [problem.message for problem in desk.report] == [
        "nothing waits for the next issue in en, tr; its draft shows the newest posts"
    ]


def test_plans_of_issues_that_are_out_are_over() -> None:
    """No plan counts as new once languages get issues of their own, or no longer do; and its pages are made again by it."""
    desk = Desk(posts=[post("a"), post("b", language="tr")])
    desk.plans = (planned("2026-11", subject="x", pick=names("b", "a")),)
    desk.issue()
    desk.languages = True
    desk.posts.append(post("c"))
    assert [issue.name for issue in desk.issue()] == ["2026-01-05-en"]
    assert desk.codes() == []
    spoken = {"en": desk.arranged.published}
    again = newsletter.reprint(
        "2026-11", desk.arranged, CONFIG, desk.plans, desk.known, languages=spoken
    )
    assert paths(again) == ["b", "a"]

    desk = Desk(posts=[post("a"), post("b", language="tr")], languages=True)
    desk.plans = (
        planned("2026-11", subject="x", pick=names("a")),
        planned("2026-11.tr", subject="y", pick=names("b")),
    )
    assert [issue.name for issue in desk.issue()] == ["2026-11-en", "2026-11-tr"]
    desk.languages = False
    desk.posts.append(post("c"))
    assert [issue.name for issue in desk.issue()] == ["2026-01-05"]
    assert desk.codes() == []


def test_oldest_first() -> None:
    """The newest posts are chosen, and stand with the oldest of them first."""
    day = timedelta(days=1)
    desk = Desk(posts=[post(f"p{n}", MONDAY + n * day) for n in range(6)])
    desk.config = replace(CONFIG, sections=(REST,))
    desk.plans = (planned(order=Order.OLDEST, subject="x"),)

    assert [paths(issue) for issue in desk.issue()] == [["p3", "p4", "p5"]]


def test_names_that_no_post_has() -> None:
    """A name that no post has, several have, or an unpublished one has, is an error on its line."""
    desk = Desk(posts=[post("a"), replace(post("b"), slug="a"), post("c")])
    desk.posts.append(post("hidden", state=State.DRAFT))
    desk.plans = (planned(pick=names("nobody", "a", "hidden"), omit=names("c", "x")),)
    desk.choose()

    said = [(str(p.place), p.message) for p in desk.report if p.code == "issue-post"]
    assert said == [
        ("issues/spring.md:7", 'no post goes by "nobody"'),
        ("issues/spring.md:8", 'several posts go by "a": posts/a.md, posts/b.md'),
        ("issues/spring.md:9", "posts/hidden.md is not published (draft)"),
        ("issues/spring.md:8", 'no post goes by "x"'),
    ]


def test_a_pick_that_went_out() -> None:
    """It is an error, unless it is to go out again."""
    desk = Desk(posts=[post("a"), post("b")])
    desk.issue()
    desk.plans = (planned(pick=names("b", "a")),)
    desk.choose()

    assert desk.codes().count("issue-post") == 2
    (issue,) = desk.issue(again=True)
    assert paths(issue) == ["b", "a"]


def test_plans_that_are_held_back() -> None:
    """A draft, and one for a day to come, are passed over; the draft of the next issue shows them."""
    later = datetime(2030, 1, 1, tzinfo=ZONE)
    desk = Desk(posts=[post("a")])
    desk.plans = (
        planned("a", draft=True, subject="A"),
        planned("b", date=later, subject="B"),
    )
    (draft,) = desk.choose(draft=True)
    assert draft.plan == desk.plans[0]
    (issue,) = desk.issue()

    assert issue.name == "2026-01-05"
    assert desk.codes() == ["issue-draft", "issue-draft"]
    desk.posts.append(post("b"))
    with pytest.raises(Stop) as stopped:
        desk.issue(name="a")
    assert str(stopped.value.problem.place) == "issues/a.md:1"


def test_a_day_that_a_plan_gives() -> None:
    """The date of a plan is that of the issue."""
    day = datetime(2026, 3, 1, 9, tzinfo=ZONE)
    desk = Desk(posts=[post("a")], plans=(planned(date=day, subject="x"),))
    (issue,) = desk.issue()

    assert issue.date == day


def test_plans_for_languages() -> None:
    """A plan is for its language: that of its front matter, of its name, else of the site."""
    desk = Desk(languages=True, posts=[post("a"), post("b", language="tr")])
    desk.plans = (
        planned("spring.tr", subject="Bahar"),
        planned("spring", subject="Spring"),
    )
    made = desk.issue()

    assert [(i.name, i.subject) for i in made] == [
        ("spring-en", "Spring"),
        ("spring-tr", "Bahar"),
    ]


def test_names_of_posts_in_another_language() -> None:
    """What a plan picks from another language's issues is an error, and does not vanish without a word."""
    desk = Desk(languages=True, posts=[post("a"), post("b", language="tr")])
    desk.plans = (planned(pick=names("a", "b")),)
    desk.choose()

    assert [(str(p.place), p.message) for p in desk.report] == [
        (
            "issues/spring.md:8",
            "posts/b.md is in another language (tr) than this issue",
        )
    ]


def test_names_of_issues() -> None:
    """--name is the name of the issue; one that is out, or cannot be one, is refused."""
    desk = Desk(posts=[post("a")])
    (issue,) = desk.issue(name="Spring")
    assert issue.name == "Spring"
    assert desk.issue(name="Spring") == []
    desk.posts.append(post("b"))
    for name in (
        "spring",
        "next",
        "next-tr",
        "../a",
        "a/b",
        ".a",
        "index.html",
        "x" * 200,
    ):
        with pytest.raises(Stop) as stopped:
            desk.issue(name=name)
        assert stopped.value.problem.code == "issue-name"


def test_keep_reading_is_what_readers_had() -> None:
    """The posts to read on with are the newest that are in no issue to come, and not in this one."""
    day = timedelta(days=1)
    desk = Desk(config=replace(CONFIG, keep_reading=2))
    desk.posts = [post(f"p{n}", MONDAY + n * day) for n in range(12)]
    (first,) = desk.issue()
    desk.config = replace(desk.config, sections=(replace(REST, limit=1),))
    desk.posts += [post("a", MONDAY + 20 * day), post("b", MONDAY + 21 * day)]
    (second,) = desk.issue()

    assert [p.slug for p in first.keep_reading] == ["p1", "p0"]
    assert paths(second) == ["b"]
    assert [p.slug for p in second.keep_reading] == ["p11", "p10"]


def test_an_issue_is_printed_again() -> None:
    """From the ledger alone an issue has the same name, date, key, subject and posts, though they changed."""
    desk = Desk(config=replace(CONFIG, sections=(PRESS, REST), keep_reading=3))
    day = timedelta(days=1)
    desk.posts = [
        post(f"p{n}", MONDAY + n * day, tags=("press",) if n % 2 else ())
        for n in range(9)
    ]
    made = [*desk.issue()]
    desk.posts.append(post("x", MONDAY + 30 * day))
    desk.plans = (planned(subject="Spring", pick=names("p1", "x"), order=Order.OLDEST),)
    made += desk.issue(again=True)
    made += desk.issue(post="p0")
    for issue in made:
        choice = newsletter.reprint(
            issue.name, desk.arranged, desk.config, desk.plans, desk.known, languages={}
        )
        shown = {post.path: post for post in choice.shown}
        again = newsletter.issue(choice, shown, desk.arranged, desk.config)
        assert again == issue
    assert [len(issue.posts) for issue in made] == [5, 2, 1]

    desk.posts = [replace(p, title="New") for p in desk.posts[1:]]
    desk.choose()
    choice = newsletter.reprint(
        made[0].name, desk.arranged, CONFIG, (), desk.known, languages={}
    )
    shown = {post.path: post for post in choice.shown}
    again = newsletter.issue(choice, shown, desk.arranged, CONFIG)
    assert again is not None
    assert (again.name, again.key, again.subject) == (
        made[0].name,
        made[0].key,
        made[0].subject,
    )
    assert {p.id for p in again.posts} == {p.id for p in made[0].posts}


def _text(known: ledger.Ledger) -> str:
    """What `envoi.lock` says of `known`."""
    return ledger.content_of(known).decode()
