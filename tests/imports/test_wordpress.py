"""Exports of WordPress: every post in a file with its id, address and date; hostile and broken files named."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi.imports import IMPORTS, Imported, run
from envoi.imports.entry import Entry
from envoi.imports.paragraphs import paragraphs
from envoi.imports.shortcodes import Picture, Shortcodes
from envoi.imports.writing import text as file_of
from envoi.posts import source
from envoi.posts.frontmatter import split
from envoi.problems import Report, Stop
from tests import program

SAMPLE = Path(__file__).parent / "samples/quay.wordpress.2026-11-18.xml"
NOW = "2026-11-20T00:00:00Z"

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.0/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.0/">
<channel><title>Quay</title><link>https://quay.example.org</link>
"""
TAIL = "</channel></rss>\n"


def item(number: int = 1, slug: str = "fog", content: str = "Fog.", **more: str) -> str:
    """One item of an export, in the form of 2008."""
    values = {
        "title": "Fog",
        "link": f"https://quay.example.org/{slug}/",
        "guid": f"https://quay.example.org/?p={number}",
        "date": "2026-05-04 12:30:00",
        "gmt": "2026-05-04 09:30:00",
        "status": "publish",
        "type": "post",
        "extra": "",
    } | more
    return (
        f"<item><title>{values['title']}</title><link>{values['link']}</link>"
        f'<guid isPermaLink="false">{values["guid"]}</guid><content:encoded><![CDATA[{content}]]></content:encoded>'
        f"<wp:post_id>{number}</wp:post_id><wp:post_date>{values['date']}</wp:post_date>"
        f"<wp:post_date_gmt>{values['gmt']}</wp:post_date_gmt><wp:post_name>{slug}</wp:post_name>"
        f"<wp:status>{values['status']}</wp:status><wp:post_type>{values['type']}</wp:post_type>{values['extra']}</item>\n"
    )


def done(folder: Path, export: str | bytes) -> tuple[Imported, Report]:
    """What became of an export with this content, imported into `folder`."""
    file = folder.parent / f"{folder.name}.xml"
    file.write_bytes(export if isinstance(export, bytes) else export.encode())
    report = Report()
    return run("wordpress", file, folder, report), report


def body(folder: Path, content: str, *more: str) -> str:
    """The body of the first post of an export with this content, and with `more` items."""
    made, _ = done(folder, HEAD + item(content=content) + "".join(more) + TAIL)
    return (
        (folder / made.written[0])
        .read_text(encoding="utf-8")
        .split("---\n", 2)[2]
        .strip()
    )


def test_every_post_is_written(tmp_path: Path) -> None:
    """Each post of an export is one file, and what is no post is counted by its kind."""
    report = Report()
    made = run("wordpress", SAMPLE, tmp_path / "site", report)

    assert made.written == (
        "posts/2026-05-04-the-lamp.html",
        "posts/2026-01-02-nets.html",
        "posts/2026-05-07-الميناء.html",
        "posts/2026-06-01-fog.html",
        "posts/2026-05-04-the-lamp-2.html",
        "posts/undated-half-an-idea.html",
        "posts/2026-03-01-board-minutes.html",
        "posts/2026-03-02-for-members.html",
        "posts/2027-01-01-winter-2027.html",
        "posts/undated-waiting-for-the-editor.html",
        "envoi.toml",
    )
    assert made.passed_over == {
        "attachment": 2,
        "page": 1,
        "wp_block": 1,
        "nav_menu_item": 1,
        "post (trash)": 1,
        "[su_note]": 1,
        "[contact-form-7]": 1,
        "[wp:latest-posts]": 1,
    }
    assert [p.code for p in report] == ["control-character"]


