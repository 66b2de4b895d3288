"""Hugo's shortcodes in bodies: what stands for them in Markdown and HTML."""

import pytest

from envoi.posts.shortcodes import Page, expand

POST = "https://harbour.example.org/2026/tides/"
FOUND = "https://harbour.example.org/2025/storms/"
MORE = f'<a href="{POST}">[…]</a>'


def expanded(text: str) -> str:
    """What becomes of `text`, with blanks and line ends folded."""
    page = Page(
        path="content/posts/tides.md",
        url=POST,
        site="https://harbour.example.org/",
        title="Tides",
        values={"level": "4 m"},
        find=lambda asked: FOUND if "storms" in asked else "",
        read=lambda asked: {"content/notes.txt": "Salt"}.get(asked, ""),
    )
    return " ".join(expand(text, "hugo", page).text.split())


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('{{< figure src="a b.jpg" alt="A boat" >}}', '<img src="a%20b.jpg" alt="A boat">'),
        ('{{< figure src="a.jpg" caption="A boat" title="Boats" >}}',
         '<figure><img src="a.jpg" alt="A boat"><figcaption><strong>Boats</strong> A boat</figcaption></figure>'),
        ('{{< figure src="a.jpg" caption="A *boat*" >}}',
         '<figure> <img src="a.jpg" alt="A boat"> <figcaption> A *boat* </figcaption> </figure>'),
        ('{{< figure src="a.jpg" link="/b/" attr="Ada" attrlink="https://ada.example/" >}}',
         '<figure><a href="/b/"><img src="a.jpg" alt=""></a><figcaption><a href="https://ada.example/">Ada</a></figcaption></figure>'),
        ("{{< img src=a.jpg alt=`A \"boat\"` >}}", '<img src="a.jpg" alt="A &quot;boat&quot;">'),
        ('{{< old-picture src="/a/b.webp" alt="A boat" >}}', '<img src="/a/b.webp" alt="A boat">'),
        ("{{< old-picture >}}", MORE),
    ],
)  # fmt: skip
def test_pictures(typed: str, shown: str) -> None:
    """A figure with what is said of it; any shortcode that is given a picture shows it."""
    assert expanded(typed) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('[a]({{< ref "storms.md" >}})', f"[a]({FOUND})"),
        ('[a]({{% relref "/posts/storms.md#b" %}})', f"[a]({FOUND}#b)"),
        ('[a]({{<relref path="storms">}})', f"[a]({FOUND})"),
        ('[a]({{< ref "#b" >}})', f"[a]({POST}#b)"),
        ('[a]({{< ref "nothing.md" >}})', f"[a]({POST})"),
        ("[a]: {{< ref storms >}}", f"[a]: {FOUND}"),
        ('<a href="{{< ref storms >}}">a</a>', f'<a href="{FOUND}">a</a>'),
        ("{{< param level >}}", "4 m"),
        ("{{< param depth >}}", MORE),
        ('{{< link href="/b/" >}}*a*{{< /link >}}', '<a href="https://harbour.example.org/b/">*a*</a>'),
        ('{{< readFile "notes.txt" >}}', "Salt"),
        ('{{< readFile "../../../notes.txt" >}}', MORE),
    ],
)  # fmt: skip
def test_references(typed: str, shown: str) -> None:
    """Other posts by path or name, wherever an address may stand; what is not found leads to the post."""
    assert expanded(typed) == shown


@pytest.mark.parametrize(
    ("typed", "address", "words"),
    [
        ('youtube id="abc" title="A talk"', "https://www.youtube.com/watch?v=abc", "A talk"),
        ("youtube abc", "https://www.youtube.com/watch?v=abc", "youtube.com"),
        ("vimeo 123", "https://vimeo.com/123", "vimeo.com"),
        ("bilibili BV1", "https://www.bilibili.com/video/BV1", "bilibili.com"),
        ('tweet user="ada" id="12"', "https://twitter.com/ada/status/12", "twitter.com"),
        ("x 12", "https://twitter.com/i/status/12", "twitter.com"),
        ("instagram ab", "https://www.instagram.com/p/ab/", "instagram.com"),
        ("gist ada 12", "https://gist.github.com/ada/12", "gist.github.com"),
        ("asciinema 7", "https://asciinema.org/a/7", "asciinema.org"),
        ('iframe src="https://map.example/x" title="A map"', "https://map.example/x", "A map"),
        ('audio src="/a.mp3"', "/a.mp3", "/a.mp3"),
    ],
)  # fmt: skip
def test_embeds(typed: str, address: str, words: str) -> None:
    """What belongs to another site is a link with its title, else with the name of the site."""
    assert expanded(f"{{{{< {typed} >}}}}") == f'<a href="{address}">{words}</a>'


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('{{% alert title="Mind" color="info" %}}\n    *a*\n\n    b\n{{% /alert %}}',
         "<blockquote> <p><strong>Mind</strong></p> *a* b </blockquote>"),
        ("{{< notice warning >}}a{{< /notice >}}", "<blockquote> a </blockquote>"),
        ('{{< details "More <b>" >}}a{{< /details >}}',
         "<details> <summary>More &lt;b&gt;</summary> a </details>"),
        ('{{< tabs >}}{{< tab "One" >}}a{{< /tab >}}{{< tab "Two" >}}b{{< /tab >}}{{< /tabs >}}',
         "<p><strong>One</strong></p> a <p><strong>Two</strong></p> b"),
        ('{{< quote author="Ada" source="Tides" url="https://ada.example/" >}}a{{< /quote >}}',
         '<blockquote> a <p>— Ada, <a href="https://ada.example/">Tides</a></p> </blockquote>'),
        ("{{< center >}}*a*{{< /center >}}", "*a*"),
        ("{{< rawhtml >}}<b>a</b>{{< /rawhtml >}}", "<b>a</b>"),
        ('{{< highlight go "linenos=table" >}}\na {{ .b }}\n{{< /highlight >}}',
         '<pre><code class="language-go">a &#123;&#123; .b &#125;&#125;&#10;</code></pre>'),
        ("{{< mermaid >}}\na --> b\n{{< /mermaid >}}",
         '<pre><code class="language-mermaid">a --&gt; b&#10;</code></pre>'),
        ("{{< katex >}}x^{{2}}{{< /katex >}}", "$x^{{2}}$"),
        ("a{{< br >}}b", "a<br>b"),
        ("{{< unknown >}}*a*{{< /unknown >}}", "*a*"),
        ("{{< unknown />}}", MORE),
    ],
)  # fmt: skip
def test_what_encloses(typed: str, shown: str) -> None:
    """Notes, details, tabs, quotations and code; Markdown within them is still read as such."""
    assert expanded(typed) == shown
