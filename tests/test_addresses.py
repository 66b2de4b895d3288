"""What was typed as an address -> an absolute URI, or nothing."""

import re
import string
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi import addresses
from envoi.addresses import (
    SCHEMES,
    absolute,
    below,
    header_uri,
    host_of,
    is_web,
)

BASE = "https://quay.example/posts/note/?q#f"
URI = set(string.ascii_letters + string.digits + "-._~:/?#[]@!$&'()*+,;=%")


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("", "https://quay.example/posts/note/?q"),
        ("#x", "https://quay.example/posts/note/?q#x"),
        ("?a=b", "https://quay.example/posts/note/?a=b"),
        ("a.png", "https://quay.example/posts/note/a.png"),
        ("../a", "https://quay.example/posts/a"),
        ("../../../../a", "https://quay.example/a"),
        ("/a/./b/../c", "https://quay.example/a/c"),
        ("//Other.EXAMPLE", "https://other.example/"),
        ("http://x.example:8080/a", "http://x.example:8080/a"),
        ("http://x.example:80a/", None),
        ("http://x.example:99999/", None),
        ("https://köprü.example/ü?ö#ä", "https://xn--kpr-sna6a.example/%C3%BC?%C3%B6#%C3%A4"),
        ("https://user:secret@x.example/", "https://x.example/"),
        ("https://[::1]/a", "https://[::1]/a"),
        ("https://[::1/a", None),
        ("https://a b.example/", None),
        ("https://a<b>.example/", None),
        ("https://./", None),
        ("https://" + "a" * 64 + "é.example/", None),
        (" a b\tc\n", "https://quay.example/posts/note/a%20bc"),
        ("100%", "https://quay.example/posts/note/100%25"),
        ("a%20b%zz", "https://quay.example/posts/note/a%20b%25zz"),
        ("%2e%2E/%2e%2e/x", "https://quay.example/x"),
        ('a"<b>`{|}\\^', "https://quay.example/posts/note/a%22%3Cb%3E%60%7B%7C%7D%5C%5E"),
        ("mailto:a b@x.example?subject=ü", "mailto:a%20b@x.example?subject=%C3%BC"),
        ("MAILTO:a@x.example", "mailto:a@x.example"),
        ("mailto:", None),
        ("tel:+90 212", "tel:+90%20212"),
        ("javascript:alert(1)", None),
        (" java\nscript:alert(1)", None),
        ("\x01javascript:alert(1)", None),
        ("vbscript:x", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("ftp://x.example/", None),
        ("cid:a@b", None),
        ("about:blank", None),
        ("C:\\x", None),
        ("\ud800", None),
        ("https://\ud800.example/", None),
    ],
)  # fmt: skip
def test_absolute(typed: str, address: str | None) -> None:
    """Addresses are resolved and encoded as browsers do it; what may run or reveal something is nothing."""
    assert absolute(typed, BASE) == address


PIECES = st.sampled_from(
    [*"/.:?#@[]%\\&=+ \t\n\x00\x7f\"'<>{}|^`", "..", "%2e", "%2F", "a", "é", "𝔞", "//", "javascript:", "http:",
     "https://", "mailto:", "tel:", "x.example", ":80", "\u3002", "\u202e", "ß", "xn--", "\ud800"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=30))
def test_absolute_gives_a_plain_uri_or_nothing(typed: str) -> None:
    """Whatever is typed, what comes out is ASCII of RFC 3986 with an allowed scheme, and settled."""
    found = absolute(typed, BASE)

    if found is None:
        return
    parts = urlsplit(found)
    assert set(found) <= URI
    assert parts.scheme in SCHEMES
    assert absolute(found, BASE) == found
    if parts.scheme in ("http", "https"):
        assert host_of(found)
        assert parts.path.startswith("/")
        assert not {".", ".."} & set(parts.path.lower().replace("%2e", ".").split("/"))


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=30))
def test_below_stays_below(path: str) -> None:
    """No path leads out of the site it is below, nor to another host."""
    found = below("https://quay.example/sub/", path.replace("\ud800", ""))

    assert found.startswith("https://quay.example/sub/")
    assert set(found) <= URI
    assert ";" in found or absolute(found, BASE) == found


@pytest.mark.parametrize(
    ("path", "address"),
    [("", "/"), ("/a b/", "/a%20b/"), ("../../x", "/x"), ("a/../..", "/"), ("a?b#c", "/a%3Fb%23c"), ("%2e%2e/x", "/x")],
)  # fmt: skip
def test_below(path: str, address: str) -> None:
    """A path is encoded whole, so that it has neither query nor fragment, and its dots stay within the site."""
    assert (
        below("https://quay.example/sub/", path) == f"https://quay.example/sub{address}"
    )


@pytest.mark.parametrize(
    ("typed", "web"),
    [("https://x.example", True), ("HTTP://x.example/a", True), ("x.example", False), ("/a", False),
     ("mailto:a@x.example", False), ("", False), ("https://", False), ("//x.example", False)],
)  # fmt: skip
def test_is_web(typed: str, web: bool) -> None:
    """Only a whole http or https address is one of the web."""
    assert is_web(typed) is web


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://örnek.example/günlük/", "https://xn--rnek-4qa.example/g%C3%bcnl%C3%bck/"),
        ("https://x.example/%AB%5F?a=(b),c", "https://x.example/%ab%5F?a=%28b%29%2Cc"),
        ("mailto:ayrıl@örnek.example?subject=çık", "mailto:ayr%C4%B1l@xn--rnek-4qa.example?subject=%C3%A7%C4%B1k"),
        ("mailto:leave@%C3%B6rnek.example", "mailto:leave@xn--rnek-4qa.example"),
        ("mailto:leave", "mailto:leave"),
    ],
)  # fmt: skip
def test_addresses_in_headers(address: str, expected: str) -> None:
    """They are ASCII, with the host's form in it, and hold nothing that looks like a template to SpamAssassin."""
    assert header_uri(address) == expected
    assert not re.search("%[A-Z][A-Z_-]", expected)


@given(
    typed=st.lists(
        st.sampled_from(["https://a.b/", "https://x-y.org", "/", "//", ".", "..", "../", "./", "a", "?", "#", "%2e", "%C3", "=", "&", "-", "_", "~", ":", "80", ";", "[", "]", "@", "ü"]),
        max_size=8,
    ).map("".join),
    base=st.sampled_from(
        ["https://site.example/a/?q", "https://site.example/a/b/c#f", "http://site.example/", "https://site.example/a//b/",
         "http://x.example:8080/p/#f", "", "/rel", "https://ü.example/x/", "mailto:a@b"]
    ),
)  # fmt: skip
def test_a_short_way_is_the_same_way(typed: str, base: str) -> None:
    """What needs no resolving comes out as if it had been resolved part by part."""
    try:
        joined = urljoin(urldefrag(base)[0], addresses._tidy(typed))
        slowly = addresses._resolved(urlsplit(joined))
    except (ValueError, UnicodeError):
        slowly = None
    assert absolute(typed, base) == slowly
