"""A folder that was built: its feeds agree, its letters are whole, and findings name the post and the line."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import envoi
from envoi import build, check, config, feeds, issue
from envoi.problems import Exit, Level, Problem, Report, Stop

from ..program import CONFIG, POST, files, fill, run
from ..server import Quiet, files_of, serving
from .letter_samples import HTML, TEXT, mail

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with three posts, built."""
    posts = {
        f"posts/{day}.md": POST.replace("quay", f"quay on day {day}").replace(
            "2026-11-20", f"2026-11-{day}"
        )
        for day in (11, 12, 13)
    }
    folder = fill(tmp_path / "site", {"envoi.toml": CONFIG, **posts})
    publish(folder)
    return folder


def publish(folder: Path) -> None:
    """Build the folder, whatever is said of it."""
    request = build.Request(folder=folder, now=NOW, keep_going=True)
    build.build(request, Report())


def judge(folder: Path | str, **asked: Any) -> tuple[check.Outcome, list[Problem]]:
    """What a check says of a folder or a feed."""
    report = Report()
    outcome = check.check(check.Request(target=str(folder), now=NOW, **asked), report)
    return outcome, report.problems


def change(path: Path, old: str, new: str) -> None:
    """Write `new` for `old` in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def told(problems: list[Problem]) -> set[tuple[str, str]]:
    """The code and the place of each problem."""
    return {(problem.code, str(problem.place)) for problem in problems}


def test_ours_is_without_fault(site: Path) -> None:
    """What Envoi built has neither error nor warning, and a check writes nothing."""
    before = files(site)

    outcome, problems = judge(site)

    assert problems == []
    assert (outcome.feeds, outcome.entries, outcome.letters) == (3, 9, 1)
    assert outcome.exit is Exit.PUBLISHED
    assert files(site) == before


def test_the_example_is_without_fault(checkout: Path, tmp_path: Path) -> None:
    """Nor has the example, in three languages."""
    example, public = checkout / "examples" / "relief", tmp_path / "public"
    build.build(build.Request(folder=example, output=public, now=NOW), Report())

    outcome, problems = judge(example, output=public, strict=True)

    assert problems == []
    assert outcome.exit is Exit.PUBLISHED


def test_finding_names_post_and_line(site: Path) -> None:
    """What is wrong with an entry is said once, at the line of the post from which it comes."""
    for name in ("rss.xml", "atom.xml", "feed.json"):
        path = site / "public" / "feeds" / name
        change(path, "boat came in", "boat \x85came in")

    outcome, problems = judge(site)

    assert told(problems) == {
        ("feed-character", f"posts/{day}.md:1") for day in (11, 12, 13)
    }
    assert outcome.exit is Exit.PUBLISHED
    assert judge(site, strict=True)[0].exit is Exit.PROBLEMS


def test_line_of_the_address(site: Path) -> None:
    """The line is the one on which the address stands."""
    post = site / "posts" / "12.md"
    post.write_text(
        post.read_text(encoding="utf-8") + "\n[map](https://maps.example/quay)\n",
        encoding="utf-8",
    )
    publish(site)
    rss = site / "public" / "feeds" / "rss.xml"
    change(rss, "https://maps.example/quay", "/quay")

    _, problems = judge(site)

    assert ("feed-relative", "posts/12.md:8") in told(problems)


def test_formats_that_differ(site: Path) -> None:
    """An entry that says another thing in another format is named, with what it says in both."""
    change(site / "public/feeds/atom.xml", "The quay on day 12", "The boat")

    outcome, problems = judge(site)

    assert outcome.exit is Exit.PROBLEMS
    assert {problem.code for problem in problems} == {"feed-differs"}
    assert any(
        "the title of" in problem.message and '"The boat"' in problem.message
        for problem in problems
    )


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('"id": "https://harbour.example/posts/12/"', '"id": "urn:x:12"', "id"),
        ('"url": "https://harbour.example/posts/12/"', '"url": "https://harbour.example/12/"', "address"),
        ('"date_published": "2026-11-12T00:00', '"date_published": "2026-11-12T00:01', "date"),
        ('"title": "The quay on day 12",', '"title": "The quay on day 12", "tags": ["x"],', "tags"),
        ('"title": "The quay on day 12",', '"title": "The quay on day 12", "authors": [{"name": "A"}],', "authors"),
        ('"title": "The quay on day 12",', '"title": "The quay on day 12", "language": "tr",', "language"),
    ],
)  # fmt: skip
def test_every_value_agrees(site: Path, old: str, new: str, what: str) -> None:
    """Each value that readers go by is compared."""
    change(site / "public/feeds/feed.json", old, new)

    _, problems = judge(site)

    assert any(
        problem.code == "feed-differs" and f"the {what} of" in problem.message
        for problem in problems
    )


def test_an_entry_less(site: Path) -> None:
    """A format that lacks an entry is named."""
    path = site / "public/feeds/feed.json"
    document = json.loads(path.read_bytes())
    document["items"].pop()
    path.write_text(json.dumps(document), encoding="utf-8")

    _, problems = judge(site)

    assert ("feed-differs", "public/feeds/feed.json") in told(problems)


def test_self_link_is_where_it_is(site: Path) -> None:
    """A feed that says it is elsewhere is named."""
    change(
        site / "public/feeds/rss.xml",
        "https://harbour.example/feeds/rss.xml",
        "https://harbour.example/rss.xml",
    )

    _, problems = judge(site)

    assert ("feed-self", "public/feeds/rss.xml") in told(problems)


def test_copy_at_an_old_address(tmp_path: Path) -> None:
    """What is kept at an old address says where it is now."""
    site = archives(tmp_path, main=("", [14, 13]), former=("", [14, 13]))
    for path in (site / "public/feeds/former").iterdir():
        change(path, "feeds/former/", "feeds/main/")

    assert judge(site)[1] == []


def test_copy_at_the_top(site: Path) -> None:
    """A copy at the top of the output, where most generators have their feed, is judged like the others."""
    config = f'{CONFIG}\n[feeds]\nmoved_from = ["feed.xml", "rss/"]\n'
    (site / "envoi.toml").write_text(config, encoding="utf-8")
    publish(site)

    outcome, problems = judge(site)

    assert problems == []
    assert (outcome.feeds, outcome.entries) == (7, 21)

    (site / "public/feed.xml").write_text("<rss><channel>", encoding="utf-8")
    assert told(judge(site)[1]) == {("feed-file", "public/feed.xml:1")}


def test_address_of_the_command_line(site: Path) -> None:
    """A site may have been built for another address than the one of its configuration."""
    _, problems = judge(site, url="https://other.example/")

    assert {problem.code for problem in problems} == {"feed-self"}
    assert len(problems) == 3


def test_broken_feed_does_not_hide_the_others(site: Path) -> None:
    """A feed that cannot be read is one finding, and the rest is judged."""
    (site / "public/feeds/rss.xml").write_text("<rss><channel>", encoding="utf-8")

    outcome, problems = judge(site)

    assert outcome.feeds == 2
    assert told(problems) == {("feed-file", "public/feeds/rss.xml:1")}
    assert outcome.exit is Exit.PROBLEMS


def test_links_of_all_posts(site: Path) -> None:
    """A link to a post or picture that is not there is found also in a post that no feed shows."""
    (site / "envoi.toml").write_text(
        f"{CONFIG}\n[feeds]\nlimit = 1\n", encoding="utf-8"
    )
    with (site / "posts" / "11.md").open("a", encoding="utf-8") as file:
        file.write("\n![boat](boat.jpg)\n\n[next](99.md)\n")
    publish(site)

    outcome, problems = judge(site)

    assert told(problems) == {
        ("missing-file", "posts/11.md:8"),
        ("missing-file", "posts/11.md:10"),
    }
    assert outcome.exit is Exit.PUBLISHED


def test_nothing_built(tmp_path: Path) -> None:
    """A folder that was not built has nothing to judge, and the way to build it is told."""
    folder = fill(tmp_path, {"envoi.toml": CONFIG, "posts/a.md": POST})

    outcome, problems = judge(folder)

    assert outcome.exit is Exit.NOTHING
    assert [(problem.code, problem.hint) for problem in problems] == [
        ("nothing-built", f"build them first: envoi build {folder}")
    ]


def test_files_of_others_are_left_alone(site: Path) -> None:
    """A feed that Envoi did not write is not judged."""
    (site / "public/feeds/old.xml").write_text("<rss/>", encoding="utf-8")

    assert judge(site)[1] == []


def test_one_file(site: Path) -> None:
    """A feed can be judged alone."""
    outcome, problems = judge(site / "public/feeds/atom.xml")

    assert problems == []
    assert (outcome.feeds, outcome.entries) == (1, 3)


@pytest.mark.parametrize("name", ["letter.eml", "letter.html", "letter.txt"])
def test_one_letter(tmp_path: Path, name: str) -> None:
    """A letter can be judged alone, with all its parts, whoever made it."""
    files = {"letter.eml": mail(), "letter.html": HTML, "letter.txt": TEXT}
    path = tmp_path / name
    path.write_bytes(files[name].encode())

    outcome, problems = judge(path)

    assert problems == []
    assert (outcome.feeds, outcome.letters) == (0, 1)
    assert outcome.exit is Exit.PUBLISHED


def test_one_bad_letter(tmp_path: Path) -> None:
    """What is wrong with a part of a message has no line, since its lines are not those of the file."""
    path = tmp_path / "bad.eml"
    bad = mail(HTML.replace("map of the quay</a>", "</a>"), TEXT)
    path.write_bytes(bad.replace("Message-ID:", "X-Message-ID:").encode())

    outcome, problems = judge(path)

    assert told(problems) == {("letter-link-text", str(path)), ("letter-mail", str(path))}  # fmt: skip
    assert outcome.hosts[str(path)].loads == ("harbour.example",)
    assert outcome.exit is Exit.PROBLEMS


def test_no_file(tmp_path: Path) -> None:
    """What is not there is said so."""
    with pytest.raises(Stop, match="no file or folder"):
        judge(tmp_path / "feed.xml")


ARCHIVE = """\
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0" xml:lang="en">
<title>Harbour</title><id>urn:x:{name}</id><updated>2026-11-20T09:00:00Z</updated>{more}
<author><name>Ayla</name></author>
<link href="https://harbour.example/"/><link rel="self" href="https://harbour.example/feeds/{name}/atom.xml"/>
{entries}</feed>
"""
ENTRY = """\
<entry><title>{name}</title><id>urn:x:e-{name}</id><updated>2026-11-{day}T09:00:00Z</updated>
<link href="https://harbour.example/{name}/"/><summary>Of {name}</summary></entry>
"""


def archives(folder: Path, **names: tuple[str, list[int]]) -> Path:
    """A folder whose output holds feeds by name: what else each says, and the days of its entries."""
    site = fill(folder, {"envoi.toml": CONFIG, "posts/a.md": POST})
    made = {}
    for name, (more, days) in names.items():
        entries = "".join(ENTRY.format(name=f"day-{day}", day=day) for day in days)
        made[f"feeds/{name}/atom.xml"] = ARCHIVE.format(
            name=name, more=more, entries=entries
        )
    manifest = json.dumps({"version": 1, "files": dict.fromkeys(made, "")})
    fill(site / "public", {**made, "feeds/.envoi-manifest": manifest})
    return site


def link(relation: str, name: str) -> str:
    """An Atom link to the feed called `name`."""
    return (
        f'<link rel="{relation}" href="https://harbour.example/feeds/{name}/atom.xml"/>'
    )


OLD = "<fh:archive/>" + link("current", "main")


def test_archives(tmp_path: Path) -> None:
    """Archives that hold each entry once are right; the feed itself may show some of them again."""
    site = archives(
        tmp_path,
        main=(link("prev-archive", "two"), [14, 13]),
        two=(OLD + link("prev-archive", "one"), [13, 12]),
        one=(OLD + link("next-archive", "two"), [11]),
    )

    assert judge(site)[1] == []

    large = "Of a boat. " * 30_000
    for name in ("main", "two", "one"):
        change(site / f"public/feeds/{name}/atom.xml", "<summary>", f"<summary>{large}")
    assert told(judge(site)[1]) == {("feed-size", "public/feeds/main/atom.xml")}


@pytest.mark.parametrize(
    ("one", "days", "said"),
    [
        (OLD + link("prev-archive", "none"), [11], "where no feed was built"),
        (OLD, [12, 11], "is in two archives"),
        (OLD + link("prev-archive", "two"), [11], "in a circle"),
        ("<fh:archive/>", [11], "of what feed it is"),
    ],
)
def test_broken_archives(tmp_path: Path, one: str, days: list[int], said: str) -> None:
    """A link into nothing, an entry twice, and a circle are found."""
    site = archives(
        tmp_path,
        main=(link("prev-archive", "two"), [14, 13]),
        two=(OLD + link("prev-archive", "one"), [13, 12]),
        one=(one, days),
    )

    _, problems = judge(site)

    assert [problem.code for problem in problems] == ["feed-archive"]
    assert said in problems[0].message


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "level"),
    [
        ("letter.html", "<body", f"<!-- {'x' * 100_000} --><body", "letter-size", Level.ERROR),
        ("letter.html", "<title>", "<title></title><title>", "letter-html", Level.WARNING),
        ("letter.html", "</body>", "<script>x</script></body>", "letter-html", Level.ERROR),
        ("letter.html", "</body>", '<a href="/x">x</a></body>', "letter-link", Level.ERROR),
        ("letter.html", "https://harbour.example/unsubscribe", "https://harbour.example/", "letter-footer", Level.WARNING),
        ("letter.txt", "1 Quay Street", "1 Street", "letter-footer", Level.WARNING),
        ("letter.eml", "List-Unsubscribe:", "X-List-Unsubscribe:", "letter-mail", Level.WARNING),
    ],
)  # fmt: skip
def test_broken_letter(
    site: Path, name: str, old: str, new: str, code: str, level: Level
) -> None:
    """What mail programs and the law would find wrong with a letter is found, in the file that has it."""
    folder = "public/newsletter/next"
    change(site / folder / name, old, new)

    _, problems = judge(site)

    assert (code, level) in {(problem.code, problem.level) for problem in problems}
    assert all(str(problem.place).startswith(folder) for problem in problems)


@pytest.mark.parametrize("then", ["plain", "mailchimp", "ghost", "sendy"])
@pytest.mark.parametrize("now", ["plain", "listmonk", "mailgun"])
def test_issues_that_are_out_are_judged_as_they_are(
    tmp_path: Path, then: str, now: str
) -> None:
    """Another service, way out or office since then is no fault of a letter that is out."""

    def under(profile: str) -> str:
        return CONFIG.replace("[newsletter]", f'[newsletter]\nprofile = "{profile}"')

    folder = fill(tmp_path, {"envoi.toml": under(then), "posts/a.md": POST})
    request = issue.Request(wanted=build.Request(folder=folder, now=NOW), name="winter")
    issue.issue(request, Report())
    moved = (
        under(now).replace("1 Quay Street", "2 Mill Lane").replace("/unsub", "/leave")
    )
    (folder / "envoi.toml").write_text(moved, encoding="utf-8")

    assert judge(folder)[1] == []

    change(folder / "public/newsletter/winter/letter.eml", "List-Id", "X-List-Id")
    assert {problem.hint for problem in judge(folder)[1]} == {
        "it is out and stays as it is; the next letter can do better"
    }


def test_folder_without_a_newsletter(tmp_path: Path) -> None:
    """Who never spoke of a newsletter is not asked who sends it."""
    config = CONFIG[: CONFIG.index("[newsletter]")]
    folder = fill(tmp_path, {"envoi.toml": config, "posts/a.md": POST})
    publish(folder)

    assert judge(folder)[1] == []

    (folder / "envoi.toml").write_text(f"{config}[newsletter]\n", encoding="utf-8")
    assert {problem.code for problem in judge(folder)[1]} == {"letter-footer"}


def test_a_style_is_found_in_the_theme(site: Path) -> None:
    """What is wrong with how a letter looks is named at the style sheet of its theme, also one of the user's own."""
    own = site / "templates" / "bulletin" / "theme.toml"
    own.parent.mkdir(parents=True)
    settings = Path(envoi.__file__).parent / "templates" / "bulletin" / "theme.toml"
    own.write_text(
        settings.read_text(encoding="utf-8").replace(
            'muted = "#585f60"', 'muted = "#b8bfc0"'
        ),
        encoding="utf-8",
    )
    publish(site)

    said = [one for one in judge(site)[1] if one.code == "letter-contrast"]

    assert said
    for problem in said:
        place = problem.place
        assert place
        assert place.path.startswith("templates/")
        path = site / place.path
        sheet = path if path.is_file() else Path(envoi.__file__).parent / place.path
        line = sheet.read_text(encoding="utf-8").split("\n")[place.line - 1]
        assert "color: var(--muted)" in line


