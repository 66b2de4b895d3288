"""Folders that someone made to harm: each builds to its end, lets nothing active out, and names what was wrong."""

from __future__ import annotations

import email
import json
import os
import re
import stat
from base64 import b64decode
from collections.abc import Callable, Iterator
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest
from lxml import etree

import envoi

from .program import CONFIG, NOW, files, start

HANG = 20
"""Seconds after which a build hangs; each takes about one, most of it to start Python."""

SCRIPT = Path(envoi.__file__).parent / "templates" / "feeds" / "subscribe.js"
HEAD = "title: Quay\ndate: 2026-01-02\n"
ACTIVE = {"applet", "base", "button", "embed", "form", "frame", "frameset", "iframe", "input", "math"} | {
    "object", "script", "select", "svg", "textarea"}  # fmt: skip
ADDRESSES = {"href", "src", "cite", "poster", "background", "action", "data"}
PICTURE = re.compile(
    r"data:image/(png|jpeg|gif|webp|avif);base64,([A-Za-z0-9+/]+={0,2})"
)
MAGIC = {
    "png": b"\x89PNG\r\n\x1a\n",
    "jpeg": b"\xff\xd8\xff",
    "gif": b"GIF8",
    "webp": b"RIFF",
    "avif": b"",
}
GIF = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
SCHEMES = {"http", "https", "mailto", "tel", "cid", ""}
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def note(text: str, head: str = HEAD) -> bytes:
    """A post with `text` on line 5 and after."""
    return f"---\n{head}---\n{text}".encode()


