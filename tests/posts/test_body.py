"""A post's text -> its body: addresses, embeds, headings, pictures, summary, and what was unsafe."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Picture

from envoi.model import Image
from envoi.posts.fields import NamedImage
from envoi.posts.summary import shorten

from .samples import body, said

HERE = "https://harbour.example.org/posts/note/"


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("[a](#part)", f'<a href="{HERE}#part">a</a>'),
        ("[a](b c.png?x=1&y=ü)", "[a](b c.png?x=1&amp;y=ü)"),
        (
            "[a](<b c.html?x=1&y=ü>)",
            f'<a href="{HERE}b%20c.html?x=1&amp;y=%C3%BC">a</a>',
        ),
        ("[a](../tide/)", '<a href="https://harbour.example.org/posts/tide/">a</a>'),
        ("[a](/tide)", '<a href="https://harbour.example.org/tide">a</a>'),
        ("[a](//x.example)", '<a href="https://x.example/">a</a>'),
        ("[a](?q)", f'<a href="{HERE}?q">a</a>'),
        ("[a](mailto:a@x.example)", '<a href="mailto:a@x.example">a</a>'),
        ("[a](HTTPS://X.example)", '<a href="https://x.example/">a</a>'),
        ("<q cite=b>a</q>", f'<q cite="{HERE}b">a</q>'),
        ('<a name="x">a</a>', "a"),
        ('<a id="x">a</a>', '<a id="x">a</a>'),
    ],
)
def test_addresses_are_absolute(typed: str, html: str) -> None:
    """Every address is absolute, percent-encoded, and resolved against the post's own; nothing is said."""
    found, report = body(typed)

    assert found.html == f"<p>{html}</p>"
    assert said(report) == []


def test_media_addresses_are_absolute() -> None:
    """Posters, sources and srcset are resolved like links."""
    found, _ = body(
        '<video src="a.mp4" poster="p.jpg"></video>\n<img src=i.png srcset="j.png 2x" alt=x>'
    )

    assert f'src="{HERE}a.mp4"' in found.html
    assert f'poster="{HERE}p.jpg"' in found.html
    assert f'srcset="{HERE}j.png 2x"' in found.html


ADDRESSES = {
    "posts/tide.md": "https://harbour.example.org/posts/tide/",
    "posts/sea/é.html": "https://harbour.example.org/e",
}


@pytest.mark.parametrize(
    "typed", ["gone.md", "gone.jpg", "gone.pdf", "../sea/gone.png#x"]
)
def test_missing_files_are_named(typed: str, tmp_path: Path) -> None:
    """A relative link to a post, picture or paper that is not there is named; another one may be the site's business."""
    assert said(body(f"[a]({typed})", tmp_path)[1]) == [("missing-file", 1)]
    assert said(body("[a](gone/) [b](/gone.jpg) [c](gone.html)", tmp_path)[1]) == []


def test_missing_files_are_named_where_each_is_named(tmp_path: Path) -> None:
    """Who names a missing file twice is shown both lines."""
    found = said(body("[a](gone.md)\n\n![b](gone.png)\n\n[c](gone.md)", tmp_path)[1])

    assert found == [("missing-file", 1), ("missing-file", 3), ("missing-file", 5)]


def test_files_go_where_they_are(pictures: Path) -> None:
    """A file that a relative link names is on the site where it is in the folder; beside an `index.md`, where that goes."""
    link = "![Quay](beside.png)"
    alone, _ = body(link, pictures)
    bundle, _ = body(link, pictures, path="posts/index.md", url=HERE)

    assert 'src="https://harbour.example.org/posts/beside.png"' in alone.html
    assert f'src="{HERE}beside.png"' in bundle.html


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("tide.md", "https://harbour.example.org/posts/tide/"),
        ("./tide.md#high", "https://harbour.example.org/posts/tide/#high"),
        ("/posts/tide.md", "https://harbour.example.org/posts/tide/"),
        ("../posts/tide.md", "https://harbour.example.org/posts/tide/"),
        ("sea/%C3%A9.html", "https://harbour.example.org/e"),
        ("https://x.example/tide.md", "https://x.example/tide.md"),
    ],
)
def test_links_between_source_files(typed: str, target: str) -> None:
    """A link to another post's file goes to where that post is published."""
    found, report = body(f"[a]({typed})", addresses=ADDRESSES)

    assert found.html == f'<p><a href="{target}">a</a></p>'
    assert said(report) == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("draft.md", "link-unpublished"),
        ("/posts/draft.md", "link-unpublished"),
        ("../../secret.md", "link-outside"),
        ("../../../../etc/passwd", "link-outside"),
        ("../../../x.png", "link-outside"),
        ("file:///etc/passwd", "unsafe-address"),
        ("C:/x.md", "unsafe-address"),
        ("http://", "address"),
        ("http://x.example:99999/", "address"),
        ("mailto:", "address"),
    ],
)
def test_links_that_lead_nowhere_are_named(
    typed: str, code: str, tmp_path: Path
) -> None:
    """Links to drafts, out of the folder and to no address are named with their line; the words stay."""
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "draft.md").write_text("x", encoding="utf-8")
    found, report = body(f"first\n\nsecond [words]({typed}) last", tmp_path, line=5)

    assert said(report) == [(code, 7)]
    assert "second " in found.html
    assert "words" in found.html


