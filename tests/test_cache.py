"""What posts said is kept from build to build, and never believed where it may have become untrue."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi import cache, config, feeds, ledger, output, stamps
from envoi.build import Outcome, Request, build, read
from envoi.model import (
    Author,
    Enclosure,
    Episode,
    Image,
    Person,
    Post,
    Transcript,
)
from envoi.posts.memory import Found, Reading
from envoi.problems import Level, Place, Problem, Report, Stop

from .program import CONFIG, POST, files, fill

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CASES = sorted(
    path.parent
    for path in Path(__file__).with_name("cases").glob("*/expected")
    if path.is_dir()
)


@pytest.fixture(autouse=True)
def old(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that were written before a build began count as old ones."""
    monkeypatch.setattr(stamps, "LATE", 0)


def made(folder: Path, output: Path, cached: bool) -> tuple[Outcome, Report]:
    """A build of `folder`, with or without what is kept."""
    report = Report()
    seen = stamps.seen(str(folder), str(output)) if cached else None
    request = Request(folder=folder, output=output, now=NOW, keep_going=True, seen=seen)
    return build(request, report), report


def said(folder: Path, cached: bool) -> tuple[tuple[Post, ...], list[Problem], int]:
    """All posts of `folder`, what is wrong with them, and how many of them did not have to be read."""
    report = Report()
    request = Request(folder=folder, output=folder / "public", now=NOW)
    settings = config.load(
        folder, report, url="https://harbour.example/", formats=tuple(feeds.FORMATS)
    )
    seen = stamps.seen(str(folder), str(folder / "public")) if cached else None
    with cache.kept(settings, seen) as memory:
        paths = memory and [*getattr(memory, "_readings")]  # noqa: B009
        arranged, _ = read(
            request, settings, ledger.Ledger(), report, lambda _, paths: paths, memory
        )
    return arranged.posts, report.problems, len(paths or ())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_same_posts(case: Path, tmp_path: Path) -> None:
    """A folder says the same, and the same is wrong with it, read or remembered."""
    folder = shutil.copytree(case, tmp_path / "site")
    posts, problems, _ = said(folder, cached=False)
    assert said(folder, cached=True)[:2] == (posts, problems)
    again, found, known = said(folder, cached=True)
    assert (again, found) == (posts, problems)
    assert known or not any(post.state == "published" for post in posts)


def tagged(day: int) -> str:
    """A post with tags, which links to another one and shows a file and another post."""
    tag = "odd" if day % 2 else "even"
    text = f"The boat of [day]({day + 1}.md).\n\n![[parts/notice]]\n\n![[{day + 1}]]\n\n{{{{< sign >}}}}"
    return (
        f"---\ntitle: Day {day}\ndate: 2026-11-0{day}\ntags: [{tag}]\n---\n\n{text}\n"
    )


CHANGES = {
    "text": ("a.md", POST.replace("noon", "four")),
    "title": ("a.md", POST.replace("The quay", "The crane")),
    "another": ("c.md", POST.replace("The quay", "The crane")),
    "language": ("tr/a.md", POST.replace("The quay", "İskele")),
    "another language": ("de/a.md", POST.replace("The quay", "The wharf")),
    "language gone": ("tr/a.md", None),
    "picture": ("pictures/quay.png", "no picture"),
    "settings": ("envoi.toml", CONFIG.replace("Istanbul", "Lisbon")),
    "more settings": ("envoi.toml", f"{CONFIG}\n[feeds]\ntags = true\n"),
    "tags": ("4.md", tagged(4).replace("odd", "even")),
    "text of an old post": ("1.md", tagged(1).replace("boat", "barge")),
    "a post that others show": ("5.md", tagged(5).replace("boat", "barge")),
    "a text that is shown": ("parts/notice.md", "The bridge is up.\n"),
    "a template": ("templates/shortcodes/sign.html", "<p>{{ text }}</p>"),
    "a published file": ("public/feeds/tags/odd/rss.xml", "no feed"),
    "a published archive gone": ("public/feeds/archive/1/atom.xml", None),
    "gone": ("b.md", None),
    "renamed": ("b.md", Path("d.md")),
    "exchanged": ("d.md", Path("a.md")),
    "draft": ("a.md", POST.replace("date:", "draft: true\ndate:")),
    "generator": ("_config.yml", "title: Harbour\npermalink: /:title/\n"),
}