def repeated(fragment: str, size: int = 200_000) -> bytes:
    """A post that says one thing over and over."""
    return note(fragment * (size // len(fragment)))


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{key}: &{key} [{','.join(f'*{before}' for _ in range(9))}]\n"
    for before, key in zip("abcdefgh", "bcdefghi", strict=True)
)

# What the file holds, and what must be said about it: code and line.
TEXTS: dict[str, tuple[bytes, list[tuple[str, int]]]] = {
    "script": (
        note("Hi <script>alert(1)</script>\n<img src=x onerror=alert(1)>\n<SCRIPT SRC=//e.example/x></SCRIPT>"),
        [("unsafe-html", 5), ("unsafe-html", 6)],
    ),
    "svg": (note("x\n\n<svg onload=alert(1)><a href='javascript:1'>x</a></svg>"), [("unsafe-html", 7), ("unsafe-address", 7)]),
    "javascript": (
        note("[a](javascript:1)\n[b](JaVaScRiPt:1)\n[c](java&#115;cript:1)\n<a href='java\nscript:1'>d</a>"),
        [("unsafe-address", line) for line in (5, 6, 7, 8)],
    ),
    "data": (note("[a](data:text/html;base64,PHNjcmlwdD4=) ![b](vbscript:x)"), [("unsafe-address", 5)]),
    "pictures-of-data": (
        note(f"![a]({GIF})\n![b](data:text/html;base64,PHNjcmlwdD4=)\n![c](data:image/svg+xml;base64,PHN2Zz4=)\n"
             f"![d]({GIF.replace('gif', 'png')})\n![e](DaTa:ImAgE/GiF;base64,PHNjcmlwdD4=)\n<img src='&#100;ata:text/html,x'>\n"
             f"<img src=/x srcset='{GIF} 2x'>\n[f]({GIF})\n<video poster='{GIF}'></video>"),
        [("image-mail", 5), *(("unsafe-address", line) for line in range(6, 14))]),
    "large-picture": (note(f"x\n\n![a]({GIF[:-4]}{'A' * 1_000_000})\n<img src='{GIF[:-4]}{'A' * 1_000_000}'>"),
                      [("image-size", 7), ("image-size", 8)]),
    "many-pictures": (repeated(f"![a]({GIF})\n"), [("image-mail", 5)]),
    "cut-pictures": (repeated("<img src=data:,"), [("unsafe-address", 5)]),
    "frames": (note("x\n\n<iframe src=//e.example></iframe>\n<object data=x></object>"), [("embed", 7), ("unsafe-html", 8)]),
    "forms": (note("<form action=//e.example><input name=q><button>b</button></form>"), [("unsafe-html", 5)]),
    "page": (note('<meta http-equiv=refresh content="0;url=//e.example"><base href=//e.example><style>*{}</style>'), [("unsafe-html", 5)]),
    "unclosed": (note("<div><b><i><a href=/x><table><tr><td>x <p>y </b> <ul><li>z <!-- <div title='"), []),
    "cdata": (note("x ]]> `]]>` <![CDATA[ y ]]> &#93;&#93;&gt; -->"), []),
    "control": (note("a\x01b\x1b[31m &#27; &#0; \x85"), [("control-character", 5)]),
    "bidi": (note("\u202e reversed \u2066", "title: '\u202e evil'\ndate: 2026-01-02\n"), []),
    "templates": (note("{{ 7*7 }} {% for x in y %} {{ config }} {{{x}}} <%= 1 %>", HEAD.replace("Quay", "'{{ 7*7 }}{%'")), []),
    "title": (note("x", 'title: "<script>alert(1)</script><img src=x onerror=1> & ]]>"\ndate: 2026-01-02\n'), [("unsafe-html", 2)]),
    "header": (note("x", 'title: "a\\r\\nBcc: evil@e.example\\r\\n\\r\\nbody"\ndate: 2026-01-02\n'), [("line-end", 2)]),
    "tags": (note("x", HEAD + 'tags: ["a\\r\\nBcc: e@e.example", "<script>x</script>", "]]>"]\n'), []),
    "author": (note("x", HEAD + 'author: {name: "<script>x</script>", url: "javascript:1"}\n'), [("address", 4)]),
    "image": (note("x", HEAD + 'image: "javascript:alert(1)"\n'), [("unsafe-address", 4)]),
    "summary": (note("x", HEAD + "summary: '<script>x</script> [a](javascript:1)'\n"), []),
    "slug": (note("x", HEAD + "slug: ../../../etc/passwd\n"), [("slug", 4)]),
    "permalink": (note("x", HEAD + "permalink: ../../../etc/passwd\n"), [("address", 4)]),
    "scheme": (note("x", HEAD + "permalink: 'javascript:alert(1)'\n"), [("address", 4)]),
    "out": (note("[a](../../../../etc/passwd) ![b](../../../../etc/hosts.png)\n[c](../../secret.md) [d](file:///etc/passwd)"),
            [("link-outside", 5), ("link-outside", 6), ("unsafe-address", 6)]),
    "surrogates": (note("x", 'title: "a \\x01 b"\ndate: 2026-01-02\nslug: "\\x1b"\n'), [("control-character", 2), ("control-character", 4)]),
    "json-surrogates": (b'{"title": "a\\ud800", "slug": "\\udfff", "date": "2026-01-02", "summary": "\\ud800"}\nx', [("control-character", 1)]),
    "bomb": (note("x", HEAD + BOMB + "tags: *i\n"), [("front-matter", 4)]),
    "recursion": (note("x", HEAD + "tags: &a [*a]\n"), [("front-matter", 4)]),
    "yaml-tag": (note("x", 'title: !!python/object/apply:os.system ["touch pwned"]\ndate: 2026-01-02\n'), [("yaml-tag", 2)]),
    "yaml-depth": (note("x", HEAD + "x:\n " + "- " * 100_000 + "y\n"), [("front-matter", 2)]),
    "yaml-flow": (note("x", HEAD + "x: " + "[" * 100_000 + "]" * 100_000 + "\n"), [("front-matter", 2)]),
    "toml-depth": (b"+++\n" + b".".join([b"a"] * 100_000) + b" = 1\n+++\nx", [("front-matter", 2)]),
    "toml-number": (b"+++\nx = 0x" + b"f" * 100_000 + b"\n+++\nx", [("front-matter", 2)]),
    "json-depth": (b'{"a":' * 100_000, [("front-matter", 1)]),
    "keys": (note("x", HEAD + "x: 1\n" * 15_000), [("duplicate-key", 5)]),
    "json-keys": (b"{" + b",".join(b'"k%d":1' % n for n in range(20_000)) + b"}\nx", []),
    "open-fence": (b"---\ntitle: Quay\n", [("front-matter", 1)]),
    "date": (note("x", "title: Quay\ndate: 2026-02-31\n"), [("impossible-date", 3)]),
    "no-date": (note("x", "title: Quay\ndate: 31/11/2026\n"), [("date", 3)]),
    "latin-1": (b"---\ntitle: caf\xe9\n---\n", [("encoding", 2)]),
    "zeros": (bytes(10_000), [("encoding", 1)]),
    "empty": (b"", []),
    "large": (b"x" * 4_000_001, [("too-large", 0)]),
    "deep": (repeated("<div>", 500_000), [("too-deep", 5)]),
    "hidden-depth": (repeated("<div><!--</div>-->"), [("too-deep", 5)]),
    "formatting": (note("<p>" + "".join(f"<b id=b{n}>" for n in range(100)) + "</p>" + "<p>x</p>" * 20_000), [("too-deep", 5)]),
    "attributes": (note("<a " + " ".join(f"a{n}=1" for n in range(20_000)) + ">x</a>"), []),
    "handlers": (note("".join(f"<a onx{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}=1>x</a>\n" for n in range(9_000))),
                 [("unsafe-html", 5), ("unsafe-html", 14)]),
    "links": (repeated("[x](javascript:1)\n"), [("unsafe-address", 5), ("unsafe-address", 14)]),
    "lost": (repeated("[x](../../../../y.md)\n", 100_000), [("link-outside", 5)]),
    "footnotes": (note("\n".join(f"[^{n}]: x[^{n - 1}]" for n in range(4_000)) + "\n\n[^3999]"), []),
    "references": (note("[a]: /" + "u" * 10_000 + "\n\n" + "[a]" * 20_000), []),
    "table": (note("|a" * 2_000 + "\n" + "|-" * 2_000 + "\n" + "|b" * 2_000), []),
    "quotes": (note(">" * 20_000 + "x"), [("too-deep", 5)]),
    "lists": (note("- " * 500 + "x"), []),
    "word": (note("x" * 100_000), []),
    "long-title": (note("x", f"title: {'x' * 50_000}\ndate: 2026-01-02\n"), []),
    "long-slug": (note("x", HEAD + f"slug: {'x' * 50_000}\n"), []),
    "many-tags": (note("x", HEAD + f"tags: [{', '.join(f't{n}' for n in range(5_000))}]\n"), []),
    "heading-blanks": (note("# a" + " " * 100_000 + "b", "date: 2026-01-02\n"), []),
    "pictures": (repeated("![x](x.png)\n", 60_000), []),
    "srcset": (note('<img src="/x" srcset="' + " ," * 50_000 + '">'), []),
    "path": (note('<img src="' + "a/" * 50_000 + '">'), []),
}  # fmt: skip
FRAGMENTS = (
    "[", "![", "[a](", "`", "**a ", "<b>", "<a ", "<!-- ", "=\n", "# a\n", "&amp;", "http://a.", "a@", "<i><p>", "<iframe src=x>\n"
)  # fmt: skip
TEXTS |= {
    f"repeated {fragment!r}": (repeated(fragment, 100_000), [])
    for fragment in FRAGMENTS
}


def odd_name(posts: Path) -> None:
    """A file whose name is no text, and one that would play with the terminal."""
    for name in (b"a\xff.md", b"b\x1b[31m.md"):
        with open(os.fsencode(posts) + b"/" + name, "wb") as file:  # noqa: PTH123
            file.write(note("x"))


FOLDERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "link-out": (
        lambda posts: (posts / "a.md").symlink_to("/etc/passwd"),
        "link-outside",
    ),
    "link-loop": (lambda posts: (posts / "a.md").symlink_to("a.md"), "unreadable"),
    "folder-loop": (lambda posts: (posts / "up").symlink_to(".."), ""),
    "pipe": (lambda posts: os.mkfifo(posts / "a.md"), "unreadable"),
    "folder-as-file": (lambda posts: (posts / "a.md").mkdir(), ""),
    "names": (odd_name, "file-name"),
}


