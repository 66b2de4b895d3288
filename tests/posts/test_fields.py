"""Front matter -> Post: titles, dates, states, slugs, addresses, tags, authors, pictures."""

import string
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from envoi.model import Author, Image, State
from envoi.posts.source import ILLEGAL
from envoi.problems import Level

from .samples import SITE, post, read, said


def front(**keys: str) -> str:
    """A post with these keys, an underscore for a hyphen."""
    lines = "\n".join(
        f"{key.replace('_', '-')}: {value}" for key, value in keys.items()
    )
    return f"---\ntitle: Quay\n{lines}\n---\nBody\n"


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("---\ntitle: 1984\n---\n# Other\n", "1984"),
        ("---\ntitle: No\n---\n", "No"),
        ("---\nTitle: '  two\n\n  lines '\n---\n", "two lines"),
        ("---\ntitle: A &amp; B < C\n---\n", "A & B < C"),
        ("---\ntitle: The <em>old</em> quay\n---\n", "The old quay"),
        ("---\ntitle: Use of &lt;div&gt;\n---\n", "Use of <div>"),
        ("---\ntitle: 3 < 4 > 2\n---\n", "3 < 4 > 2"),
        ("---\ntitle:\n---\n\nWords\n\n## The *old* quay ##\n", "The old quay"),
        ("```\n# no\n```\nThe quay\n========\n", "The quay"),
        ("    # no\n\n# `a` &amp; b", "a & b"),
        ("#\n\n# Second", "Second"),
    ],
)
def test_title(content: str, title: str) -> None:
    """The title is the key's text without HTML, else that of the first heading that has any."""
    found, report = post(content)

    assert (found.title, found.titled) == (title, True)
    assert "no-title" not in dict(said(report))


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("posts/2026-01-02-the-old_quay.md", "The old quay"),
        ("posts/old-quay/index.md", "Old quay"),
        ("posts/---.md", "---"),
        ("posts/2026-01-02.md", "2026 01 02"),
    ],
)
def test_title_from_name(path: str, title: str) -> None:
    """Without key and heading a post is untitled; until its text is known it is called as its file, with a notice."""
    found, report = post("Words.", path)

    assert (found.title, found.titled) == (title, False)
    assert said(report) == [("no-title", 1)]
    assert report.count() == {Level.NOTICE: 1}


def test_html_title() -> None:
    """A post in HTML has its first heading as title."""
    found, _ = post("<p>x</p><h2 class=a>The <i>old</i>\nquay</h2>", "posts/a.html")

    assert found.title == "The old quay"


def test_script_in_title_is_named() -> None:
    """A script in a title is taken out and named with its line, nested ones too."""
    found, report = post("---\ntitle: a<scr<b></b>ipt>alert(1)</script> b\n---\n")
    plain, warned = post('---\ntitle: "<script>x</script>Quay"\n---\n')

    assert "<" not in found.title
    assert plain.title == "xQuay"
    assert said(warned) == [("unsafe-html", 2)]
    assert said(report) in ([("title-html", 2)], [("unsafe-html", 2)])


def test_line_end_in_title_is_named() -> None:
    """CR and LF in a title cannot begin a header of the letter: they are blanks, and named."""
    found, report = post(
        '---\ntitle: "a\\r\\nBcc: x@quay.example\\r\\n\\r\\nbody"\n---\n'
    )

    assert found.title == "a Bcc: x@quay.example body"
    assert said(report) == [("line-end", 2)]


@pytest.mark.parametrize(
    ("content", "path", "published", "zoned"),
    [
        ("date: 2026-01-02", "posts/a.md", "2026-01-02T00:00+03:00", False),
        ("date: 2026-01-02 10:00 +00:00", "posts/a.md", "2026-01-02T10:00+00:00", True),
        ("published: 2026-01-02", "posts/a.md", "2026-01-02T00:00+03:00", False),
        ("Pub-Date: 2026-01-02", "posts/a.md", "2026-01-02T00:00+03:00", False),
        (
            "published: true\ncreated: 2026-01-02",
            "posts/a.md",
            "2026-01-02T00:00+03:00",
            False,
        ),
        ("date:\npubdate: 2026-01-02", "posts/a.md", "2026-01-02T00:00+03:00", False),
        ("date: 2026-01-02", "posts/2025-05-05-a.md", "2026-01-02T00:00+03:00", False),
        ("x: y", "posts/2026-01-02-a.md", "2026-01-02T00:00+03:00", True),
        ("x: y", "posts/2026-01-02/index.md", "2026-01-02T00:00+03:00", True),
        ("x: y", "posts/2026/1/2/a.md", "2026-01-02T00:00+03:00", True),
    ],
)
def test_date(content: str, path: str, published: str, zoned: bool) -> None:
    """The date is the key's, else that of the name, else that of the folders; in the zone of the site."""
    found, _ = post(f"---\ntitle: Q\n{content}\n---\n", path)

    assert found.published == datetime.fromisoformat(published)
    assert found.zoned is zoned
    assert found.state is State.PUBLISHED


