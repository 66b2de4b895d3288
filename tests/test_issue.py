"""`envoi issue`, the whole way: what goes out, what is remembered, and what stays as it is."""

from __future__ import annotations

import email
import json
import os
import shutil
import signal
import subprocess
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from envoi.problems import Exit

from .program import CONFIG, NOW, POST, files, fill, run, start

FILES = ["index.html", "letter.eml", "letter.html", "letter.txt"]
LATER = "2026-12-20T12:00:00Z"
PLAN = """\
---
subject: "Kar: what the harbour did"
preheader: A short letter
pick: [quay, posts/mill.md]
blurbs:
  mill: The road is open again.
---

Dear readers, *this month* we [went](https://harbour.example/on/) on.

<script>alert(1)</script>
"""


def dated(title: str, day: str, more: str = "", text: str = "") -> str:
    """A post of a day, with words of its own."""
    text = text or f"First of {title}.\n\nThen of {title}.\n\nLast of {title}."
    return f"---\ntitle: {title}\ndate: {day}\n{more}---\n\n{text}\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with two posts and a configuration."""
    return fill(
        tmp_path / "site",
        {
            "envoi.toml": CONFIG,
            "posts/quay.md": dated("The quay", "2026-11-18"),
            "posts/mill.md": dated("The mill", "2026-11-20"),
        },
    )


def issue(
    site: Path, *words: str | Path, now: str = NOW
) -> subprocess.CompletedProcess[str]:
    """`envoi issue` of the site."""
    return run("issue", site, "--now", now, *words)


def build(
    site: Path, *words: str | Path, now: str = NOW
) -> subprocess.CompletedProcess[str]:
    """`envoi build` of the site."""
    return run("build", site, "--now", now, *words)


def made(site: Path) -> list[str]:
    """The folders of issues, and of drafts."""
    return sorted(p.name for p in (site / "public/newsletter").iterdir() if p.is_dir())


def letter(site: Path, name: str) -> EmailMessage:
    """The message of an issue."""
    content = (site / "public/newsletter" / name / "letter.eml").read_bytes()
    message = email.message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("2026-11-18", 18),
        ("2026-11-18T00:00:00Z", 18),
        ("2026-11-18T00:00:00+03:00", 18),
        ("2026-11-18T02:00:00Z", 17),
        ("2026-11-17T19:00:00-05:00", 17),
    ],
)
def test_the_day_of_a_post_is_the_one_that_was_typed(
    site: Path, typed: str, shown: int
) -> None:
    """A post that says no more than a day has that day in letters, wherever readers are; any other one theirs."""
    config = CONFIG.replace("Europe/Istanbul", "America/New_York")
    day = f"November {shown}, 2026"
    fill(site, {"envoi.toml": config, "posts/quay.md": dated("The quay", typed)})
    (site / "posts/mill.md").unlink()
    build(site)
    draft = (site / "public/newsletter/next/letter.txt").read_text()
    issue(site)
    name = f"2026-11-{shown}"
    page = (site / "public/newsletter/index.html").read_text()
    first = letter(site, name)
    shutil.rmtree(site / "public/newsletter" / name)
    build(site)
    texts = [draft, str(first.get_body(("plain",))), str(first), page]
    texts += [str(letter(site, name))]

    assert [text for text in texts if day not in text] == []
    assert str(letter(site, name)) == str(first)


def test_an_issue_is_made_and_remembered(site: Path) -> None:
    """It has a page and three letters under the day of its newest post, stands in the list, and is in envoi.lock."""
    done = issue(site)
    page = (site / "public/newsletter/index.html").read_text()
    lock = (site / "envoi.lock").read_text()
    mail = letter(site, "2026-11-20")

    assert done.returncode == Exit.PUBLISHED, done.stderr
    assert "Made 1 issue. Commit envoi.lock" in done.stdout
    assert made(site) == ["2026-11-20"]
    assert (
        sorted(p.name for p in (site / "public/newsletter/2026-11-20").iterdir())
        == FILES
    )
    assert [p.name for p in (site / "public").iterdir()] == ["newsletter"]
    assert (
        '<a href="https://harbour.example/newsletter/2026-11-20/">harbour.example: The mill</a>'
        in page
    )
    assert '<time datetime="2026-11-20">November 20, 2026</time>' in page
    assert lock.count("\nsent\t2026-11-20\t") == 2
    assert (
        f"\t{mail['Message-ID'].strip('<>').split('@')[0]}\tharbour.example: The mill\n"
        in lock
    )
    assert mail["Date"] == "Fri, 20 Nov 2026 00:00:00 +0300"


