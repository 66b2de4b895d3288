"""The view Newsletter: the issues that there are, and each as readers get it."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html import escape, unescape
from pathlib import Path

import pytest

import envoi
from envoi.build import Request
from envoi.preview import contents, ground, letters, mailhead, weight
from envoi.preview.newsletter import LOOKS, VIEW
from envoi.preview.snapshot import Snapshot
from envoi.preview.view import Asked, File
from envoi.preview.workshop import Workshop
from envoi.problems import Stop

from ..program import CONFIG, fill
from .looking import NOW, framed, html, look, send, sources, words

LISTMONK = CONFIG + 'profile = "listmonk"\ngreeting = "Dear {name},"\n'
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}'


def post(title: str, day: str, text: str = "Noon at the quay.", more: str = "") -> str:
    """A post."""
    return f"---\ntitle: '{title}'\ndate: {day}\n{more}---\n\n{text}\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with two posts."""
    return fill(
        tmp_path / "site",
        {
            "envoi.toml": CONFIG,
            "posts/quay.md": post("The quay", "2026-11-18"),
            "posts/mill.md": post("The mill", "2026-11-20"),
        },
    )


@pytest.fixture
def example(checkout: Path, tmp_path: Path) -> Snapshot:
    """A look at the example."""
    folder = tmp_path / "relief"
    shutil.copytree(checkout / "examples/relief", folder)
    return look(folder)


def frame(snapshot: Snapshot, path: str = "", **query: str) -> str:
    """What is in the frame of a page of the view."""
    found = re.search(
        r'<iframe[^>]*\ssrc="([^"]*)"', html(VIEW, snapshot, path, **query)
    )
    assert found
    file = framed(VIEW, snapshot, unescape(found[1]))
    assert file.framed
    return file.content.decode()


def test_the_next_issue_is_shown_first_and_those_that_are_out_are_listed(
    site: Path,
) -> None:
    """The list names subject, day, posts and state of each; the next one is opened."""
    send(site, name="first")
    fill(site, {"posts/ferry.md": post("The ferry", "2026-11-21")})
    snapshot = look(site)
    page = html(VIEW, snapshot)
    assert [(one.name, one.out, one.posts) for one in letters.listed(snapshot)] == [
        ("next", False, 1),
        ("first", True, 2),
    ]
    assert "<h1" in page
    assert "The ferry</h1>" in page
    assert 'href="/newsletter/first"' in page
    assert "Out 2026-11-20 2 posts en" in words(page)


def test_an_issue_that_is_out_is_shown_as_it_was_sent(site: Path) -> None:
    """Its files are those of the output folder, whatever became of its posts; another theme makes it again."""
    send(site, name="first")
    fill(site, {"posts/quay.md": post("The quay, mended", "2026-11-18")})
    snapshot = look(site)
    sent = (site / "public/newsletter/first/letter.html").read_bytes()
    own = letters.letter(snapshot, "first", "bulletin")
    again = letters.letter(snapshot, "first", "statement")
    assert own.as_sent
    assert own.files["letter.html"] == sent
    assert not again.as_sent
    assert "The quay, mended" in again.text("letter.html")
    assert "as it was sent" in words(html(VIEW, snapshot, "first"))
    assert "changed since" in words(html(VIEW, snapshot, "first"))


def test_an_issue_whose_files_are_gone_is_made_again(site: Path) -> None:
    """It is reprinted from its posts, and said to be."""
    send(site, name="first")
    shutil.rmtree(site / "public")
    snapshot = look(site)
    assert not letters.letter(snapshot, "first", "bulletin").as_sent
    assert "The mill" in frame(snapshot, "first")
    assert "made again of its posts" in words(html(VIEW, snapshot, "first"))