def test_what_a_theme_says_is_found_in_its_template(site: Path) -> None:
    """What no post says is named at the template that does."""
    own = site / "templates" / "mine"
    shutil.copytree(Path(envoi.__file__).parent / "templates" / "bulletin", own)
    template = own / "letter.html.j2"
    text = template.read_text(encoding="utf-8")
    logo = '<img src="https://logos.example/a.png" width="90" height="90">'
    block = "{% block letter %}\n"
    at = text.index(block) + len(block)
    row = f"<tr><td>{logo}</td></tr>"
    template.write_text(f"{text[:at]}{row}\n{text[at:]}", encoding="utf-8")
    with (site / "envoi.toml").open("a", encoding="utf-8") as file:
        file.write('theme = "mine"\n')
    publish(site)

    problems = judge(site)[1]

    line = text.count("\n", 0, at) + 1
    place = f"templates/mine/letter.html.j2:{line}"
    letter = "public/newsletter/next/letter.html"
    assert told(problems) == {("letter-alt", place), ("letter-host", place), ("letter-host", letter)}  # fmt: skip


def test_what_a_post_says_is_found_in_the_post(site: Path) -> None:
    """What is wrong with a part of a letter that shows a post is named at its line of the post, for which it is meant."""
    with (site / "envoi.toml").open("a", encoding="utf-8") as file:
        file.write('[[newsletter.section]]\nlayout = "full"\n')
    with (site / "posts" / "12.md").open("a", encoding="utf-8") as file:
        file.write("\n[here](https://maps.example/quay)\n")
    publish(site)

    assert ("letter-link-text", "posts/12.md:8") in told(judge(site)[1])