def test_date_is_never_that_of_the_file() -> None:
    """A post whose date is nowhere typed is undated; the reader of posts never looks at the file."""
    found, report = post("---\ntitle: Q\n---\n")

    assert (found.published, found.state) == (None, State.UNDATED)
    assert said(report) == []


def test_impossible_date_is_named() -> None:
    """A day that does not exist is the day after, once named with line and what to write."""
    found, report = post(front(date="2017-02-29", expires="2030-02-30"))

    assert found.published.date().isoformat() == "2017-03-01"
    assert said(report) == [("impossible-date", 3), ("impossible-date", 4)]
    assert report.problems[0].hint == "write 2017-03-01"


@pytest.mark.parametrize(
    ("extra", "path", "state", "level"),
    [
        ({}, "posts/a.md", State.UNDATED, "error"),
        ({}, "posts/2026-01-02-a.md", State.PUBLISHED, "warning"),
        ({"draft": "true"}, "posts/a.md", State.DRAFT, "warning"),
        ({"unlisted": "true"}, "posts/a.md", State.UNLISTED, "warning"),
    ],
    ids=["alone", "date-in-name", "draft", "unlisted"],
)
def test_unreadable_date(
    extra: dict[str, str], path: str, state: State, level: str
) -> None:
    """A date with two readings is an error, unless the name has one or nobody will read the post."""
    found, report = post(front(date="05/06/2026", **extra), path)

    assert found.state is state
    assert [(p.level, p.code, p.place.line) for p in report] == [(level, "date", 3)]


PAST, AHEAD = "2026-01-02", "2027-01-02"


@pytest.mark.parametrize(
    ("keys", "state"),
    [
        ({"date": PAST}, State.PUBLISHED),
        ({"date": "2026-11-20T12:00Z"}, State.PUBLISHED),
        ({"date": "2026-11-20T12:00:01Z"}, State.FUTURE),
        ({"date": "2026-11-20T14:59+03:00"}, State.PUBLISHED),
        ({"date": AHEAD}, State.FUTURE),
        ({"date": PAST, "draft": "yes"}, State.DRAFT),
        ({"date": PAST, "isDraft": "True"}, State.DRAFT),
        ({"date": PAST, "draft": "no"}, State.PUBLISHED),
        ({"date": PAST, "draft": ""}, State.PUBLISHED),
        ({"date": PAST, "status": "Draft"}, State.DRAFT),
        ({"date": PAST, "status": "published"}, State.PUBLISHED),
        ({"date": PAST, "published": "false"}, State.DRAFT),
        ({"date": PAST, "published": "yes"}, State.PUBLISHED),
        ({"date": PAST, "hidden": "on"}, State.UNLISTED),
        ({"date": PAST, "unlisted": "1"}, State.UNLISTED),
        ({"date": PAST, "status": "hidden"}, State.UNLISTED),
        ({"date": PAST, "expires": "2026-11-20T12:00Z"}, State.EXPIRED),
        ({"date": PAST, "expiry_date": PAST}, State.EXPIRED),
        ({"date": PAST, "expires": AHEAD}, State.PUBLISHED),
        ({"date": AHEAD, "expires": PAST}, State.EXPIRED),
        ({"date": AHEAD, "draft": "true"}, State.DRAFT),
        ({"date": PAST, "unlisted": "true", "expires": PAST}, State.UNLISTED),
        ({"unlisted": "true", "draft": "true"}, State.DRAFT),
        ({"expires": PAST}, State.UNDATED),
        ({"published": "true"}, State.UNDATED),
        ({}, State.UNDATED),
    ],
    ids=str,
)
def test_state(keys: dict[str, str], state: State) -> None:
    """Draft before unlisted before undated before expired before future before published."""
    assert post(front(**keys))[0].state is state