SPELLINGS = {
    "plain": "[w](javascript:alert(1))",
    "case": "[w](JaVaScRiPt:alert(1))",
    "decimal": "[w](java&#115;cript:alert(1))",
    "hex": "[w](&#x6A;avascript:alert(1))",
    "padded": "[w](&#0000106;avascript:alert(1))",
    "tab": '<a href="jav&Tab;ascript:x">w</a>',
    "line-end": '<a href="java\nscript:x">w</a>',
    "leading": '<a href=" &#1;javascript:x">w</a>',
    "colon": '<a href="javascript&colon;x">w</a>',
    "unquoted": "<a href=javascript:x>w</a>",
    "single": "<a href='javascript:x'>w</a>",
    "slash": '<a/href="javascript:x">w</a>',
    "reference": "[w][r]\n\n[r]: javascript:x",
    "autolink": "<javascript:x>",
    "vbscript": "[w](vbscript:x)",
    "data": "[w](data:text/html;base64,PHNjcmlwdD4=)",
    "blob": "[w](blob:https://x.example/1)",
    "image": "![w](javascript:x)",
    "srcset": '<img src="/a.png" srcset="/b.png 1x, javascript:x 2x" alt="w">',
    "cite": '<blockquote cite="javascript:x">w</blockquote>',
    "poster": '<video poster="javascript:x" src="/v.mp4">w</video>',
    "iframe": '<iframe src="javascript:x">w</iframe>w',
    "background": '<table background="javascript:x"><tr><td>w</table>',
}


@pytest.mark.parametrize("typed", SPELLINGS.values(), ids=SPELLINGS)
def test_unsafe_addresses_are_removed_and_named(typed: str) -> None:
    """An address that runs something goes, in every spelling and attribute; its line is named and the words stay."""
    suffix = "html" if typed.startswith("<") and typed[1:3] != "ja" else "md"
    text = f'Words on javascript, and <a href="/fine">a link</a>.\n\n{typed}\n'
    found, report = body(text, line=4, path=f"posts/note.{suffix}")
    lines = {line for code, line in said(report) if code == "unsafe-address"}
    attributes = [
        value for element in found.tree.iter() for value in element.attrib.values()
    ]

    assert lines == {6 + typed.count("\n\n[r]") * 2}
    assert not any(
        "script" in value or "data:" in value or "blob:" in value
        for value in attributes
    )
    assert "w" in found.html.rpartition("link</a>.")[2] or ">w<" not in typed
    assert 'href="https://harbour.example.org/fine"' in found.html


def test_each_unsafe_address_has_its_own_line() -> None:
    """Of several unsafe addresses each is named where it is, also where words and addresses repeat."""
    _, report = body(
        "[a](javascript:1)\n\n[a](/x)\n\n[a](javascript:1)\n\n[a](java&#115;cript:1)\n"
    )

    assert said(report) == [
        ("unsafe-address", 1),
        ("unsafe-address", 5),
        ("unsafe-address", 7),
    ]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("<script>alert(1)</script>", ["<script>"]),
        ("<SCRIPT SRC=//x.example/x.js></SCRIPT>", ["<script>"]),
        ("<img src=/x onerror=alert(1)>", ["onerror="]),
        ("<img/src=\"/x\"/onerror=alert(1)>", ["onerror="]),
        ("<svg/onload=alert(1)>", ["<svg>", "onload="]),
        ("<form action=x><input name=q><button>b</button></form>", ["<form>", "<input>", "<button>"]),
        ("<object data=x></object><embed src=x>", ["<object>", "<embed>"]),
        ("<style>p{}</style><link rel=x><meta x><base href=/>", ["<style>", "<link>", "<meta>", "<base>"]),
    ],
)  # fmt: skip
def test_active_html_is_named(typed: str, names: list[str]) -> None:
    """Elements that run, load or ask and event handlers are gone, each named once, with its line."""
    found, report = body(f"Words.\n\n{typed} {typed}\n", path="posts/note.html")

    assert [p.message.split(" ")[0] for p in report if p.code == "unsafe-html"] == names
    assert {line for code, line in said(report) if code == "unsafe-html"} == {3}
    assert not any(name.strip("<>=") in found.html for name in names)