def test_an_issue_cannot_be_called_out_of_the_output_folder(
    site: Path, tmp_path: Path
) -> None:
    """Whatever `envoi.lock` names, no file from elsewhere is shown."""
    send(site, name="first")
    lock = site / "envoi.lock"
    lock.write_text(lock.read_text().replace("\tfirst\t", "\t../../../secret\t"))
    shutil.copytree(site / "public/newsletter/first", tmp_path / "secret")
    (tmp_path / "secret/letter.html").write_text("secret")
    snapshot = look(site)
    names = [one.name for one in letters.listed(snapshot)]
    assert "../../../secret" in names
    letter = letters.letter(snapshot, "../../../secret", "bulletin")
    assert letter.text("letter.html") != "secret"


def test_an_issue_of_which_nothing_is_left_says_so(site: Path) -> None:
    """Without posts and files there is no letter, and the page is there all the same."""
    send(site, name="first")
    shutil.rmtree(site / "public")
    for name in ("quay", "mill"):
        (site / f"posts/{name}.md").unlink()
    fill(site, {"posts/other.md": post("Another", "2026-11-21")})
    page = words(html(VIEW, look(site), "first"))
    assert "none of the posts of the issue first is there any more" in page


def test_nothing_that_waits_is_a_calm_page(site: Path) -> None:
    """It says when something comes out, and what can be done."""
    send(site, name="first")
    page = words(html(VIEW, look(site)))
    assert "Nothing waits for the next issue." in page
    assert "Publish a post" in page
    fill(site, {"posts/ahead.md": post("Ahead", "2026-12-01")})
    assert "The next post comes out on 2026-12-01 : Ahead" in words(
        html(VIEW, look(site))
    )


def test_an_empty_folder_is_a_calm_page(tmp_path: Path) -> None:
    """There is no letter yet; the drafts can be seen."""
    site = fill(
        tmp_path / "site",
        {"envoi.toml": CONFIG, "posts/a.md": "---\ndraft: true\n---\nA\n"},
    )
    page = html(VIEW, look(site))
    assert "There is no published post in this folder." in words(page)
    assert 'href="/posts/"' in page.partition("<main")[2]
    assert VIEW.show(Asked(snapshot=look(site), path="next")) is None


def test_there_is_no_page_of_an_issue_that_is_not_there(site: Path) -> None:
    """Nor of a file that no issue has."""
    snapshot = look(site)
    for path in ("nowhere", "next/other.html", "next/letter.html/more", "../next"):
        assert VIEW.show(Asked(snapshot=snapshot, path=path)) is None


def test_each_look_shows_something_else(example: Snapshot) -> None:
    """Light, dark, inverted, without pictures, without styles, as Outlook has it: six letters."""
    shown = {name: frame(example, look=name) for name in LOOKS}
    assert len(set(shown.values())) == len(LOOKS) == 6
    assert "/files/" not in shown["pictureless"]
    assert "<style" not in re.sub(r"<!--.*?-->", "", shown["bare"], flags=re.DOTALL)


def test_what_is_chosen_stands_in_the_address(example: Snapshot) -> None:
    """Each choice is a link that keeps the others; the theme of the configuration is marked."""
    page = html(VIEW, example, "next", width="phone", look="dark", theme="statement")
    current = re.findall(r'<a href="([^"]*)" aria-current="true"', page)
    here = escape("/newsletter/next?width=phone&look=dark&theme=statement")
    assert current == [here] * 4
    assert escape("/newsletter/next?width=phone&look=inverted&theme=statement") in page
    assert re.search(r'href="[^"]*look=dark"[^>]*>bulletin\s*<span class="own"', page)
    assert 'class="stage phone dark"' in page


@pytest.mark.parametrize("theme", ["bulletin", "letter", "statement"])
def test_every_picture_of_the_example_is_found_here(
    example: Snapshot, theme: str
) -> None:
    """Letter and page show pictures from this machine only, and each of them is there."""
    for tab in ("letter", "page"):
        shown = sources(frame(example, tab=tab, theme=theme))
        assert len(shown) >= (8 if theme == "bulletin" else 0)
        for address in shown:
            assert address.startswith("/files/"), address
            path = address.removeprefix("/files/").partition("?")[0]
            found = ground.file(path, example)
            assert found
            assert found.media_type.startswith("image/")
            assert len(found.content) > 1000