def test_a_second_run_changes_nothing(site: Path) -> None:
    """Where nothing is new the exit code is 3, no byte changes, and the next post is named."""
    fill(site, {"posts/soon.md": dated("Soon", "2026-11-25")})
    issue(site)
    before = files(site)
    done = issue(site, now="2026-11-24T12:00:00Z")

    assert done.returncode == Exit.NOTHING
    assert files(site) == before
    assert (
        "nothing is new since the issue 2026-11-20\n  the next post comes out on 2026-11-25: posts/soon.md"
        in done.stderr
    )
    assert "Nothing was published" in done.stderr
    assert issue(site, now="2026-11-26T12:00:00Z").returncode == Exit.PUBLISHED


def test_nothing_at_all(tmp_path: Path) -> None:
    """A folder without a post for readers ends with 3 too, and nothing is written."""
    fill(tmp_path, {"envoi.toml": CONFIG, "posts/a.md": dated("A", "2030-01-01")})
    before = files(tmp_path)

    assert issue(tmp_path).returncode == Exit.NOTHING
    assert files(tmp_path) == before


def test_a_dry_run_writes_nothing(site: Path) -> None:
    """--dry-run names the issue and its posts, and writes no file, no folder and no lock."""
    before = sorted(site.rglob("*"))
    done = issue(site, "--dry-run")

    assert done.returncode == Exit.PUBLISHED
    assert done.stdout == (
        "  2026-11-20  harbour.example: The mill  (2 posts)\n"
        "    posts/mill.md\n    posts/quay.md\n"
        "Nothing was written; without --dry-run, 1 issue would be made.\n"
    )
    assert sorted(site.rglob("*")) == before
    told = json.loads(issue(site, "--dry-run", "--json").stdout)
    assert told["artifacts"] == []
    assert told["issues"] == [
        {
            "name": "2026-11-20",
            "date": "2026-11-20T00:00:00+03:00",
            "language": "en",
            "subject": "harbour.example: The mill",
            "posts": ["posts/mill.md", "posts/quay.md"],
        }
    ]
    issue(site)
    assert issue(site, "--dry-run").returncode == Exit.NOTHING


def test_a_changed_post_is_not_sent_again(site: Path) -> None:
    """Neither another title, text, name, date nor address makes a post go out twice; a late one goes out once."""
    issue(site)
    build(site)
    (site / "posts/quay.md").rename(site / "posts/pier.md")
    text = "First of The mill.\n\nThen of The mill.\n\nLast of The mill."
    more = "slug: old-mill\n"
    fill(site, {"posts/mill.md": dated("The old mill", "2026-11-21", more, text)})
    assert issue(site, now=LATER).returncode == Exit.NOTHING
    fill(site, {"posts/late.md": dated("Late", "2026-10-01")})
    done = json.loads(issue(site, "--json", now=LATER).stdout)

    assert [each["posts"] for each in done["issues"]] == [["posts/late.md"]]
    assert issue(site, now=LATER).returncode == Exit.NOTHING


def test_the_draft_goes_when_the_issue_is_out(site: Path) -> None:
    """`next` shows what would go out; once it did, it is gone until the next build, which leaves the issue alone."""
    build(site)
    feeds = files(site / "public/feeds")
    issue(site)
    assert made(site) == ["2026-11-20"]
    assert files(site / "public/feeds") == feeds
    before = files(site / "public/newsletter/2026-11-20")
    fill(site, {"posts/mill.md": dated("Mill", "2026-11-20", text="New words.")})
    done = build(site)

    assert done.returncode == Exit.PUBLISHED
    assert (
        "nothing waits for the next issue; its draft shows the newest posts"
        in done.stderr
    )
    assert made(site) == ["2026-11-20", "next"]
    assert files(site / "public/newsletter/2026-11-20") == before
    fill(site, {"posts/new.md": dated("New", "2026-11-21")})
    done = build(site)
    text = (site / "public/newsletter/next/letter.txt").read_text()
    assert "nothing waits" not in done.stderr
    assert "* New\n" in text
    assert "The quay" not in text