def test_code_is_not_active() -> None:
    """HTML that is shown as code is text, and nothing is said."""
    found, report = body("`<script>` and `<a onclick=x>`\n\n```html\n<form>\n```\n")

    assert said(report) == []
    assert "&lt;script&gt;" in found.html


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ('<iframe src="https://v.example/1"></iframe>', '<a href="https://v.example/1">v.example</a>'),
        ('<iframe src="//v.example/1" title="A\n film">No frames</iframe>', '<a href="https://v.example/1">A film</a>'),
        ('<iframe src="https://v.example/1" />\n\nMore', '<a href="https://v.example/1">v.example</a>\n<p>More</p>'),
        ('<a href="/x"><iframe src="https://v.example/1"></iframe></a>',
         '<p><a href="https://harbour.example.org/x">v.example</a></p>'),
        ("<iframe src=mailto:a@b.example></iframe>", ""),
        ("<iframe></iframe>", ""),
    ],
)  # fmt: skip
def test_frames_become_links(typed: str, html: str) -> None:
    """Where a frame was stands a link with its title, never a link in a link; what follows is kept."""
    assert body(typed)[0].html == html


def test_frames_are_mentioned() -> None:
    """Each frame is mentioned with its own line."""
    _, report = body(
        "<iframe src=//a.example></iframe>\n\nWords\n\n<iframe src=//b.example></iframe>"
    )

    assert [(p.level, p.place.line) for p in report] == [("notice", 1), ("notice", 5)]


def test_headings() -> None:
    """A first heading that repeats the title goes; the others get ids of their own, as on GitHub."""
    text = "# A  *note*\n\n## The sea\n\n## The Sea\n\n## Über & out!\n\n## !\n\n<h2 id=sea>x</h2>"
    found, _ = body(text)
    other, _ = body("Words\n\n# A note")

    assert [h.get("id") for h in found.tree.iter("h1", "h2")] == [
        "the-sea",
        "the-sea-1",
        "über--out",
        "section",
        "sea",
    ]
    assert other.html == '<p>Words</p>\n<h1 id="a-note">A note</h1>'