@pytest.mark.parametrize("path", ["posts/_drafts/a.md", "drafts/x/a.md"])
def test_draft_folders(path: str) -> None:
    """All that lies in a folder of drafts is a draft; a file of that name is not."""
    assert post(front(date=PAST), path)[0].state is State.DRAFT
    assert post(front(date=PAST), "posts/drafts.md")[0].state is State.PUBLISHED


def test_doubtful_flag_holds_back() -> None:
    """A flag that is neither yes nor no is taken as yes, so that nothing goes out by mistake, and named."""
    found, report = post(front(date=PAST, draft="maybe"))

    assert found.state is State.DRAFT
    assert said(report) == [("flag", 4)]


@pytest.mark.parametrize(
    ("keys", "path", "slug", "url"),
    [
        ({}, "posts/sea/2026-01-02-old quay.md", "old-quay", "posts/sea/2026-01-02-old-quay/"),
        ({}, "posts/quay/index.md", "quay", "posts/quay/"),
        ({"slug": "0123"}, "posts/a.md", "0123", "posts/0123/"),
        ({"slug": "/sea/quay/"}, "posts/a.md", "quay", "posts/quay/"),
        ({"slug": "Köprü açıldı!"}, "posts/a.md", "Köprü-açıldı", "posts/K%C3%B6pr%C3%BC-a%C3%A7%C4%B1ld%C4%B1/"),
        ({"permalink": "/:year/:month/:title/"}, "posts/quay.md", "quay", "2026/01/quay/"),
        ({"url": "sea/quay.html"}, "posts/a.md", "a", "sea/quay.html"),
        ({"permalink": "'{{ page.url }}'"}, "posts/a.md", "a", "posts/a/"),
        ({"permalink": "false"}, "posts/a.md", "a", "posts/a/"),
        ({"permalink": "a?b#c%zz"}, "posts/a.md", "a", "a%3Fb%23c%25zz"),
    ],
)  # fmt: skip
def test_address(keys: dict[str, str], path: str, slug: str, url: str) -> None:
    """The address is that of the key, else of the path; slugs come from the key, else from the name."""
    found, report = post(front(date=PAST, **keys), path)

    assert (found.slug, found.url) == (slug, SITE.url + url)
    assert said(report) == []


def test_address_elsewhere() -> None:
    """A whole address in the front matter is kept, made fit for a feed."""
    found, _ = post(front(permalink="https://Other.example/a b/ü"))

    assert found.url == "https://other.example/a%20b/%C3%BC"


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        ("/:year/:month/:day/:slug/", "2026/01/02/quay/"),
        (":lang/:folders/:name.html", "en/posts/sea/2026-01-02-quay.html"),
        ("/x//:unknown/:path", "x/:unknown/posts/sea/2026-01-02-quay"),
    ],
)
def test_pattern(pattern: str, url: str) -> None:
    """The pattern of the site fills in its words; others stay as they are."""
    found, _ = post("Words", "posts/sea/2026-01-02-quay.md", pattern)

    assert found.url == SITE.url + url


@pytest.mark.parametrize(
    ("key", "typed", "code"),
    [
        ("slug", "../../etc/passwd", "slug"),
        ("slug", "'..'", "slug"),
        ("slug", "a\\..\\b", "slug"),
        ("permalink", "../../../etc/passwd", "address"),
        ("permalink", "..\\..\\x", "address"),
        ("permalink", "'javascript:alert(1)'", "address"),
        ("permalink", "data:text/html,x", "address"),
        ("permalink", "https://", "address"),
        ("image", "'javascript:alert(1)'", "unsafe-address"),
        ("image", "mailto:a@quay.example", "unsafe-address"),
        ("external-url", "'javascript:alert(1)'", "address"),
        ("author", "{name: A, url: 'javascript:1'}", "address"),
    ],
)
def test_bad_addresses_are_named(key: str, typed: str, code: str) -> None:
    """An address that leads out, runs something or leads nowhere does not come through, and its line is named."""
    found, report = post(f"---\ntitle: Q\n{key}: {typed}\n---\n")

    assert said(report) == [(code, 3)]
    assert found.url.startswith(SITE.url)
    assert ".." not in urlsplit(found.url).path.split("/")
    assert "/" not in found.slug
    assert (found.image, found.external_url) == (None, "")
    assert all(not author.url for author in found.authors)


TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)
QUOTED = TEXT.map(lambda text: "'" + text.replace("'", "''").replace("\n", " ") + "'")
NASTY = st.lists(
    st.sampled_from([*"./\\%#?&:@<>'\"; ", "..", "%2e", "%2F", "a", "é", "//", "javascript:", ":slug"])
).map(lambda parts: "'" + "".join(parts).replace("'", "''") + "'")  # fmt: skip


@given(
    st.sampled_from(["slug", "permalink", "title", "tags", "author", "image", "id", "date", "lang", "draft"]),
    QUOTED | NASTY,
)  # fmt: skip
def test_any_value_makes_a_post(key: str, typed: str) -> None:
    """Whatever a key says, the post's address is a plain one on a host, and its texts are one legal line."""
    content = f"---\n{key}: {typed}\n---\n"
    assume(read(content).header)  # YAML refuses some characters, and says so
    found, _ = post(content)

    parts = urlsplit(found.url)
    assert parts.scheme in ("http", "https")
    assert parts.netloc
    assert set(found.url) <= set(
        string.ascii_letters + string.digits + "-._~:/?#[]@!$&'()*+,;=%"
    )
    assert not {".", "..", "%2e", "%2e%2e"} & {
        part.lower() for part in parts.path.split("/")
    }
    assert not {"/", "\\", "\0"} & set(found.slug)
    assert found.slug.strip(".")
    for text in (found.title, found.id, *found.tags, *(a.name for a in found.authors)):
        assert len(text.splitlines()) <= 1
        assert not ILLEGAL.search(text)


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("sea", ("sea",)),
        ("sea, Wind; SEA,", ("sea", "Wind")),
        ("[sea, two words, 3.10]", ("sea", "two words", "3.10")),
        ("[[sea, [wind]], ice]", ("sea", "wind", "ice")),
        ("['<b>', '<b>sea</b>', '']", ("sea",)),
        ("", ()),
    ],
)
def test_tags(typed: str, tags: tuple[str, ...]) -> None:
    """Tags are a list or text that commas divide; each counts once, in whatever case, without HTML."""
    assert post(front(tags=typed))[0].tags == tags


def test_tags_of_all_keys() -> None:
    """Categories and keywords are tags too; so is what Zola keeps in a table, whatever the case."""
    found, _ = post("---\ncategories: [Sea]\ntags: wind, sea\n---\n")
    zola, _ = post('+++\ntitle = "Q"\n[taxonomies]\nTags = ["sea"]\n+++\n')

    assert found.tags == ("wind", "sea")
    assert zola.tags == ("sea",)


@pytest.mark.parametrize(
    ("typed", "authors"),
    [
        ("Ada Kaya", [Author(name="Ada Kaya")]),
        ("[Ada, {Name: x, name: Bo, url: 'https://bo.example'}, Ada]",
         [Author(name="Ada"), Author(name="Bo", url="https://bo.example/")]),
        ("Ada <ada@quay.example>", [Author(name="Ada")]),
        ("{name: Ada, email: ada@quay.example}", [Author(name="Ada")]),
        ("ada@quay.example", []),
        ("", []),
    ],
)  # fmt: skip
def test_authors(typed: str, authors: list[Author]) -> None:
    """An author is a name and perhaps an address of a page; an e-mail address never comes out."""
    assert list(post(front(author=typed))[0].authors) == authors


@pytest.mark.parametrize(
    ("typed", "image"),
    [
        ("a b.png", Image(url=SITE.url + "posts/note/a%20b.png", alt="Sea")),
        ("/a.png", Image(url=SITE.url + "a.png", alt="Sea")),
        ("{url: 'https://x.example/a.png', alt: Own}", Image(url="https://x.example/a.png", alt="Own")),
        ("[{src: /a.png}, b.png]", Image(url=SITE.url + "a.png")),
        ("", None),
    ],
)  # fmt: skip
def test_image(typed: str, image: Image | None) -> None:
    """The picture is a path, an address, or a table with one; made absolute against the post's address."""
    assert post(front(image=typed, image_alt="Sea"))[0].image == image


