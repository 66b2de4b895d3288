"""What `envoi init` and `envoi new` write, and that a build takes it."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import tomllib
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from envoi import start
from envoi.config import load
from envoi.posts import read
from envoi.problems import Exit, Report, Stop

from .program import POST, environment, files, fill, run

MOMENT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def settings(folder: Path) -> dict[str, dict[str, str]]:
    """What the folder's `envoi.toml` says."""
    return tomllib.loads((folder / "envoi.toml").read_text(encoding="utf-8"))


def test_empty_folder(tmp_path: Path) -> None:
    """In a folder that is not there yet, `init` makes what a first build needs."""
    site = tmp_path / "my letters"
    done = run("init", site)

    assert (done.returncode, done.stderr) == (0, "")
    written = sorted(files(site))
    assert written[0] == "envoi.toml"
    assert written[1].startswith("posts/20")
    assert written[1].endswith("-my-first-post.md")
    assert done.stdout.splitlines()[-2:] == [
        "set site.url in envoi.toml to the address of your site",
        f"next: envoi build '{site}'",
    ]
    assert settings(site)["site"]["url"] == "https://example.org/"
    assert settings(site)["site"]["title"] == "my letters"
    built = run("build", site)
    assert built.returncode == Exit.PUBLISHED
    assert "Published 1 post" in built.stdout


def test_words(tmp_path: Path) -> None:
    """What is given in words is not asked and not guessed."""
    title = 'The "quay" {site}\n# \\ \x7f\u2028'
    words = [
        "--url",
        "https://quay.example/a b",
        "--title",
        title,
        "--language",
        "tr_TR",
    ]
    done = run("init", *words, cwd=tmp_path)

    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "next: envoi build"
    assert settings(tmp_path)["site"]["title"] == 'The "quay" {site} # \\'
    assert settings(tmp_path)["site"]["language"] == "tr-TR"
    assert run("build", cwd=tmp_path).returncode == Exit.PUBLISHED


def test_every_written_key_is_known(tmp_path: Path) -> None:
    """All keys of the new `envoi.toml` are known, also those that wait behind a `#`."""
    run("init", tmp_path)
    path = tmp_path / "envoi.toml"
    text = path.read_text(encoding="utf-8")
    report = Report()
    shown = re.sub(r"^# (?=\[|\w+ = )", "", text, flags=re.MULTILINE)
    path.write_text(shown, encoding="utf-8")
    config = load(tmp_path, report, formats=("rss", "atom", "json"))

    assert text.count("\n[") == 3
    assert shown.count("\n[") == 6
    assert config.newsletter.sections
    assert [problem.code for problem in report] == ["example-address"]


@pytest.mark.parametrize(
    ("name", "config", "posts"),
    [
        ("_config.yml", "title: Quay\nurl: https://quay.example\ndescription: News\nlang: tr\n", "_posts"),
        ("hugo.toml", 'title = "Quay"\nbaseURL = "https://quay.example"\nlanguageCode = "tr"\ndescription = "News"\n', "content"),
        ("config.toml", 'title = "Quay"\nbase_url = "https://quay.example"\ndefault_language = "tr"\ndescription = "News"\n', "content"),
    ],
)  # fmt: skip
def test_beside_a_site_generator(
    tmp_path: Path, name: str, config: str, posts: str
) -> None:
    """What a site generator's configuration says is taken, said, and not asked; what it goes on answering is a comment."""
    fill(
        tmp_path,
        {
            name: config,
            f"{posts}/2026-11-20-quay.md": POST,
            f"{posts}/2026-11-21-boat.md": POST,
            "themes/paper/post.md": "# Not a post",
            "README.md": "# Not a post",
        },
    )
    before = files(tmp_path)
    done = run("init", cwd=tmp_path)

    assert done.stdout.splitlines() == [
        f"{name}: Quay, at https://quay.example",
        f"{posts}/: 2 posts",
        "wrote envoi.toml",
        "next: envoi build",
    ]
    assert settings(tmp_path)["site"] == {
        "title": "Quay",
        "url": "https://quay.example",
        "description": "News",
        "language": "tr",
    }
    assert settings(tmp_path)["posts"] == {}
    written = (tmp_path / "envoi.toml").read_text(encoding="utf-8")
    assert f'\n# folder = "{posts}"\n' in written
    assert re.search(
        r'^# permalink = "/:path/"  # as \w+ makes them; ', written, re.MULTILINE
    )
    assert files(tmp_path).items() > before.items()
    assert run("build", cwd=tmp_path).returncode == Exit.PUBLISHED
    feed = (tmp_path / "public/feeds/rss.xml").read_text(encoding="utf-8")
    jekyll = "https://quay.example/2026/11/20/quay.html</link>"
    assert (jekyll in feed) == (posts == "_posts")


