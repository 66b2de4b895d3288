"""Pictures that are written into their own address: which are kept, where, and what is said of the others."""

from base64 import b64encode
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Picture

from envoi.model import Image
from envoi.posts import inlined

from .samples import body, said


def file(kind: str) -> bytes:
    """A picture of that kind, 30 pixels wide and 20 high."""
    buffer = BytesIO()
    Picture.new("RGB", (30, 20), (9, 90, 200)).save(buffer, kind)
    return buffer.getvalue()


def written(data: bytes, kind: str) -> str:
    """The address that holds `data` and says that it is a picture of that kind."""
    return f"data:image/{kind};base64,{b64encode(data).decode()}"


FILES = {kind: file(kind) for kind in ("png", "jpeg", "gif", "webp")}
FILES["avif"] = (
    b"\0\0\0\x18ftypavif\0\0\0\0mif1avif\0\0\0\x28meta\0\0\0\0\0\0\0\x1ciprp\0\0\0\x14ipco"
)
PNG = written(FILES["png"], "png")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="

SPELLINGS = {
    "plain": PNG,
    "case": PNG.replace("data:image/png;base64", "DaTa:ImAgE/PnG;BASE64"),
    "references": PNG.replace("data:", "&#100;&#x61;ta&colon;").replace("=", "&#61;"),
    "folded": f"\n  {PNG[:60]}\n\t {PNG[60:]} ",
    "line-end": PNG.replace("data", "da\nta"),
    "blank": PNG.replace("data", " d&#32;a ta"),
}
REFUSED = {
    "page": f"data:text/html;base64,{PAGE}",
    "page-as-png": f"data:image/png;base64,{PAGE}",
    "page-in-parameter": PNG.replace("image/png", "image/png;text/html"),
    "svg": written(SVG, "svg+xml"),
    "svg-as-png": written(SVG, "png"),
    "svg-as-text": "data:image/svg+xml,%3Csvg%3E",
    "gif-as-png": written(FILES["gif"], "png"),
    "png-as-avif": written(FILES["png"], "avif"),
    "other-kind": written(b"BM" + bytes(60), "bmp"),
    "no-kind": PNG.replace("image/png", ""),
    "not-base64": "data:image/png,%89PNG%0D%0A%1A%0A",
    "percent": PNG.replace("iVBOR", "%69VBOR"),
    "cut": PNG.rstrip("=")[:-1],
    "more-after": PNG.rstrip("=") + "==AAAA",
    "fragment": f"{PNG}#x",
    "long-s": PNG.replace("base64", "ba\u017fe64"),
    "nothing": "data:image/png;base64,",
}
ELSEWHERE = {
    "link": '<a href="{}">w</a>',
    "srcset": '<img src="/a.png" srcset="{} 2x, /b.png 3x" alt="w">',
    "poster": '<video poster="{}" src="/v.mp4">w</video>',
    "video": '<video src="{}">w</video>',
    "sound": '<audio src="{}">w</audio>',
    "source": '<picture><source src="{}" srcset="{}"><img src="/a.png" alt="w"></picture>',
    "citation": '<blockquote cite="{}">w</blockquote>',
    "broken": '<a href="da&#10;t a:image/png,x">w</a>',
    "frame": '<iframe src="{}" title="w"></iframe>w',
}


@pytest.mark.parametrize("kind", FILES)
def test_kinds(kind: str) -> None:
    """A picture of each kind that browsers show and that cannot hold a script stays as it is."""
    address = written(FILES[kind], kind)
    found, report = body(f"Words.\n\n![A quay]({address})")

    assert f'<img src="{address}" alt="A quay"' in found.html
    assert [(p.level, p.code, p.place.line) for p in report] == [
        ("notice", "image-mail", 3)
    ]


@pytest.mark.parametrize("kind", sorted(set(FILES) - {"avif"}))
def test_size(kind: str) -> None:
    """Width and height are those of its bytes."""
    found, _ = body(f"![A quay]({written(FILES[kind], kind)})")

    assert 'width="30" height="20"' in found.html


