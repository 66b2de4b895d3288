"""`envoi export`: the letter as a mailing service takes it in, and nothing else touched."""

import json
import re
from email import message_from_bytes
from html import unescape
from pathlib import Path

import pytest

from envoi.services import SERVICES

from .program import CONFIG, NOW, POST, files, fill, run, times

AT = ("--now", NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two posts and a configuration that nothing is to be said of."""
    more = POST.replace("The quay", "The {{ lamp }}").replace("11-20", "11-18")
    return fill(
        tmp_path, {"envoi.toml": CONFIG, "a-quay.md": POST, "the-lamp.md": more}
    )


def test_every_profile_is_written(folder: Path) -> None:
    """Each service gets its folder below `export/`, and its way out stands in each of its letters."""
    for name, service in SERVICES.items():
        done = run("export", name, folder, *AT)

        written = files(folder / "public" / "export" / name / "next")
        leave = service.unsubscribe or "https://harbour.example/unsubscribe"
        told = done.stderr.splitlines()
        assert (done.returncode, len(told)) == (0, 2)
        assert told[0].startswith("notice[export-draft]: ")
        assert f"next: {service.use}\n" in done.stdout
        assert {"letter.html", "letter.txt"} < written.keys()
        assert leave in written["letter.html"].decode()
        assert leave in written["letter.txt"].decode()
        assert ("letter.eml" in written) is service.message
    assert not (folder / "envoi.lock").exists()
    assert [path.name for path in (folder / "public").iterdir()] == ["export"]


def test_plain_is_the_letter_of_the_build(folder: Path) -> None:
    """Without a service the files are those of a build, byte for byte."""
    assert run("build", folder, *AT).returncode == 0
    assert run("export", "plain", folder, *AT).returncode == 0

    built = files(folder / "public" / "newsletter" / "next")
    exported = files(folder / "public" / "export" / "plain" / "next")
    assert exported == {name: built[name] for name in exported}
    assert exported.keys() == {"letter.html", "letter.txt", "letter.eml"}


def test_build_with_a_profile(folder: Path) -> None:
    """`newsletter.profile` puts the placeholders into what a build writes; no other way out is needed."""
    text = re.sub("(?m)^unsubscribe.*", 'profile = "buttondown"', CONFIG)
    fill(folder, {"envoi.toml": text})
    done = run("build", folder, *AT, "--strict")
    checked = run("check", folder, *AT, "--strict")

    built = files(folder / "public" / "newsletter" / "next")
    assert done.returncode == 0, done.stderr
    assert checked.returncode == 0, checked.stdout
    assert b'href="{{ unsubscribe_url }}"' in built["letter.html"]
    assert b"{{ lamp }}" not in built["letter.html"]
    assert b"{{ unsubscribe_url }}" not in built["index.html"]
    assert message_from_bytes(built["letter.eml"])["List-Unsubscribe"] is None


def test_greeting(folder: Path) -> None:
    """Readers are called by the name that the service knows, in both parts; the page on the site greets nobody."""
    fill(
        folder,
        {"envoi.toml": f'{CONFIG}greeting = "Dear {{name}},"\nprofile = "kit"\n'},
    )
    assert run("build", folder, *AT).returncode == 0

    built = files(folder / "public" / "newsletter" / "next")
    assert b"Dear {{ subscriber.first_name }}," in built["letter.html"]
    assert b"\n\nDear {{ subscriber.first_name }},\n\n" in built["letter.txt"]
    assert b"Dear" not in built["index.html"]


def test_builds_and_checks_leave_exports_alone(folder: Path) -> None:
    """What was written for a service stays through builds, and is judged by nobody."""
    assert run("export", "mailchimp", folder, *AT).returncode == 0
    before = times(folder / "public" / "export")

    assert run("build", folder, *AT).returncode == 0
    assert run("check", folder, *AT, "--strict").returncode == 0
    again = run("export", "mailchimp", folder, *AT)
    assert times(folder / "public" / "export") == before
    assert again.stdout.count("  kept ") == 4


def test_one_post_and_another_folder(folder: Path, tmp_path: Path) -> None:
    """`--issue` names a post, `--output` where the folder `export` goes."""
    other = tmp_path / "elsewhere"
    done = run(
        "export", "sendgrid", folder, *AT, "--issue", "the-lamp", "--output", other
    )

    sent = other / "export" / "sendgrid" / "the-lamp" / "singlesend.json"
    body = json.loads(sent.read_text(encoding="utf-8"))
    assert done.returncode == 0
    assert body["email_config"]["subject"] == "The {\u200c{ lamp }}"
    assert "The {\u200c{ lamp }}" in unescape(body["email_config"]["html_content"])


def test_an_issue_that_is_out(folder: Path) -> None:
    """`--issue` names an issue too: it is exported with its name, subject and posts, whatever came out since."""
    assert run("issue", folder, *AT, "--name", "winter").returncode == 0
    before = files(folder / "public" / "newsletter" / "winter")
    done = run("export", "plain", folder, *AT, "--issue", "winter")
    sent = files(folder / "public" / "export" / "plain" / "winter")

    assert done.returncode == 0, done.stderr
    assert (
        message_from_bytes(sent["letter.eml"])["Message-ID"]
        == (message_from_bytes(before["letter.eml"])["Message-ID"])
    )


def test_an_issue_that_says_something_else_by_now(folder: Path) -> None:
    """It is made of the posts as they are, so that it is said where that is not what went out."""
    fill(folder, {"issues/winter.md": "---\nsubject: Winter\n---\n\nDear *readers*.\n"})
    run("issue", folder, *AT)
    same = run("export", "listmonk", folder, *AT, "--issue", "winter")
    path = next(folder.glob("*.md"))
    path.write_text(path.read_text().replace("title: ", "title: Now "))
    done = run("export", "listmonk", folder, *AT, "--issue", "winter")

    assert (same.returncode, "export-changed" in same.stderr) == (0, False)
    assert (done.returncode, done.stderr.count("notice[export-changed]")) == (0, 1)
    assert "newsletter/winter/ has it as it went out" in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("mailchip",), 2, "did you mean mailchimp?"),
        (("pigeon",), 2, "there are plain, brevo, buttondown"),
        (("kit", "--issue", "nobody"), 2, "no post is named nobody"),
    ],
)
def test_what_there_is_none_of(
    folder: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    """An unknown service or post is named, with what there is instead; nothing is written."""
    name, *more = words
    done = run("export", name, folder, *AT, *more)

    assert done.returncode == code
    assert said in done.stderr + done.stdout
    assert "Nothing was written." in done.stderr
    assert not (folder / "public").exists()


def test_nothing_to_send(tmp_path: Path) -> None:
    """Without a published post there is no letter, and exit code 3."""
    fill(tmp_path, {"envoi.toml": CONFIG})
    done = run("export", "kit", tmp_path, *AT)

    assert done.returncode == 3
    assert "no-posts" in done.stderr
    assert not (tmp_path / "public").exists()


def test_errors_and_strictness(folder: Path) -> None:
    """A post that cannot be read, and with --strict a warning, keeps everything from being written."""
    fill(folder, {"envoi.toml": re.sub("(?m)^postal.*", "", CONFIG)})
    assert run("export", "kit", folder, *AT, "--strict").returncode == 1
    assert run("export", "mailchimp", folder, *AT, "--strict").returncode == 0
    fill(folder, {"broken.md": "---\ntitle: x\ndate: yesterday\n---\n"})
    assert run("export", "resend", folder, *AT).returncode == 1

    made = [path.name for path in (folder / "public" / "export").iterdir()]
    assert sorted(made) == [".envoi-manifest", "mailchimp"]


def test_after_an_issue(folder: Path) -> None:
    """What went out last is exported where nothing waits; `--issue next` asks for the draft all the same."""
    assert run("issue", folder, *AT, "--name", "2026-11").returncode == 0
    done = run("export", "mailchimp", folder, *AT)
    draft = run("export", "mailchimp", folder, *AT, "--issue", "next")

    assert done.returncode == draft.returncode == 0
    assert (
        "notice[export-issue]: nothing waits for the next issue; this is 2026-11"
        in (done.stderr)
    )
    assert "notice[export-draft]" in draft.stderr
    exported = folder / "public" / "export" / "mailchimp"
    assert {path.name for path in exported.iterdir()} == {"2026-11", "next"}


def test_what_waits_comes_first(folder: Path) -> None:
    """After an issue, a post that came out since is exported, alone, as the draft of the next one."""
    assert run("issue", folder, *AT, "--name", "2026-11").returncode == 0
    more = POST.replace("The quay", "The crane").replace("11-20", "11-21")
    fill(folder, {"the-crane.md": more})
    done = run("export", "mailchimp", folder, *AT)

    assert (done.returncode, "notice[export-draft]" in done.stderr) == (0, True)
    letter = files(folder / "public" / "export" / "mailchimp" / "next")["letter.txt"]
    assert b"The crane" in letter
    assert b"The quay" not in letter