def test_lost_pages_are_made_again(site: Path) -> None:
    """A fresh checkout gets the pages of all issues back, byte for byte where nothing changed, without a word."""
    fill(site, {"issues/winter.md": PLAN})
    issue(site)
    fill(site, {"posts/new.md": dated("New", "2026-11-21")})
    issue(site, "--post", "new")
    build(site)
    before = files(site / "public")
    shutil.rmtree(site / "public")
    done = build(site)

    assert files(site / "public") == before
    assert made(site) == ["new", "next", "winter"]
    assert done.stderr.count(": ") == done.stderr.count("notice[nothing-new]: ")
    (site / "public/newsletter/winter/letter.txt").unlink()
    fill(site, {"posts/mill.md": dated("The old mill", "2026-11-20")})
    old = letter(site, "winter")
    build(site)
    assert "The old mill" in (site / "public/newsletter/winter/letter.txt").read_text()
    assert letter(site, "winter").as_bytes() == old.as_bytes()
    shutil.rmtree(site / "public/newsletter/winter")
    build(site)
    new = letter(site, "winter")
    assert (new["Message-ID"], new["Date"], new["Subject"]) == (
        old["Message-ID"],
        old["Date"],
        old["Subject"],
    )


def test_an_issue_whose_posts_are_gone(site: Path) -> None:
    """It is made no more where its page is lost, and the list does not name it; a page that is there stays."""
    issue(site, "--post", "quay")
    build(site)
    (site / "posts/quay.md").unlink()
    build(site)
    assert "newsletter/quay/" in (site / "public/newsletter/index.html").read_text()
    shutil.rmtree(site / "public")
    build(site)

    assert made(site) == ["next"]


def test_a_crash_before_it_is_remembered(site: Path) -> None:
    """If the ledger line is lost the issue is made once more: same name, same bytes, at any later time."""
    issue(site)
    before = files(site)
    (site / "envoi.lock").unlink()
    done = issue(site, now=LATER)

    assert done.returncode == Exit.PUBLISHED
    assert "0 of" not in done.stdout
    assert "wrote" not in done.stdout
    assert files(site) == before


def test_an_issue_that_is_not_remembered(site: Path) -> None:
    """An issue of which envoi.lock knows nothing is named when another one is made: its posts may go out twice."""
    issue(site)
    (site / "envoi.lock").unlink()
    (site / "posts/buoy.md").write_text(dated("The buoy", "2026-11-21"))
    done = issue(site, "--strict")

    assert done.returncode == Exit.PROBLEMS
    assert "warning[issue-unknown]: newsletter/2026-11-20/ is there" in done.stderr
    shutil.rmtree(site / "public/newsletter/2026-11-20")
    assert issue(site, "--strict").returncode == Exit.PUBLISHED


def test_a_killed_run(site: Path) -> None:
    """Wherever a run is killed, the next one ends with the same files, and no post is lost or sent twice."""
    expected_site = Path(shutil.copytree(site, site.parent / "expected"))
    issue(expected_site)
    expected = {p: c for p, c in files(expected_site).items()}
    for wait in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        process = start("issue", site, "--now", NOW)
        try:
            process.communicate(timeout=wait)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
    done = issue(site)

    assert done.returncode in (Exit.PUBLISHED, Exit.NOTHING)
    assert {p: c for p, c in files(site).items() if ".envoi-lock" not in p} == expected


def test_nothing_goes_out_from_an_address_to_try_things_with(site: Path) -> None:
    """An issue for another host would not be remembered, so it is not made; a dry run shows it."""
    done = issue(site, "--url", "http://localhost:8000/")
    assert done.returncode == Exit.USAGE
    assert "error[trial-address]" in done.stderr
    assert not (site / "public").exists()
    assert issue(site, "--url", "http://localhost:8000/", "--dry-run").returncode == 0


def test_a_plan(site: Path) -> None:
    """`issues/NAME.md` gives name, subject, preheader, posts in order, and words above them, cleaned like a post."""
    fill(site, {"issues/winter.md": PLAN, "issues/README.md": "How we do it."})
    done = issue(site)
    mail = letter(site, "winter")

    assert done.returncode == Exit.PUBLISHED, done.stderr
    assert mail["Subject"] == "Kar: what the harbour did"
    text = (site / "public/newsletter/winter/letter.txt").read_text()
    assert text.index("The quay") < text.index("The mill")
    assert "alert(1)" not in "".join(
        path.read_text() for path in (site / "public/newsletter/winter").iterdir()
    )


