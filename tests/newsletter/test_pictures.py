"""Pictures of a letter: copies that every mail client shows, made from real files; and files that are none."""

from __future__ import annotations

import email
import io
import random
import struct
import sys
import zlib
from dataclasses import dataclass, field, replace
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring
from PIL import Image as Pillow

from envoi.letterhead import NewsletterConfig
from envoi.model import Image, Layout, Post
from envoi.newsletter import Gallery, load, write
from envoi.newsletter.imaging import ImagingError, copy, look
from envoi.problems import Level, Report

from .samples import FEEDS, SENDER, SITE, issue, post, section

CARDS, LIST, FULL = Layout.CARDS, Layout.LIST, Layout.FULL
THEME = load("bulletin", None)
CONFIG = NewsletterConfig(
    title="Deniz Notes",
    name=SENDER.name,
    address=SENDER.address,
    postal_address=SENDER.postal_address,
    unsubscribe=SENDER.unsubscribe,
)


def drawn(mode: str, width: int, height: int) -> Pillow.Image:
    """A picture with soft edges, which packs well."""
    return Pillow.linear_gradient("L").resize((width, height)).convert(mode)


def dense(mode: str, width: int, height: int) -> Pillow.Image:
    """A picture that packs as badly as a photograph."""
    bands = len(Pillow.new(mode, (1, 1)).getbands())
    return Pillow.frombytes(
        mode, (width, height), random.Random(7).randbytes(width * height * bands)
    )


def saved(picture: Pillow.Image, form: str, **more: object) -> bytes:
    """The bytes of a file of that format."""
    out = io.BytesIO()
    picture.save(out, form, **more)
    return out.getvalue()


@dataclass
class Sent:
    """Pictures in a folder, and what became of them in a letter."""

    files: dict[str, bytes]
    embed: bool = False
    reads: list[str] = field(default_factory=list)
    report: Report = field(default_factory=Report)

    def __post_init__(self) -> None:
        self.gallery = Gallery(site=SITE.url, read=self._read, report=self.report)
        self.parts: dict[str, bytes] = {}

    def _read(self, path: str) -> bytes | None:
        self.reads.append(path)
        return self.files.get(path)

    def send(self, *posts: Post, layout: Layout = FULL) -> Sent:
        """Write a letter of `posts`."""
        config = replace(CONFIG, embed=self.embed)
        made = write(
            issue(section("S", layout, *posts)),
            SITE,
            config,
            THEME,
            self.report,
            feeds=FEEDS,
            gallery=self.gallery,
        )
        self.parts |= {each.path: each.content for each in made}
        return self

    @property
    def copies(self) -> dict[str, bytes]:
        """The copies that were published, by address."""
        return {
            SITE.url + path: content
            for path, content in self.parts.items()
            if path.startswith("newsletter/pictures/")
        }

    @property
    def shown(self) -> list[dict[str, str]]:
        """The attributes of the pictures in the letter."""
        page = document_fromstring(self.parts["newsletter/next/letter.html"])
        return [dict(each.attrib) for each in page.iter("img")]

    @property
    def said(self) -> list[tuple[str, str]]:
        """Code and place of all problems."""
        return [(each.code, str(each.place)) for each in self.report]


def showing(name: str, width: int = 0, height: int = 0, title: str = "Road") -> Post:
    """A post with the picture `images/<name>` in its text."""
    url = f"{SITE.url}images/{name}"
    size = f' width="{width}"' * bool(width) + f' height="{height}"' * bool(height)
    plain = post(title, f'<p><img src="{url}" alt="A road"{size}></p>')
    assert plain.body
    return replace(plain, body=replace(plain.body, files={url: f"images/{name}"}))


def covered(name: str, width: int, height: int, title: str = "Road") -> Post:
    """A post with the picture `images/<name>` above it."""
    url = f"{SITE.url}images/{name}"
    image = Image(url=url, alt="A road", width=width, height=height)
    plain = post(title, image=image)
    assert plain.body
    return replace(plain, body=replace(plain.body, files={url: f"images/{name}"}))


