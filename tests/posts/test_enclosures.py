"""Front matter -> the files that come with a post, as podcasts of the wild write them."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi.model import Enclosure, Post
from envoi.posts import enclosures, fields
from envoi.posts.enclosures import bytes_of, seconds
from envoi.problems import Report

from .samples import NOW, SITE, Plain, post, read, said

MP3 = "https://audio.example/7.mp3"


def front(*lines: str) -> str:
    """A post with these lines of front matter."""
    return "\n".join(
        ["---", "title: Q", "date: 2026-01-02", *lines, "---", "", "Text.", ""]
    )


def only(*lines: str) -> Enclosure:
    """The one enclosure of such a post, about which nothing was said."""
    found, report = post(front(*lines))
    assert said(report) == []
    (file,) = found.enclosures
    return file


@pytest.mark.parametrize(
    "lines",
    [
        [f"enclosure: {MP3}", "length: 1234", "duration: 1:02:03"],
        [f"enclosure: {MP3}", "enclosure_length: 1234", "enclosure_duration: 3723"],
        [f"enclosure: {{url: {MP3}, length: 1234, type: audio/mpeg, duration: 3723}}"],
        [f"enclosures: [{{href: {MP3}, size: 1234, duration: PT1H2M3S}}]"],
        [f"enclosures: [{MP3}]", "bytes: 1234", "duration: 62:03"],
        [f"file: {MP3}", 'length: "1,234" # bytes', 'duration: "01:02:03"'],
        [f"podcast_file: {MP3}", "podcast_bytes: 1234", "podcast_duration: 1:02:03"],
        [f"audio: {MP3}", "audio_length: 1234", "duration: 1h 2m 3s"],
        ["audio:", f"  mp3: {MP3}", "filesize: 1.234", "duration: 3723.4"],
        [f"audio_url: {MP3}", "audio_size: 1234 bytes", "audio_duration: 1:02:03"],
        [f"mp3: {MP3}", "bytes: '1 234'", "duration: 1 hour, 2 min 3 sec"],
        [f"media: {{file: {MP3}, bytes: 1234, duration: 3723}}"],
        ["enclosure: |", f"  {MP3}", "  1234", "  audio/mpeg", "duration: 3723"],
    ],
    ids=lambda lines: lines[0],
)
def test_ways_to_write_an_episode(lines: list[str]) -> None:
    """However it is written, an episode has its address, type, length in bytes and duration in seconds."""
    assert only(*lines) == Enclosure(
        url=MP3, type="audio/mpeg", length=1234, duration=3723
    )


@pytest.mark.parametrize(
    ("address", "type"),
    [
        ("a.m4a", "audio/x-m4a"),
        ("a.MP3?token=1", "audio/mpeg"),
        ("a.ogg", "audio/ogg"),
        ("a.opus", "audio/opus"),
        ("a.mp4", "video/mp4"),
        ("a.pdf", "application/pdf"),
        ("stream", "application/octet-stream"),
    ],
)
def test_type_is_that_of_the_suffix(address: str, type: str) -> None:
    """A media type that is not typed is that of the suffix, on every machine the same."""
    found = only(f"enclosure: https://audio.example/{address}", "length: 1")

    assert found.type == type


def test_several_files() -> None:
    """Each file is there once, in the order of the keys, with its own length."""
    found, report = post(
        front(
            "enclosures:",
            f"  - {{url: {MP3}, length: 5}}",
            "  - {url: /files/notes.pdf, bytes: 6}",
            f"file: {MP3}",
        )
    )

    assert said(report) == []
    assert found.enclosures == (
        Enclosure(url=MP3, type="audio/mpeg", length=5),
        Enclosure(
            url="https://harbour.example.org/files/notes.pdf",
            type="application/pdf",
            length=6,
        ),
    )


@pytest.mark.parametrize(
    "line",
    ["file: quay.jpg", "video: https://video.example/watch?v=1", "audio: true", "media: []",
     "podcast: 7", "file: {a: {b: c}}", "enclosure: ''"],
)  # fmt: skip
def test_what_is_no_medium_is_none(line: str) -> None:
    """Keys that may speak of other things count only where a file has the suffix of a medium."""
    found, report = post(front(line))

    assert (found.enclosures, said(report)) == ((), [])


def test_no_length() -> None:
    """A file whose length nobody tells is named on its line with the key to add; its length is 0."""
    found, report = post(front(f"podcast_file: {MP3}", "podcast_bytes: 43 MB"))

    assert found.enclosures[0].length == 0
    assert said(report) == [("no-length", 4)]
    assert report.problems[0].message == (
        "podcast_file has no podcast_bytes; length is required in RSS"
    )
    _, report = post(front(f"enclosure: {MP3}"))
    assert report.problems[0].message == (
        "enclosure has no length; length is required in RSS"
    )


def test_length_that_is_a_time() -> None:
    """Some call the duration length."""
    found, report = post(front(f"file: {MP3}", "length: '47:10'"))

    assert (found.enclosures[0].length, found.enclosures[0].duration) == (0, 2830)
    assert said(report) == [("no-length", 4)]


@pytest.mark.parametrize("address", ["javascript:x.mp3", "ftp://a.example/x.mp3"])
def test_unsafe_address(address: str) -> None:
    """An address that no reader may be given is left out and named."""
    found, report = post(front(f"enclosure: '{address}'", "length: 1"))

    assert found.enclosures == ()
    assert said(report) == [("unsafe-address", 4)]


def measured(folder: Path, line: str, path: str = "posts/a.md") -> tuple[Post, Report]:
    """A post in `folder`, with what was said about it."""
    found = read(front(line), path)
    assert found.header
    assert found.text
    reader = fields.Reader(
        site=replace(SITE, url="https://harbour.example.org/blog/"),
        now=NOW,
        dialect=Plain(),
        pattern="/:name/",
        report=found.report,
        folder=folder,
    )
    return reader.post(found.text, found.header, "posts"), found.report


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("enclosure: /blog/audio/7.mp3", "audio/7.mp3"),
        ("enclosure: /blog/audio/7.mp3", "static/audio/7.mp3"),
        ("enclosure: https://harbour.example.org/blog/audio/7%20.mp3", "audio/7 .mp3"),
        ("enclosure: 7.mp3", "posts/7.mp3"),
    ],
)
def test_length_of_a_file_in_the_folder(tmp_path: Path, line: str, place: str) -> None:
    """A file that lies in the folder is measured, if the front matter gives no length."""
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_bytes(b"x" * 4321)
    found, report = measured(tmp_path, line)

    assert found.enclosures[0].length == 4321
    assert said(report) == []


@pytest.mark.parametrize(
    ("typed", "file", "url"),
    [
        ("s.wav", "posts/s.wav", "posts/s.wav"),
        ("../ses/x.wav", "ses/x.wav", "ses/x.wav"),
        ("ses/x.wav", "ses/x.wav", "ses/x.wav"),
        ("ses/x.wav", "static/ses/x.wav", "ses/x.wav"),
        ("/blog/ses/x.wav", "ses/x.wav", "ses/x.wav"),
    ],
)
def test_a_file_of_the_folder_has_the_address_of_that_file(
    tmp_path: Path, typed: str, file: str, url: str
) -> None:
    """A file is found as a picture in the text is: beside the post, else from the root; and its link leads there."""
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_bytes(b"x" * 4321)
    found, report = measured(tmp_path, f"enclosure: {typed}")

    assert found.enclosures[0].length == 4321
    assert found.enclosures[0].url == f"https://harbour.example.org/blog/{url}"
    assert said(report) == []


def test_a_file_that_is_gone_is_named_with_its_place(tmp_path: Path) -> None:
    """Where nobody can tell the length of a path, the message says where the file was looked for."""
    _, report = measured(tmp_path, "enclosure: ../ses/x.wav")
    _, elsewhere = measured(tmp_path, f"enclosure: {MP3}")

    assert [problem.message for problem in report] == [
        "enclosure has no length; length is required in RSS; no file ses/x.wav"
    ]
    assert [problem.message for problem in elsewhere] == [
        "enclosure has no length; length is required in RSS"
    ]


def test_other_hosts_and_outside_are_not_measured(tmp_path: Path) -> None:
    """A file of another site, or out of the folder, is not looked for."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "7.mp3").write_bytes(b"x")
    (tmp_path / "8.mp3").write_bytes(b"x")
    (folder / "9.mp3").symlink_to(tmp_path / "8.mp3")
    for line in (MP3, "/blog/../8.mp3", "/blog/%2e%2e/8.mp3", "/blog/9.mp3"):
        found, report = measured(folder, f"enclosure: {line}")
        assert found.enclosures[0].length == 0
        assert said(report) == [("no-length", 4)]