MANY_FEEDS = """
[feeds]
limit = 2
budget = 2500
tags = true
archives = true
authors = true
"""


@pytest.mark.parametrize("table", ["", MANY_FEEDS], ids=["one feed", "many feeds"])
@pytest.mark.parametrize("seed", range(16))
def test_any_history(tmp_path: Path, seed: int, table: str) -> None:
    """Whatever is changed, in whatever order, a build that remembers publishes what one publishes that does not."""
    pick = random.Random(seed)
    image = "image: pictures/quay.png\ndate:"
    start = {
        "envoi.toml": CONFIG + table,
        "a.md": POST,
        "b.md": POST.replace("The quay", "The lamp").replace("date:", image),
        **{f"{day}.md": tagged(day) for day in range(1, 6)},
    }
    sites = {cached: fill(tmp_path / str(cached), start) for cached in (True, False)}
    for _ in range(6):
        told, shown = [], []
        for cached, site in sites.items():
            outcome, report = made(site, site / "public", cached)
            told.append([(one.code, one.message, one.place) for one in report])
            shown.append((outcome.files, files(site / "public")))
        assert told[0] == told[1]
        assert shown[0] == shown[1]
        name, text = CHANGES[pick.choice(sorted(CHANGES))]
        for site in sites.values():
            if text is None:
                (site / name).unlink(missing_ok=True)
            elif isinstance(text, Path):
                if (site / name).exists():
                    (site / name).replace(site / text)
            else:
                fill(site, {name: text})


SITES = {
    "ablog": {
        "conf.py": 'extensions = ["ablog"]\nblog_baseurl = "https://harbour.example/"\n',
        "a.rst": ".. post:: 2026-11-20\n\nQuay\n====\n\nRopes.\n",
        "b.md": POST.replace("date:", "blogpost: true\ndate:"),
    },
    "gatsby": {
        "gatsby-config.js": "module.exports = {}",
        "content/blog/a/index.md": POST,
        "content/blog/b/index.mdx": POST.replace("quay", "lamp"),
    },
    "obsidian": {
        ".obsidian/app.json": "{}",
        "Notes/a.md": POST,
        "Notes/b.md": "---\ntags: [x]\n---\n\nA note.\n",
    },
}
"""Generators of which there is no case."""

TEXTS_OF = frozenset({".md", ".mdx", ".html", ".rst", ".txt"})