def test_build_publishes_all_with_their_ids(tmp_path: Path) -> None:
    """After an import the real program publishes every public post, under the guid and the address it had."""
    site = tmp_path / "site"
    run("wordpress", SAMPLE, site, Report())

    built = program.run("build", site, "--now", NOW)

    assert built.returncode == 0, built.stderr
    assert "Published 5 posts (not: 4 draft, 1 future)" in built.stdout
    rss = (site / "public/feeds/rss.xml").read_text(encoding="utf-8")
    assert re.findall('<guid isPermaLink="false">(.*?)</guid>', rss) == [
        f"https://quay.example.org/news/?p={number}" for number in (14, 13, 15, 11, 12)
    ]
    assert re.findall("<item>.*?<link>(.*?)</link>", rss, re.DOTALL)[1:3] == [
        "https://quay.example.org/news/2026/05/%d8%a7%d9%84%d9%85%d9%8a%d9%86%d8%a7%d8%a1/",
        "https://quay.example.org/news/2026/05/the-lamp-2/",
    ]
    assert "@quay.example.org<" not in rss
    codes = set(re.findall(r"\w+\[([a-z-]+)\]:", built.stderr))
    assert codes == {"no-newsletter", "podcast"}


def test_second_run_changes_nothing(tmp_path: Path) -> None:
    """The same import again leaves every file as it is."""
    first = run("wordpress", SAMPLE, tmp_path / "site", Report())
    before = program.times(tmp_path / "site")

    again = run("wordpress", SAMPLE, tmp_path / "site", Report())

    assert again.written == ()
    assert again.kept == first.written[:-1]
    assert program.times(tmp_path / "site") == before


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A post that was changed by hand, and an `envoi.toml` that is there, stay; the post is named."""
    site = program.fill(
        tmp_path / "site",
        {"posts/2026-06-01-fog.html": "mine", "envoi.toml": program.CONFIG},
    )
    report = Report()

    made = run("wordpress", SAMPLE, site, report)

    assert "posts/2026-06-01-fog.html" not in made.written + made.kept
    said = [(p.code, Path(p.place.path).name) for p in report if p.place]
    assert ("exists", "2026-06-01-fog.html") in said
    assert (site / "posts/2026-06-01-fog.html").read_text() == "mine"
    assert (site / "envoi.toml").read_text() == program.CONFIG


def test_front_matter(tmp_path: Path) -> None:
    """Dates in the site's own zone, authors by name only, tags and categories, the picture with its words, the excerpt."""
    run("wordpress", SAMPLE, tmp_path, Report())

    assert (
        (tmp_path / "posts/2026-05-04-the-lamp.html")
        .read_text(encoding="utf-8")
        .startswith(
            "---\n"
            "title: The lamp & the tower\n"
            "date: 2026-05-04 12:30:00+03:00\n"
            "updated: 2026-05-06 08:00:00+03:00\n"
            "slug: the-lamp\n"
            "id: https://quay.example.org/news/?p=11\n"
            "permalink: /2026/05/the-lamp/\n"
            "authors:\n- Ines Okafor\n"
            "tags:\n- Boats & nets\n- winter\n"
            "summary: Nine years of dark, one evening of light.\n"
            "image: https://quay.example.org/news/files/lamp.jpg\n"
            "image_alt: The lamp, lit\n"
            "---\n\n"
        )
    )
    assert "- Bo Tamm\n" in (tmp_path / "posts/2026-01-02-nets.html").read_text()
    assert (
        "enclosure:\n  url: https://quay.example.org/news/files/fog.mp3\n"
        "  length: '18723901'\n  type: audio/mpeg\n  duration: 00:31:12\n"
    ) in (tmp_path / "posts/2026-06-01-fog.html").read_text()


def test_configuration(tmp_path: Path) -> None:
    """`envoi.toml` says what the export says of the site, and the pattern of its addresses for posts to come."""
    run("wordpress", SAMPLE, tmp_path, Report())

    assert (tmp_path / "envoi.toml").read_text(encoding="utf-8").split("\n", 2)[2] == (
        '[site]\ntitle = "Quay & Lighthouse"\nurl = "https://quay.example.org/news/"\n'
        'description = "What the lighthouse keepers’ association is doing"\nlanguage = "en-GB"\ntimezone = "Etc/GMT-3"\n\n'
        '[posts]\nfolder = "posts"\npermalink = "/:year/:month/:slug/"\n'
    )