def test_nothing_is_said_of_a_plan_that_is_over(site: Path) -> None:
    """A file whose issue is out neither stops nor warns, whatever becomes of it, of its posts and of the configuration."""
    fill(site, {"issues/winter.md": "---\nsubject: x\npick: [quay]\n---\n"})
    issue(site)
    wrong = "---\nsubject: x\npick: [quay, nobody]\norder: best\nsubjct: y\n---\n"
    config = CONFIG.replace("[newsletter]", "[newsletter]\nlanguages = true")
    fill(site, {"issues/winter.md": wrong, "envoi.toml": config})
    done = build(site)

    assert done.returncode == Exit.PUBLISHED
    assert "winter.md" not in done.stderr


def test_a_file_that_is_a_draft_is_not_published(site: Path) -> None:
    """What a build publishes as the next issue holds none of its words; and that is no page for search engines."""
    text = "---\nsubject: Secret\ndraft: true\n---\n\nNot yet said.\n"
    fill(site, {"issues/winter.md": text})
    done = build(site)
    page = (site / "public/newsletter/next/index.html").read_text()

    assert "winter.md:1: notice[issue-draft]: is a draft" in done.stderr
    assert not any(b"Not yet said" in data for data in files(site / "public").values())
    assert '<meta name="robots" content="noindex">' in page
    fill(site, {"issues/winter.md": text.replace("draft: true\n", "")})
    issue(site)
    page = (site / "public/newsletter/winter/index.html").read_text()
    assert "Not yet said" in page
    assert "noindex" not in page


def test_a_post_that_moved_after_it_went_out(site: Path) -> None:
    """Its old address stands in a letter for good, so a redirect is suggested, once."""
    build(site)
    issue(site)
    (site / "posts/quay.md").rename(site / "posts/pier.md")
    first, second = build(site), build(site)

    assert (
        "notice[issue-address]: posts/pier.md moved to /posts/pier/, and the letter 2026-11-20 leads to /posts/quay/"
        in first.stderr
    )
    assert "let your site redirect /posts/quay/ to /posts/pier/" in first.stderr
    assert "issue-address" not in second.stderr


def test_two_files_for_one_issue(site: Path) -> None:
    """They are an error, whatever their suffixes; none is left out without a word."""
    fill(
        site, dict.fromkeys(("issues/a.html", "issues/A.md"), "---\nsubject: x\n---\n")
    )
    done = issue(site)

    assert done.returncode == Exit.PROBLEMS
    assert "is for the same issue as issues/" in done.stderr