def opened(content: bytes) -> Pillow.Image:
    """The picture in some bytes."""
    return Pillow.open(io.BytesIO(content))


def test_a_wide_picture_gets_a_copy_twice_as_wide_as_it_is_shown() -> None:
    """In the text 536 pixels are shown, above a card 598; the page on the site shows the file itself."""
    sent = Sent({"images/a.jpg": saved(drawn("RGB", 3000, 1500), "JPEG")})
    sent.send(showing("a.jpg", 3000, 1500))
    ((url, content),) = sent.copies.items()

    assert opened(content).size == (1072, 536)
    assert sent.shown == [
        {
            "src": url,
            "alt": "A road",
            "class": "pic",
            "width": "536",
            "height": "268",
            "style": sent.shown[0]["style"],
        }
    ]
    assert (
        f"{SITE.url}images/a.jpg" in sent.parts["newsletter/next/index.html"].decode()
    )
    assert not sent.said

    sent = Sent(sent.files).send(covered("a.jpg", 3000, 1500), layout=CARDS)
    assert [opened(each).size for each in sent.copies.values()] == [(1196, 598)]
    assert (sent.shown[0]["width"], sent.shown[0]["height"]) == ("598", "299")


def test_a_width_that_was_typed_counts() -> None:
    """A picture shown 200 pixels wide needs 400."""
    sent = Sent({"images/a.jpg": saved(drawn("RGB", 3000, 1500), "JPEG")})
    sent.send(showing("a.jpg", 200, 100))

    assert [opened(each).size for each in sent.copies.values()] == [(400, 200)]
    assert (sent.shown[0]["width"], sent.shown[0]["height"]) == ("200", "100")


@pytest.mark.parametrize("width", [300, 900, 1200])
def test_a_picture_that_will_do_is_linked(width: int) -> None:
    """Also one that is hardly wider than needed."""
    sent = Sent({"images/a.jpg": saved(drawn("RGB", width, 200), "JPEG")})
    sent.send(showing("a.jpg", width, 200))

    assert not sent.copies
    assert sent.shown[0]["src"] == f"{SITE.url}images/a.jpg"


def see_through(picture: Pillow.Image) -> Pillow.Image:
    """`picture` with a part that shows what is behind it."""
    picture = picture.convert("RGBA")
    picture.putpixel((0, 0), (0, 0, 0, 0))
    return picture


@pytest.mark.parametrize(
    ("picture", "form", "more", "expected", "mode"),
    [
        (drawn("RGB", 400, 300), "WEBP", {}, "JPEG", "RGB"),
        (drawn("RGBA", 400, 300), "WEBP", {}, "JPEG", "RGB"),
        (see_through(drawn("RGB", 400, 300)), "WEBP", {"lossless": True}, "PNG", "RGBA"),
        (drawn("RGB", 400, 300), "AVIF", {}, "JPEG", "RGB"),
        (dense("RGB", 500, 400), "PNG", {}, "JPEG", "RGB"),
        (drawn("RGB", 2000, 300), "PNG", {}, "PNG", "RGB"),
        (drawn("L", 2000, 300), "PNG", {}, "PNG", "L"),
        (drawn("1", 2000, 300), "PNG", {}, "PNG", "L"),
        (drawn("I;16", 2000, 300), "PNG", {}, "PNG", "L"),
        (drawn("P", 2000, 300), "PNG", {}, "PNG", "P"),
        (see_through(drawn("RGB", 2000, 300)), "PNG", {}, "PNG", "RGBA"),
        (drawn("P", 2000, 300), "GIF", {}, "PNG", "L"),
        (drawn("CMYK", 400, 300), "JPEG", {}, "JPEG", "RGB"),
        (drawn("L", 2000, 300), "JPEG", {}, "JPEG", "L"),
        (dense("RGB", 900, 800), "JPEG", {"quality": 100}, "JPEG", "RGB"),
    ],
)  # fmt: skip
def test_what_some_mail_clients_do_not_show_or_is_large_is_copied(
    picture: Pillow.Image, form: str, more: dict[str, object], expected: str, mode: str
) -> None:
    """Photographs become JPEG, drawings and what one can see through PNG."""
    data = saved(picture, form, **more)
    sent = Sent({f"images/a.{form.lower()}": data})
    sent.send(showing(f"a.{form.lower()}", *picture.size))
    ((url, content),) = sent.copies.items()
    made = opened(content)

    assert (made.format, made.mode) == (expected, mode)
    assert url.endswith({"JPEG": ".jpg", "PNG": ".png"}[expected])
    assert made.width <= 1200
    assert abs(made.width / made.height - picture.width / picture.height) < 0.05
    assert not sent.said