def test_posts_are_counted_as_a_build_counts_them(tmp_path: Path) -> None:
    """The folder that is named holds what readers get, and what is held back is told apart."""
    draft = POST.replace("---\n", "---\ndraft: true\n", 1)
    fill(
        tmp_path / "jekyll",
        {
            "_config.yml": "url: https://quay.example\n",
            "_posts/2026-11-20-quay.md": POST,
            "_drafts/a.md": POST,
            "_drafts/b.md": POST,
        },
    )
    fill(
        tmp_path / "hugo",
        {
            "hugo.toml": 'baseURL = "https://quay.example"\n',
            "content/quay.md": POST,
            "content/mill.md": draft,
        },
    )
    jekyll, hugo = run("init", tmp_path / "jekyll"), run("init", tmp_path / "hugo")

    assert "_posts/: 1 post (not: 2 draft)\n" in jekyll.stdout
    assert '\n# folder = "_posts"\n' in (tmp_path / "jekyll/envoi.toml").read_text()
    assert "content/: 1 post (not: 1 draft)\n" in hugo.stdout
    built = run("build", tmp_path / "hugo")
    assert "Published 1 post (not: 1 draft)" in built.stdout


def test_who_makes_the_pages(tmp_path: Path) -> None:
    """Where no generator is at home, it is said where letters lead, and that Envoi makes no pages."""
    fill(tmp_path, {"quay.md": POST})
    done = run("init", "--url", "https://quay.example", cwd=tmp_path)

    assert "letters lead to posts at https://quay.example/" in done.stdout
    assert "Envoi makes no pages" in done.stdout


@pytest.mark.parametrize(
    ("typed", "link", "zone"),
    [
        ("Europe/Istanbul", "", "Europe/Istanbul"),
        (":Asia/Tokyo", "", "Asia/Tokyo"),
        ("UTC-3", "Europe/Berlin", ""),
        ("", "Europe/Berlin", "Europe/Berlin"),
        ("", "posix/Europe/Berlin", "Europe/Berlin"),
        ("", "", ""),
        ("", "Mars/Base", ""),
    ],
)
def test_the_zone_of_a_machine(
    tmp_path: Path, typed: str, link: str, zone: str
) -> None:
    """It is that of TZ, else the one that /etc/localtime is a link to; a name that no database knows is none."""
    localtime = tmp_path / "localtime"
    if link:
        localtime.symlink_to(tmp_path / "zoneinfo" / link)

    assert start.machine_zone(typed, localtime) == zone


def test_neighbour_without_an_address(tmp_path: Path) -> None:
    """A configuration that names no address still gives the title."""
    fill(tmp_path, {"_config.yml": "title: Quay\nurl: ''\n", "quay.md": POST})
    done = run("init", cwd=tmp_path)

    assert done.stdout.splitlines()[:2] == ["_config.yml: Quay", "this folder: 1 post"]
    assert settings(tmp_path)["site"]["title"] == "Quay"
    assert settings(tmp_path)["posts"] == {}


def test_learns_the_addresses_of_a_built_site(tmp_path: Path) -> None:
    """--learn finds the pattern of addresses in a sitemap, and builds use it."""
    names = [f"2026-11-{day:02}-quay-{day}" for day in range(1, 6)]
    pages = "".join(
        f"<url><loc>https://quay.example/log/{n[11:]}/</loc></url>" for n in names
    )
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    fill(
        tmp_path,
        {f"posts/{name}.md": POST for name in names}
        | {"sitemap.xml": f'<urlset xmlns="{space}">{pages}</urlset>'},
    )
    words = ("--url", "https://quay.example", "--learn", tmp_path / "sitemap.xml")
    done = run("init", *words, cwd=tmp_path)

    assert "/log/:slug/ explains 5 of 5 posts" in done.stdout
    assert settings(tmp_path)["posts"]["permalink"] == "/log/:slug/"
    assert run("build", cwd=tmp_path).returncode == Exit.PUBLISHED
    feed = (tmp_path / "public/feeds/rss.xml").read_text(encoding="utf-8")
    assert "https://quay.example/log/quay-3/</link>" in feed


