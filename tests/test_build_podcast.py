"""A folder with sound -> its podcast, built as a whole."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from envoi.build import Request, build
from envoi.problems import Exit, Report

from .program import fill

FRAME = bytes([0xFF, 0xFB, 0x90, 0xC4]) + bytes(413)
NAMES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}
CONFIG = """[site]
title = "Lantern"
url = "https://lantern.example/"
timezone = "UTC"
"""
PODCAST = """
[podcast]
title = "Lantern Radio"
description = "Voices from the harbour."
language = "tr"
image = "img/cover.png"
category = "Society & Culture > Documentary"
tag = "radio"
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with an episode, a recording that is none, and a post without sound."""
    post = "---\ntitle: {0}\ndate: 2026-11-0{0}\n{1}\n---\nText.\n"
    sound = "audio: /media/boats.mp3\nepisode: 7\ntags: [{}]"
    folder = fill(
        tmp_path / "site",
        {
            "envoi.toml": CONFIG + PODCAST,
            "posts/1.md": post.format(1, sound.format("radio")),
            "posts/2.md": post.format(2, sound.format("music")),
            "posts/3.md": post.format(3, "tags: [radio]"),
            "media/boats.txt": "",
            "img/cover.txt": "",
        },
    )
    (folder / "media/boats.mp3").write_bytes(FRAME * 500)
    Image.new("RGB", (1400, 1400)).save(folder / "img/cover.png")
    return folder


def built(folder: Path) -> tuple[Path, list[str]]:
    """What is published, and the codes of what was said but of the letter."""
    report = Report()
    moment = datetime(2026, 11, 28, tzinfo=UTC)
    outcome = build(Request(folder=folder, now=moment), report)
    assert outcome.exit is Exit.PUBLISHED
    return folder / "public", [p.code for p in report if p.code != "no-newsletter"]


def test_podcast_is_published(site: Path) -> None:
    """The podcast holds its episodes with true length, duration and artwork, in RSS only, and nothing is amiss."""
    public, said = built(site)
    root = etree.parse(public / "feeds/podcast/rss.xml").getroot()

    def texts(path: str) -> list[str]:
        return [str(found) for found in root.xpath(path, namespaces=NAMES)]

    assert said == []
    assert [p.name for p in (public / "feeds/podcast").iterdir()] == ["rss.xml"]
    assert texts("//channel/title/text()") == ["Lantern Radio"]
    assert texts("//channel/description/text()") == ["Voices from the harbour."]
    assert texts("//channel/language/text()") == ["tr"]
    assert texts("//itunes:image/@href") == ["https://lantern.example/img/cover.png"]
    assert texts("//item/title/text()") == ["1"]
    assert texts("//item/enclosure/@length") == ["208500"]
    assert texts("//item/itunes:duration/text()") == ["13"]
    assert texts("//item/podcast:episode/text()") == ["7"]
    assert b"itunes" not in (public / "feeds/rss.xml").read_bytes()


def test_podcast_outlives_a_new_domain(site: Path) -> None:
    """When the site moves, the podcast keeps its UUID and its episodes their ids."""

    def known(public: Path) -> list[str]:
        root = etree.parse(public / "feeds/podcast/rss.xml").getroot()
        return root.xpath("//podcast:guid/text() | //guid/text()", namespaces=NAMES)

    before = known(built(site)[0])
    toml = site / "envoi.toml"
    moved = toml.read_text(encoding="utf-8").replace("lantern.example", "new.example")
    toml.write_text(moved, encoding="utf-8")
    public, _ = built(site)

    assert known(public) == before
    assert len(before) == 2
    assert b"https://new.example/" in (public / "feeds/podcast/rss.xml").read_bytes()


def test_artwork_is_measured(site: Path) -> None:
    """Artwork that directories would refuse is named; the podcast is published all the same."""
    Image.new("RGB", (1400, 700)).save(site / "img/cover.png")
    public, said = built(site)

    assert said == ["podcast-image"]
    assert (public / "feeds/podcast/rss.xml").exists()


@pytest.mark.parametrize("toml", [f"{CONFIG}[podcast]\n", f"podcast = {{}}\n{CONFIG}"])
def test_a_table_without_keys_makes_the_podcast(site: Path, toml: str) -> None:
    """`[podcast]` alone is a podcast of all episodes, under the name of the site; what it lacks is named."""
    fill(site, {"envoi.toml": toml})
    public, codes = built(site)
    root = etree.parse(public / "feeds/podcast/rss.xml").getroot()

    assert root.findtext("channel/title") == "Lantern"
    assert len(root.findall("channel/item")) == 2
    assert codes[:2] == ["podcast-image", "podcast-category"]


def test_a_podcast_without_episodes_stays(site: Path) -> None:
    """A tag that is mistyped takes no podcast away from those who listen: the old feed stays, and its place is named."""
    public, _ = built(site)
    before = (public / "feeds/podcast/rss.xml").read_bytes()
    fill(site, {"envoi.toml": CONFIG + PODCAST.replace('"radio"', '"raido"')})
    _, codes = built(site)
    assert codes == ["empty-feed"]
    assert (public / "feeds/podcast/rss.xml").read_bytes() == before
    fill(site, {"envoi.toml": CONFIG + PODCAST})
    built(site)
    assert (public / "feeds/podcast/rss.xml").read_bytes() == before


def test_no_podcast_but_sound(site: Path) -> None:
    """Without `[podcast]` there is none, and a notice says that there could be one."""
    (site / "envoi.toml").write_text(CONFIG, encoding="utf-8")
    public, said = built(site)

    assert said == ["podcast"]
    assert not (public / "feeds/podcast").exists()