def stir(folder: Path, pick: random.Random) -> str:
    """Do something to a file of `folder` on which posts may depend; what was done."""
    there = [
        path.relative_to(folder)
        for path in folder.rglob("*")
        if path.is_file() and not {".envoi", "public", "expected"} & {*path.parts}
    ]
    post = pick.choice(sorted(path for path in there if path.suffix in TEXTS_OF))
    tag = pick.choice(["tr", "de", "en", "fr"])
    file = folder / post
    text = file.read_text(encoding="utf-8", errors="replace")
    sound = pick.choice([post.parent, *map(Path, ("", "static", "public/static"))])
    done = pick.choice(
        ["text", "gone", "renamed", "copied", "name", "folder", "meta", "index", "flag",
        "sound", "sound", "attached", "attached", "silence", "empty folder", "no date", "draft", "data"]
    )  # fmt: skip
    new = {
        "text": {post: f"{text}More.\n"},
        "copied": {post.with_stem(f"{post.stem}-{pick.randrange(9)}"): text},
        "name": {post.with_stem(f"{post.stem}.{tag}"): text},
        "folder": {post.parent / tag / post.name: text},
        "meta": {post.with_suffix(".meta"): "title: Told\ndate: 2026-01-02\n"},
        "index": {post.parent / "_index.md": "---\ndraft: true\ncascade:\n  tags: [told]\n---\n"},
        "flag": {post: text.replace("---\n", "---\npublish: true\n", 1)},
        "attached": {post: text.replace("---\n", "---\nenclosure: sound/tide.mp3\n", 1)},
        "sound": {sound / "sound/tide.mp3": "tide" * pick.randrange(1, 9)},
        "no date": {post: text.replace("date:", "day:")},
        "draft": {post: text.replace("---\n", "---\ndraft: true\n", 1)},
        "data": {post.parent / f"{post.parent.name}.json": '{"tags": ["told"]}'},
    }.get(done, {})  # fmt: skip
    fill(folder, {str(path): said for path, said in new.items()})
    if done == "gone" and sum(path.suffix in TEXTS_OF for path in there) > 1:
        file.unlink()
    if done == "renamed":
        file.rename(file.with_stem(f"{file.stem}-{tag}"))
    if done == "silence":
        (folder / sound / "sound/tide.mp3").unlink(missing_ok=True)
    if done == "empty folder":
        (folder / sound / "sound").mkdir(parents=True, exist_ok=True)
    return f"{done} {post}"


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("site", [*CASES, *SITES], ids=lambda site: Path(site).name)
def test_any_change_of_any_site(site: Path | str, tmp_path: Path, seed: int) -> None:
    """Whatever comes, goes and changes in the folder of any generator, posts say what they say where all are read."""
    pick, done = random.Random(seed), []
    if isinstance(site, Path):
        folder = shutil.copytree(site, tmp_path / "site")
    else:
        folder = fill(tmp_path / "site", SITES[site])
    for _ in range(12):
        try:
            read = said(folder, cached=False)[:2]
        except Stop:
            return
        assert said(folder, cached=True)[:2] == read, done
        assert said(folder, cached=True)[:2] == read, done
        done.append(stir(folder, pick))


def test_only_what_changed_is_read(tmp_path: Path) -> None:
    """Of many posts, the one that changed is read, or came; the others are not opened, and none where one went."""
    posts = {f"{n}.md": POST.replace("quay", f"quay {n}") for n in range(30)}
    site = fill(tmp_path / "site", {"envoi.toml": CONFIG, **posts})
    assert said(site, cached=True)[2] == 0
    assert said(site, cached=True)[2] == 30
    fill(site, {"7.md": POST})
    assert said(site, cached=True)[2] == 29
    fill(site, {"new.md": POST, "pictures/new.png": "no picture"})
    assert said(site, cached=True)[2] == 30
    (site / "new.md").rename(site / "newer.md")
    assert said(site, cached=True)[2] == 30
    (site / "newer.md").unlink()
    assert said(site, cached=True)[2] == 30
    fill(site, {"envoi.toml": CONFIG.replace("Istanbul", "Lisbon")})
    assert said(site, cached=True)[2] == 0


@pytest.mark.parametrize(
    "settings",
    [
        f'{CONFIG}\n[posts]\npermalink = "/:year/:slug/"\n',
        f'{CONFIG}\n[posts]\nfolder = "posts/deep"\n',
        f'{CONFIG}\n[posts]\ndialect = "gatsby"\n',
        CONFIG.replace("[site]", '[site]\nlanguage = "tr"'),
        CONFIG.replace("[site]", '[site]\nauthor = "Ada Quay"'),
        CONFIG.replace("Istanbul", "Lisbon"),
    ],
    ids=["permalink", "folder", "dialect", "language", "author", "timezone"],
)
def test_settings(tmp_path: Path, settings: str) -> None:
    """After what shapes posts was set to something else, all are read; after what does not, none is."""
    site = fill(tmp_path / "site", {"envoi.toml": CONFIG, "posts/deep/a.md": POST})
    said(site, cached=True)
    fill(site, {"envoi.toml": f"{CONFIG}\n[feeds]\nlimit = 3\n"})
    assert said(site, cached=True)[2] == 1
    fill(site, {"envoi.toml": settings})

    posts, problems, known = said(site, cached=True)

    assert known == 0
    assert (posts, problems) == said(site, cached=False)[:2]