def test_many_equal_headings() -> None:
    """Ten thousand headings of the same words each get an id, in bounded time."""
    found, _ = body("## a\n\n" * 10_000)

    assert len({h.get("id") for h in found.tree.iter("h2")}) == 10_000


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder with pictures beside the post, at its root and outside; and things that are none."""
    folder = tmp_path / "site"
    (folder / "posts").mkdir(parents=True)
    (folder / "static").mkdir()
    for name in ("posts/beside.png", "root.png", "static/static.jpg", "../outside.png"):
        Picture.new("RGB", (30, 20)).save(folder / name)
    (folder / "posts" / "link.png").symlink_to("../../outside.png")
    (folder / "posts" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (folder / "posts" / "vector.svg").write_text("<svg><!ENTITY", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("src", "sized"),
    [("beside.png", True), ("/root.png", True), ("/static.jpg", True), ("../../root.png", True),
     ("https://harbour.example.org/root.png?v=1", True), ("https://x.example/root.png", False),
     ("link.png", False), ("../../../outside.png", False), ("%2e%2e/%2e%2e/%2e%2e/outside.png", False),
     ("broken.png", False), ("vector.svg", False), ("gone.png", False), ("a%00b.png", False),
     ("a" * 5000, False), ("a/" * 5000, False)],
)  # fmt: skip
def test_picture_size(src: str, sized: bool, pictures: Path) -> None:
    """A picture inside the folder gives its size; one outside, by whatever way, is not opened."""
    found, _ = body(f'<img src="{src}">', pictures)

    assert ('width="30" height="20"' in found.html) is sized
    assert 'alt=""' in found.html


@pytest.mark.parametrize("kept", ['width="7"', 'height="7"'])
def test_typed_size_is_kept(kept: str, pictures: Path) -> None:
    """A size that the author gave is not overruled."""
    assert body(f'<img src="beside.png" {kept}>', pictures)[0].html.count('="7"') == 1


def test_first_picture(pictures: Path) -> None:
    """The post's picture is that of the front matter, else the first of the body that has an address."""
    given = Image(url=HERE + "beside.png", alt="Sea")
    named = NamedImage(typed="beside.png", line=3, described=True)
    first, _ = body(
        '![](javascript:x)\n\n![Quay](beside.png "t")\n\n![b](b.png)', pictures
    )
    own, _ = body("![Quay](b.png)", pictures, image=given, named=named)

    there = "https://harbour.example.org/posts/beside.png"
    assert first.image == Image(url=there, alt="Quay", width=30, height=20)
    assert own.image == Image(url=there, alt="Sea", width=30, height=20)
    assert body("words")[0].image is None


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("# Head\n\nSome *words* here.\n\nMore.", "Some words here. More."),
        ("a<br>b\n\n- c\n- d", "a b: c, d"),
        ("We bring:\n\n- jam\n- socks\n\nCome all.", "We bring: jam, socks. Come all."),
        (
            "Do come on Sunday. We bring:\n\n- jam\n- socks\n\nCome all.",
            "Do come on Sunday.",
        ),
        ("Do come on Sunday.\n\n- [x] jam\n- [ ] socks", "Do come on Sunday."),
        ("- [x] jam\n- [ ] socks", "jam, socks"),
        ("- Jam is here.\n- Socks are here.", "Jam is here. Socks are here."),
        ("Come one, come all.\n\n## When\n\nSunday.", "Come one, come all."),
        ("Dear all!\n\nWe bring:\n\n- jam\n- socks", "Dear all! We bring: jam, socks"),
        ("Dear all!\n\n- jam\n- socks\n\nCome.", "Dear all! Come."),
        ("Come\n\n## When\n\nSunday.", "Come Sunday."),
        ("Come one, come all.\n\n|a|\n|-|\n|b|\n\nSunday.", "Come one, come all."),
        (
            "<figure><img src='a.png'><figcaption>Sea</figcaption></figure>\n\nSunday.",
            "Sunday.",
        ),
        (
            "Come.\n\n<iframe src='https://video.example/1'></iframe>\n\nSunday.",
            "Come. Sunday.",
        ),
        ("[The press](https://press.example/)\n\nSunday.", "Sunday."),
        ("[The press](https://press.example/)", "The press"),
        (
            "See [press.example](https://press.example/) for more.",
            "See press.example for more.",
        ),
        ("> It is written.\n>\n> — Ada Reyes\n\nSunday.", "It is written. Sunday."),
        ("Come\n\n- jam\n- socks\n\n<!-- more -->\n\nTwo.", "Come: jam, socks"),
        (
            "## When\n\nCome.\n\n## Where\n\nHere.\n\n<!-- more -->\n\nTwo.",
            "Come. Here.",
        ),
        ("- مربى\n- جوارب", "مربى، جوارب"),
        ("One.\n\n<!-- more -->\n\nTwo.", "One."),
        ("One.\n\n<!--more-->\n\nTwo.", "One."),
        ("One <!-- truncate --> two.", "One"),
        ("<!-- more -->\n\nTwo.", "Two."),
        (
            "```\ncode\n```\n\n|a|\n|-|\n|b|\n\n![alt](x.png)\n\nWords[^1].\n\n[^1]: Note.",
            "Words.",
        ),
        ("<ruby>東<rp>(</rp><rt>tō</rt><rp>)</rp></ruby>京", "東京"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("", ""),
    ],
)
def test_summary(text: str, summary: str) -> None:
    """The summary is the beginning, or what stands before the mark: prose as plain text."""
    assert body(text)[0].summary == summary


def test_own_summary() -> None:
    """The author's own summary counts, whole, without Markdown and without anything active."""
    own = "*Ours* <script>x</script>[link](javascript:x) " + "word " * 100
    found, _ = body("Body.", summary=own)

    assert found.summary == " ".join(("Ours link " + "word " * 100).split())


