"""Template code in bodies, whatever its syntax: what becomes of it, and that none is ever left."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envoi.posts import markdown, shortcodes
from envoi.posts.shortcodes import SYNTAXES, Page, expand

POST = "https://harbour.example.org/2026/tides/"
MORE = f'<a href="{POST}">[…]</a>'
FOUND = "https://harbour.example.org/2025/storms/"
FILES = {
    "_includes/hours.md": "Open from *nine* to `five`.",
    "_includes/loop.md": "{% include loop.md %}",
    "_includes/open.md": "{{ site.data.hours }}",
    "_includes/links.md": "{% for x in y %}{{ x }}{% endfor %}\n[a]: /a/",
    "_includes/empty.md": "{% comment %}a{% endcomment %}",
    "_includes/nested.md": "{% include hours.md %} Come by, {{ page.author }}.",
}


def page(path: str = "posts/tides.md", **given: object) -> Page:
    """A post about tides, on a site that has one other post, about storms."""
    made_up = {
        "path": path,
        "url": POST,
        "site": "https://harbour.example.org/",
        "title": "Tides & *moons*",
        "values": {"author": "Ada", "cover": {"path": "/a b.jpg"}, "tags": ["sea"]},
        "find": lambda asked: FOUND if "storms" in asked else "",
        "read": lambda asked: FILES.get(asked, ""),
    }
    return Page(**(made_up | given))


def expanded(text: str, syntax: str = "liquid", **given: object) -> str:
    """What becomes of `text`, with blanks and line ends folded."""
    return " ".join(expand(text, syntax, page(**given)).text.split())


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Tides\n\nA *word*, `code`, $x^2$ and a [link](a.md).\n\n    indented\n",
        "```\nx\n",
        "5 % of 3 > 2 < 4 & so on\r\n",
        "## Title {#id}\n",
    ],
)
def test_text_without_tags(text: str, syntax: str) -> None:
    """A text that holds no template code stays as it is, to the byte."""
    assert expand(text, syntax, page()) == shortcodes.Expanded(text=text)


@pytest.mark.parametrize(
    "code",
    [
        "`{{ x }}`",
        "``a ` {% x %}``",
        "```liquid\n{% for x in y %}\n{{ x }}\n```",
        "~~~\n{{< x >}}\n~~~",
        "para\n\n    {{ x }}\n    {% y %}\n",
        "<pre>\n{{ x }}\n</pre>",
        "<code>{% x %}</code>",
        r"$$\frac{{a}}{{b}}$$",
        r"so $x_{{i}}$ is",
        r"\(x^{{2}}\) and \[y_{{i}}\]",
    ],
)
@pytest.mark.parametrize("syntax", ["", "liquid", "hugo", "zola", "nunjucks", "hexo"])
def test_code_stays(code: str, syntax: str) -> None:
    """In code and in formulas braces mean themselves."""
    assert expand(code, syntax, page()).text == code


@pytest.mark.parametrize(
    ("syntax", "typed", "shown"),
    [
        ("liquid", "`{% raw %}{{ x }}{% endraw %}`", "`{{ x }}`"),
        ("nunjucks", "```\n{%- raw -%}{{ x }}{% endraw %}\n```", "```\n{{ x }}\n```"),
        ("hexo", "`{% raw %}{{ x }}{% endraw %}`", "`{{ x }}`"),
        ("hugo", "`{{</* x a=1 */>}}`", "`{{< x a=1 >}}`"),
        ("hugo", "`{{%/* x */%}} {% raw %}`", "`{{% x %}} {% raw %}`"),
        ("zola", "`{{/* x() */}}`", "`{{ x() }}`"),
        ("", "`{% raw %}{{</* x */>}}{% endraw %}`", "`{{< x >}}`"),
    ],
)
def test_escapes_in_code_are_undone(syntax: str, typed: str, shown: str) -> None:
    """What only kept a generator from reading code is taken away; another generator's escapes stay."""
    assert " ".join(expand(typed, syntax, page()).text.split()) == " ".join(
        shown.split()
    )