def test_an_episode_that_came(tmp_path: Path) -> None:
    """Of the posts that speak of files, those are read again whose files came, went or changed."""
    episodes = {
        f"{n}.md": POST.replace("date:", f"enclosure: sound/{n}.mp3\ndate:")
        for n in range(5)
    }
    sounds = {f"sound/{n}.mp3": "tide" for n in range(4)}
    site = fill(tmp_path / "site", {"envoi.toml": CONFIG, **episodes, **sounds})
    for change in ({}, {"sound/4.mp3": "tide"}, {"sound/1.mp3": "tide" * 9}):
        fill(site, change)
        said(site, cached=True)
        posts, problems, known = said(site, cached=True)
        assert known == 5
        assert (posts, problems) == said(site, cached=False)[:2]
    fill(site, {"5.md": POST, "sound/5.mp3": "tide"})
    assert said(site, cached=True)[2] == 5
    (site / "sound/2.mp3").unlink()
    again, problems, known = said(site, cached=True)
    assert known == 5
    assert (again, problems) == said(site, cached=False)[:2]


def test_a_post_that_is_gone(tmp_path: Path) -> None:
    """A post that is taken away may be what told the language of another one by its folder: then that is read again."""
    posts = {f"posts/{tag}/{n}.md": POST for tag in ("de", "tr") for n in range(3)}
    site = fill(tmp_path / "site", {"envoi.toml": CONFIG, **posts})
    said(site, cached=True)
    shutil.rmtree(site / "posts" / "de")

    again, *_ = said(site, cached=True)

    assert again == said(site, cached=False)[0]
    assert {post.language for post in again} == {"en"}


def test_a_translated_post_changed(tmp_path: Path) -> None:
    """With Nikola a translation says what the post says that it translates: it is read again with that."""
    conf = 'DEFAULT_LANG = "en"\nTRANSLATIONS = {"en": "", "tr": "./tr"}\nPOSTS = (("posts/*.md", "posts", "post.tmpl"),)\n'
    texts = {"posts/a.md": POST, "posts/a.tr.md": "---\ntitle: İskele\n---\n\nHalatlar.\n"}  # fmt: skip
    site = fill(tmp_path / "site", {"envoi.toml": CONFIG, "conf.py": conf, **texts})
    said(site, cached=True)
    fill(site, {"posts/a.md": POST.replace("date: 2026", "date: 2025")})

    again, *_ = said(site, cached=True)

    assert again == said(site, cached=False)[0]
    assert {post.published and post.published.year for post in again} == {2025}


def test_a_post_that_settles_what_others_are(tmp_path: Path) -> None:
    """Where one note of a vault is marked to be published, those without a mark no longer are."""
    notes = {f"{n}.md": POST.replace("quay", f"quay {n}") for n in range(3)}
    vault = {".obsidian/app.json": "{}", "envoi.toml": CONFIG, **notes}
    site = fill(tmp_path / "site", vault)
    said(site, cached=True)
    fill(site, {"1.md": POST.replace("date:", "publish: true\ndate:")})

    again, *_ = said(site, cached=True)

    assert again == said(site, cached=False)[0]
    assert [post.path for post in again if post.state == "published"] == ["1.md"]


def test_a_file_that_the_site_has_where_feeds_are_put(tmp_path: Path) -> None:
    """With Astro `public` holds what people put there, and the feeds of builds; the former count, the latter do not."""
    post = POST.replace("date:", "enclosure: /audio/quay.mp3\ndate:")
    site = fill(
        tmp_path / "site",
        {
            "envoi.toml": CONFIG,
            "astro.config.mjs": "export default {}",
            "src/content/blog/a.md": post,
            "public/audio/quay.mp3": "tide" * 9,
        },
    )
    public = site / "public"
    assert made(site, public, cached=True)[0].published
    before = stamps.below(str(site), str(public))
    fill(site, {"public/feeds/rss.xml": "", "public/tides.html": ""})
    assert stamps.below(str(site), str(public)) == before
    fill(site, {"public/audio/quay.mp3": "tide" * 90})

    made(site, public, cached=True)

    assert b'length="360"' in files(public)["feeds/rss.xml"]