def test_footnotes_of_two_posts_differ() -> None:
    """A note and its call have ids that no other post has, and still lead to one another."""
    found, _ = body("Tea[^1].\n\n[^1]: Black.")
    ids = [element.get("id") for element in found.tree.iter() if element.get("id")]
    targets = [link.get("href") for link in found.tree.iter("a")]

    assert ids == ["fnref-note-1", "fn-note-1"]
    assert [target.partition("#")[2] for target in targets] == ids[::-1]


def test_mark_leaves_no_trace() -> None:
    """The mark of the summary's end is not in the body, nor an empty paragraph where it was."""
    assert body("One.\n\n<!-- more -->\n\nTwo.")[0].html == "<p>One.</p>\n\n<p>Two.</p>"
    assert body("One <!-- more --> two.")[0].html == "<p>One  two.</p>"


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("One two.", 20, "One two."),
        ("One two. Three four five.", 12, "One two."),
        ("One. Two three four five six.", 20, "One. Two three four…"),
        ("Der Fluss stieg auf 3.14 Meter an.", 22, "Der Fluss stieg auf…"),
        ('He said "yes." Then he left us.', 20, 'He said "yes."'),
        ("One, two, three", 10, "One, two…"),
        ("Antidisestablishmentarianism", 10, "Antidises…"),
        ("a Antidisestablishmentarianism", 10, "a…"),
        ("港が開いた。船が出た。人が来た。", 12, "港が開いた。船が出た。"),
        ("港" * 30, 10, "港" * 9 + "…"),
        ("เรือ" * 9, 10, "เรือเรือเ…"),
        ("وصل المركب إلى الميناء؟ نعم وصل.", 26, "وصل المركب إلى الميناء؟"),
        ("وصل المركب إلى الميناء", 12, "وصل المركب…"),
        ("e\u0301" * 20, 10, "e\u0301" * 4 + "…"),
        ("👩\u200d👩\u200d👧" * 4, 10, "👩\u200d👩\u200d👧…"),
    ],
)
def test_shorten(text: str, limit: int, short: str) -> None:
    """A text is cut after a sentence, else after a word, in any script; a mark stays with its letter."""
    assert shorten(text, limit) == short


WORDS = st.lists(
    st.text("abcdefgh,.!é", min_size=1, max_size=12), min_size=1, max_size=60
)


@given(WORDS, st.integers(20, 200))
def test_shorten_never_cuts_a_word(words: list[str], limit: int) -> None:
    """A shortened text is at most as long as asked, and made of whole words of the text."""
    text = " ".join(words)
    short = shorten(text, limit)

    assert len(short) <= limit
    assert len(text) <= limit or all(
        word.rstrip(",") in [w.rstrip(",") for w in words]
        for word in short.removesuffix("…").split()
    )


@given(st.text(max_size=400), st.integers(2, 300))
def test_shorten_fits_any_text(text: str, limit: int) -> None:
    """Any text is cut to size, and a short one is left as it is."""
    short = shorten(text, limit)

    assert len(short) <= limit
    assert len(text) > limit or short == text


def test_floods_are_counted() -> None:
    """A thousand mistakes of one kind are ten warnings and a number."""
    text = "[a](javascript:1)\n\n" * 1000 + "[b](../../../x.md)\n\n" * 1000
    _, report = body(text)

    messages = [problem.message for problem in report]

    assert len(messages) == 22
    assert messages.count("and 990 more of this kind") == 2


def test_references_to_control_characters_are_named() -> None:
    """A control character that was written as a reference is removed, and its line named."""
    found, report = body("Words\n\na&#27;b &#x1B; &#x0001;")

    assert "ab" in found.html
    assert said(report) == [("control-character", 3), ("control-character", 3)]


def test_deep_markup_is_named() -> None:
    """Markup that is too deep is flattened, and named."""
    assert said(body("<div>" * 1000 + "x")[1]) == [("too-deep", 1)]


def test_templates_are_not_run() -> None:
    """Nothing in a post is run as a template: what is in braces goes and is named, and is kept where it is code."""
    found, report = body("{{ 7 + 7 }} {% for x in y %} %recipient% ${x}")

    assert "14" not in found.html
    assert "{{" not in found.html
    assert "{%" not in found.html
    assert found.html.endswith(" %recipient% ${x}</p>")
    assert set(said(report)) == {("template-code", 1)}
    assert said(body("`{{ x }}`\n\n    {% y %}")[1]) == []