def test_hosts(site: Path) -> None:
    """Who else is asked when a letter is opened is listed; whoever the post does not name should not be."""
    with (site / "posts" / "12.md").open("a", encoding="utf-8") as file:
        file.write("\n![A boat](https://pictures.example/boat.jpg)\n")
    publish(site)
    path = "public/newsletter/next/letter.html"

    outcome, problems = judge(site)

    assert outcome.hosts[path].loads == ("pictures.example",)
    assert outcome.hosts[path].links == ("harbour.example",)
    assert ("letter-host", path) in told(problems)
    assert [one.level for one in problems if one.code == "letter-host"] == [Level.NOTICE]  # fmt: skip

    change(site / path, "https://pictures.example", "https://tracker.example")
    levels = {one.level for one in judge(site)[1] if one.code == "letter-host"}
    assert levels == {Level.NOTICE, Level.WARNING}


def test_program(site: Path) -> None:
    """The program says what was judged, and how it ended."""
    good = run("check", site)
    assert (good.returncode, good.stdout) == (
        0,
        "Judged 3 feeds, 9 entries, 1 letter: nothing is wrong.\n",
    )

    change(site / "public/feeds/atom.xml", "The quay on day 12", "The <b/>boat")
    bad = run("check", site, "--json")
    told = json.loads(bad.stdout)
    assert bad.returncode == 1
    assert (told["feeds"], told["letters"]) == (3, 1)
    links = {"loads": [], "links": ["harbour.example"]}
    assert told["hosts"] == {"public/newsletter/next/letter.html": links}
    assert {problem["code"] for problem in told["problems"]} >= {"feed-differs"}

    shown = run("check", cwd=site)
    assert shown.returncode == 1
    assert "error[feed-differs]" in shown.stderr
    assert "error" in shown.stdout