def test_nothing_in_a_frame_leads_away_by_itself(site: Path) -> None:
    """Pictures elsewhere are marks, sheets and scripts are gone, and only plain links leave this machine."""
    text = (
        "![Far](https://far.example/a.png) ![Gone](/images/gone.png)\n\n"
        "[out](https://far.example/page) [mill](mill.md) [mail](mailto:a@far.example)\n"
    )
    sheet = (
        '{% extends "common/frame.html.j2" %}{% block mast %}'
        '<tr><td style="background-image:url(https://far.example/b.png)"><script src="https://far.example/s.js"></script>'
        '<link rel="stylesheet" href="https://far.example/s.css"><a href="{{ "{{ Leave }}" }}" onclick="go()">leave</a></td></tr>'
        "{% endblock %}"
    )
    fill(
        site,
        {
            "posts/quay.md": post("The quay", "2026-11-18", text),
            "envoi.toml": CONFIG
            + 'theme = "mine"\n[[newsletter.section]]\nlayout = "full"\n',
        },
    )
    built_in = Path(envoi.__file__).parent / "templates/letter"
    shutil.copytree(built_in, site / "templates/mine")
    (site / "templates/mine/letter.html.j2").write_text(sheet)
    snapshot = look(site)
    assert snapshot.made, snapshot.problems
    shown = frame(snapshot)
    assert all(url.startswith("data:image/svg+xml,") for url in sources(shown))
    assert len(sources(shown)) == 2
    assert "far.example%3C" in shown
    assert "<script" not in shown
    assert "onclick" not in shown
    assert "url(https:" not in shown
    links = re.findall(r'<a\b[^>]*\shref="(http[^"]*)"[^>]*>', shown)
    assert "https://far.example/page" in links
    for tag in re.findall(r'<a\b[^>]*\shref="http[^>]*>', shown):
        assert 'target="_blank" rel="noopener noreferrer"' in tag
    assert re.search(r'<a\b[^>]*href="/posts/posts/mill.md"[^>]*target="_top"', shown)
    assert not re.search(r"<link\b[^>]*href=", shown)
    assert "Leave" not in "".join(re.findall(r'href="([^"]*)"', shown))


def test_pictures_that_come_with_the_message_are_shown(
    checkout: Path, tmp_path: Path
) -> None:
    """A letter that embeds its pictures shows the same ones."""
    folder = tmp_path / "relief"
    shutil.copytree(checkout / "examples/relief", folder)
    config = folder / "envoi.toml"
    text = config.read_text().replace(
        'theme = "bulletin"', 'theme = "bulletin"\npictures = "embed"'
    )
    config.write_text(text)
    snapshot = look(folder)
    assert b'src="cid:' in letters.letter(snapshot, "next", "bulletin").files[
        "letter.eml"
    ].replace(b"=\r\n", b"").replace(b"=3D", b"=")
    shown = sources(frame(snapshot))
    assert shown
    for address in shown:
        assert ground.file(address.removeprefix("/files/").partition("?")[0], snapshot)


def test_a_file_outside_of_the_folder_is_none(site: Path, tmp_path: Path) -> None:
    """Neither steps upwards nor links lead out; what is hidden or no picture stays where it is."""
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"secret")
    (site / "posts/link.png").symlink_to(secret)
    (site / "public").mkdir()
    (site / "public/link.png").symlink_to(secret)
    fill(site, {".git/a.png": "x", "notes.txt": "x"})
    snapshot = look(site)
    for path in (
        "folder/../secret.png",
        "folder/posts/link.png",
        "folder/.git/a.png",
        "folder/notes.txt",
        "folder/envoi.toml",
        f"folder/{secret}",
        "site/../../secret.png",
        "site/link.png",
        "site//etc/hostname",
        "other/a.png",
        "a.png",
    ):
        assert ground.file(path, snapshot) is None, path