def build(site: Path, **env: str) -> dict[str, Any]:
    """Build `site` in a process of its own; what its report says. Fails if it hangs, crashes or writes elsewhere."""
    before = listing(site)
    words = (
        "build",
        site,
        "--now",
        NOW,
        "--keep-going",
        "--json",
        "--output",
        site / "out",
    )
    with start(*words, cwd=site, env=env) as process:
        try:
            out, err = process.communicate(timeout=HANG)
        finally:
            process.kill()
    assert err == ""
    assert process.returncode in (0, 1, 3)
    left = {path for path in listing(site) if path.split("/")[0] != "out"}
    assert left - {"envoi.lock"} == before - {"envoi.lock"}
    report: dict[str, Any] = json.loads(out)
    return report


def listing(site: Path) -> set[str]:
    """All that is in `site`, without following links."""
    return {
        os.fsdecode(path.relative_to(site))
        + ("/" if stat.S_ISDIR(path.lstat().st_mode) else "")
        for path in site.rglob("*")
    }


def new_site(tmp_path: Path, files: dict[str, bytes]) -> Path:
    """A site that holds a good post from long ago, and `files` below its posts."""
    site = tmp_path / "site"
    posts = {
        "good.md": note("All is well.", "title: Good\ndate: 2025-01-02\n"),
        **files,
    }
    for path, content in posts.items():
        (site / "posts" / path).parent.mkdir(parents=True, exist_ok=True)
        (site / "posts" / path).write_bytes(content)
    (site / "envoi.toml").write_text(CONFIG, encoding="utf-8")
    return site


