"""Who a post is: it keeps its id through all that may happen to a folder, and no other post ever gets it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envoi import identity, ledger
from envoi.ledger import FeedMark, Known, Ledger
from envoi.model import Post, Site, State
from envoi.posts.fingerprint import fingerprint
from envoi.problems import Level, Report

SITE = Site(title="Harbour", url="https://harbour.example/")
MOVED = Site(title="Harbour", url="https://quay.example/news/")
NOTHING = Ledger()
NOW = datetime(2026, 11, 30, tzinfo=UTC)
DAY = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
BODY = """\
The first boat came in at noon, an hour behind the tide.

It brought forty blankets, and the letters of two weeks.

Nobody had written to the keeper of the lamp, who did not mind.

On Monday we count what is left in the shed behind the quay.
"""
OTHER = """\
Rain all week, and the road to the mill is closed again.

Those who need bread are asked to come by the upper bridge.

The bakery opens at six, and shuts when the shelves are empty.

Bring bags, please; paper ran out a month ago.
"""


def post(path: str, title: str = "The quay", body: str = BODY, **more: Any) -> Post:
    """A published post whose address is made from its path, on `site`."""
    site = more.pop("site", SITE)
    name = path.removeprefix("posts/").removesuffix(".md")
    url = f"{site.url}{more.pop('slug', name)}/"
    values = {"published": DAY, "state": State.PUBLISHED} | more
    return Post(
        path=path,
        slug=name,
        title=title,
        url=url,
        fingerprint=fingerprint(title, body),
        **values,
    )


def told(posts: Sequence[Post], known: Ledger = NOTHING, site: Site = SITE) -> Ledger:
    """What the ledger tells after a build of `posts` that asked nothing."""
    report = Report()
    found = identity.identify(posts, known, site, report, now=NOW, new_ids=False)
    assert report.problems == []
    return identity.record(known, found, site)


def ids(
    posts: Sequence[Post], known: Ledger, site: Site = SITE, *, new_ids: bool = False
) -> dict[str, str]:
    """The id of each post by its path; where one is a question, `?` and the path of the known post."""
    report = Report()
    found = identity.identify(posts, known, site, report, now=NOW, new_ids=new_ids)
    asked = {p.place.path: p.message for p in report if p.code == "new-id" and p.place}
    assert all(problem.level is Level.ERROR for problem in report)
    assert {p.path for p in found if p.state is State.BROKEN} >= asked.keys()
    return {p.path: f"? {asked[p.path]}" if p.path in asked else p.id for p in found}


QUAY = post("posts/quay.md")
MILL = post("posts/mill.md", "The mill", OTHER, published=DAY + timedelta(days=1))
KNOWN = told([QUAY, MILL])
QUAY_ID, MILL_ID = "https://harbour.example/quay/", "https://harbour.example/mill/"
EDITED = BODY.replace("forty", "fifty")
LATER = DAY + timedelta(days=5)


def test_first_ids_are_addresses() -> None:
    """Without a ledger an id is the one in the front matter, else the address."""
    own = replace(MILL, id="tag:harbour.example,2026:mill")

    assert ids([QUAY, own], Ledger()) == {QUAY.path: QUAY_ID, own.path: own.id}


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(post("posts/pier.md"), id="renamed"),
        pytest.param(post("posts/2026/quay.md"), id="moved"),
        pytest.param(post("posts/quay.md", "At the pier"), id="retitled"),
        pytest.param(post("posts/quay.md", published=LATER), id="redated"),
        pytest.param(post("posts/quay.md", slug="pier"), id="another slug"),
        pytest.param(post("posts/quay.md", body=OTHER[:90]), id="written anew"),
        pytest.param(
            post("posts/quay.md", "New", "Short.", published=LATER), id="all but place"
        ),
        pytest.param(
            post("posts/2026-11-25-pier.md", published=LATER), id="renamed, redated"
        ),
        pytest.param(post("posts/pier.md", "At the pier"), id="renamed, retitled"),
        pytest.param(
            post("posts/pier.md", "At the pier", published=LATER),
            id="renamed, retitled, redated",
        ),
        pytest.param(post("posts/pier.md", body=EDITED), id="renamed, edited"),
        pytest.param(
            post("posts/quay.md", slug="pier", body=OTHER),
            id="another slug, written anew",
        ),
        pytest.param(
            post("posts/quay.rst", "New", OTHER[:90], slug="quay"), id="address only"
        ),
        pytest.param(post("posts/quay.md", state=State.DRAFT), id="a draft again"),
        pytest.param(post("posts/pier.md", state=State.EXPIRED), id="expired, renamed"),
    ],
)
def test_a_change_keeps_the_id(changed: Post) -> None:
    """Rename, move, new title, date, slug and text keep the id, as long as something tells the post."""
    found = ids([changed, MILL], KNOWN)
    after = identity.record(
        KNOWN,
        identity.identify(
            [changed, MILL], KNOWN, SITE, Report(), now=NOW, new_ids=False
        ),
        SITE,
    )

    assert found == {changed.path: QUAY_ID, MILL.path: MILL_ID}
    assert after.posts.keys() == KNOWN.posts.keys()
    assert after.posts[QUAY_ID].path == changed.path
    assert after.posts[QUAY_ID].first == KNOWN.posts[QUAY_ID].first
    assert not any(known.gone for known in after.posts.values())


@pytest.mark.parametrize("url", [MOVED.url, "http://harbour.example/"])
def test_a_new_domain_keeps_the_id(url: str) -> None:
    """The address of the site may change as a whole: scheme, host, and the folder that the site is in."""
    site = replace(SITE, url=url)
    rewritten = post("posts/a.md", "New", OTHER[:90], slug="quay", site=site)

    assert ids([rewritten], KNOWN, site) == {"posts/a.md": QUAY_ID}


def test_exchanged_files_keep_their_ids() -> None:
    """Two files whose names were exchanged are known by what they say, also with one title."""
    swapped = [
        post("posts/mill.md"),
        post("posts/quay.md", "The mill", OTHER, published=MILL.published),
    ]
    notes = [post(f"posts/{n}.md", "Notes", b) for n, b in (("a", BODY), ("b", OTHER))]
    back = [post(f"posts/{n}.md", "Notes", b) for n, b in (("b", BODY), ("a", OTHER))]

    assert ids(swapped, KNOWN) == {"posts/mill.md": QUAY_ID, "posts/quay.md": MILL_ID}
    assert ids(back, told(notes)) == {
        "posts/b.md": f"{SITE.url}a/",
        "posts/a.md": f"{SITE.url}b/",
    }


def test_files_renamed_in_a_chain_keep_their_ids() -> None:
    """Numbered files that each move on by one keep their ids, and the new first one is new."""
    bodies = [BODY, OTHER, BODY[::-1]]
    old = [post(f"posts/{n}.md", f"Part {b[:5]}", b) for n, b in enumerate(bodies)]
    moved = [
        replace(p, path=f"posts/{n + 1}.md", url=f"{SITE.url}{n + 1}/")
        for n, p in enumerate(old)
    ]
    fresh = post("posts/0.md", "Preface", "Before all this there was a lamp.\n" * 4)

    assert ids([fresh, *moved], told(old)) == {
        "posts/0.md": f"{SITE.url}0/#2",
        "posts/1.md": f"{SITE.url}0/",
        "posts/2.md": f"{SITE.url}1/",
        "posts/3.md": f"{SITE.url}2/",
    }


@pytest.mark.parametrize("times", [1, 20])
def test_notes_renamed_in_a_chain_keep_their_ids(times: int) -> None:
    """So do notes that are all called alike, be they long or too short to be told by their text alone."""
    days = [DAY + timedelta(days=number) for number in range(4)]

    def note(number: int, place: int) -> Post:
        body = f"Rain, {number} mm.\n" * times
        return post(f"posts/{place}.md", "Note", body, published=days[number])

    before = [note(number, number) for number in range(3)]
    after = [note(3, 0), *(note(number, number + 1) for number in range(3))]

    assert ids(after, told(before)) == {
        "posts/0.md": f"{SITE.url}0/#2",
        "posts/1.md": f"{SITE.url}0/",
        "posts/2.md": f"{SITE.url}1/",
        "posts/3.md": f"{SITE.url}2/",
    }


def test_a_copy_is_new() -> None:
    """A copy, exact or with another title, takes no id from the original, be that edited meanwhile or a draft."""
    for original in (
        QUAY,
        post("posts/quay.md", body=EDITED),
        post("posts/quay.md", body=OTHER[:90]),
        replace(QUAY, state=State.DRAFT),
    ):
        for title in ("The quay", "The quay, again"):
            copy = post("posts/copy.md", title, published=LATER)
            found = ids([copy, original, MILL], KNOWN)

            assert found[original.path] == QUAY_ID, (original, title)
            assert found["posts/copy.md"] == f"{SITE.url}copy/", (original, title)


def test_a_draft_beside_it_takes_no_id() -> None:
    """A published post comes before a draft of the same text when both could be the known one."""
    draft = post("drafts/pier.md", state=State.DRAFT)
    renamed = post("posts/pier.md")

    assert ids([draft, renamed, MILL], KNOWN)["posts/pier.md"] == QUAY_ID


def test_an_id_of_the_past_is_never_used_again() -> None:
    """A new post at the place of a deleted one gets a number; the deleted one comes back with its own id."""
    without = told([MILL], KNOWN)
    stranger = post("posts/quay.md", "Fog", "Nobody saw the sea for three days.\n" * 3)
    with_stranger = told([stranger, MILL], without)
    without_both = told([MILL], with_stranger)
    third = post("posts/quay.md", "Snow", "It lies as high as the windows.\n" * 3)
    returned = post("posts/found/quay.md", "The quay", published=LATER)

    assert without.posts[QUAY_ID].gone
    assert ids([stranger, MILL], without)["posts/quay.md"] == f"{QUAY_ID}#2"
    assert ids([third, MILL], without_both)["posts/quay.md"] == f"{QUAY_ID}#3"
    assert ids([returned, stranger, MILL], with_stranger) == {
        "posts/found/quay.md": QUAY_ID,
        "posts/quay.md": f"{QUAY_ID}#2",
        "posts/mill.md": MILL_ID,
    }
    assert not told([returned, MILL], without).posts[QUAY_ID].gone


def test_short_posts_that_say_the_same_are_two() -> None:
    """A greeting that comes back on another day is another post, not the deleted one."""
    hello = post("posts/1.md", "", "Good morning!")
    again = post("posts/2.md", "", "Good morning!", published=LATER)
    gone = told([MILL], told([hello, MILL]))

    assert ids([again, MILL], gone)["posts/2.md"] == f"{SITE.url}2/"
    assert ids(
        [replace(hello, path="posts/3.md", url=f"{SITE.url}3/")], told([hello])
    ) == {"posts/3.md": f"{SITE.url}1/"}


@pytest.mark.parametrize("title", ["Good morning", ""])
@pytest.mark.parametrize("body", ["Good morning!", ""])
def test_a_short_post_comes_back(title: str, body: str) -> None:
    """A deleted post that is put back as it was has its own id again, however little it says."""
    hello = post("posts/1.md", title, body)
    gone = told([MILL], told([hello, MILL]))
    other = replace(hello, published=LATER)

    assert ids([hello, MILL], gone)["posts/1.md"] == f"{SITE.url}1/"
    assert ids([other, MILL], gone)["posts/1.md"] == f"{SITE.url}1/#2"


def test_front_matter_wins() -> None:
    """An id that is typed finds its post whatever else changed, and is the id of a new post."""
    typed = replace(post("posts/x.md", "New", OTHER[:90], published=LATER), id=QUAY_ID)
    fresh = replace(post("posts/y.md", "Fog", "Fog.\n" * 20), id="urn:fog")

    assert ids([typed, fresh, MILL], KNOWN) == {
        "posts/x.md": QUAY_ID,
        "posts/y.md": "urn:fog",
        "posts/mill.md": MILL_ID,
    }


def test_an_id_typed_for_a_known_post_is_a_question() -> None:
    """A known post that suddenly names another id would be seen twice."""
    renamed = replace(QUAY, id="urn:quay")
    found = ids([renamed, MILL], KNOWN)
    allowed = ids([renamed, MILL], KNOWN, new_ids=True)
    draft = ids([replace(renamed, state=State.DRAFT), MILL], KNOWN)

    assert found[QUAY.path].startswith(
        "? readers know it as https://harbour.example/quay/"
    )
    assert allowed[QUAY.path] == "urn:quay"
    assert draft[QUAY.path] == QUAY_ID


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(
            post("posts/pier.md", body=EDITED, published=LATER), id="same title"
        ),
        pytest.param(
            post("posts/pier.md", "Pier", EDITED, published=LATER), id="same text"
        ),
        pytest.param(
            post("posts/b/quay.md", "Pier", "A pier.", published=LATER), id="same name"
        ),
        pytest.param(post("posts/pier.md", "Pier", "A pier."), id="same minute"),
    ],
)
def test_what_may_be_known_is_a_question(changed: Post) -> None:
    """A post that nothing matches for certain but that looks like one that is missing is not published unasked."""
    found = ids([changed, MILL], KNOWN)
    report = Report()
    read = identity.identify(
        [changed, MILL], KNOWN, SITE, report, now=NOW, new_ids=False
    )
    kept = identity.record(KNOWN, read, SITE)
    bound = identity.bind(KNOWN, QUAY_ID, changed, SITE)

    assert found[changed.path] == (
        "? may be posts/quay.md, which readers know and would see again"
    )
    assert str(report.problems[0].place) == f"{changed.path}:1"
    assert f"envoi rename posts/quay.md {changed.path}" in report.problems[0].hint
    assert not kept.posts[QUAY_ID].gone
    assert ids([changed, MILL], bound)[changed.path] == QUAY_ID
    assert ids([changed, MILL], KNOWN, new_ids=True)[changed.path] == changed.url


@pytest.mark.parametrize("hour", [0, 9])
def test_one_exchanged_for_another_of_its_instant_is_a_question(hour: int) -> None:
    """One known post that is missing and one new post of the same instant may be one, however little else they share."""
    day = datetime(2026, 11, 20, hour, tzinfo=UTC)
    quay = replace(QUAY, published=day)
    known = told([quay, MILL])
    fresh = post("posts/pier.md", "Pier", "A pier.", published=day)
    more = post("posts/fog.md", "Fog", "Fog. " * 20, published=LATER)
    asked = "? may be posts/quay.md, which readers know and would see again"

    assert ids([fresh, MILL], known)[fresh.path] == asked
    assert ids([fresh, MILL], known, new_ids=True)[fresh.path] == fresh.url
    assert ids([fresh, quay, MILL], known)[fresh.path] == fresh.url
    for others in ([more, MILL], []):
        assert ids([fresh, *others], known)[fresh.path] == fresh.url
    later = replace(fresh, published=day + timedelta(seconds=3))
    assert ids([later, MILL], known)[fresh.path] == fresh.url
    twin = post("posts/twin.md", "Twin", "Twins. " * 20, published=day)
    assert ids([fresh, twin, MILL], told([quay, twin, MILL]))[fresh.path] == fresh.url


def test_another_text_under_the_same_name_is_called_so() -> None:
    """A question about the file that readers know does not call it by its own name; its answer names the id."""
    changed = post("posts/quay.md", "New", "Short.", slug="new", published=LATER)
    report = Report()
    identity.identify([changed, MILL], KNOWN, SITE, report, now=NOW, new_ids=False)
    bound = identity.bind(KNOWN, QUAY_ID, changed, SITE)

    assert [problem.message for problem in report] == [
        f"is another text under the same name; that of before is known as {QUAY_ID}"
    ]
    assert report.problems[0].hint == (
        f"envoi rename {QUAY_ID} posts/quay.md if it is the same post; "
        "envoi build --new-ids if it is a new one"
    )
    assert ids([changed, MILL], bound)[changed.path] == QUAY_ID


def test_what_is_new_is_no_question() -> None:
    """One post taken away and another written in one build are two, also where all end alike or are of one day."""
    sign = "\n\nThe harbour office, open on Mondays and Thursdays.\n"
    day = datetime(2026, 11, 20, tzinfo=UTC)
    old = [
        post(f"posts/{n}.md", n, body + sign, published=day)
        for n, body in (("a", BODY), ("b", OTHER), ("c", BODY[::-1]))
    ]
    fresh = post("posts/d.md", "d", "Ice on the ropes. " * 9 + sign, published=day)

    assert ids([*old[1:], fresh], told(old))["posts/d.md"] == fresh.url


def test_a_file_that_cannot_be_read_keeps_its_line() -> None:
    """A known file that is broken today is not gone, and is known again when it is mended."""
    broken = Post(path=QUAY.path, slug="", title="quay.md", state=State.BROKEN)
    found = identity.identify(
        [broken, MILL], KNOWN, SITE, Report(), now=NOW, new_ids=False
    )
    after = identity.record(KNOWN, found, SITE)

    assert after == KNOWN
    assert ids([QUAY, MILL], after)[QUAY.path] == QUAY_ID


def test_a_draft_that_may_be_known_keeps_its_line() -> None:
    """A post taken back, renamed and rewritten is a question when it is published again, not a new one."""
    held = post("posts/pier.md", body=EDITED, published=LATER, state=State.DRAFT)
    after = told([held, MILL], KNOWN)
    shown = replace(held, state=State.PUBLISHED)

    assert not after.posts[QUAY_ID].gone
    assert ids([shown, MILL], after)[held.path].startswith("? may be posts/quay.md")


def test_updated_never_goes_back() -> None:
    """A change that readers were told of stays the latest, in the zone of the post; one to come was told to nobody."""
    zone = timezone(timedelta(hours=3))
    changed = replace(QUAY, published=DAY.astimezone(zone), updated=LATER)
    known = told([changed])
    without = replace(changed, updated=None)

    def updated(asked: Post, now: datetime = NOW) -> datetime | None:
        [found] = identity.identify(
            [asked], known, SITE, Report(), now=now, new_ids=False
        )
        return found.updated

    assert updated(without) == LATER
    assert updated(without).utcoffset() == timedelta(hours=3)  # type: ignore[union-attr]
    assert updated(replace(changed, updated=NOW)) == NOW
    assert updated(without, LATER - timedelta(seconds=1)) is None
    assert updated(without, DAY - timedelta(days=1)) is None
    assert told([replace(changed, updated=None)], known) == known


def test_an_earlier_date_is_a_change() -> None:
    """A post that is dated back is not older than readers were told, and is published when it says."""
    [found] = identity.identify(
        [replace(QUAY, published=DAY - timedelta(days=9))],
        KNOWN, SITE, Report(), now=NOW, new_ids=False,
    )  # fmt: skip

    assert found.updated == DAY
    assert found.published == DAY - timedelta(days=9)


def test_first_tells_the_order_in_which_posts_came_out() -> None:
    """Of a first build the dates are, no two alike; a post that joins later comes after all, whatever its date."""
    twins = [post(f"posts/{n}.md", n, n * 99) for n in "ba"]
    known = told(twins)
    old = post("posts/old.md", "Old", BODY, published=DAY - timedelta(days=99))
    after = told([*twins, old], known)
    late = told([*twins, old, post("posts/z.md", "Z", OTHER, published=NOW)], after)

    assert known.posts[f"{SITE.url}a/"].first == DAY
    assert known.posts[f"{SITE.url}b/"].first == DAY + timedelta(seconds=1)
    assert after.posts[f"{SITE.url}old/"].first == DAY + timedelta(seconds=2)
    assert late.posts[f"{SITE.url}z/"].first == NOW


def test_a_merge_is_put_in_order() -> None:
    """Two posts that two branches published at one instant are told apart from then on."""
    ours, theirs = told([QUAY]), told([replace(MILL, published=DAY)])
    merged = ledger.parse(_text(ours) + _text(theirs))
    after = told([QUAY, replace(MILL, published=DAY)], merged)

    assert {known.first for known in after.posts.values()} == {
        DAY,
        DAY + timedelta(seconds=1),
    }
    assert told([QUAY, replace(MILL, published=DAY)], after) == after


def test_feeds_keep_their_origin() -> None:
    """The first address of a feed stays, its latest change never goes back, and archives are as given."""
    first = FeedMark(origin="https://a.example/feeds", updated=LATER)
    later = FeedMark(origin="https://b.example/feeds", updated=DAY)
    known = KNOWN.with_feeds({"feeds": first}, {})
    after = known.with_feeds(
        {"feeds": later, "feeds/tags/sea": later}, {"feeds": (DAY,)}
    )

    assert after.feeds == {"feeds": first, "feeds/tags/sea": later}
    assert after.archives == {"feeds": (DAY,)}


def test_same_posts_tell_the_same() -> None:
    """Order of the posts and of the lines changes neither ids nor ledger."""
    posts = [QUAY, MILL, post("posts/pier.md", body=EDITED)]
    mixed = Ledger(posts=dict(reversed(KNOWN.posts.items())))

    assert ids(posts, KNOWN) == ids(posts[::-1], mixed)
    assert _text(told(posts, KNOWN)) == _text(told(posts[::-1], mixed))


@dataclass
class Article:
    """What its author thinks of as one post, whatever file it is in."""

    path: str
    title: str
    lines: list[str]
    published: datetime
    state: State = State.PUBLISHED
    ids: set[str] = field(default_factory=set)

    def post(self, site: Site) -> Post:
        """The file as it is read."""
        body = "\n\n".join(self.lines)
        return post(
            self.path,
            self.title,
            body,
            published=self.published,
            state=self.state,
            site=site,
        )


class Folder:
    """A folder whose author does one thing after another with it."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.articles: list[Article] = []
        self.deleted: list[Article] = []
        self.site, self.known = SITE, Ledger()
        self.count = 0

    def word(self) -> str:
        """A word that nobody wrote before."""
        self.count += 1
        return f"w{self.count}"

    def path(self) -> str:
        """A free path, of a post that is gone, if there is one, half of the time."""
        taken = {known.path for known in self.known.posts.values() if not known.gone}
        taken |= {article.path for article in self.articles}
        old = [
            known.path for known in self.known.posts.values() if known.path not in taken
        ]
        if old and self.random.random() < 0.5:
            return self.random.choice(sorted(old))
        return f"posts/{self.word()}.md"

    def add(self) -> None:
        """A new post: with common first and last lines, and sometimes a common title."""
        words = [" ".join(self.word() for _ in range(12)) for _ in range(8)]
        title = self.random.choice(["Notes", self.word(), self.word(), self.word()])
        when = DAY + timedelta(minutes=self.random.randrange(9000))
        lines = ["Dear readers,", *words, "Until next week!"]
        self.articles.append(Article(self.path(), title, lines, when))

    def change(self) -> None:
        """Something happens to a post: to its place and one other thing, or to anything but its place."""
        article = self.random.choice(self.articles)
        changes = {"title", "date", "text"}
        if self.random.random() < 0.5:
            article.path = self.path()
            changes = set(self.random.sample(sorted(changes), self.random.randrange(2)))
        if "title" in changes:
            article.title = self.word()
        if "date" in changes:
            article.published += timedelta(minutes=self.random.randrange(-900, 900))
        if "text" in changes:
            article.lines[self.random.randrange(1, 9)] = self.word() * 3
        if self.random.random() < 0.2:
            article.state = self.random.choice(
                [State.DRAFT, State.PUBLISHED, State.EXPIRED]
            )

    def exchange(self) -> None:
        """Two files change places."""
        one, other = self.random.sample(self.articles, 2)
        one.path, other.path = other.path, one.path

    def delete(self) -> None:
        """A file is deleted."""
        self.deleted.append(
            self.articles.pop(self.random.randrange(len(self.articles)))
        )

    def restore(self) -> None:
        """A file that was deleted is back, somewhere."""
        if self.deleted:
            article = self.deleted.pop()
            article.path = self.path()
            self.articles.append(article)

    def move(self) -> None:
        """The site has a new address."""
        host = self.random.choice(["http://harbour.example/", SITE.url, MOVED.url])
        self.site = replace(SITE, url=host)

    def build(self) -> None:
        """Identify and record; where there is a question, the author answers it truly."""
        by_path = {article.path: article for article in self.articles}
        for _ in range(len(self.articles) + 2):
            posts = [article.post(self.site) for article in self.articles]
            self.random.shuffle(posts)
            report = Report()
            found = identity.identify(
                posts, self.known, self.site, report, now=NOW, new_ids=False
            )
            asked = [by_path[p.place.path] for p in report if p.place]
            renamed = [article for article in asked if article.ids]
            if renamed:
                [id] = renamed[0].ids
                self.known = identity.bind(
                    self.known, id, renamed[0].post(self.site), self.site
                )
                continue
            if asked:
                found = identity.identify(
                    posts, self.known, self.site, Report(), now=NOW, new_ids=True
                )
            break
        for read in found:
            if read.state is State.PUBLISHED:
                by_path[read.path].ids.add(read.id)
        self.known = identity.record(self.known, found, self.site)
        self.known = ledger.parse(_text(self.known))