def test_a_broken_theme_is_shown_in_the_place_of_the_letter(site: Path) -> None:
    """File and line are named, the rest of the page is there, and the other themes work on."""
    fill(
        site,
        {
            "templates/bust/letter.html.j2": "<p>\n{{ nothing.there }}\n",
            "templates/bust/style.css": "",
            "templates/bust/theme.toml": 'name = "Bust"\n',
        },
    )
    snapshot = look(site)
    page = html(VIEW, snapshot, "next", theme="bust")
    assert "<iframe" not in page
    assert "templates/bust/letter.html.j2:2" in page
    assert "In this issue" in page
    asked = Asked(snapshot=snapshot, path="next/letter.html", query={"theme": "bust"})
    found = VIEW.show(asked)
    assert isinstance(found, File)
    assert b"letter.html.j2:2" in found.content
    assert "The mill" in frame(snapshot, "next", theme="letter")


def test_a_frame_keeps_its_address_as_long_as_it_shows_the_same(site: Path) -> None:
    """A post that the letter does not show changes nothing; one that it shows does."""

    def address() -> str:
        found = re.search(r'<iframe[^>]*\ssrc="([^"]*)"', html(VIEW, look(site)))
        assert found
        return found[1]

    first = address()
    fill(site, {"posts/draft.md": post("A draft", "2026-11-21", more="draft: true\n")})
    assert address() == first
    fill(site, {"posts/mill.md": post("The mill", "2026-11-20", "Other words.")})
    assert address() != first


@pytest.mark.parametrize("tab", ["letter", "text", "headers", "source", "page"])
def test_titles_are_shown_as_text(site: Path, tab: str) -> None:
    """Whatever a title holds, it is no tag of the page."""
    title = EVIL.replace("'", "''")
    fill(site, {"posts/mill.md": post(title, "2026-11-21", title)})
    page = html(VIEW, look(site), tab=tab)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{{ 7*7 }}" in unescape(page)


def test_the_gauge_tells_the_bytes_of_the_html(site: Path) -> None:
    """Not the characters; and what the bytes are for adds up to them."""
    fill(site, {"posts/mill.md": post("Yağmur ve kış", "2026-11-20", "ığüşöç " * 50)})
    snapshot = look(site)
    content = letters.letter(snapshot, "next", "bulletin").files["letter.html"]
    assert len(content) > len(content.decode())
    page = html(VIEW, snapshot)
    assert f'value="{len(content)}"' in page
    assert f"{len(content):,} of 100,000 bytes" in words(page)
    assert sum(weight.weigh(content.decode()).values()) == len(content)


def test_what_was_shortened_is_named(site: Path) -> None:
    """The report of the fit stands beside the gauge, in each theme its own."""
    config = CONFIG + '[[newsletter.section]]\nlimit = 0\nlayout = "full"\n'
    many = {
        f"posts/p{number}.md": post(
            f"Long {number}", f"2026-11-{number + 1:02}", "A long line of words. " * 700
        )
        for number in range(9)
    }
    fill(site, {"envoi.toml": config, **many})
    snapshot = look(site)
    for theme in ("bulletin", "statement"):
        page = words(html(VIEW, snapshot, theme=theme))
        assert "of its posts as excerpts, so that Gmail does not cut it off" in page
        assert "Nothing was shortened" not in page


def test_placeholders_are_named_and_the_letter_is_as_readers_get_it(site: Path) -> None:
    """The service's own signs around what only Outlook reads are not in the frame."""
    fill(site, {"envoi.toml": LISTMONK})
    snapshot = look(site)
    page = words(html(VIEW, snapshot))
    assert "{{ UnsubscribeURL }} the address that takes the reader off the list" in page
    assert "{{ .Subscriber.FirstName }} the reader’s first name" in page
    assert "{{ Safe" in letters.letter(snapshot, "next", "bulletin").text("letter.html")
    shown = frame(snapshot)
    assert "{{ Safe" not in shown
    assert "Dear {{ .Subscriber.FirstName }}," in shown


