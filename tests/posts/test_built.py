"""Bodies from the built site: which file is the page of an address, and what of the page is the post."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi.posts import clean
from envoi.posts.built import Built, built_folder, extract

SITE = "https://harbour.example.org/blog/"
TEXT = "<p>The <em>quay</em> is open again.</p>"

MINIMA = f"""<!DOCTYPE html><html lang="en"><head><title>Fog - Harbour</title><style>p {{}}</style></head><body>
<header class="site-header"><a class="site-title" href="/">Harbour</a><nav class="site-nav"><a href="/about/">About</a></nav></header>
<main class="page-content" aria-label="Content"><div class="wrapper">
<article class="post h-entry" itemscope itemtype="http://schema.org/BlogPosting">
<header class="post-header"><h1 class="post-title p-name" itemprop="name headline">Fog</h1>
<p class="post-meta"><time class="dt-published" datetime="2026-03-01">Mar 1, 2026</time></p></header>
<div class="post-content e-content" itemprop="articleBody">{TEXT}</div><a class="u-url" href="/fog/" hidden></a></article>
</div></main><footer class="site-footer"><p>Write to us</p></footer></body></html>"""

PAPERMOD = f"""<body class=dark><header class=header><nav class=nav><a href=/>Harbour</a></nav></header><main class=main>
<article class=post-single><header class=post-header><div class=breadcrumbs><a href=/>Home</a></div>
<h1 class="post-title entry-hint-parent">Fog</h1><div class=post-meta><span>March 1, 2026</span>&nbsp;·&nbsp;2 min</div></header>
<div class=toc><details><summary>Table of Contents</summary><ul><li><a href=#fog>Fog</a></ul></details></div>
<div class=post-content>{TEXT}</div>
<footer class=post-footer><ul class=post-tags><li><a href=/tags/fog/>fog</a></ul><nav class=paginav><a class=prev href=/x/>Next</a></nav></footer>
</article></main><footer class=footer>Powered by</footer>"""

DOCUSAURUS = f"""<div id="__docusaurus"><nav class="navbar"><a href="/">Harbour</a></nav><div class="row"><aside class="col col--3"><nav>Recent</nav></aside>
<main class="col col--7"><article><header><h1 class="title_f1Hy">Fog</h1><div class="container_mt6G"><time datetime="2026-03-01">March 1</time> · One min read</div></header>
<div id="__blog-post-container" class="markdown">{TEXT}</div>
<footer class="docusaurus-mt-lg"><b>Tags:</b><a href="/edit" class="theme-edit-this-page">Edit this page</a></footer></article>
<nav class="pagination-nav"><a href="/x">Newer</a></nav></main></div></div>"""

WORDPRESS = f"""<body><div id="page"><main id="main"><article id="post-7" class="post-7 post"><header class="entry-header"><h1 class="entry-title">Fog</h1></header>
<div class="entry-content">{TEXT}<div class="sharedaddy sd-sharing-enabled"><h3>Share this:</h3><ul><li><a href="https://social.example/share">Share</a></li></ul></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3>Related</h3></div></div>
<footer class="entry-footer">Posted in fog</footer></article>
<div id="comments" class="comments-area"><article class="comment"><div class="comment-content"><p>A very long comment, much longer than the post itself, so that length alone would mislead.</p></div></article></div></main></div>"""

BARE = f"""<body><a class="visually-hidden" href="#main">Skip</a><header><a href="/">Harbour</a></header><main id="main"><h1>Fog</h1>
<ul class="post-metadata"><li><time datetime="2026">2026</time></li></ul>{TEXT}
<ul class="links-nextprev"><li>Previous: <a href="/x/">Other</a></li></ul></main><footer>x</footer>"""

ASTRO = f"""<body><main><article><div class="hero-image"><img src="/hero.webp" alt=""></div><div class="prose"><div class="title"><div class="date"><time datetime="2026">Mar 1</time></div>
<h1>Fog</h1><hr></div>{TEXT}</div></article></main></body>"""

THEMES = {
    "minima": MINIMA,
    "PaperMod": PAPERMOD,
    "Docusaurus": DOCUSAURUS,
    "WordPress": WORDPRESS,
    "bare": BARE,
}


@pytest.mark.parametrize("name", THEMES)
def test_layouts(name: str) -> None:
    """Of a page in the layout of a well-known theme, the text of the post is left, and nothing else."""
    assert (extract(THEMES[name], "Fog") or "").strip() == TEXT


def test_title_inside_the_content() -> None:
    """A heading that repeats the title goes, with what stands above it, even inside the content."""
    tree = clean.parse(extract(ASTRO, "Fog") or "").tree

    assert tree.text_content().strip() == "The quay is open again."
    assert len(list(tree.iter("h1", "hr", "img", "time"))) == 0


def test_title_again_in_the_text() -> None:
    """A heading in the text that says what the title says stays, with the words above it."""
    page = '<article class="e-content"><p>It came.</p><h2>Fog</h2><p>It went.</p></article>'

    got = extract(page, "Fog") or ""

    assert clean.parse(got).tree.text_content() == "It came.FogIt went."


def test_nothing_to_tell() -> None:
    """A page without article, main or content, and an empty one, give nothing: the caller takes the source."""
    assert extract("<p>Moved.</p>", "Fog") is None
    assert extract("", "Fog") is None
    assert extract("<main> </main>", "Fog") is None


def test_asides_of_the_text_stay() -> None:
    """A note in an `<aside>` is part of the text; a sidebar beside it is not."""
    page = '<main><aside class="sidebar">Menu</aside><p>Text.</p><aside class="note">Mind the gap.</aside></main>'

    got = extract(page, "") or ""

    assert "Mind the gap" in got
    assert "Menu" not in got


def test_sections_named_like_chrome_stay() -> None:
    """docutils names sections after their headings, so that an id such as `comments` says nothing."""
    page = '<article><div class="entry-content"><section id="comments"><h2>Comments</h2><p>On rope.</p></section></div></article>'

    assert "On rope." in (extract(page, "") or "")


def test_attribution_of_a_quotation_stays() -> None:
    """The `<footer>` of a quotation belongs to it."""
    page = '<main class="post-content"><blockquote><p>Tar.</p><footer class="meta">Old saying</footer></blockquote></main>'

    assert "Old saying" in (extract(page, "") or "")


@pytest.mark.parametrize(
    "heading",
    [
        '<h2 id="a">Tar <a class="anchor" href="#a" aria-hidden="true">#</a></h2>',
        '<h2 id="a">Tar<a class="headerlink" href="#a" title="Permalink">¶</a></h2>',
        '<h2 id="a"><a href="#a">Tar</a></h2>',
        '<h2 id="a"><a class="anchor" href="#a"><svg><path d=""></path></svg></a>Tar</h2>',
        '<h2 class="anchor" id="a">Tar<a href="#a" class="hash-link" aria-label="Direct link">\u200b</a></h2>',
        '<h2 id="a">Tar<button>Copy</button> <a href="#a"><span class="sr-only">Link to this</span>#</a></h2>',
    ],
)
def test_permalinks_of_headings_go(heading: str) -> None:
    """Links by which a heading points at itself go; its words stay."""
    got = extract(f"<article>{heading}<p>Text.</p></article>", "") or ""

    assert clean.parse(got).tree.find("h2").text_content().strip() == "Tar"
    assert "<a" not in got


CODE = "if a < b:\n\n    tie(a)\n"
ESCAPED = CODE.replace("<", "&lt;")
LISTINGS = {
    "Rouge": '<div class="language-python highlighter-rouge"><div class="highlight"><pre class="highlight"><code>'
    '<span class="k">if</span> <span class="n">a</span> &lt; b:\n\n    <span>tie</span>(a)\n</code></pre></div></div>',
    "Rouge, numbers": '<figure class="highlight"><pre><code class="language-python" data-lang="python"><table class="rouge-table"><tbody><tr>'
    '<td class="gutter gl"><pre class="lineno">1\n2\n3\n</pre></td><td class="code"><pre><span class="k">if</span> a &lt; b:\n\n    tie(a)\n</pre></td></tr></tbody></table></code></pre></figure>',
    "Chroma, table": '<div class="highlight"><div class="chroma"><table class="lntable"><tr><td class="lntd"><pre class="chroma"><code><span class="lnt">1\n</span><span class="lnt">2\n</span></code></pre></td>'
    f'<td class="lntd"><pre class="chroma"><code class="language-python" data-lang="python"><span class="line"><span class="cl">{ESCAPED}</span></span></code></pre></td></tr></table></div></div>',
    "Chroma, inline": '<div class="highlight"><pre tabindex="0" class="chroma"><code class="language-python" data-lang="python"><span class="line"><span class="ln">1</span><span class="cl">if a &lt; b:\n</span></span>'
    '<span class="line"><span class="ln">2</span><span class="cl">\n</span></span><span class="line"><span class="ln">3</span><span class="cl">    tie(a)\n</span></span></code></pre></div>',
    "Hexo": '<figure class="highlight python"><table><tr><td class="gutter"><pre><span class="line">1</span><br><span class="line">2</span><br><span class="line">3</span><br></pre></td>'
    '<td class="code"><pre><span class="line">if a &lt; b:</span><br><span class="line"></span><br><span class="line">    tie(a)</span><br></pre></td></tr></table></figure>',
    "Shiki": '<pre class="shiki nord" style="color:#fff" tabindex="0" data-language="python"><code><span class="line"><span>if a &lt; b:</span></span>\n<span class="line"></span>\n<span class="line">    tie(a)</span></code></pre>',
    "expressive-code": '<div class="expressive-code"><figure class="frame"><figcaption class="header"><span class="title">a.py</span></figcaption><pre data-language="python"><code><div class="ec-line"><div class="code">if a &lt; b:</div></div><div class="ec-line"><div class="code">\n</div></div><div class="ec-line"><div class="code">    tie(a)</div></div></code></pre><div class="copy"><button>Copy</button></div></figure></div>',
    "Docusaurus": '<div class="language-python codeBlockContainer_x theme-code-block"><div class="codeBlockContent"><pre tabindex="0" class="prism-code language-python"><code class="codeBlockLines_x"><span class="token-line">if a &lt; b:<br></span><span class="token-line"><br></span><span class="token-line">    tie(a)<br></span></code></pre><div class="buttonGroup"><button>Copy</button></div></div></div>',
    "Prism": f'<div class="code-toolbar"><pre class="line-numbers language-python"><code class="language-python">{ESCAPED}<span aria-hidden="true" class="line-numbers-rows"><span></span></span></code></pre><div class="toolbar"><button>Copy</button></div></div>',
    "highlight.js": f'<pre><code class="hljs language-python"><span class="hljs-keyword">{ESCAPED}</span></code></pre>',
    "docutils": f'<div class="code"><pre class="code python literal-block"><a id="x-1" name="x-1"></a>{ESCAPED}</pre></div>',
}


@pytest.mark.parametrize("name", LISTINGS)
def test_listings(name: str) -> None:
    """Of a listing as a highlighter drew it, the code is left, and its language where that is told."""
    got = (
        extract(
            f'<article class="e-content"><p>Tie:</p>{LISTINGS[name]}<p>Done.</p></article>',
            "",
        )
        or ""
    )
    tree = clean.parse(got).tree

    assert [pre.text_content() for pre in tree.iter("pre")] == [CODE]
    assert len(list(tree.iter("table", "button", "figcaption"))) == 0
    languages = [code.get("class") for code in tree.iter("code")]
    assert languages == [None if name == "docutils" else "language-python"]
    assert [p.text_content() for p in tree.iter("p")] == ["Tie:", "Done."]


def test_uncoloured_pre_stays() -> None:
    """A poem in `<pre>`, and a table of listings that the author made, stay what they are."""
    poem = "<pre>One\n  two <b>three</b></pre>"
    table = "<table><tbody><tr><td><pre><code>a</code></pre></td><td><pre><code>b</code></pre></td></tr></tbody></table>"
    got = extract(f"<article>{table}<p>x</p><pre>One\n  two</pre></article>", "") or ""

    assert "<pre>One\n  two</pre>" in got
    assert len(list(clean.parse(got).tree.iter("td"))) == 2
    assert (
        "One\n  two three"
        in clean.parse(
            extract(f"<article>{poem}</article>", "") or ""
        ).tree.text_content()
    )


def test_pictures_that_load_late() -> None:
    """The address that a script would fill in counts; an emoji drawn as a picture becomes the character."""
    page = (
        '<article><img class="lazy" src="data:image/gif;base64,R0" data-src="/a.png" alt="A"><noscript><img src="/a.png"></noscript>'
        '<p>Ahoy <img class="emoji" alt="⚓" src="/e.png"></p></article>'
    )
    tree = clean.parse(extract(page, "") or "").tree

    assert [img.get("src") for img in tree.iter("img")] == ["/a.png"]
    assert tree.find("p").text_content() == "Ahoy ⚓"


def test_formulas() -> None:
    """A formula that KaTeX drew twice becomes its source, once."""
    page = (
        '<article><p>So <span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>x</mi></mrow>'
        '<annotation encoding="application/x-tex">x^2</annotation></semantics></math></span><span class="katex-html" aria-hidden="true">x2</span></span>!</p></article>'
    )

    assert (
        clean.parse(extract(page, "") or "").tree.text_content().strip()
        == r"So \(x^2\)!"
    )


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("https://harbour.example.org/blog/fog/", "fog/index.html"),
        ("https://harbour.example.org/blog/fog", "fog.html"),
        ("https://harbour.example.org/blog/fog", "fog/index.html"),
        ("https://harbour.example.org/blog/2026/fog.html", "2026/fog.html"),
        ("https://harbour.example.org/blog/fog.html", "fog.html"),
        ("https://harbour.example.org/blog/k%C3%BCste/", "küste/index.html"),
        ("https://harbour.example.org/blog/k%C3%BCste/", "ku\u0308ste/index.html"),
        ("https://harbour.example.org/blog/3.0", "3.0.html"),
        ("https://harbour.example.org/blog/fog/", "blog/fog/index.html"),
        ("https://harbour.example.org/blog/", "index.html"),
    ],
)
def test_page_of_an_address(tmp_path: Path, url: str, file: str) -> None:
    """The page of an address is found the way servers find it, with and without the path of the site."""
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(MINIMA, encoding="utf-8")

    assert Built(tmp_path).body(url, SITE, "Fog") == TEXT


@pytest.mark.parametrize(
    "path",
    [
        "../secret.html",
        "%2e%2e/secret.html",
        "..%2fsecret.html",
        "a%00b",
        "link.html",
        "big/",
    ],
)
def test_no_way_out(tmp_path: Path, path: str) -> None:
    """Nothing outside the folder is read, by whatever address or link, and nothing that is too large."""
    (tmp_path / "secret.html").write_text(MINIMA, encoding="utf-8")
    site = tmp_path / "site"
    (site / "big").mkdir(parents=True)
    (site / "link.html").symlink_to(tmp_path / "secret.html")
    (site / "big/index.html").write_text(MINIMA + " " * 4_000_000, encoding="utf-8")

    assert Built(site).body(f"{SITE}{path}", SITE, "Fog") is None


def test_no_page(tmp_path: Path) -> None:
    """A page or a whole folder that is not there gives nothing."""
    assert Built(tmp_path / "none").body(f"{SITE}fog/", SITE, "Fog") is None


def test_built_folder(tmp_path: Path) -> None:
    """A built site beside the posts is found by its first page; feeds alone are none."""
    (tmp_path / "public/feeds").mkdir(parents=True)
    assert built_folder(tmp_path) is None

    (tmp_path / "_site").mkdir()
    (tmp_path / "_site/index.html").write_text("x", encoding="utf-8")
    assert built_folder(tmp_path) == tmp_path / "_site"


@pytest.mark.parametrize(
    "unit",
    ["<article>", "<div class=content>", "<pre><code>", "<aside>", "<h1>", "<a href=#>", "<td><pre>", "<br>", "<p class=prose>x", "<div class='katex'>",
     "<div class=highlight><pre>a</pre>", "&#0;", "<button>x</button>y", "<h2><a href=#>#</a>t</h2>"],
)  # fmt: skip
def test_hostile_pages_take_no_time(unit: str) -> None:
    """A megabyte of one thing over and over takes a second or two, not the square of that."""
    page = f"<main>{unit * (1_000_000 // len(unit))}</main>"
    begin = time.perf_counter()

    extract(page, "Fog")

    assert time.perf_counter() - begin < 8


@given(st.text(st.sampled_from("<>/\"'= abdehiprtv#&;\n"), max_size=200))
def test_any_page(text: str) -> None:
    """Whatever a page holds, its text comes out as HTML that can be cleaned, or not at all."""
    for page in (text, f"<main>{text}</main>", f'<article class="prose"><pre>{text}'):
        got = extract(page, text[:10])
        assert got is None or clean.parse(got).tree is not None


def test_a_link_is_no_built_site(tmp_path: Path) -> None:
    """What a link leads to is elsewhere, and may change without a sign of it here."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/index.html").write_text("<p>Harbour</p>", encoding="utf-8")
    (tmp_path / "public").symlink_to(tmp_path / "elsewhere")
    assert built_folder(tmp_path) is None
    (tmp_path / "public").unlink()
    (tmp_path / "elsewhere").rename(tmp_path / "public")
    assert built_folder(tmp_path) == tmp_path / "public"