def test_both_editors(tmp_path: Path) -> None:
    """Texts of the classic editor get their paragraphs; blocks lose their marks, and reusable ones are filled in."""
    run("wordpress", SAMPLE, tmp_path, Report())
    classic = (tmp_path / "posts/2026-05-04-the-lamp.html").read_text(encoding="utf-8")
    blocks = (tmp_path / "posts/2026-01-02-nets.html").read_text(encoding="utf-8")

    assert (
        "<p>The lamp of the old lighthouse is <em>lit again</em>.<br>\nAfter nine years.</p>"
        in classic
    )
    assert "<figcaption>Lit at <b>dusk</b></figcaption></figure>" in classic
    assert "<pre>\nfirst   line\n\n  second line, [gallery] and all\n</pre>" in classic
    assert (
        '<pre><code class="language-bash">if [ 1 -lt 2 ]; then echo "&lt;lamp&gt;"; fi</code></pre>'
        in classic
    )
    assert (
        "It is said [sic] that nobody slept. Write [gallery] for a gallery." in classic
    )
    assert '<a href="https://video.example/watch?v=lamp&amp;t=9">' in classic
    assert "<p>The tower is open on Sundays.</p>" in classic
    assert "<!--more-->" in classic
    assert "contact-form" not in classic
    assert "wp:" not in blocks.replace("&lt;!-- wp:paragraph", "")
    assert "<code>knot --twice\n\n\n&lt;!-- wp:paragraph --&gt;</code>" in blocks
    assert "<p>The quay is behind the fish market.</p>" in blocks
    assert '<a href="https://video.example/watch?v=net">' in blocks


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("One\ntwo\n\nthree", "<p>One<br>\ntwo</p>\n<p>three</p>"),
        ("One<br />\ntwo<br><br>three", "<p>One<br />\ntwo</p>\n<p>three</p>"),
        ("<div>a</div>\n\nb", "<div>a</div><p>b</p>"),
        (
            "<blockquote>a\n\nb</blockquote>",
            "<blockquote><p>a</p>\n<p>b</p>\n</blockquote>",
        ),
        ("<ul>\n<li>a\nb</li>\n</ul>", "<ul>\n<li>a<br>\nb</li>\n</ul>"),
        ("<p>a\n\nb</p>", "<p>a</p>\n<p>b</p>"),
        ("<h2>a</h2>\nb <a\n href='x'>c</a>", "<h2>a</h2><p>b <a\n href='x'>c</a></p>"),
        ("a <code>b\n\nc</code> d", "<p>a <code>b\n\nc</code> d</p>"),
        ("a\n<!--more-->\nb", "<p>a</p>\n<!--more--><p>b</p>"),
        ("a<hr>b", "<p>a</p>\n<hr><p>b</p>"),
        ("<td>a</td>\n<td>b</td>", "<td>a</td>\n<td>b</td>"),
        ("", ""),
    ],
)
def test_paragraphs(typed: str, made: str) -> None:
    """Blank lines part paragraphs and line ends are breaks, but not in blocks, lists and code."""
    assert paragraphs(typed) == made


PICTURES = {
    "4": Picture(url="https://quay.example.org/a.jpg", alt='A "quay"', parent="1"),
    "5": Picture(url="https://quay.example.org/b.jpg", caption="At <b>dusk</b>"),
}
FIGURES = {
    "a": '<figure><img src="https://quay.example.org/a.jpg" alt="A &quot;quay&quot;"></figure>',
    "b": '<figure><img src="https://quay.example.org/b.jpg" alt=""><figcaption>At <b>dusk</b></figcaption></figure>',
}


