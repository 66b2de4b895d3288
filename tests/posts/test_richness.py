"""A folder -> what its posts say beyond their text: sections, titles, translations, pages they speak of, episodes."""

import wave
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Picture

from envoi import catalogue, config, posts
from envoi.model import Catalogue, Episode, Image, Person, Post, Transcript
from envoi.problems import Level, Report

from .samples import post, said

NOW = datetime(2026, 11, 28, tzinfo=UTC)
SOUND = "audio: {url: https://audio.example/7.mp3, length: 5}"
CONFIG = '[site]\nurl = "https://harbour.example.org/"\ntimezone = "UTC"\n'


def front(*lines: str) -> str:
    """A post with these lines of front matter."""
    return "\n".join(
        ["---", "title: Q", "date: 2026-01-02", *lines, "---", "", "Text."]
    )


def fill(folder: Path, files: dict[str, str]) -> Path:
    """`folder` with these files."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content, encoding="utf-8")
    return folder


def whole(folder: Path) -> tuple[Catalogue, dict[str, Post], Report]:
    """The catalogue of a folder, its published posts as rendered, and what was said."""
    report = Report()
    settings = config.load(folder, report, formats=("rss",))
    found = posts.read(settings, NOW, folder / "public", report, lambda _, paths: paths)
    arranged = catalogue.arrange(found, settings.site, True, report)
    return (
        arranged,
        posts.rendering(arranged, settings, report)(arranged.published),
        report,
    )


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("posts/tea.md", ""),
        ("posts/news/tea.md", "news"),
        ("posts/news/press/tea.md", "news"),
        ("posts/tea/index.md", ""),
        ("posts/news/tea/index.md", "news"),
        ("posts/news/tea/index.tr.md", "news"),
        ("posts/2026/11/30/tea.md", ""),
        ("posts/2026/news/tea.md", "news"),
        ("posts/news/2026-11/tea.md", "news"),
        ("posts/en/news/tea.md", "news"),
        ("posts/tr/news/tea.md", "tr"),
        ("posts/_drafts/tea.md", ""),
        ("posts/Çay ve çadır/tea.md", "Çay ve çadır"),
    ],
)
def test_section(path: str, section: str) -> None:
    """A section is the first folder that is no day, no language of the post, and not the post's own."""
    assert post(front(), path)[0].section == section


def test_sections_beside_one_another(tmp_path: Path) -> None:
    """Where a site has posts in several folders, these are the sections."""
    fill(
        tmp_path,
        {
            "hugo.toml": 'baseURL = "https://harbour.example.org/"\n[params]\nmainSections = ["news", "notes"]\n',
            "content/news/a.md": front(),
            "content/notes/b/index.md": front(),
        },
    )
    arranged, _, _ = whole(tmp_path)

    assert {post.path: post.section for post in arranged.published} == {
        "content/news/a.md": "news",
        "content/notes/b/index.md": "notes",
    }


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Stoves are warm.\n\nCome.", "Stoves are warm. Come."),
        ("The stoves in the hall are warm. Come in and bring the others along with you.",
         "The stoves in the hall are warm."),
        ("The stoves in the long hall by the old quay are warm tonight for all who come",
         "The stoves in the long hall by the old quay are warm…"),
        ("> Quoted *words*", "Quoted words"),
        ("```\ncode\n```\n", "2026 11 20 note"),
        ("", "2026 11 20 note"),
    ],
)  # fmt: skip
def test_untitled_post_is_called_as_it_begins(
    tmp_path: Path, text: str, title: str
) -> None:
    """A post without title and heading stays untitled; who needs one has the beginning of its text, then its name."""
    path = "posts/2026-11-20-note.md"
    fill(tmp_path, {"envoi.toml": CONFIG, path: f"---\ntags: a\n---\n{text}"})
    _, shown, report = whole(tmp_path)

    expected = title if title[0] != "2" else "Note"
    assert (shown[path].title, shown[path].titled) == (expected, False)
    assert [(p.level, p.code) for p in report] == [(Level.NOTICE, "no-title")]