def test_a_size_that_is_a_lie() -> None:
    """What its bytes say of its size counts only if it can be true."""
    wide = FILES["png"][:16] + b"\x7f\xff\xff\xff" + FILES["png"][20:]
    found, _ = body(f"![A quay]({written(wide, 'png')})")

    assert "width" not in found.html


@pytest.mark.parametrize("typed", SPELLINGS.values(), ids=SPELLINGS)
def test_spellings_become_one(typed: str) -> None:
    """However a browser may be told of it, it comes out in one spelling."""
    found, report = body(f'<p><img src="{typed}" alt="w"></p>', path="posts/a.html")

    assert f'src="{PNG}"' in found.html
    assert [code for code, _ in said(report)] == ["image-mail"]


@pytest.mark.parametrize("typed", REFUSED.values(), ids=REFUSED)
def test_what_is_no_such_picture_goes(typed: str) -> None:
    """Anything else is taken out, its words stay, and its line is named."""
    html = f'<p>Words</p>\n<p>and <img alt="a < w" src="{typed}"></p>'
    found, report = body(html, path="posts/a.html")

    assert found.html == "<p>Words</p>\n<p>and a &lt; w</p>"
    assert said(report) == [("unsafe-address", 2)]
    assert "PNG, JPEG, GIF, WebP and AVIF" in report.problems[0].message


@pytest.mark.parametrize("html", ELSEWHERE.values(), ids=ELSEWHERE)
def test_only_where_pictures_are(html: str) -> None:
    """A good picture in any other attribute, or of any other element, goes, and is named."""
    found, report = body(html.replace("{}", PNG), path="posts/a.html")

    assert "data:" not in found.html
    assert "w" in found.html
    assert {code for code, _ in said(report)} == {"unsafe-address"}


def test_size_limit() -> None:
    """A picture that would take a feed's budget alone is taken out and named, with a code of its own."""
    padding = inlined.LARGEST * 3 // 4
    fits = written((FILES["png"] + bytes(padding))[: padding - 30], "png")
    large = written(FILES["png"] + bytes(padding), "png")
    found, report = body(f"![fits]({fits})\n\n![too large]({large})")

    assert len(fits) <= inlined.LARGEST < len(large)
    assert fits in found.html
    assert found.html.endswith("<p>too large</p>")
    assert said(report) == [("image-size", 3), ("image-mail", 1)]


def test_each_has_its_own_line() -> None:
    """Good ones are counted too where the line of a bad one is looked for."""
    bad = written(FILES["gif"], "png")
    _, report = body(f"![a]({PNG})\n\n![b]({bad})\n\n![c]({PNG})\n\n![d]({bad})")

    assert said(report) == [
        ("unsafe-address", 3),
        ("unsafe-address", 7),
        ("image-mail", 1),
    ]


def test_the_picture_of_a_post_has_an_address() -> None:
    """What stands for a post in lists and cards is the first picture that can be asked for."""
    alone, _ = body(f"![a]({PNG})")
    both, _ = body(f"![a]({PNG})\n\n![b](https://x.example/b.png)")

    assert alone.image is None
    assert both.image == Image(url="https://x.example/b.png", alt="b")


@given(
    st.sampled_from([*FILES, "svg+xml"]),
    st.sampled_from([b"", *FILES.values()]),
    st.binary(max_size=40),
)
def test_any_bytes(kind: str, start: bytes, more: bytes) -> None:
    """Any bytes are refused or kept as they are, and have a size without an error."""
    address = written(start + more, kind)
    found = inlined.read(address)

    if found is not None:
        assert found.address == address
        assert min(found.size) >= 0
    if kind in FILES and start == FILES[kind]:
        assert found is not None


@given(st.text(max_size=80))
def test_any_text(typed: str) -> None:
    """No text is an error."""
    assert inlined.read(typed) is None
    assert inlined.read(f"data:image/png;base64,{typed}") is None or typed.isascii()