def test_escapes_in_text_are_shown_as_code() -> None:
    """Someone who escapes a tag in text writes about tags: it is shown, as code."""
    assert markdown.render(expanded("Write {% raw %}{{ a }}{% endraw %} there")) == (
        "<p>Write <code>{{ a }}</code> there</p>\n"
    )
    assert "<code>" in expanded("{{</* tide */>}}", "hugo")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("{{ page.title }}", "Tides &amp; &#42;moons&#42;"),
        ("{{ page.author }}", "Ada"),
        ("{{ page.cover.path }}", "/a b.jpg"),
        ("{{ page['author'] | upcase }}", "ADA"),
        ("{{ page.nobody | default: 'none' }}", "none"),
        ("[a]({{ page.url }})", f"[a]({POST})"),
        ("[a]({{ site.baseurl }}/b/)", "[a](/b/)"),
        ("[a]({{ site.url }}/b/)", "[a](https://harbour.example.org/b/)"),
        ("![a]({{ 'a b.png' | relative_url }})", "![a](https://harbour.example.org/a%20b.png)"),
        ('<img src="{{ "/a.png" | absolute_url }}">', '<img src="https://harbour.example.org/a.png">'),
        ('<b title="{{ page.title }}">', '<b title="Tides &amp; *moons*">'),
        ("[a]({{ 'https://quay.example/' | url }})", "[a](https://quay.example/)"),
        ("[a]: {{ site.baseurl }}/b/", "[a]: /b/"),
        ("{{ '/b/' | prepend: site.baseurl | prepend: site.url }}", "https://harbour.example.org/b/"),
    ],
)  # fmt: skip
def test_values(typed: str, shown: str) -> None:
    """Front matter and the site's address are filled in, escaped for the place where they stand."""
    assert expanded(typed) == shown


def test_address_of_the_site_is_not_said_twice() -> None:
    """`{{ site.baseurl }}` before a tag that gives a whole address is dropped with the site's base path."""
    site = "https://harbour.example.org/notes/"
    typed = "[a]({{ site.baseurl }}{% link _posts/storms.md %})"

    assert expanded(typed, site=site) == f"[a]({FOUND})"
    assert expanded("[a]({{ '/notes/b/' | relative_url }})", site=site) == (
        "[a](https://harbour.example.org/notes/b/)"
    )


def test_settings() -> None:
    """`site.…` is looked up in what the site's configuration says."""
    settings = {"author": {"name": "Bo"}}

    assert expanded("{{ site.author.name }}", settings=settings) == "Bo"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("{{ site.data.x }}", MORE),
        ("{% map %} {{ y | z }}\n{% w %}", MORE),
        ("{% map %} and {% map %}", f"{MORE} and {MORE}"),
        ("[a]({{ x.y }})", f"[a]({POST})"),
        ("[a]({{ x.y }}/b)", "[a](/b)"),
        ("![a]({{ x.y }})", "![a]()"),
        ('<a href="{% map %}">a</a>', f'<a href="{POST}">a</a>'),
        ('<img src="{{ x.y }}" alt="{% map %}">', '<img src="" alt="">'),
        ("[see {% map %} there](/b/)", "[see … there](/b/)"),
        ("{% grid %}*a*{% endgrid %}", "*a*"),
        ("{% zone 3 %}*a* {% map %}{% endzone %}", f"*a* {MORE}"),
        ("[a]: /b/{% comment %}c{% endcomment %}", "[a]: /b/"),
        ("a {% endnote %} b {{ unclosed and {% so", "a b { { unclosed and { % so"),
    ],
)
def test_what_is_not_known(typed: str, shown: str) -> None:
    """A link to the post stands for what nobody knows, once for several in a row; what it encloses is kept."""
    assert expanded(typed) == shown