IN_HTML = (
    "script",
    "svg",
    "frames",
    "forms",
    "page",
    "unclosed",
    "cdata",
    "deep",
    "hidden-depth",
    "formatting",
    "attributes",
    "handlers",
)
"""What is HTML rather than Markdown."""


@pytest.mark.parametrize(
    ("name", "suffix"),
    [*((name, "md") for name in TEXTS), *((name, "html") for name in IN_HTML)],
)
def test_hostile_text(name: str, suffix: str, tmp_path: Path) -> None:
    """A post that means harm is built or refused, named with its line, and nothing active is in any output."""
    content, said = TEXTS[name]
    path = f"posts/bad.{suffix}"
    site = new_site(tmp_path, {f"bad.{suffix}": content})

    report = build(site)
    found = {
        (p["code"], p["line"] or 0) for p in report["problems"] if p["path"] == path
    }

    assert report["posts"]["read"] == 2
    assert set(said) <= found
    assert len(report["problems"]) < 50
    check(site / "out")
    assert "All is well." in (site / "out" / "feeds" / "rss.xml").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("name", FOLDERS)
def test_hostile_folder(name: str, tmp_path: Path) -> None:
    """Links, pipes and names that mean harm are named, not followed or waited for; the good post is published."""
    make, code = FOLDERS[name]
    site = new_site(tmp_path, {})
    try:
        make(site / "posts")
    except OSError:
        pytest.skip("this file system refuses it itself")

    report = build(site)

    assert not code or code in {p["code"] for p in report["problems"]}
    assert all(str(p["path"]).isprintable() for p in report["problems"])
    assert report["posts"]["published"] == 1
    assert "root:x:" not in str(files(site / "out"))
    check(site / "out")