@given(text=st.text(max_size=200))
def test_beginning_is_one_short_line(text: str) -> None:
    """Whatever a text holds, the name it lends is one line of at most 60 characters."""
    from envoi.posts.clean import parse
    from envoi.posts.markdown import render
    from envoi.posts.summary import beginning

    found = beginning(parse(render(text)).tree)

    assert len(found) <= 60
    assert found == " ".join(found.split())


def test_name_of_a_note_is_its_title(tmp_path: Path) -> None:
    """Obsidian shows a note by the name of its file, so that is a title somebody gave."""
    fill(
        tmp_path,
        {
            ".obsidian/app.json": "{}",
            "envoi.toml": CONFIG,
            "2026-11-10 A walk.md": "Along the quay.",
            "2026-11-11 More.md": "---\ntitle:\n---\nWords.",
        },
    )
    _, shown, report = whole(tmp_path)

    walk, more = shown["2026-11-10 A walk.md"], shown["2026-11-11 More.md"]
    assert (walk.title, walk.titled) == ("A walk", True)
    assert (more.title, more.titled) == ("Words.", False)
    assert [p.place.path for p in report if p.code == "no-title"] == [
        "2026-11-11 More.md"
    ]


def linked(folder: Path, files: dict[str, str]) -> dict[str, list[str]]:
    """The translations of each post of a folder with these files, by path."""
    arranged, _, _ = whole(fill(folder, files))
    return {
        path: [other.path for other in others]
        for path, others in arranged.translations.items()
    }


@pytest.mark.parametrize(
    "key",
    ["translationKey", "translation_key", "ref", "lang-ref", "lang_ref", "page_id"],
)
def test_translations_by_key(tmp_path: Path, key: str) -> None:
    """Posts in different languages with one key are translations of one another; no others are."""
    found = linked(
        tmp_path,
        {
            "envoi.toml": CONFIG,
            "posts/tea.md": front("lang: en", f"{key}: tea"),
            "posts/cay.md": front("lang: tr", f"{key}: tea"),
            "posts/chai.md": front("lang: ar", f"{key}: tea"),
            "posts/coffee.md": front("lang: tr", f"{key}: coffee"),
        },
    )

    assert found == {
        "posts/tea.md": ["posts/chai.md", "posts/cay.md"],
        "posts/cay.md": ["posts/chai.md", "posts/tea.md"],
        "posts/chai.md": ["posts/tea.md", "posts/cay.md"],
    }


@pytest.mark.parametrize("typed", ["tea", "tea.md", "/posts/tea.md", "../posts/tea"])
def test_translation_of_a_file(tmp_path: Path, typed: str) -> None:
    """`translation_of` names the file of the original."""
    found = linked(
        tmp_path,
        {
            "envoi.toml": CONFIG,
            "posts/tea.md": front("lang: en"),
            "posts/cay.md": front("lang: tr", f"translation_of: {typed}"),
        },
    )

    assert found == {
        "posts/tea.md": ["posts/cay.md"],
        "posts/cay.md": ["posts/tea.md"],
    }