def test_left_out_is_counted() -> None:
    """Each tag that nothing stands for is named with its place; assignments and comments are not."""
    text = "{% assign a = b %}{% comment %}{{ c }}{% endcomment %}\n{% map 1 %} {{ d.e }} {% if f %}{{ g }}{% endif %}"

    left = expand(text, "liquid", page()).left_out

    assert [(one.name, one.typed, text[one.start :][:6]) for one in left] == [
        ("map", "{% map %}", "{% map"),
        ("d.e", "{{ d.e }}", "{{ d.e"),
        ("if", "{% if %}", "{% if "),
    ]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("{% assign a = 'b*' %}c {{ a }}", "c b&#42;"),
        ("{% capture a %}*b*{% endcapture %}c {{ a }}", "c *b*"),
        ("{% assign a = site.data.b %}c", "c"),
        ("{% if page.author == 'Ada' %}yes{% else %}no{% endif %}", "yes"),
        ("{% if page.author != 'Ada' %}yes{% elsif true %}so{% else %}no{% endif %}", "so"),
        ("{% unless page.author %}yes{% endunless %}b", "b"),
        ("a{% if site.x %}yes{% else %}no{% endif %}b", "ab"),
        ("a{% for x in y %}{{ x }}{% endfor %}b", "ab"),
        ("{% if x %}{% assign a = 'b' %}{% endif %}{{ a }}", MORE),
        ("a {% # note %}b {%- comment -%} c {%- endcomment -%} d", "a b d"),
    ],
)  # fmt: skip
def test_variables_and_branches(typed: str, shown: str) -> None:
    """What can be decided without running anything is; the rest of control flow leaves nothing."""
    assert expanded(typed) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("{% include hours.md %}", "Open from *nine* to `five`."),
        ("{% include nested.md %}", "Open from *nine* to `five`. Come by, Ada."),
        ("{% include {{ page.which }} %}", MORE),
        ("{% include loop.md %}", MORE),
        ("{% include open.md %}", MORE),
        ("{% include links.md %}", "[a]: /a/"),
        ("a {% include empty.md %}", "a"),
        ("{% include hours.md day='Monday' %}", MORE),
        ("{% include ../../secret.md %}", MORE),
        ("{% include app.js %}", MORE),
        ('{% include image.html url="/a.png" alt="A" %}', '<img src="/a.png" alt="A">'),
        ("{% include note.html content='Mind *it*' %}", "<blockquote> Mind *it* </blockquote>"),
        ("{% include video id='abcdefghijk' provider='youtube' %}", '<a href="https://www.youtube.com/watch?v=abcdefghijk">youtube.com</a>'),
    ],
)  # fmt: skip
def test_includes(typed: str, shown: str) -> None:
    """Plain text is included; a file that is given arguments is known by its name, or left out."""
    assert expanded(typed) == shown