def test_a_file_that_the_site_has_beside_a_feed(tmp_path: Path) -> None:
    """So it is where an old feed is kept at the top of the output."""
    site = fill(
        tmp_path / "site",
        {
            "envoi.toml": f'{CONFIG}\n[feeds]\nmoved_from = "feed.json"\n',
            "a.md": POST.replace("date:", "enclosure: /audio/quay.mp3\ndate:"),
            "public/audio/quay.mp3": "tide" * 9,
        },
    )
    public = site / "public"
    made(site, public, cached=True)
    before = stamps.below(str(site), str(public))
    assert (public / ".envoi-manifest").exists()
    fill(public, {"feed.json": "{}"})
    assert stamps.below(str(site), str(public)) == before

    fill(public, {"audio/quay.mp3": "tide" * 90})

    assert stamps.below(str(site), str(public)) != before


def test_a_build_that_waits(tmp_path: Path) -> None:
    """What changes while another build holds the output is read as it is when that is done."""
    site = fill(tmp_path / "site", {"envoi.toml": CONFIG, "a.md": POST})
    public = site / "public"
    made(site, public, cached=True)
    seen = stamps.seen(str(site), str(public))
    request = Request(folder=site, output=public, now=NOW, seen=seen)
    report = Report()
    with ExitStack() as other:
        other.enter_context(output.claim(public))

        def change() -> None:
            fill(site, {"a.md": POST.replace("quay", "crane")})
            other.close()

        build(request, report, waiting=change)

    assert not report.count()[Level.ERROR]
    assert b"The crane" in files(public)["feeds/rss.xml"]


def test_an_empty_folder(tmp_path: Path) -> None:
    """A folder that comes tells that a file in it is missing."""
    post = POST.replace("date:", "enclosure: /audio/quay.mp3\ndate:")
    site = fill(tmp_path / "site", {"envoi.toml": CONFIG, "posts/a.md": post})
    said(site, cached=True)
    (site / "audio").mkdir()
    assert said(site, cached=True)[1] == said(site, cached=False)[1]