def test_program_without_output(tmp_path: Path) -> None:
    """Nothing to judge ends with 3, and what is not there with 2."""
    fill(tmp_path, {"envoi.toml": CONFIG, "posts/a.md": POST})

    assert run("check", cwd=tmp_path).returncode == 3
    assert run("check", "feed.xml", cwd=tmp_path).returncode == 2


@pytest.mark.parametrize(
    ("said", "wrong"), [("/old", False), ("/new", False), ("/other", True)]
)
def test_address_that_leads_on(said: str, wrong: bool) -> None:
    """A feed is where it was asked for or where that leads, as it says itself."""

    class Leading(Quiet):
        def do_GET(self) -> None:
            host = f"http://{self.headers['Host']}"
            more = f'<link rel="self" href="{host}{said}"/>'
            self.send_response(301 if self.path == "/old" else 200)
            self.send_header("Location", "/new")
            self.end_headers()
            self.wfile.write(ARCHIVE.format(name="a", more=more, entries="").encode())

    with serving(Leading) as address:
        _, problems = judge(f"{address}/old")

    assert ("feed-self" in {problem.code for problem in problems}) is wrong


def test_address(site: Path) -> None:
    """A feed on the web is fetched because its address was typed, and has to say that it is there."""
    with serving(files_of(site / "public")) as address:
        done = run("check", f"{address}/feeds/atom.xml")
        none = run("check", f"{address}/feeds/none.xml")

    assert done.returncode == 1
    shown = f"{address}/feeds/atom.xml: error[feed-self]: the feed is at {address}"
    assert shown in done.stderr
    assert none.returncode == 4
    assert "answers 404" in none.stderr


def test_what_is_not_published_yet(site: Path) -> None:
    """What a build would publish is judged as what it published; it can be given up, and the links of posts left out."""
    shutil.rmtree(site / "public")
    posts = site / "posts"
    name = min(posts.rglob("*.md"))
    name.write_text(
        f"{name.read_text(encoding='utf-8')}\n![](none.png)\n", encoding="utf-8"
    )
    report = Report()
    request = build.Request(folder=site, now=NOW)
    settings = config.load(site, report, formats=tuple(feeds.FORMATS))
    made, _ = build.make(request, settings, report)
    assert made is not None
    files = {artifact.path: artifact.content for artifact in made.artifacts}
    given = files, settings, made.arranged, NOW, site / "public"
    found = check.made(*given)
    assert not (site / "public").exists()
    assert check.made(*given, wanted=lambda: False) is None
    few = check.made(*given, links=False)
    publish(site)
    _, problems = judge(site)
    assert found == tuple(problems)
    assert few is not None
    assert {one.code for one in problems} - {one.code for one in few} == {
        "missing-file"
    }