def test_what_is_left_out_of_includes_has_a_name() -> None:
    """A file that is not there is called by its name; of other tags the name of the tag is enough."""
    text = "{% include mill.html a %} {% include pier.html %} {% map a %}"
    left = expand(text, "liquid", page()).left_out

    assert [tag.typed for tag in left] == [
        "{% include mill.html %}",
        "{% include pier.html %}",
        "{% map %}",
    ]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("{% post_url 2025-01-02-storms %}", FOUND),
        ("[a]({% link _posts/storms.md %})", f"[a]({FOUND})"),
        ("[a]({% link files/a.pdf %})", "[a](https://harbour.example.org/files/a.pdf)"),
        ("[a]({% post_url 2025-nothing %})", f"[a]({POST})"),
        ("{% highlight ruby linenos %}\n`{{ a }}`\n  <b>\n{% endhighlight %}",
         '<pre><code class="language-ruby">&#96;&#123;&#123; a &#125;&#125;&#96;&#10; &lt;b&gt;&#10;</code></pre>'),
        ("{% gist ada/12ab %}", '<a href="https://gist.github.com/ada/12ab">gist.github.com</a>'),
        ("{::comment}\n{{ a }}\n{:/comment}b {::nomarkdown}<i>c</i>{:/}", "b <i>c</i>"),
        ("* list\n{:toc}\n\na", "a"),
        ("<!-- {% include ads.html %} -->a", "<!-- % include ads.html %} -->a"),
    ],
)  # fmt: skip
def test_jekyll(typed: str, shown: str) -> None:
    """Jekyll's own tags, and the extensions of kramdown."""
    assert expanded(typed) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('{% image "assets/a.jpg" "A boat" %}', '<img src="/assets/a.jpg" alt="A boat">'),
        ('{% image_with_class "assets/a.jpg" "wide" "A boat" %}', '<img src="/assets/a.jpg" alt="A boat">'),
        ('{% include "linked-figure.html",\n image: "/a.jpg",\n caption: "It is <so>" %}',
         '<figure><img src="/a.jpg" alt="It is"><figcaption>It is <so></figcaption></figure>'),
        ("{# a {{ b }} #}c", "c"),
        ('{% set a %}*b*{% endset %}{{ a | safe }}', "*b*"),
        ('{%- youtubeEmbed "abc", "A talk" -%}', '<a href="https://www.youtube.com/watch?v=abc">A talk</a>'),
        ('{% person "Ada", "https://ada.example/" %}', '<a href="https://ada.example/">Ada</a>'),
        ('[a]({{ "https://ada.example/" | canonical }})', "[a](https://ada.example/)"),
        ('{{ "Ada" | team_link }}', MORE),
        ("{% callout 'warn' %}a{% endcallout %}", "<blockquote> a </blockquote>"),
    ],
)  # fmt: skip
def test_eleventy(typed: str, shown: str) -> None:
    """What Eleventy's authors call their shortcodes; a picture or an address is known whoever is given it."""
    assert expanded(typed, "nunjucks") == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("{% note info Mind it %}\n  *a*\n{% endnote %}", "<blockquote> <p><strong>Mind it</strong></p> *a* </blockquote>"),
        ("{% blockquote Ada, Tides https://ada.example/ A page %}a{% endblockquote %}",
         '<blockquote> a <p>— Ada, <a href="https://ada.example/">A page</a></p> </blockquote>'),
        ("{% codeblock A title lang:js wrap:false %}\na\n{% endcodeblock %}",
         '<p><strong>A title</strong></p> <pre><code class="language-js">a&#10;</code></pre>'),
        ("{% asset_img a.png A boat %}", '<img src="a.png" alt="boat" title="A">'),
        ('{% asset_img wide a.png 300 200 "A boat" %}', '<img src="a.png" alt="A boat">'),
        ("{% post_link storms 'A storm' %}", f'<a href="{FOUND}">A storm</a>'),
        ("{% post_link nothing %}", MORE),
        ("[a]({% post_path storms %})", f"[a]({FOUND})"),
        ("[a]({% asset_path a.pdf %})", "[a](a.pdf)"),
        ("{% link Ada https://ada.example/ %}", '<a href="https://ada.example/">Ada</a>'),
        ("{% cq %}a{% endcq %}", "a"),
        ("{% tabs t %}<!-- tab One -->\na\n<!-- endtab -->{% endtabs %}", "<p><strong>One</strong></p> a"),
        ("{% include_code lang:js a.js %}", '<pre><code class="language-js">let a&#10;</code></pre>'),
    ],
)  # fmt: skip
def test_hexo(typed: str, shown: str) -> None:
    """Hexo's tag plugins, and those of its themes."""
    files = {"source/downloads/code/a.js": "let a"}

    assert expanded(typed, "hexo", read=lambda path: files.get(path, "")) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('{{ youtube(id="abc", autoplay=true) }}', '<a href="https://www.youtube.com/watch?v=abc">youtube.com</a>'),
        ('{% quote(author="Ada") %}\n*a*\n{% end %}', "<blockquote> *a* <p>— Ada</p> </blockquote>"),
        ("{% b() %}c {% d() %}e{% end %}{% end %}", "c e"),
        ("{{ map() }}", MORE),
    ],
)  # fmt: skip
def test_zola(typed: str, shown: str) -> None:
    """Zola's shortcodes; `end` closes the last one that is open."""
    assert expanded(typed, "zola") == shown


def test_obsidian() -> None:
    """Comments are not shown; links and embeds in brackets are left to Markdown."""
    assert expanded("a %%b {{ c }}\nd%% ![[e]] `%%f%%`", "obsidian") == (
        "a ![[e]] `%%f%%`"
    )