def test_the_source_is_the_html_that_goes_out(site: Path) -> None:
    """Line by line, and nothing else."""
    snapshot = look(site)
    page = html(VIEW, snapshot, tab="source")
    lines = re.findall(r'<span class="line">(.*)\n</span>', page)
    text = letters.letter(snapshot, "next", "bulletin").text("letter.html")
    assert [unescape(line) for line in lines] == text.splitlines()


def test_the_text_is_the_plain_part(site: Path) -> None:
    """Its addresses are links that open elsewhere."""
    snapshot = look(site)
    page = html(VIEW, snapshot, tab="text")
    found = re.search(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)
    assert found
    plain = unescape(re.sub(r"<[^>]*>", "", found[1]))
    assert plain == letters.letter(snapshot, "next", "bulletin").text("letter.txt")
    assert '<a href="https://harbour.example/' in found[1]


def test_headers_are_read_and_explained(site: Path) -> None:
    """Each stands decoded, with what it is for, and as it stands where that is otherwise."""
    fill(site, {"posts/mill.md": post("Kışın ılık günü", "2026-11-21")})
    snapshot = look(site)
    message = letters.letter(snapshot, "next", "bulletin").files["letter.eml"]
    found = {one.name: one for one in mailhead.headers(message)}
    assert found["Subject"].value.endswith("Kışın ılık günü")
    assert found["Subject"].encoded
    assert not found["Message-ID"].encoded
    assert all(one.purpose for one in found.values())
    page = html(VIEW, snapshot, tab="headers")
    assert "Kışın ılık günü</p>" in page
    assert "Subject: =?utf-8?" in page


def test_the_inbox_shows_sender_subject_and_preheader(site: Path) -> None:
    """As they stand in the message; what fills up the preheader is not in it."""
    fill(
        site,
        {
            "issues/2026-11.md": "---\nsubject: Kar yağdı\npreheader: A short letter\n---\n"
        },
    )
    snapshot = look(site)
    files = letters.letter(snapshot, "next", "bulletin").files
    found = mailhead.inbox(files["letter.eml"], files["letter.html"].decode())
    assert (found.subject, found.preview) == ("Kar yağdı", "A short letter")
    assert found.sender


def test_posts_that_wait_are_named_with_the_reason(site: Path) -> None:
    """Beyond the limit of a section, in no section, left out by the plan."""
    sections = '[[newsletter.section]]\ntitle = "News"\ntag = "news"\nlimit = 1\n'
    fill(
        site,
        {
            "envoi.toml": CONFIG + sections,
            "posts/start.md": post("Start", "2026-11-01", more="tags: [news]\n"),
        },
    )
    send(site, name="first")
    more = {
        name: post(name.title(), f"2026-11-2{day}", more="tags: [news]\n")
        for name, day in (("one", 1), ("two", 0), ("omitted", 1))
    }
    fill(site, {f"posts/{name}.md": text for name, text in more.items()})
    fill(
        site,
        {
            "posts/loose.md": post("Loose", "2026-11-21"),
            "issues/2026-11.md": "---\nomit: omitted\n---\n",
        },
    )
    snapshot = look(site)
    told = contents.contents(snapshot, "next")
    left = {part.title: [row.title for row in part.rows] for part in told.left}
    assert left == {
        "Beyond the limit of News: 1": ["Two"],
        "Fits no section": ["Loose"],
        "Left out by issues/2026-11.md": ["Omitted"],
    }
    assert [row.title for part in told.inside for row in part.rows] == ["One"]
    assert [(row.title, row.issue) for row in told.lately] == [("Start", "first")]
    page = words(html(VIEW, snapshot))
    assert "Beyond the limit of News: 1 Two" in page
    assert 'href="/posts/posts/two.md"' in html(VIEW, snapshot)