HUGO = 'baseURL = "https://harbour.example.org/"\ndefaultContentLanguage = "en"\n'
TWO = "[languages.en]\n[languages.tr]\n"
SITES = {
    "plain, by name": {
        "envoi.toml": CONFIG,
        "posts/tea.md": front(),
        "posts/tea.tr.md": front("lang: tr"),
    },
    "plain, by folder": {
        "envoi.toml": CONFIG,
        "posts/en/tea.md": front("lang: en"),
        "posts/tr/tea.md": front("lang: tr"),
    },
    "hugo, by name": {
        "hugo.toml": HUGO + TWO,
        "content/posts/tea.md": front(),
        "content/posts/tea.tr.md": front(),
    },
    "hugo, by bundle": {
        "hugo.toml": HUGO + TWO,
        "content/posts/tea/index.md": front(),
        "content/posts/tea/index.tr.md": front(),
    },
    "hugo, by folder": {
        "hugo.toml": HUGO
        + '[languages.en]\ncontentDir = "content/english"\n'
        + '[languages.tr]\ncontentDir = "content/turkish"\n',
        "content/english/posts/tea.md": front(),
        "content/turkish/posts/tea.md": front(),
    },
    "zola": {
        "config.toml": 'base_url = "https://harbour.example.org"\n'
        'default_language = "en"\n[languages.tr]\n',
        "content/blog/_index.md": '+++\nsort_by = "date"\n+++\n',
        "content/blog/tea.md": '+++\ntitle = "Q"\ndate = 2026-01-02\n+++\nText.',
        "content/blog/tea.tr.md": '+++\ntitle = "Q"\ndate = 2026-01-02\n+++\nText.',
    },
    "nikola": {
        "conf.py": 'SITE_URL = "https://harbour.example.org/"\nDEFAULT_LANG = "en"\n'
        'TRANSLATIONS = {"en": "", "tr": "./tr"}\n'
        'POSTS = (("posts/*.md", "posts", "post.tmpl"),)\n',
        "posts/tea.md": ".. title: Q\n.. date: 2026-01-02\n\nText.",
        "posts/tea.tr.md": ".. title: Q\n.. date: 2026-01-02\n\nText.",
    },
    "pelican": {
        "pelicanconf.py": 'SITEURL = "https://harbour.example.org"\nDEFAULT_LANG = "en"\n'
        'PATH = "content"\n',
        "content/tea.md": "Title: Tea\nDate: 2026-01-02\nSlug: tea\n\nText.",
        "content/cay.md": "Title: Çay\nDate: 2026-01-02\nSlug: tea\nLang: tr\n\nText.",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", SITES)
def test_translations_that_the_generator_sees(tmp_path: Path, name: str) -> None:
    """Each generator's way to write a post twice makes the two translations of one another."""
    files = SITES[name]
    first, second = (path for path in files if path.endswith(".md") and "_index" not in path)  # fmt: skip

    assert linked(tmp_path, files) == {first: [second], second: [first]}


def test_no_translations_are_made_up(tmp_path: Path) -> None:
    """Neither one language twice, nor two files of other folders, nor a draft is a translation."""
    found = linked(
        tmp_path,
        {
            "envoi.toml": CONFIG,
            "posts/one.md": front("lang: en", "ref: tea"),
            "posts/two.md": front("lang: en", "ref: tea"),
            "posts/uc.md": front("lang: tr", "ref: tea"),
            "posts/2025/recap.md": front("lang: en"),
            "posts/2026/recap.md": front("lang: tr"),
            "posts/dip.md": front("lang: en"),
            "posts/dip.tr.md": front("lang: tr", "draft: true"),
            "posts/solo.md": front("lang: en", "translation_of: nowhere"),
        },
    )

    assert found == {}


@pytest.mark.parametrize(
    ("line", "license", "codes"),
    [
        ("license: CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/", []),
        (
            "licence: cc by-sa 4.0",
            "https://creativecommons.org/licenses/by-sa/4.0/",
            [],
        ),
        ("license: {name: Ours, url: https://a.example/l}", "https://a.example/l", []),
        ("rights_url: https://a.example/l", "https://a.example/l", []),
        ("license: All rights reserved", "", [("license", 4)]),
        ("license: false", "", []),
    ],
)
def test_license(line: str, license: str, codes: list[tuple[str, int]]) -> None:
    """A licence is an address or a name that SPDX knows; what is neither is named on its line."""
    found, report = post(front(line))

    assert found.license == license
    assert said(report) == codes


@pytest.mark.parametrize(
    ("lines", "via", "comments", "codes"),
    [
        (["via: https://a.example/ü"], "https://a.example/%C3%BC", "", []),
        (["via: A friend"], "", "", []),
        (["via: {name: A friend, url: https://a.example/}"], "https://a.example/", "", []),
        (["source_url: https://a.example/1"], "https://a.example/1", "", []),
        (["via_url: a friend"], "", "", [("address", 4)]),
        (["via: javascript:alert(1)"], "", "", []),
        (["comments: true"], "", "", []),
        (["comments: false", "discussion: https://t.example/"], "", "https://t.example/", []),
        (["comments_url: https://t.example/4"], "", "https://t.example/4", []),
        (["comments: {id: 12}"], "", "", []),
    ],
)  # fmt: skip
def test_pages_that_a_post_speaks_of(
    lines: list[str], via: str, comments: str, codes: list[tuple[str, int]]
) -> None:
    """Where it was found and where it is discussed are web addresses; other values mean something else."""
    found, report = post(front(*lines))

    assert (found.via, found.comments) == (via, comments)
    assert said(report) == codes


def test_keys_in_the_tables_of_zola() -> None:
    """What Zola puts below `extra` is read as if it stood above."""
    found, report = post(
        front(
            SOUND,
            "extra:",
            "  via: https://a.example/",
            "  external_url: https://b.example/",
            "  license: CC0-1.0",
            "  translationKey: tea",
            "  episode: 7",
            "  transcript: /7.vtt",
            "  guests: [Ada]",
        )
    )

    assert said(report) == []
    assert (found.via, found.external_url) == (
        "https://a.example/",
        "https://b.example/",
    )
    assert found.license.endswith("/zero/1.0/")
    assert found.translation_key == "tea"
    assert found.episode
    assert found.episode.number == 7
    assert [file.type for file in found.episode.transcripts] == ["text/vtt"]
    assert [person.name for person in found.episode.persons] == ["Ada"]


def episode(
    *lines: str, folder: Path = Path("nowhere")
) -> tuple[Episode, list[tuple[str, int]]]:
    """What a post with sound says as an episode, and what was said of it."""
    found, report = post(front(SOUND, *lines), folder=folder)
    assert found.episode
    return found.episode, said(report)


def test_episode(tmp_path: Path) -> None:
    """All that an episode may say of itself; its files are found beside it, and in the folder."""
    for name in ("posts/7.png", "posts/7.json", "talks/7.vtt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found, codes = episode(
        "episode: 7",
        "season: 02",
        "episodeType: Bonus",
        "explicit: yes",
        "episode_image: 7.png",
        "chapters: 7.json",
        "transcripts: [../talks/7.vtt, {url: /t/7.srt, lang: tr}, /t/7/]",
        "hosts: Ada Reyes; Bo",
        "guests:",
        "  - name: Cem",
        "    role: Narrator",
        "    img: https://cem.example/c.jpg",
        "    href: https://cem.example/",
        "people: [Dee (editor), Ada Reyes, ada@mail.example]",
        folder=tmp_path,
    )
    base = "https://harbour.example.org/posts/"

    assert codes == []
    assert found == Episode(
        number=7,
        season=2,
        type="bonus",
        explicit=True,
        image=f"{base}7.png",
        chapters=f"{base}7.json",
        transcripts=(
            Transcript(url="https://harbour.example.org/talks/7.vtt", type="text/vtt"),
            Transcript(
                url="https://harbour.example.org/t/7.srt",
                type="application/x-subrip",
                language="tr",
            ),
            Transcript(url="https://harbour.example.org/t/7/", type="text/html"),
        ),
        persons=(
            Person(name="Ada Reyes", role="host"),
            Person(name="Bo", role="host"),
            Person(
                name="Cem",
                role="narrator",
                url="https://cem.example/",
                image="https://cem.example/c.jpg",
            ),
            Person(name="Dee", role="editor"),
        ),
    )


@pytest.mark.parametrize(
    ("typed", "number", "season"),
    [("12", 12, 0), ("'012'", 12, 0), ("'#12'", 12, 0), ("S02E05", 5, 2), ("s1e10", 10, 1)],
)  # fmt: skip
def test_number_of_an_episode(typed: str, number: int, season: int) -> None:
    """A number may have zeros or a sign before it, or its season."""
    found, codes = episode(f"episode: {typed}")

    assert (found.number, found.season, codes) == (number, season, [])


@pytest.mark.parametrize(
    ("typed", "explicit"),
    [("true", True), ("yes", True), ("explicit", True), ("no", False), ("clean", False), ("false", False)],
)  # fmt: skip
def test_explicit(typed: str, explicit: bool) -> None:
    """Old words and new ones say whether an episode is for adults; without one the podcast says so."""
    assert episode(f"explicit: {typed}")[0].explicit is explicit
    assert episode()[0].explicit is None


@pytest.mark.parametrize(
    "line",
    [
        "episode: next",
        "episode: 0",
        "season: -1",
        "episodeType: teaser",
        "explicit: perhaps",
        "episode_image: a picture of a boat",
        "chapters: 7.txt",
        "transcript: 7.docx",
    ],
)
def test_odd_episode_is_named(line: str) -> None:
    """What cannot be used is left out, and named on its line."""
    found, codes = episode(line)

    assert found == Episode()
    assert codes == [("episode", 5)]


@pytest.mark.parametrize(
    "line",
    ["episode_image: 7.png", "chapters: 7.json", "transcripts: [../talks/7.vtt]"],
)
def test_files_of_an_episode_that_are_gone_are_named(line: str) -> None:
    """They keep their address, and are named on the line of their key."""
    found, codes = episode(line)

    assert found != Episode()
    assert codes == [("missing-file", 5)]


@pytest.mark.parametrize(
    "line", ["transcript: Ada says hello to all.", "chapters: [{start: 0, title: a}]"]
)
def test_words_are_no_files(line: str) -> None:
    """A transcript or chapters written out in the front matter are for the site, and nothing is said."""
    assert episode(line) == (Episode(), [])


def test_no_episode_without_sound() -> None:
    """The keys of episodes mean nothing in a post without sound or film, so nothing is said of them."""
    found, report = post(front("episode: next", "guests: [Ada]"))

    assert found.episode is None
    assert said(report) == []


def test_thousands_of_people_are_cut_short() -> None:
    """Who names thousands wants to break something."""
    found, _ = episode(f"guests: [{', '.join(f'G{n}' for n in range(5000))}]")

    assert len(found.persons) == 100


def test_duration_is_that_of_the_file(tmp_path: Path) -> None:
    """Sound in the folder is measured, unless the front matter says how long it lasts; a broken file is not."""
    line = "audio: {url: /media/%s.wav%s}"
    fill(
        tmp_path,
        {
            "envoi.toml": CONFIG,
            "posts/a.md": front(line % ("seven", "")),
            "posts/b.md": front(line % ("seven", ", duration: 9")),
            "posts/c.md": front(line % ("broken", "")),
            "posts/d.md": front("audio: {url: https://a.example/media/seven.wav, length: 5}"),
            "media/broken.wav": "RIFF no sound at all",
        },
    )  # fmt: skip
    with wave.open(str(tmp_path / "media/seven.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(bytes(7 * 8000))
    arranged, _, _ = whole(tmp_path)

    assert {
        post.path[-4]: post.enclosures[0].duration for post in arranged.published
    } == {"a": 7, "b": 9, "c": 0, "d": 0}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("img/cover.png", Image(url="https://harbour.example.org/img/cover.png", width=30, height=20)),
        ("/img/cover.png", Image(url="https://harbour.example.org/img/cover.png", width=30, height=20)),
        ("static/disc.png", Image(url="https://harbour.example.org/disc.png", width=40, height=40)),
        ("/disc.png", Image(url="https://harbour.example.org/disc.png", width=40, height=40)),
        ("https://cdn.example/c.png", Image(url="https://cdn.example/c.png")),
        ("img/none.png", None),
        ("../outside.png", None),
        ("", None),
    ],
)  # fmt: skip
def test_picture_of_the_configuration(
    tmp_path: Path, typed: str, found: Image | None
) -> None:
    """A picture is named by its path or address; one in the folder is measured, and none outside is looked at."""
    folder = fill(
        tmp_path / "site", {"envoi.toml": CONFIG, "img/a": "", "static/a": ""}
    )
    Picture.new("RGB", (30, 20)).save(folder / "img/cover.png")
    Picture.new("RGB", (40, 40)).save(folder / "static/disc.png")
    Picture.new("RGB", (40, 40)).save(tmp_path / "outside.png")
    settings = config.load(folder, Report(), formats=("rss",))

    assert posts.picture(settings, typed) == found