def link(url: str) -> str:
    """A paragraph with a link that says its own address."""
    return f'<p><a href="{url}">{url}</a></p>'


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ('[gallery ids="5,4,99"]', f"{FIGURES['b']}\n\n\n\n\n{FIGURES['a']}"),
        ("[gallery]", FIGURES["a"]),
        ('[caption id="x" caption="Old &amp; new"]<img src="a.jpg">[/caption]', '<figure><img src="a.jpg"><figcaption>Old & new</figcaption></figure>'),
        ("[caption]words only[/caption]", "words only"),
        ("[embed width=3]https://v.example/1[/embed]", link("https://v.example/1")),
        ("[youtube https://v.example/w?v=1]", link("https://v.example/w?v=1")),
        ("[youtube=https://v.example/w]", link("https://v.example/w")),
        ("[youtube]abc-DEF_123[/youtube]", link("https://www.youtube.com/watch?v=abc-DEF_123")),
        ('[vimeo 12345678]', link("https://vimeo.com/12345678")),
        ("[audio https://quay.example.org/a.mp3]", '<audio controls src="https://quay.example.org/a.mp3"></audio>'),
        ('[video mp4="https://quay.example.org/a.mp4" poster="https://quay.example.org/p.jpg"][/video]', '<video controls src="https://quay.example.org/a.mp4" poster="https://quay.example.org/p.jpg"></video>'),
        ("[code lang='C++']a &lt; b && c[/code]", '<pre><code class="language-c++">a &lt; b &amp;&amp; c</code></pre>'),
        ("[sic] and [1] and [a b]", "[sic] and [1] and [a b]"),
        ("[[youtube x]]", "[youtube x]"),
        ("a [vc_row]b[/vc_row] c", "a b c"),
        ('[note type="x"]b[/note]', "b"),
        ("<code>[gallery]</code> <pre>[vc_row]</pre>", "<code>[gallery]</code> <pre>[vc_row]</pre>"),
        ("[embed]javascript:alert(1)[/embed]", ""),
    ],
)  # fmt: skip
def test_shortcodes(typed: str, made: str) -> None:
    """Shortcodes of WordPress become what they stand for; words in brackets, and all in code, stay."""
    assert Shortcodes(PICTURES, ("4",)).fill_in(typed).strip() == made


def test_shortcodes_left_out_are_named() -> None:
    """What only a plugin could fill in is left out, and named as often as it stands there."""
    shortcodes = Shortcodes({})

    shortcodes.fill_in('[vc_row]a[/vc_row] [form id="1"] [form id="2"] [youtube]')

    assert shortcodes.left == ["vc_row", "form", "form", "youtube"]


@pytest.mark.parametrize(
    ("local", "gmt", "typed"),
    [
        ("2026-05-04 12:30:00", "2026-05-04 09:30:00", "2026-05-04 12:30:00+03:00"),
        ("2026-05-04 00:00:00", "2026-05-03 18:15:00", "2026-05-04 00:00:00+05:45"),
        ("2026-05-03 20:00:00", "2026-05-04 00:00:00", "2026-05-03 20:00:00-04:00"),
        ("2026-05-04 12:30:00", "0000-00-00 00:00:00", "2026-05-04 12:30:00"),
        ("2026-05-04 12:30:11", "2026-05-04 09:31:00", "2026-05-04 09:31:00+00:00"),
        ("2026-05-04 12:30:00", "1999-05-04 09:30:00", "1999-05-04 09:30:00+00:00"),
    ],
)
def test_dates(tmp_path: Path, local: str, gmt: str, typed: str) -> None:
    """The two forms of a date tell the zone; where they make no sense, the one in UTC counts, or the only one."""
    made, _ = done(tmp_path / "site", HEAD + item(date=local, gmt=gmt) + TAIL)

    assert f"\ndate: {typed}\n" in (tmp_path / "site" / made.written[0]).read_text()


