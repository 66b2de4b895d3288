"""The view Feeds."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from lxml import etree

from envoi import feedfile
from envoi.preview.feeds import VIEW
from envoi.preview.view import File, Page

from .looking import html as page
from .looking import look
from .looks import CONFIG, file, post, publish, show, write

THREE = {
    "posts/one.md": post("One", "2026-11-18"),
    "posts/two.md": post("Two", "2026-11-19"),
    "posts/three.md": post("Three", "2026-11-20"),
}


def frame_in(html: str) -> dict[str, str]:
    """What the first frame of a page asks for."""
    src = re.search(r'<iframe[^>]* src="([^"]+)"', html)
    assert src
    query = unescape(src[1]).partition("?")[2]
    return dict(part.split("=", 1) for part in query.split("&"))


def marks(html: str) -> dict[str, str]:
    """What is marked of each entry in the list, by its title."""
    found = {}
    for item in re.findall(r'<li id="e-.*?</li>', html, re.DOTALL):
        title = re.search(r'class="title"[^>]*>([^<]*)', item)
        mark = re.search(r'class="tag \w+">([^<]*)', item)
        assert title
        found[title[1]] = mark[1] if mark else ""
    return found


def test_each_feed_is_listed_with_its_formats(tmp_path: Path) -> None:
    """The list names each feed, its path, its formats, and how many entries it has."""
    config = f"{CONFIG}\n[feeds]\nsections = true\n"
    folder = write(
        tmp_path,
        {"posts/news/a.md": post("A"), "posts/talk/b.md": post("B")},
        config,
    )

    html = page(VIEW, look(folder))

    for path in ("feeds", "feeds/sections/news", "feeds/sections/talk"):
        assert f'href="/feeds/{path}"' in html
        assert f'href="/feeds/{path}?format=json"' in html
    assert "2 entries" in html
    assert "1 entry" in html


def test_archives_are_folded_into_their_feed(tmp_path: Path) -> None:
    """Archives are no rows of their own; they are below their feed, and can be opened."""
    config = f"{CONFIG}\n[feeds]\narchives = true\nlimit = 1\n"
    snapshot = look(write(tmp_path, THREE, config))

    html = page(VIEW, snapshot)

    assert html.count('class="name"') == 1
    assert "3 archives" in html
    numbers = re.findall(r'href="/feeds/feeds/archive/(\d)"', html)
    assert numbers == ["3", "2", "1"]
    assert "One" in page(VIEW, snapshot, "feeds/archive/1")


def test_a_feed_can_be_searched_for(tmp_path: Path) -> None:
    """Words of its title or path find a feed, without their accents too."""
    config = f"{CONFIG}\n[feeds]\ntags = true\n"
    text = post("A").replace("---\n\n", "tags: [Köprü, harbour]\n---\n\n")
    snapshot = look(write(tmp_path, {"posts/a.md": text}, config))

    html = page(VIEW, snapshot, q="kopru")

    assert "Köprü" in html
    assert 'href="/feeds/feeds/tags/harbour"' not in html


def test_entries_are_those_of_the_bytes(tmp_path: Path) -> None:
    """What a reader shows is read back from each format: title, summary, author, and the content in a frame."""
    config = CONFIG.replace("timezone", 'author = "Feride"\ntimezone')
    body = "A **boat** came in."
    snapshot = look(
        write(tmp_path, {"posts/a.md": post("The quay", body=body)}, config)
    )

    for format in ("rss", "atom", "json"):
        html = page(VIEW, snapshot, "feeds", format=format)
        assert "The quay" in html
        assert "Feride" in html
        assert "A boat came in." in html
        framed = file(VIEW, snapshot, "feeds", **frame_in(html))
        assert "A <strong>boat</strong> came in." in framed


def test_an_entry_is_opened_by_its_id(tmp_path: Path) -> None:
    """Each entry has an address, which opens it whatever is above it in the feed; one that is gone opens the newest."""
    snapshot = look(write(tmp_path, THREE))
    html = page(VIEW, snapshot, "feeds")
    keys = re.findall(r'href="/feeds/feeds\?entry=(\w+)"', html)

    opened = page(VIEW, snapshot, "feeds", entry=keys[2])

    assert len(set(keys)) == 3
    assert '<h2 dir="auto">One</h2>' in opened
    assert '<h2 dir="auto">Three</h2>' in page(VIEW, snapshot, "feeds", entry="gone")
    assert show(VIEW, snapshot, "feeds", entry="gone", frame="entry") is None


def test_changes_against_what_is_published_are_marked(tmp_path: Path) -> None:
    """New, changed and gone entries are counted and marked, in each format; what is as before is not."""
    folder = write(tmp_path, THREE)
    publish(folder)
    assert "As published in" in page(VIEW, look(folder), "feeds")
    write(folder, {"posts/four.md": post("Four", "2026-11-21")})
    write(folder, {"posts/two.md": post("Two", "2026-11-19", "It left again.")})
    (folder / "posts/one.md").unlink()

    for format in ("rss", "atom", "json"):
        html = page(VIEW, look(folder), "feeds", format=format)
        assert "1 new, 1 changed, 1 gone against <code>public/</code>" in html
        assert marks(html) == {"Four": "new", "Two": "changed", "Three": ""}
        assert "<s " in html
    assert '<span class="tag warn">changed</span>' in page(VIEW, look(folder))


def test_an_entry_that_made_room_is_not_gone(tmp_path: Path) -> None:
    """An entry that newer ones pushed out of the feed is told from one whose post is gone."""
    folder = write(tmp_path, THREE, f"{CONFIG}\n[feeds]\nlimit = 3\n")
    publish(folder)
    write(
        folder,
        {"posts/four.md": post("Four", "2026-11-21")},
        f"{CONFIG}\n[feeds]\nlimit = 3\n",
    )

    html = page(VIEW, look(folder), "feeds")

    assert "1 new, 0 changed, 0 gone" in html
    assert "1 made room for newer ones" in html


def test_a_feed_that_was_never_published_is_new(tmp_path: Path) -> None:
    """Without an output folder there is nothing to compare with, and no entry is marked."""
    html = page(VIEW, look(write(tmp_path, THREE)), "feeds")

    assert "There is no such file in <code>public/</code> yet." in html
    assert '<span class="tag good">new</span> <time' not in html


def test_a_browser_shows_the_feed_with_its_style_sheet_inside(tmp_path: Path) -> None:
    """The frame holds the feed itself, well-formed, with the style sheet in it and nothing to fetch."""
    snapshot = look(write(tmp_path, THREE))
    for format in ("rss", "atom"):
        html = page(VIEW, snapshot, "feeds", format=format, show="browser")
        found = show(VIEW, snapshot, "feeds", **frame_in(html))
        assert isinstance(found, File)
        assert found.media_type == "application/xml"
        root = etree.fromstring(found.content)
        style = root[0]
        assert style.tag == "{http://www.w3.org/1999/xhtml}style"
        assert "--what" in (style.text or "")
        assert b"xml-stylesheet" not in found.content
        root.remove(style)
        entries = feedfile.read(etree.tostring(root), "feed").entries
        assert [one.title for one in entries] == ["Three", "Two", "One"]


def test_a_browser_shows_json_as_it_is(tmp_path: Path) -> None:
    """Of a feed in JSON there is no frame but that of the page of all feeds."""
    snapshot = look(write(tmp_path, THREE))

    html = page(VIEW, snapshot, "feeds", format="json", show="browser")

    assert "frame=browser" not in html
    assert "<title>" in file(VIEW, snapshot, "feeds", frame="page")
    assert show(VIEW, snapshot, "feeds", format="json", frame="browser") is None


def test_the_source_has_line_numbers(tmp_path: Path) -> None:
    """The source is the bytes, escaped, line by line."""
    html = page(VIEW, look(write(tmp_path, THREE)), "feeds", show="source")

    assert 'data-line="1">&lt;?xml version=' in html
    assert "&lt;title&gt;Three&lt;/title&gt;" in html


def test_a_recording_that_is_here_can_be_heard(checkout: Path) -> None:
    """An episode has its length, and plays from this machine."""
    snapshot = look(checkout / "examples" / "relief")

    html = page(VIEW, snapshot, "feeds/podcast")

    assert '<audio controls preload="none" src="/files/' in html
    assert "0:07" in html
    assert "audio/mpeg" in html


def test_a_recording_elsewhere_is_a_link(tmp_path: Path) -> None:
    """A recording that this machine does not have is not fetched; it is a link that opens beside the preview."""
    text = post("A").replace(
        "---\n\n",
        "enclosure: {url: https://sound.example/a.mp3, type: audio/mpeg, length: 9}\n---\n\n",
    )

    html = page(VIEW, look(write(tmp_path, {"posts/a.md": text})), "feeds")

    assert "<audio" not in html
    assert '<a href="https://sound.example/a.mp3" target="_blank"' in html


def test_nothing_of_a_post_runs_in_the_page(tmp_path: Path) -> None:
    """Titles are text, also those that look like elements."""
    text = post("'a < b & <script>alert(1)</script>'", body="<script>x()</script>Text.")
    snapshot = look(write(tmp_path, {"posts/a.md": text}))

    for html in (page(VIEW, snapshot, "feeds"), page(VIEW, snapshot)):
        assert "<script>alert" not in html
    html = page(VIEW, snapshot, "feeds")
    assert "a &lt; b &amp;" in html
    assert "<script" not in file(VIEW, snapshot, "feeds", **frame_in(html))


def test_there_is_no_other_feed(tmp_path: Path) -> None:
    """A path of no feed is answered with nothing, and a format that there is not with the first."""
    snapshot = look(write(tmp_path, THREE))

    assert show(VIEW, snapshot, "feeds/none") is None
    assert show(VIEW, snapshot, "../envoi.toml") is None
    assert isinstance(show(VIEW, snapshot, "feeds", format="none", show="none"), Page)


def test_a_folder_of_drafts_has_no_feed(tmp_path: Path) -> None:
    """Where nothing can be published, the list says what to do."""
    text = post("A").replace("---\n\n", "draft: true\n---\n\n")

    html = page(VIEW, look(write(tmp_path, {"posts/a.md": text})))

    assert "There is no published post in this folder." in html