@pytest.mark.parametrize(
    ("typed", "length"),
    [("0", 0), ("45286296", 45286296), ("45,286,296", 45286296), ("45 286 296", 45286296),
     ("45'286'296", 45286296), ("45,28,629", 0), ("1.5", 0), ("43 MB", 0), ("-5", 0), ("", 0), ("x", 0), ("1e9", 0)],
)  # fmt: skip
def test_lengths(typed: str, length: int) -> None:
    """Bytes are whole numbers, with or without marks between the thousands."""
    assert bytes_of(typed) == length


@pytest.mark.parametrize(
    ("typed", "length"),
    [("47:10", 2830), ("01:23:33", 5013), ("9:59:59", 35999), ("4740", 4740), ("90:00", 5400),
     ("47 min", 2820), ("1h", 3600), ("PT45S", 45), ("P1D", 0), ("47:100", 0), ("soon", 0), ("", 0), ("1:2:3:4", 0)],
)  # fmt: skip
def test_durations(typed: str, length: int) -> None:
    """Durations are told in every usual way; what is none is 0."""
    assert seconds(typed) == length


PIECES = st.sampled_from([*"0123456789:.,'hms ", "PT", " min", "\u00a0", "٣"])


@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_text_is_a_number(typed: str) -> None:
    """Whatever is typed for length or duration comes to a number from 0."""
    assert bytes_of(typed) >= 0
    assert seconds(typed) >= 0


@pytest.mark.parametrize("piece", ["1", "1,", "1:", "1 m", " ", "h", "000"])
def test_long_texts_take_no_time(piece: str) -> None:
    """A long value is read in no time."""
    begun = time.perf_counter()
    bytes_of(piece * 300_000)
    seconds(piece * 300_000)

    assert time.perf_counter() - begun < 1


def test_types_are_media_types() -> None:
    """Each suffix of the table has a media type."""
    assert all(kind.count("/") == 1 for kind in enclosures.TYPES.values())