@pytest.mark.parametrize(
    ("link", "permalink"),
    [
        ("https://quay.example.org/2026/fog/", "/2026/fog/"),
        ("http://quay.example.org/2026/fog/", "/2026/fog/"),
        ("https://quay.example.org/?p=1", "https://quay.example.org/?p=1"),
        ("https://other.example/fog/", "https://other.example/fog/"),
        ("https://quay.example.org/a:b/", "https://quay.example.org/a:b/"),
        ("javascript:alert(1)", None),
    ],
)
def test_addresses(tmp_path: Path, link: str, permalink: str | None) -> None:
    """A post keeps its address: the path below the site, else the whole."""
    made, _ = done(tmp_path / "site", HEAD + item(link=link) + TAIL)

    found = re.search(
        "\npermalink: (.*)\n", (tmp_path / "site" / made.written[0]).read_text()
    )
    assert (found and found[1]) == permalink


def test_one_slug_twice_and_one_id_twice(tmp_path: Path) -> None:
    """Two posts of one day and slug get a file each; an id that two posts have stays with the first."""
    export = (
        HEAD
        + item(1)
        + item(2, "FOG")
        + item(3, "fog", guid="https://quay.example.org/?p=1")
        + TAIL
    )

    made, report = done(tmp_path / "site", export)

    assert made.written[:3] == (
        "posts/2026-05-04-fog.html",
        "posts/2026-05-04-FOG-2.html",
        "posts/2026-05-04-fog-3.html",
    )
    assert [p.code for p in report] == ["same-id"]
    assert "\nid:" not in (tmp_path / "site" / made.written[2]).read_text()


@pytest.mark.parametrize(
    "slug",
    [
        "../../etc/passwd",
        "%2e%2e%2fup",
        "a/b",
        "..",
        "con\\nul",
        "x" * 400,
        "%f0%9f%9a%a2",
        "",
        "%ff",
    ],
)
def test_names_never_leave_the_folder(tmp_path: Path, slug: str) -> None:
    """Whatever a slug says, its file is one in `posts/` with a name that systems take."""
    made, _ = done(tmp_path / "site", HEAD + item(slug=slug) + TAIL)

    names = [
        path.relative_to(tmp_path / "site").as_posix()
        for path in (tmp_path / "site").rglob("*.html")
    ]
    assert names == [made.written[0]]
    assert re.fullmatch(r"posts/2026-05-04-[^/]{1,160}\.html", names[0])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site", "site.xml"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A folder of posts that is a link to elsewhere is not written into."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "site").mkdir()
    (tmp_path / "site/posts").symlink_to(tmp_path / "elsewhere")

    _, report = done(tmp_path / "site", HEAD + item() + TAIL)

    assert "link-outside" in [p.code for p in report]
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    "export",
    [
        "",
        "not XML",
        "<html><body>Log in</body></html>",
        '<?xml version="1.0"?><rss version="2.0"><channel><item><title>x</title></item></channel></rss>',
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"/>',
        '<rss xmlns="http://wordpress.org/export/1.2/"><channel/></rss>',
        HEAD + item(),
        HEAD + item() + "<b></i>" + TAIL,
        HEAD.replace("UTF-8", "UTF-7") + item() + TAIL,
        '<!DOCTYPE rss [<!ENTITY a "b">]>' + HEAD.split("\n", 1)[1] + item() + TAIL,
        '<!-- <rss > --><!DOCTYPE rss [<!ENTITY a "b">]>' + HEAD.split("\n", 1)[1] + TAIL,
        "<" * 3_000_000,
        "<!--" * 500_000,
        HEAD + "<a>" * 100_000,
        b"\xff\xfe" + HEAD.encode("utf-16-le"),
        b"PK\x03\x04zip",
    ],
)  # fmt: skip
def test_what_is_no_export(tmp_path: Path, export: str | bytes) -> None:
    """Another file, a broken one, and one with a document type that could make much of little: named, nothing written."""
    begin = time.perf_counter()

    with pytest.raises(Stop) as stop:
        done(tmp_path / "site", export)

    assert stop.value.problem.code == "export"
    assert stop.value.problem.hint
    assert not (tmp_path / "site").exists()
    assert time.perf_counter() - begin < 5