def test_learning_changes_nothing_that_is_right(tmp_path: Path) -> None:
    """Where the generator's own rule explains as many posts as what was learnt, no pattern is written."""
    names = [f"2026-11-{day:02}-quay-{day}" for day in range(1, 8)]
    built = {f"_site/2026/11/20/{name[11:]}.html": "<p>x</p>" for name in names}
    fill(
        tmp_path,
        {"_config.yml": "url: https://quay.example\n"}
        | {f"_posts/{name}.md": POST for name in names}
        | built,
    )
    done = run("init", "--learn", "_site", cwd=tmp_path)

    assert "_site: Jekyll's own rule explains 7 of 7 posts" in done.stdout
    assert settings(tmp_path)["posts"] == {}


def test_site_in_a_folder_below(tmp_path: Path) -> None:
    """In a repository whose site is below, nothing is written, and the command for the site is given."""
    fill(
        tmp_path,
        {
            "website/docusaurus.config.js": "module.exports = {url: 'https://q.example'};",
            "website/blog/2026-11-01-a.md": POST,
            "README.md": "# A",
        },
    )
    before = files(tmp_path)
    done = run("init", cwd=tmp_path)

    assert done.returncode == Exit.USAGE
    assert "envoi init website" in done.stderr
    assert files(tmp_path) == before


def test_new_needs_to_know_where(tmp_path: Path) -> None:
    """Without envoi.toml no draft is put among posts that only happen to lie below this folder."""
    fill(
        tmp_path,
        {f"theirs/_posts/2026-11-{day:02}-a.md": POST for day in range(1, 6)},
    )
    before = files(tmp_path)
    done = run("new", "A title", cwd=tmp_path)

    assert done.returncode == Exit.USAGE
    assert "error[no-config]" in done.stderr
    assert files(tmp_path) == before


def test_existing_config(tmp_path: Path) -> None:
    """An `envoi.toml` that is there is not touched."""
    fill(tmp_path, {"envoi.toml": "# mine\n"})
    done = run("init", tmp_path)

    assert done.returncode == Exit.USAGE
    assert "envoi.toml is there already\n  change it by hand" in done.stderr
    assert files(tmp_path) == {"envoi.toml": b"# mine\n"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--url", "quay.example"), '"quay.example" is not the address of a site'),
        (("--language", "Türkçe"), '"Türkçe" is no language'),
        (("file.md",), "file.md is a file, not a folder"),
        (("https://quay.example",), "https:/quay.example is no folder"),
        (("file.md/below",), "file.md/below/envoi.toml cannot be written"),
    ],
)
def test_nothing_is_written_in_vain(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    """Words that cannot be used are named, and nothing is written."""
    fill(tmp_path, {"file.md": POST})
    done = run("init", *words, cwd=tmp_path)

    assert done.returncode in (Exit.USAGE, Exit.ENVIRONMENT)
    assert f": {said}" in done.stderr
    assert list(files(tmp_path)) == ["file.md"]


def at_terminal(folder: Path, answers: str, **more: str) -> tuple[int, str]:
    """`envoi init` at a terminal, answered with `answers` -> its code and what was shown."""
    leader, follower = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "envoi", "init", folder],
        env=environment(TERM="dumb", **more),
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
    ) as process:
        os.close(follower)
        os.write(leader, answers.encode())
        shown = b""
        with suppress(OSError):
            while more := os.read(leader, 4096):
                shown += more
        os.close(leader)
    return process.returncode, shown.decode()


def test_questions(tmp_path: Path) -> None:
    """At a terminal `init` asks for what it cannot see; return takes the default."""
    code, shown = at_terminal(
        tmp_path, "https://quay.example/\nÖğle Quay\n\nMars\n\n", TZ="Europe/Istanbul"
    )

    assert code == 0
    assert "Time zone of your posts [Europe/Istanbul]: " in shown
    assert '"Mars" is no zone like Europe/Istanbul' in shown
    assert settings(tmp_path)["site"]["timezone"] == "Europe/Istanbul"
    assert "Address of your site [https://example.org/]: " in shown
    assert "Name of your site [quay.example]: " in shown
    assert "Language of your posts [en]: " in shown
    assert settings(tmp_path)["site"]["title"] == "Öğle Quay"
    assert settings(tmp_path)["site"]["language"] == "en"