def test_html_post() -> None:
    """In a post that is HTML only HTML's elements hold code: a backtick is a backtick."""
    text = "<p>`{{ page.author }}`</p><pre>{{ a }}</pre>"

    assert expanded(text, path="posts/a.html") == "<p>`Ada`</p><pre>{{ a }}</pre>"


def test_block_in_a_list() -> None:
    """What stands for a tag in a list stays in the list."""
    text = "1. a\n\n   {% highlight js %}\n   b\n   {% endhighlight %}\n\n2. c\n"

    html = markdown.render(expand(text, "liquid", page()).text)

    assert html.count("<ol>") == 1
    assert '<pre><code class="language-js">b' in html


FRAGMENTS = st.sampled_from(
    ["{{", "}}", "{%", "%}", "{{<", ">}}", "{{%", "{#", "#}", " x ", " note ", " endnote ", "{% note %}",
     "{% endnote %}", "{% raw %}", "{% endraw %}", "{% if x %}", "{% else %}", "{% endif %}", "{{ x }}",
     "{{< figure src=a.png caption=`{{` >}}", "{{% /note %}}", '"', "'", "\n", "\n\n", "    ", "a", "[b](",
     ")", "<a href=\"", ">", "](", "{% highlight %}", "{% endhighlight %}", "{{ '{{' }}", "<N a={", "/>", "}",
     "{::comment}", "{:/}", "{% assign a = '{%' %}{{ a }}", "%%", "$", "- ", "> "]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(FRAGMENTS, max_size=25).map("".join), st.sampled_from(list(SYNTAXES)))
def test_nothing_leaks(text: str, syntax: str) -> None:
    """Whatever is made of tags: nothing is raised, and once rendered no template code is left outside code."""
    shown = expand(text, syntax, page()).text

    html = markdown.render(shown)
    bare = re.sub(r"(?s)<(pre|code)\b.*?</\1>|<!--.*?-->", " ", html)
    assert "{{" not in bare
    assert "{%" not in bare


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(FRAGMENTS, st.sampled_from(["`", "``", "```\n", "~~~\n", "<pre>", "</pre>", "<!--", "-->", "\\"])), max_size=25).map("".join), st.sampled_from(list(SYNTAXES)))  # fmt: skip
def test_expanding_again_changes_nothing(text: str, syntax: str) -> None:
    """What was expanded holds no tag that anything would make of again."""
    once = expand(text, syntax, page()).text

    assert expand(once, "hugo", page()).left_out == ()


@pytest.mark.parametrize("syntax", ["liquid", "hugo", "zola", "mdx"])
@pytest.mark.parametrize(
    "piece",
    ["{{", "{%", "{{<", "{#", '{% "" ', "{{ x }}", "{% note %}", "{% raw %}", "{% if x %}{% else %}", "`{{", "{", "<A>",
     "{::comment}", "$a ", "\\( a\n\n", "|`a|` ", "{% capture a %}x{{ a }}{{ a }}{% endcapture %}", "[{% x %}", "<code>{{"],
)  # fmt: skip
def test_time_is_linear(piece: str, syntax: str) -> None:
    """A text of nothing but one mark takes no more than twice as long as half of it, with room for noise."""

    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        begin = time.process_time()
        expand(text, syntax, page())
        return time.process_time() - begin

    assert seconds(160_000) < 5 * seconds(80_000) + 0.3


@pytest.mark.parametrize(
    ("syntax", "opening", "closing"),
    [
        ("liquid", "{% note %}", "{% endnote %}"),
        ("hugo", "{{% note %}}", "{{% /note %}}"),
        ("zola", "{% note() %}", "{% end %}"),
        ("mdx", "<Note>", "</Note>"),
        ("liquid", "{% if true %}", "{% endif %}"),
    ],
)
def test_nested_ten_thousand_deep(syntax: str, opening: str, closing: str) -> None:
    """Tags may nest as deep as they like: the words inside are kept, the shape of the outer ones too."""
    text = f"{opening * 10_000}words{closing * 10_000}"

    assert "words" in expand(text, syntax, page()).text