def test_a_picture_that_relies_on_being_turned_is_turned() -> None:
    """Outlook shows it lying; and what the camera wrote beside it stays at home."""
    notes = Pillow.Exif()
    notes[0x0112] = 6
    notes[0x010F] = "A camera"
    lying = drawn("RGB", 400, 300)
    sent = Sent({"images/a.jpg": saved(lying, "JPEG", exif=notes)})
    sent.send(showing("a.jpg", 400, 300))
    (content,) = sent.copies.values()
    made = opened(content)

    assert made.size == (300, 400)
    assert made.getpixel((290, 200))[0] < 20
    assert made.getpixel((10, 200))[0] > 235
    assert not made.getexif()
    assert (sent.shown[0]["width"], sent.shown[0]["height"]) == ("300", "400")


def animated(width: int, frames: int, form: str = "GIF") -> bytes:
    """A picture that moves."""
    first, *others = (
        Pillow.frombytes("L", (width, 200), random.Random(at).randbytes(width * 200))
        for at in range(frames)
    )
    return saved(first, form, save_all=True, append_images=others, duration=100)


def test_what_moves_stands_still_where_it_is_large() -> None:
    """A small GIF moves on; a large one, and a WebP that Outlook does not show, become their first frame, and it is said."""
    sent = Sent(
        {
            "images/small.gif": animated(100, 3),
            "images/large.gif": animated(900, 8),
            "images/film.webp": animated(60, 3, "WEBP"),
        }
    )
    sent.send(
        *(showing(name, title=name) for name in ("small.gif", "large.gif", "film.webp"))
    )

    assert sent.shown[0]["src"] == f"{SITE.url}images/small.gif"
    assert len(sent.copies) == 2
    assert {getattr(opened(each), "n_frames", 1) for each in sent.copies.values()} == {
        1
    }
    assert sent.said == [
        ("picture-still", "images/large.gif"),
        ("picture-still", "images/film.webp"),
    ]
    assert {each.level for each in sent.report} == {Level.NOTICE}