def test_same_bytes_everywhere(tmp_path: Path) -> None:
    """Zone, language and hash seed of the machine, and the order in which files were made, change no byte and no word."""
    bad = {
        f"{name.replace('/', ' ')[:20]}.md": content
        for name, (content, _) in TEXTS.items()
        if len(content) < 2000
    }
    one = new_site(tmp_path / "one", bad)
    two = new_site(tmp_path / "two", dict(reversed(bad.items())))

    first = build(one, TZ="Pacific/Kiritimati", LANG="tr_TR.UTF-8", PYTHONHASHSEED="1")
    second = build(
        two, TZ="America/Anchorage", LANG="C", LC_ALL="C", PYTHONHASHSEED="2"
    )

    assert first == second
    assert published(one / "out") == published(two / "out")


def published(out: Path) -> dict[str, bytes]:
    """What readers get, by path."""
    return {
        path: data
        for path, data in files(out).items()
        if not Path(path).name.startswith(".")
    }


def check(out: Path) -> None:
    """Nothing below `out` runs, loads, asks or breaks a parser."""
    for path, data in published(out).items():
        text = data.decode("utf-8")
        assert not ILLEGAL.search(text), path
        for html in BODIES[Path(path).suffix](text):
            check_html(html, inlined=not path.startswith("newsletter/"))


def check_html(html: str, *, inlined: bool) -> None:
    """An HTML5 parser sees nothing in `html` that runs, loads or asks; pictures may be `inlined`."""
    for element in html5lib.parse(html, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in ACTIVE, html[:500]
        assert (
            element.tag != "meta" or element.get("http-equiv", "").lower() != "refresh"
        )
        assert not [name for name in element.attrib if name.lower().startswith("on")]
        for address in addresses(element):
            found = PICTURE.fullmatch(address)
            if (
                inlined
                and found
                and (element.tag, address) == ("img", element.get("src"))
            ):
                assert b64decode(found[2]).startswith(MAGIC[found[1]])
                continue
            assert (
                urlsplit(re.sub(r"[\x00-\x20]", "", address)).scheme.lower() in SCHEMES
            ), address


def addresses(element: Element) -> Iterator[str]:
    """Every address that `element` holds."""
    for name, value in element.attrib.items():
        if name in ADDRESSES:
            yield value
        elif name == "srcset":
            yield from (part.strip().split(" ")[0] for part in value.split(","))


def xml_bodies(text: str) -> Iterator[str]:
    """The HTML in a feed: what readers take as such, and what some of them do, like titles."""
    for element in etree.fromstring(
        text.encode(), etree.XMLParser(huge_tree=True)
    ).iter():
        if isinstance(element.tag, str) and etree.QName(element).localname in (
            "encoded",
            "content",
            "description",
            "summary",
        ):
            yield element.text or ""


def json_bodies(text: str) -> Iterator[str]:
    """The HTML in a JSON feed."""
    for item in json.loads(text)["items"]:
        yield item.get("content_html", "")


def page_bodies(text: str) -> Iterator[str]:
    """The HTML of a page, without the script of the page of feeds as it is in the package."""
    script = f"<script>\n{SCRIPT.read_text(encoding='utf-8')}</script>"
    yield text.replace(script, "", 1)


def mail_bodies(text: str) -> Iterator[str]:
    """The HTML of a letter, whose header has one of each field, and none that a post brought in."""
    message = email.message_from_string(text, policy=default)
    names = [name.lower() for name in message]
    assert len(names) == len(set(names))
    assert "bcc" not in names
    assert not message.defects
    part = message.get_body(("html",))
    assert part
    yield part.get_content()


BODIES: dict[str, Callable[[str], Iterator[str]]] = {
    ".xml": xml_bodies,
    ".json": json_bodies,
    ".html": page_bodies,
    ".css": lambda text: iter(()),
    ".opml": xml_bodies,
    ".eml": mail_bodies,
    ".txt": lambda text: iter(()),
}