def test_file_that_is_not_there(tmp_path: Path) -> None:
    """A file that cannot be read is named, whatever the kind of export."""
    for kind in IMPORTS:
        with pytest.raises(Stop) as stop:
            run(kind, tmp_path / "none", tmp_path / "site", Report())
        assert stop.value.problem.code == "unreadable"


def test_no_post(tmp_path: Path) -> None:
    """An export without posts is an error, and leaves no configuration."""
    made, report = done(tmp_path / "site", HEAD + item(type="page") + TAIL)

    assert made.written == ()
    assert made.passed_over == {"page": 1}
    assert [p.code for p in report] == ["no-posts"]
    assert not (tmp_path / "site").exists()


def test_what_real_exports_hold(tmp_path: Path) -> None:
    """Control characters, references to them, entities of HTML and blank lines before the head are read over, wherever a read is cut."""
    for fill in range(40):
        export = (
            "\n" + HEAD + f"<!--{'x' * (262_144 - len(HEAD) - 120 + fill)}-->"
            + item(title="Fog\x0b&nbsp;&#8;&hellip;&amp;", content="A\x00\x1bB &amp;nbsp; &hellip;") + TAIL
        )  # fmt: skip
        made, report = done(tmp_path / f"{fill}", export)
        text = (tmp_path / f"{fill}" / made.written[0]).read_text(encoding="utf-8")

        assert "title: Fog …&\n" in text
        assert "<p>AB &amp;nbsp; …</p>" in text
        assert [p.message for p in report] == ["4 characters that XML forbids removed"]


def test_other_encodings(tmp_path: Path) -> None:
    """An export in the encoding that it declares, and one with a byte order mark, are read as such."""
    latin = HEAD.replace("UTF-8", "ISO-8859-9") + item(title="Gökçe") + TAIL
    made, _ = done(tmp_path / "a", latin.encode("iso-8859-9"))
    assert "title: Gökçe\n" in (tmp_path / "a" / made.written[0]).read_text(
        encoding="utf-8"
    )

    made, _ = done(tmp_path / "b", "\ufeff" + HEAD + item(title="Gökçe") + TAIL)
    assert "title: Gökçe\n" in (tmp_path / "b" / made.written[0]).read_text(
        encoding="utf-8"
    )


def test_blocks_that_hold_one_another(tmp_path: Path) -> None:
    """Reusable blocks that refer to themselves end, and are named."""
    block = item(7, "again", '<p>a</p><!-- wp:block {"ref":7} /-->', type="wp_block")

    got = body(tmp_path / "site", '<!-- wp:block {"ref":7} /-->', block)

    assert got.count("<p>a</p>") == 4


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "[a",
        "[caption]",
        "[/caption]",
        "[a b='",
        "<pre>",
        "<!--",
        "<!-- wp:a ",
        "<br>",
        "\n",
        " ",
        "<p>",
        "https://a.example\n",
        "[code]",
        "<a '",
    ],
)
def test_hostile_posts_take_no_time(tmp_path: Path, unit: str) -> None:
    """A megabyte of one thing over and over takes a second or two, not the square of that, which would be hours."""
    begin = time.process_time()

    body(tmp_path / "site", unit * (1_000_000 // len(unit)))

    assert time.process_time() - begin < 60


LINE = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)


@given(title=LINE, slug=LINE, id=LINE, tag=LINE, summary=LINE)
def test_any_words(title: str, slug: str, id: str, tag: str, summary: str) -> None:
    """Whatever a post is called, its front matter says so again when it is read, without a remark."""
    entry = Entry(
        title=title,
        slug=slug,
        html="<p>x</p>",
        number="1",
        id=id,
        tags=(tag,),
        summary=summary,
    )
    report = Report()
    text = source.decode(file_of(entry).encode(), "post.html", "", report)
    assert text
    header = split(text, report)

    assert header
    assert list(report) == []
    assert header.body.strip() == "<p>x</p>"
    values = {name: field.value for name, field in header.fields.items()}
    assert values.get("id", "") == source.one_line(id)
    assert values.get("tags", []) == [word for word in [source.one_line(tag)] if word]