def test_a_file_of_just_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may change once more and bear the same times is read again."""
    site = fill(tmp_path / "site", {"envoi.toml": CONFIG, "a.md": POST})
    assert said(site, cached=True)[2] == 0
    monkeypatch.setattr(stamps, "LATE", 10**15)
    fill(site, {"a.md": POST.replace("quay", "pier")})
    assert said(site, cached=True)[2] == 0
    assert said(site, cached=True)[2] == 0


ZONE = ZoneInfo("Europe/Lisbon")
LATER = NOW + timedelta(days=9)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
ADDRESSES = st.sampled_from(
    ["", "https://harbour.example/a,b/", "https://tea.example/ü"]
)
MOMENTS = st.one_of(
    st.datetimes(timezones=st.sampled_from([ZONE, UTC, timezone(timedelta(hours=3))])),
    st.sampled_from([datetime(2026, 10, 25, 1, 30, tzinfo=ZONE, fold=1)]),
)
POSTS = st.builds(
    Post,
    path=st.just("a.md"),
    line=st.integers(0, 9),
    published=MOMENTS,
    updated=st.none() | MOMENTS,
    expires=st.none() | MOMENTS,
    authors=st.lists(st.builds(Author, name=TEXTS, url=ADDRESSES), max_size=2).map(
        tuple
    ),
    tags=st.lists(TEXTS, max_size=2).map(tuple),
    image=st.none() | st.builds(Image, url=ADDRESSES, alt=TEXTS),
    enclosures=st.lists(
        st.builds(Enclosure, url=ADDRESSES, type=TEXTS, length=st.integers(0, 9)),
        max_size=2,
    ).map(tuple),
    episode=st.none()
    | st.builds(
        Episode,
        number=st.integers(0, 9),
        explicit=st.none() | st.booleans(),
        persons=st.lists(st.builds(Person, name=TEXTS), max_size=1).map(tuple),
        transcripts=st.lists(
            st.builds(Transcript, url=ADDRESSES, type=TEXTS), max_size=1
        ).map(tuple),
    ),
    body=st.none(),
    **dict.fromkeys(("slug", "title", "section", "fingerprint", "reason"), TEXTS),
)
PROBLEMS = st.lists(
    st.builds(
        Problem,
        place=st.none() | st.builds(Place, path=TEXTS, line=st.integers(0, 9)),
    ),
    max_size=2,
)


@given(post=POSTS, problems=PROBLEMS, until=st.none() | st.just(LATER))
def test_any_post_is_remembered_as_it_is_or_not_at_all(
    tmp_path_factory: pytest.TempPathFactory,
    post: Post,
    problems: list[Problem],
    until: datetime | None,
) -> None:
    """Whatever a post says, what is kept of it says the same; one with what parts tags in a tag is read again."""
    site = fill(tmp_path_factory.mktemp("site"), {"envoi.toml": CONFIG, "a.md": POST})
    settings = config.load(
        site, Report(), url="https://harbour.example/", formats=tuple(feeds.FORMATS)
    )
    settings = replace(settings, site=replace(settings.site, zone=ZONE))
    seen = stamps.seen(str(site), str(site / "public"))
    with cache.kept(settings, seen) as memory:
        assert memory
        memory.found = Found(roots={"a.md": ""}, skipped=[], problems=[])
        reading = Reading(post=post, problems=tuple(problems), since=NOW, until=until)
        memory.keep_reading("a.md", memory.line(reading))
    with cache.kept(settings, seen) as again:
        found = again and again.known("a.md")

    if any("\x1f" in tag for tag in post.tags):
        assert found is None
        return
    assert found
    moments = [one for one in (post.published, post.updated, post.expires) if one]
    known = (found.post.published, found.post.updated, found.post.expires)
    assert (found.post, found.problems) == (post, tuple(problems))
    assert (found.since, found.until) == (NOW, until)
    assert [one.isoformat() for one in known if one] == [
        one.isoformat() for one in moments
    ]


@pytest.mark.parametrize("at", [0, 5, 40, 200, 500, -3])
def test_damaged(tmp_path: Path, at: int) -> None:
    """Of what is kept, one byte that is another one makes all of it useless, and nothing is said of it."""
    site = fill(tmp_path / "site", {"envoi.toml": CONFIG, "a.md": POST, "b.md": POST})
    posts, problems, _ = said(site, cached=True)
    kept = site / ".envoi" / "posts"
    data = bytearray(kept.read_bytes())
    data[at] ^= 1
    kept.write_bytes(data)
    assert said(site, cached=True) == (posts, problems, 0)
    assert said(site, cached=True) == (posts, problems, 2)
    kept.write_bytes(b"")
    assert said(site, cached=True)[:2] == (posts, problems)


def test_what_a_killed_build_left(tmp_path: Path) -> None:
    """The unfinished file of a process that is no more goes with the next build; that of another one stays."""
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)  # fmt: skip
    dead, alive = f"posts.{int(done.stdout)}", f"posts.{os.getppid()}"
    site = fill(tmp_path / "site", {"envoi.toml": CONFIG, "a.md": POST})
    fill(site / ".envoi", {dead: "half", alive: "half"})

    made(site, tmp_path / "out", cached=True)

    assert {path.name for path in (site / ".envoi").iterdir()} == {".gitignore", "posts", alive}  # fmt: skip


def test_a_build_that_stops(tmp_path: Path) -> None:
    """A build that ends in the middle keeps nothing, and leaves nothing half."""
    site = fill(tmp_path / "site", {"envoi.toml": CONFIG, "a.md": POST, "b.md": POST})
    seen = stamps.seen(str(site), str(site / "public"))
    request = Request(folder=site, now=NOW, seen=seen)

    def stopped(_: str, paths: Sequence[str]) -> Iterator[str]:
        yield paths[0]
        yield paths[1]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(request, Report(), stopped)

    assert [path.name for path in (site / ".envoi").iterdir()] == [".gitignore"]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Where nothing can be kept, the build is the same, and says nothing of it."""
    site = fill(tmp_path / "site", {"envoi.toml": CONFIG, "a.md": POST, ".envoi": ""})
    outcome, report = made(site, tmp_path / "out", cached=True)
    assert outcome.published
    assert [*report] == []