def bomb() -> bytes:
    """A PNG of a few bytes that unpacks to a hundred million pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        end = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + end

    head = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


WHOLE = saved(drawn("RGB", 3000, 1500), "JPEG")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (bomb(), "has more than 50 million pixels"),
        (bomb().replace(struct.pack(">II", 10_000, 10_000), struct.pack(">II", 60_000, 60_000)), "is damaged"),
        (WHOLE[:200], "is damaged"),
        (WHOLE[: len(WHOLE) // 2], "is damaged"),
        (b"<html>Not found</html>", "is damaged"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "is damaged"),
        (b"", "is damaged"),
        (None, "cannot be read"),
    ],
    ids=["bomb", "header", "head", "half", "page", "program", "nothing", "gone"],
)  # fmt: skip
def test_a_file_that_is_no_good_picture_is_named_and_linked_as_it_is(
    data: bytes | None, words: str
) -> None:
    """Also where only the making of a copy shows it."""
    sent = Sent({"images/a.jpg": data} if data is not None else {})
    sent.send(showing("a.jpg", 3000, 1500), showing("a.jpg", 3000, 1500, title="Again"))

    assert [each["src"] for each in sent.shown] == [f"{SITE.url}images/a.jpg"] * 2
    assert not sent.copies
    (problem,) = sent.report
    assert (problem.level, problem.code, str(problem.place)) == (
        Level.WARNING,
        "picture",
        "images/a.jpg",
    )
    assert problem.message.startswith(words)


SEEDS = [WHOLE[:3000], saved(drawn("P", 60, 40), "GIF"), saved(drawn("RGB", 60, 40), "WEBP"), saved(drawn("RGB", 60, 40), "PNG")]  # fmt: skip


@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 2999), st.integers(0, 255)), max_size=9),
)
def test_whatever_a_file_holds_is_a_picture_or_an_imaging_error(
    seed: bytes, changes: list[tuple[int, int]]
) -> None:
    """Decoders raise what they like; nothing of it gets out."""
    data = bytearray(seed)
    for at, byte in changes:
        data[at % len(data)] = byte
    try:
        facts = look(bytes(data))
        copy(
            bytes(data), min(facts.width, 100), min(facts.height, 100), facts.copied_as
        )
    except ImagingError:
        pass


def test_the_same_picture_is_one_file_and_made_once() -> None:
    """In two posts, under two names, and in two issues of one build; with the same bytes in the next build."""
    files = {"images/a.jpg": WHOLE, "images/b.jpg": WHOLE}
    posts = [
        showing(name, 3000, 1500, title=f"Road {name}") for name in ("a.jpg", "b.jpg")
    ]
    sent = Sent(files).send(*posts)
    before = dict(sent.copies)
    sent.parts.clear()
    sent.send(*posts)

    assert len(before) == 1
    assert not sent.copies
    assert sent.shown[0]["src"] in before
    assert sent.reads.count("images/a.jpg") + sent.reads.count("images/b.jpg") == 3
    assert Sent(files).send(*posts).copies == before


def test_a_list_shows_no_pictures() -> None:
    """So their files are not even read."""
    sent = Sent({"images/a.jpg": WHOLE}).send(covered("a.jpg", 3000, 1500), layout=LIST)

    assert not sent.reads
    assert not sent.copies


def test_only_what_the_letter_shows_is_made() -> None:
    """Not the pictures of posts that had to become titles."""
    sent = Sent(
        {"images/a.jpg": WHOLE, "images/b.jpg": saved(drawn("RGB", 2000, 900), "JPEG")}
    )
    filler = [post(f"P{at}", summary="x " * 1000) for at in range(60)]
    sent.send(
        covered("a.jpg", 3000, 1500),
        *filler,
        covered("b.jpg", 2000, 900, title="Last"),
        layout=CARDS,
    )

    assert sent.said[0][0] == "letter-fit"
    assert [opened(each).size for each in sent.copies.values()] == [(1196, 598)]


def test_pictures_elsewhere_and_posters_and_drawings() -> None:
    """Nothing is fetched; the poster of a film is copied; an SVG is what it is."""
    poster = f"{SITE.url}images/a.jpg"
    drawing = f"{SITE.url}images/map.svg"
    html = (
        '<p><img src="https://elsewhere.example/b.webp" alt="B"></p>'
        f'<video src="https://deniz.example.org/v.mp4" poster="{poster}"></video><p><img src="{drawing}" alt="M"></p>'
    )
    plain = post("Film", html)
    assert plain.body
    files = {poster: "images/a.jpg", drawing: "images/map.svg"}
    sent = Sent({"images/a.jpg": WHOLE, "images/map.svg": b"<svg/>"})
    sent.send(replace(plain, body=replace(plain.body, files=files)))
    (copied,) = sent.copies

    assert [each["src"] for each in sent.shown] == [
        "https://elsewhere.example/b.webp",
        copied,
        drawing,
    ]
    assert not sent.said


def test_the_post_itself_is_not_changed() -> None:
    """Feeds and the page are printed from the same tree."""
    given_post = showing("a.jpg", 3000, 1500)
    Sent({"images/a.jpg": WHOLE}).send(given_post)

    assert given_post.body
    assert given_post.body.tree.find(".//img").get("src") == f"{SITE.url}images/a.jpg"


def test_without_pillow_pictures_are_linked(monkeypatch: pytest.MonkeyPatch) -> None:
    """One notice says how many could be better, and what to install; where none could, nothing is said."""
    large = saved(dense("RGB", 900, 800), "JPEG", quality=100)
    monkeypatch.setitem(sys.modules, "PIL", None)
    sent = Sent(
        {"images/a.jpg": large, "images/b.webp": b"RIFF", "images/c.jpg": WHOLE}
    )
    sent.send(showing("c.jpg", 3000, 1500))
    assert not sent.said

    sent.send(*(showing(name, title=name) for name in ("a.jpg", "b.webp", "c.jpg")))
    (problem,) = sent.report
    assert (problem.level, problem.code) == (Level.NOTICE, "pillow")
    assert problem.message.startswith("2 pictures of the letter are large")
    assert "envoi[pictures]" in problem.hint
    assert not sent.copies
    assert sent.shown[0]["src"] == f"{SITE.url}images/a.jpg"


def test_pictures_may_come_with_the_message() -> None:
    """Copies and files that will do are parts that the HTML of the message names; letter.html keeps their addresses."""
    small = saved(drawn("RGB", 300, 200), "PNG")
    sent = Sent({"images/a.jpg": WHOLE, "images/b.png": small}, embed=True)
    sent.send(
        showing("a.jpg", 3000, 1500, title="A"), showing("b.png", 300, 200, title="B")
    )
    mail = email.message_from_bytes(
        sent.parts["newsletter/next/letter.eml"], policy=default
    )
    text, related = mail.iter_parts()
    html, *pictures = related.iter_parts()
    page = document_fromstring(html.get_content())
    named = [each.get("src") for each in page.iter("img")]

    assert mail.get_content_type() == "multipart/alternative"
    assert (text.get_content_type(), related.get_content_type()) == (
        "text/plain",
        "multipart/related",
    )
    assert related.get_param("type") == "text/html"
    assert [each.get_content_type() for each in pictures] == ["image/jpeg", "image/png"]
    assert named == [f"cid:{each['Content-ID'].strip('<>')}" for each in pictures]
    assert [each.get_content() for each in pictures] == [*sent.copies.values(), small]
    assert all(each.get_content_disposition() == "inline" for each in pictures)
    assert [each["src"] for each in sent.shown] == [
        *sent.copies,
        f"{SITE.url}images/b.png",
    ]
    raw = sent.parts["newsletter/next/letter.eml"]
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_a_damaged_picture_does_not_come_with_the_message() -> None:
    """It is linked to, as the report says."""
    sent = Sent({"images/a.jpg": WHOLE[:40]}, embed=True)
    sent.send(showing("a.jpg", 300, 200))
    mail = email.message_from_bytes(
        sent.parts["newsletter/next/letter.eml"], policy=default
    )

    assert [problem.code for problem in sent.report] == ["picture"]
    assert [part.get_content_maintype() for part in mail.iter_parts()] == ["text"] * 2


def test_the_letter_says_which_pictures_have_no_text_alternative() -> None:
    """Once, with file and line, and only those that it shows."""
    url = f"{SITE.url}images/a.jpg"
    plain = showing("a.jpg", 300, 200)
    assert plain.body
    bare = replace(plain, body=replace(plain.body, unnamed={url: 7}))

    for layout, expected in ((FULL, 1), (CARDS, 0), (LIST, 0)):
        sent = Sent({"images/a.jpg": saved(drawn("RGB", 300, 200), "JPEG")})
        sent.send(bare, layout=layout)
        sent.send(bare, layout=layout)
        assert sent.said == [("no-alt", "posts/road.md:7")] * expected

    card = replace(
        bare, body=replace(plain.body, unnamed={url: 7}, image=Image(url=url))
    )
    assert Sent({}).send(card, layout=CARDS).said[0] == ("no-alt", "posts/road.md:7")