def test_problems_of_the_letter_are_named_and_no_others(site: Path) -> None:
    """Those of its posts and of who sends it; not of a post that is not in it."""
    config = CONFIG.replace("postal_address", "# postal_address")
    picture = "![](far.png)"
    section = '[[newsletter.section]]\ntitle = "News"\ntag = "news"\n'
    fill(
        site,
        {
            "envoi.toml": config + section,
            "posts/mill.md": post("The mill", "2026-11-20", picture, "tags: [news]\n"),
            "posts/quay.md": post("The quay", "2026-11-18", picture),
        },
    )
    snapshot = look(site)
    places = {one.place.path for one in snapshot.problems if one.place}
    assert "posts/quay.md" in places
    found = contents.concerning(snapshot, "next")
    assert {one.place.path for one in found if one.place} == {
        "posts/mill.md",
        "envoi.toml",
    }
    assert "no-postal-address" in {one.code for one in found}
    assert "/problems/place?path=posts/mill.md" in html(VIEW, snapshot)


def test_each_letter_is_made_once_for_a_look(site: Path) -> None:
    """Frame and page share it; another look makes it anew."""
    snapshot = look(site)
    one = letters.letter(snapshot, "next", "statement")
    assert letters.letter(snapshot, "next", "statement") is one
    other = replace(snapshot, _kept={})
    assert letters.letter(other, "next", "statement") is not one
    with pytest.raises(Stop):
        letters.letter(snapshot, "next", "nowhere")
    assert snapshot.now == NOW


def test_each_language_has_an_issue_of_its_own(checkout: Path, tmp_path: Path) -> None:
    """Where the newsletter is in several languages, the list has the next one of each."""
    folder = tmp_path / "relief"
    shutil.copytree(checkout / "examples/relief", folder)
    config = folder / "envoi.toml"
    config.write_text(
        config.read_text().replace(
            'theme = "bulletin"', 'theme = "bulletin"\nlanguages = true'
        )
    )
    snapshot = look(folder)
    names = [one.name for one in letters.listed(snapshot)]
    assert names == ["next-en", "next-tr", "next-ar"] or set(names) == {
        "next-en",
        "next-tr",
        "next-ar",
    }
    assert 'dir="rtl"' in frame(snapshot, "next-ar")


def test_copies_of_pictures_are_made_once_and_found_in_each_theme(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text that changes makes no picture anew; a picture that changes is copied again."""
    imaging = pytest.importorskip("envoi.newsletter.imaging")
    image = pytest.importorskip("PIL.Image")
    made = []
    copy = imaging.copy

    def counted(*words: object) -> bytes:
        made.append(words)
        content: bytes = copy(*words)
        return content

    monkeypatch.setattr(imaging, "copy", counted)
    picture = site / "posts/wide.jpg"
    image.new("RGB", (2400, 1200), "#335577").save(picture)
    section = '[[newsletter.section]]\nlayout = "full"\n'
    mill = post("The mill", "2026-11-20", "![Wide](wide.jpg)")
    fill(site, {"envoi.toml": CONFIG + section, "posts/mill.md": mill})
    workshop = Workshop(Request(folder=site, now=NOW), lambda: NOW)
    snapshot = workshop.look()
    assert len(made) == 1
    for theme in ("bulletin", "statement"):
        (shown,) = sources(frame(snapshot, theme=theme))
        assert shown.startswith("/files/site/newsletter/pictures/")
        path = shown.removeprefix("/files/").partition("?")[0]
        assert ground.file(path, snapshot)
    before = len(made)
    fill(site, {"posts/mill.md": f"{mill}\nOther words.\n"})
    workshop.changed([site / "posts/mill.md"])
    assert "Other words" in frame(workshop.look())
    assert len(made) == before
    image.new("RGB", (2400, 1200), "#773355").save(picture)
    workshop.changed([picture])
    workshop.look()
    assert len(made) == before + 1