@settings(max_examples=300)
@given(st.randoms(use_true_random=False), st.lists(st.integers(0, 11), max_size=12))
def test_whatever_happens_ids_stay(random: Random, steps: list[int]) -> None:
    """Through any history, a post has one id and an id has one post."""
    folder = Folder(random)
    for _ in range(random.randrange(2, 7)):
        folder.add()
    folder.build()
    for step in steps:
        if step in (0, 1):
            folder.add()
        elif step == 2 and len(folder.articles) > 3:
            folder.delete()
        elif step == 3:
            folder.restore()
        elif step == 4:
            folder.move()
        elif step == 5:
            folder.exchange()
        else:
            folder.change()
        folder.build()

        everyone = folder.articles + folder.deleted
        used = [id for article in everyone for id in article.ids]
        assert all(len(article.ids) <= 1 for article in everyone)
        assert len(used) == len(set(used))
        assert len({known.first for known in folder.known.posts.values()}) == len(
            folder.known.posts
        )


def test_line_of_known() -> None:
    """A line says of a post where it is, in words that a new domain does not change."""
    known = told([replace(QUAY, url="https://elsewhere.example/quay/"), MILL])

    assert known.posts[MILL_ID] == Known(
        id=MILL_ID,
        first=DAY + timedelta(days=1),
        updated=DAY + timedelta(days=1),
        address="/mill/",
        path="posts/mill.md",
        fingerprint=MILL.fingerprint,
    )
    assert known.posts["https://elsewhere.example/quay/"].address == (
        "https://elsewhere.example/quay/"
    )


def _text(known: ledger.Ledger) -> str:
    """What `envoi.lock` says of `known`."""
    return ledger.content_of(known).decode()