def test_address_as_people_say_it(tmp_path: Path) -> None:
    """An address without https is taken for one with it; for what can be none the question comes again."""
    code, shown = at_terminal(tmp_path, "my site\nquay\nquay.example/news\n\n\n\n")

    assert code == 0
    assert '"my site" is no address. Address of your site' in shown
    assert '"quay" is no address. Address of your site' in shown
    assert settings(tmp_path)["site"]["url"] == "https://quay.example/news"


def test_questions_left_open(tmp_path: Path) -> None:
    """Who ends the questions gets one word, and no file."""
    code, shown = at_terminal(tmp_path, "https://quay.example/\n\x04")

    assert code == 130
    assert "Interrupted." in shown
    assert "Traceback" not in shown
    assert not files(tmp_path)


def test_new(tmp_path: Path) -> None:
    """`new` writes a draft with the day in its name, which a build holds out."""
    run("init", tmp_path, "--url", "https://quay.example/")
    done = run(
        "new",
        "İskelede ışık, çığ ve ŞÖLEN",
        "--folder",
        tmp_path,
        env={"SOURCE_DATE_EPOCH": "1795348800"},
    )

    assert done.returncode == 0
    path = tmp_path / "posts/2026-11-22-iskelede-isik-cig-ve-solen.md"
    assert done.stdout.startswith(f"{path}: a draft.")
    assert path.read_text(encoding="utf-8") == (
        '---\ntitle: "İskelede ışık, çığ ve ŞÖLEN"\ndate: 2026-11-22 12:00:00+00:00\n'
        "draft: true\ntags: []\n---\n\n\n"
    )
    built = run("build", tmp_path)
    assert built.returncode == Exit.PUBLISHED
    assert "Published 1 post (not: 1 draft)" in built.stdout


def test_new_in_a_plain_folder(tmp_path: Path) -> None:
    """Without `envoi.toml` a draft goes where posts are read from; with a zone, in that zone."""
    assert start.new(tmp_path, "Quay", now=MOMENT) == tmp_path / "2026-11-22-quay.md"
    fill(
        tmp_path,
        {"envoi.toml": '[site]\ntimezone = "Asia/Tokyo"\n[posts]\nfolder = "p"\n'},
    )
    (tmp_path / "p").mkdir()
    late = datetime(2026, 11, 22, 20, tzinfo=UTC)
    path = start.new(tmp_path, "Quay", now=late)
    assert path == tmp_path / "p/2026-11-23-quay.md"
    assert "date: 2026-11-23 05:00:00+09:00\n" in path.read_text()


def test_new_twice(tmp_path: Path) -> None:
    """A title that was used on this day overwrites nothing."""
    start.new(tmp_path, "Quay", now=MOMENT)
    before = files(tmp_path)
    with pytest.raises(Stop, match="is there already") as stop:
        start.new(tmp_path, "Quay!", now=MOMENT)
    assert stop.value.problem.hint == "choose another title"
    assert stop.value.exit is Exit.USAGE
    assert files(tmp_path) == before


@pytest.mark.parametrize("title", ["", " ", "\n", "\x00"])
def test_new_without_a_title(tmp_path: Path, title: str) -> None:
    """A title without a letter is refused."""
    with pytest.raises(Stop, match="needs a title"):
        start.new(tmp_path, title, now=MOMENT)
    assert not files(tmp_path)


@given(
    st.text(
        st.characters(exclude_categories=["Cs"])
        | st.sampled_from("'\":#-{[<>&;\\%@`!|*\n\t/."),
        min_size=1,
        max_size=80,
    )
)
@example("\"quoted\": and # hashed, 'twice'")
@example("a\nb: c\ndraft: false")
@example("Why <b> matters & how &amp; came")
@example("../../etc/passwd")
@example("{{ title }} {% raw %}")
@example("--- # no")
@example("x\x85y\x80z\ufeff")
@example("ﷺ" * 80)
@example("1984")
@example("~")
def test_title_reads_back(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    """Whatever is in a title, the draft reads back with exactly that, on one line."""
    folder = tmp_path_factory.mktemp("new")
    kept = start.one_line(title)
    if not kept:
        return
    path = start.new(folder, title, now=MOMENT)
    report = Report()
    config = load(folder, Report(), url="https://quay.example/", formats=("rss",))
    (post,) = read(config, MOMENT, folder / "public", report, lambda _, paths: paths)

    assert path.parent == folder
    assert post.title == kept
    assert post.state == "draft"
    assert post.published == MOMENT
    assert not list(report)