@pytest.mark.parametrize(
    ("typed", "language", "codes"),
    [
        ("TR", "tr", []),
        ("zh_tw", "zh-TW", []),
        ("sr-Latn", "sr-Latn", []),
        ("", "en", []),
        ("Türkçe", "en", ["language"]),
        ("x", "en", ["language"]),
    ],
)
def test_language(typed: str, language: str, codes: list[str]) -> None:
    """A language is a BCP 47 tag in its usual case; what is none is named, and the site's holds."""
    found, report = post(front(lang=typed))

    assert found.language == language
    assert [p.code for p in report] == codes


def test_other_dates_and_ids() -> None:
    """Updates are read like dates; an id is kept as typed."""
    found, report = post(
        front(date=PAST, guid="0123", lastmod="2026-02-03T00:00Z", modified="soon")
    )

    assert found.id == "0123"
    assert found.updated is None
    assert said(report) == [("date", 6)]
    assert post(front(updated="2026-02-03T00:00Z"))[0].updated == datetime(
        2026, 2, 3, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("authors: Ayla, Deniz", ["Ayla", "Deniz"]),
        ("authors: Quay, Ayla; Deniz", ["Quay, Ayla", "Deniz"]),
        ("author: Quay, Ayla", ["Quay, Ayla"]),
    ],
)
def test_authors_in_one_text(typed: str, names: list[str]) -> None:
    """`authors` may be one text, parted by semicolons or else by commas; `author` is one name."""
    assert [author.name for author in post(f"---\n{typed}\n---\n")[0].authors] == names


def test_comment_in_a_title_is_named() -> None:
    """YAML takes ` #` for a comment: in a title that is a mistake, in a flag it may be meant."""
    found, report = post("---\ntitle: We are #1\ndraft: true # for now\n---\n")

    assert found.title == "We are"
    assert said(report) == [("yaml-comment", 2)]
    assert said(post('---\ntitle: "We are #1"\n---\n')[1]) == []


def test_change_to_come_is_left_out() -> None:
    """A day of the last change that is still to come is named, and does not date the feed."""
    found, report = post("---\ntitle: a\ndate: 2026-01-01\nupdated: 2999-01-01\n---\n")

    assert found.updated is None
    assert said(report) == [("date", 4)]


@pytest.mark.parametrize(
    ("date", "name", "named"),
    [
        ("2026-01-02", "2026-02-02-a.md", False),
        ("2026-01-02", "2026-02-03-a.md", True),
        ("2026-03-02T10:00Z", "2026-01-02-a.md", True),
        ("2026-01-02", "a.md", False),
    ],
)
def test_two_dates_far_apart(date: str, name: str, named: bool) -> None:
    """A date and a name that are more than a month apart are named; the date counts."""
    found, report = post(front(date=date), f"posts/{name}")

    assert found.published.date().isoformat() == date[:10]
    assert said(report) == ([("two-dates", 3)] if named else [])
    if named:
        used, other = date[:10], name[:10]
        assert report.problems[0].message == (
            f"date {used} but the name says {other}; {used} used"
        )


def test_hint_of_an_unreadable_date_is_its_name() -> None:
    """Where the name has a date, that is what to write."""
    _, report = post(front(date="05/05/2014 03:00:00 PM UTC"), "posts/2014-05-05-a.md")

    assert report.problems[0].hint == "write 2014-05-05, or 2014-05-05T09:00+03:00"


@pytest.mark.parametrize(
    ("text", "line", "level"),
    [
        ("---\ndate: 2026-01-02\ntitle:\n---\n", 3, Level.WARNING),
        ("---\ndate: 2026-01-02\n---\n", 1, Level.NOTICE),
    ],
)
def test_missing_title_is_named_where_it_would_stand(
    text: str, line: int, level: Level
) -> None:
    """An empty title is named on its line, as a mistake; one that is not there on the first, since it may be meant."""
    found, report = post(text, "posts/low-tide.md")

    assert (found.title, found.titled) == ("Low tide", False)
    assert [(p.code, p.place.line, p.level) for p in report] == [
        ("no-title", line, level)
    ]


def test_date_as_typed_is_kept() -> None:
    """What the key says is kept beside the instant; nothing where the name gave the date."""
    found, _ = post(front(date="Nov 2, 2026"))
    assert found.published_typed == "Nov 2, 2026"
    found, _ = post("---\ntitle: Q\n---\n", "posts/2026-01-02-q.md")
    assert found.published_typed == ""