@pytest.mark.parametrize(
    ("head", "code", "line", "message"),
    [
        ("subject: x\npick: [nobody]", "issue-post", 3, 'no post goes by "nobody"'),
        ("subject: x\npick:\n - quay\n - nobody", "issue-post", 5, 'no post goes by "nobody"'),
        ("subject: x\nomit: quay, nobody", "issue-post", 3, 'no post goes by "nobody"'),
        ("subject: x\nblurbs:\n  quay: a\n  nobody: b", "issue-post", 5, 'no post goes by "nobody"'),
        ("subject: x\norder: best", "issue-file", 3, 'order: "best" is unknown'),
        ("subject: x\ndate: someday", "issue-file", 3, 'cannot read "someday" as a date'),
        ("subject: x\nblurbs: [a]", "issue-file", 3, "blurbs is no table"),
        ("subject: x\nsections: [a]", "issue-file", 3, "sections: is no table"),
        ("subject: x\nsections:\n - tagg: a", "issue-file", 3, "sections: unknown key tagg"),
        ("subject: x\nsections:\n - layout: a", "issue-file", 3, 'sections: layout: "a" is unknown'),
        ("subject: x\nsections:\n - limit: few", "issue-file", 3, "sections: limit: few is not a number"),
        ("subject: x\nsubjct: y", "issue-key", 3, "subjct is no key of an issue"),
        ("title: x", "issue-key", 1, "is not taken for an issue"),
        ("subject: x\ndraft: true", "issue-draft", 1, "is a draft"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_plan(
    site: Path, head: str, code: str, line: int, message: str
) -> None:
    """Each problem names the file and the line; errors keep everything back."""
    fill(site, {"issues/winter.md": f"---\n{head}\n---\n"})
    done = issue(site, "--json")
    said = json.loads(done.stdout)["problems"]
    (problem,) = (one for one in said if one["code"] != "waits")

    assert (problem["code"], problem["path"], problem["line"]) == (
        code,
        "issues/winter.md",
        line,
    )
    assert message in problem["message"]
    failed = problem["level"] == "error"
    assert done.returncode == (Exit.PROBLEMS if failed else Exit.PUBLISHED)
    assert (site / "public").exists() == (not failed)


def test_sections_of_a_plan(site: Path) -> None:
    """A plan may have sections of its own, in any form of front matter."""
    plan = '+++\nsubject = "x"\n[[sections]]\ntitle = "Water"\ntag = ["sea", "quay"]\nlimit = 1\nlayout = "list"\n[[sections]]\ntitle = "Land"\n+++\n'
    fill(site, {"issues/1.md": plan})
    fill(site, {"posts/quay.md": dated("The quay", "2026-11-18", "tags: [Sea]\n")})
    fill(site, {"posts/pier.md": dated("The pier", "2026-11-17", "tags: [Sea]\n")})
    done = json.loads(issue(site, "--json").stdout)

    assert done["issues"][0]["posts"] == [
        "posts/quay.md",
        "posts/mill.md",
        "posts/pier.md",
    ]
    text = (site / "public/newsletter/1/letter.txt").read_text()
    assert text.index("Water") < text.index("The quay") < text.index("Land")


def test_a_folder_of_issues_that_are_posts(site: Path) -> None:
    """Where posts are in `issues/`, no file there is a plan."""
    fill(site, {"envoi.toml": f'[posts]\nfolder = "issues"\n{CONFIG}'})
    fill(site, {"issues/a.md": dated("A", "2026-11-01", "subject: x\n")})
    done = json.loads(issue(site, "--json").stdout)

    assert [(i["name"], i["posts"]) for i in done["issues"]] == [
        ("2026-11-01", ["issues/a.md"])
    ]


def test_periods(site: Path) -> None:
    """--since takes a week, a month, a day or `last`, and refuses what is none of them."""
    issue(site, "--post", "quay")
    fill(
        site,
        {
            "posts/a.md": dated("A", "2026-11-22T23:59:59"),
            "posts/b.md": dated("B", "2026-11-23T00:00:00"),
            "posts/c.md": dated("C", "2026-12-01"),
        },
    )
    for since, names in (
        ("2026-W47", ["a"]),
        ("2026-11", ["b"]),
        ("2026-12-01", ["c"]),
    ):
        told = json.loads(issue(site, "--json", "--since", since, now=LATER).stdout)
        assert [i["posts"] for i in told["issues"]] == [
            [f"posts/{n}.md" for n in names]
        ]
    assert issue(site, "--since", "last", now=LATER).returncode == Exit.NOTHING
    for wrong in ("2026-W54", "yesterday", "2026-13"):
        done = issue(site, "--since", wrong)
        assert done.returncode == Exit.USAGE
        assert f'cannot read --since "{wrong}" as a date' in done.stderr
    done = issue(site, "--since", "2026-11", "--post", "quay")
    assert "--since and --post both choose" in done.stderr


def test_names(site: Path) -> None:
    """--name is the issue's; --post and --again give the same post once more, under another."""
    issue(site, "--name", "winter")
    assert made(site) == ["winter"]
    assert issue(site, "--post", "quay").returncode == Exit.NOTHING
    assert (
        "posts/quay.md:1: notice[nothing-new]: went out in the issue winter"
        in issue(site, "--post", "quay").stderr
    )
    assert (
        issue(site, "--post", "quay", "--again", "--name", "winter").returncode
        == Exit.USAGE
    )
    issue(site, "--post", "quay", "--again")
    issue(site, "--again")
    assert made(site) == ["2026-11-20", "quay", "winter"]
    assert issue(site, "--name", "../winter", "--again").returncode == Exit.USAGE


def test_languages(site: Path) -> None:
    """With newsletter.languages each language has an issue in its own words; --language makes one of them."""
    fill(site, {"envoi.toml": CONFIG + "languages = true\n"})
    fill(site, {"posts/rihtim.md": dated("Rıhtım", "2026-11-19", "lang: tr\n")})
    build(site)
    assert made(site) == ["next-en", "next-tr"]
    issue(site, "--language", "tr")
    assert made(site) == ["2026-11-19-tr", "next-en"] or made(site) == ["2026-11-19-tr"]
    done = json.loads(issue(site, "--json").stdout)

    assert [(i["name"], i["language"]) for i in done["issues"]] == [
        ("2026-11-20-en", "en")
    ]
    assert (
        "Abonelikten çık"
        in (site / "public/newsletter/2026-11-19-tr/letter.txt").read_text()
    )
    page = (site / "public/newsletter/index.html").read_text()
    assert (
        '<a href="https://harbour.example/newsletter/2026-11-19-tr/" lang="tr">' in page
    )
    done = issue(site, "--language", "ja")
    assert done.returncode == Exit.USAGE
    assert 'no post is in "ja"\n  name one of en, tr' in done.stderr


def test_each_language_has_words_of_its_own(site: Path) -> None:
    """An edition gives the letter in its language name, description, greeting and sender; the list of issues tells them apart."""
    config = CONFIG.replace(
        "[newsletter]\n",
        '[newsletter]\nlanguages = true\ntitle = "Vadi Mektubu"\nprofile = "mailchimp"\n'
        'description = "Vadiden haber"\ngreeting = "Sayın {name},"\n',
    )
    edition = """
[[newsletter.edition]]
language = "en"
title = "The Valley Letter"
description = "News of the valley"
from = "The Valley <valley@harbour.example>"
greeting = "Dear {name},"
"""
    posts = {
        "posts/quay.md": dated("Quay", "2026-11-18", "lang: en\n"),
        "posts/mill.md": dated("Değirmen", "2026-11-20", "lang: tr\n"),
    }
    fill(site, {"envoi.toml": config + edition, **posts})
    done = issue(site)
    assert done.returncode == Exit.PUBLISHED, done.stderr
    turkish, english = letter(site, "2026-11-20-tr"), letter(site, "2026-11-18-en")
    words = {
        "tr": ("Vadi Mektubu", "Vadiden haber", "Sayın *|FNAME|*,"),
        "en": ("The Valley Letter", "News of the valley", "Dear *|FNAME|*,"),
    }
    for tag, mail in (("tr", turkish), ("en", english)):
        for part in ("plain", "html"):
            body = mail.get_body((part,))
            assert body
            text = body.get_content()
            for language, said in words.items():
                assert [one in text for one in said] == [language == tag] * 3
    assert english["From"] == "The Valley <valley@harbour.example>"
    assert english["Subject"] == "The Valley Letter: Quay"
    assert turkish["From"] == "Harbour <letter@harbour.example>"
    page = (site / "public/newsletter/index.html").read_text()
    assert page.index('<h3 lang="en" dir="ltr">English') < page.index("18-en/")
    assert '<h3 lang="tr" dir="ltr">Türkçe – Vadi Mektubu</h3>' in page
    assert "letter-footer" not in run("check", site, "--now", NOW).stderr


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ('title = "x"', "newsletter.edition.language: is missing"),
        ('language = "English please"', '"English please" is no language'),
        ('language = "tr"\n[[newsletter.edition]]\nlanguage = "tr"', "tr has an edition"),
        ('language = "tr"\ntheme = "letter"', "unknown key newsletter.edition.theme"),
        ('language = "tr"\nunsubscribe = "*|UNSUB|*"', "is a placeholder"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_edition(site: Path, typed: str, said: str) -> None:
    """It is named with its line."""
    fill(site, {"envoi.toml": f"{CONFIG}\n[[newsletter.edition]]\n{typed}\n"})
    done = build(site)

    assert done.returncode == Exit.USAGE
    assert said in done.stderr
    assert "envoi.toml:" in done.stderr


def test_the_page_of_issues_can_be_shadowed(site: Path) -> None:
    """A file in templates/newsletter/ stands for the built-in one; a broken one is named by its line."""
    path = site / "templates/newsletter/archive.html.j2"
    fill(
        site,
        {
            "templates/newsletter/archive.html.j2": "{% for issue in issues %}{{ issue.url }} {% endfor %}"
        },
    )
    issue(site)
    page = (site / "public/newsletter/index.html").read_text()
    assert page == "https://harbour.example/newsletter/2026-11-20/ "
    path.write_text("{{ nothing.at.all }}")
    done = build(site)
    assert "templates/newsletter/archive.html.j2:1: error[theme]" in done.stderr


def test_an_issue_of_a_folder_that_names_no_sender(site: Path) -> None:
    """Without [newsletter] a letter goes out with a warning that names what it lacks; beforehand that is a notice."""
    fill(site, {"envoi.toml": CONFIG[: CONFIG.index("[newsletter]")]})
    dry, done = issue(site, "--dry-run"), issue(site)
    said = (
        "[no-newsletter]: the letter has no postal address and no way to unsubscribe, which the law, Gmail and Yahoo want; "
        "newsletter@harbour.example stands in as its sender"
    )
    export = run("export", "mailchimp", site, "--now", NOW)

    assert f"notice{said}" in dry.stderr
    assert (done.returncode, f"warning{said}" in done.stderr) == (0, True)
    assert "the letter has no sender of its own: newsletter@" in export.stderr


def test_strict_and_keep_going(site: Path) -> None:
    """A warning keeps the issue back with --strict, an error always, unless --keep-going makes it of the good posts."""
    fill(site, {"posts/bad.md": dated("Bad", "31/11/2026")})
    assert issue(site).returncode == Exit.PROBLEMS
    assert not (site / "public").exists()
    assert issue(site, "--keep-going").returncode == Exit.PROBLEMS
    assert made(site) == ["2026-11-20"]
    fill(site, {"posts/bad.md": dated("Good", "2026-11-21", "slug: ../x\n")})
    assert issue(site, "--strict").returncode == Exit.PROBLEMS
    assert made(site) == ["2026-11-20"]


def test_a_year_of_weeks(site: Path) -> None:
    """Every fourth week an issue: posts are edited, renamed, titled and dated anew, late, and on the second; each is in one."""
    fill(
        site,
        {
            "posts/quay.md": dated("The quay", "2026-01-02"),
            "posts/mill.md": dated("The mill", "2026-01-04"),
        },
    )
    told = [json.loads(issue(site, "--json", now="2026-01-05T06:00:00Z").stdout)]
    for number in range(1, 13):
        day = f"2026-{number:02}-10"
        fill(
            site,
            {
                f"posts/a{number}.md": dated(f"A{number}", day),
                f"posts/b{number}.md": dated(f"B{number}", f"{day}T23:59:59"),
                f"posts/c{number}.md": dated(
                    f"C{number}", f"2026-{number:02}-11T00:00:00"
                ),
                f"posts/late{number}.md": dated(f"Late{number}", "2025-06-01"),
            },
        )
        if number > 1:
            last = number - 1
            (site / f"posts/a{last}.md").rename(site / f"posts/x{last}.md")
            fill(site, {f"posts/b{last}.md": dated(f"B{last} anew", f"{day}T08:00:00")})
            fill(
                site,
                {
                    f"posts/c{last}.md": dated(
                        f"C{last}",
                        "2026-01-01",
                        text=f"First of C{last}.\n\nWholly other, {last}.\n\nLast of C{last}.",
                    )
                },
            )
        now = f"2026-{number:02}-12T06:00:00Z"
        if number % 2:
            assert build(site, now=now).returncode == Exit.PUBLISHED
        told.append(json.loads(issue(site, "--json", now=now).stdout))
        assert issue(site, now=now).returncode == Exit.NOTHING

    sent = [
        path.removeprefix("posts/")
        for each in told
        for i in each["issues"]
        for path in i["posts"]
    ]
    expected = [
        f"{kind}{n}.md" for n in range(1, 13) for kind in ("a", "b", "c", "late")
    ]
    assert sorted(sent) == sorted([*expected, "quay.md", "mill.md"])
    assert [len(i["posts"]) for each in told[1:] for i in each["issues"]] == [4] * 12


def test_a_day_to_come(tmp_path: Path) -> None:
    """With `--now` ahead of the clock a build remembers nothing, and no issue is made, but shown with `--dry-run`."""
    folder = fill(tmp_path, {"envoi.toml": CONFIG, "a-quay.md": POST})
    ahead = ("--now", "2999-01-01")
    built = run("build", folder, *ahead)
    made = run("issue", folder, *ahead)
    shown = run("issue", folder, *ahead, "--dry-run")

    assert (built.returncode, made.returncode, shown.returncode) == (0, 2, 0)
    assert "notice[trial-time]" in built.stderr
    assert "error[trial-time]" in made.stderr
    assert not (folder / "envoi.lock").exists()
