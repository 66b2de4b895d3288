"""A folder without a site generator: where its posts are, and in which languages."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from envoi import catalogue
from envoi.problems import Report

from .folders import dialect, load, read

POST = "---\ntitle: Quay\ndate: 2026-03-02\n---\nText.\n"


@pytest.mark.parametrize(
    ("paths", "root"),
    [
        (["posts/a.md", "blog/b.md", "blog/c.md"], "posts"),
        (["posts/.keep", "blog/b.md", "blog/c.md"], "blog"),
        (["posts/.keep"], "posts"),
        (["content/a.html", "posts/.keep"], "content"),
        (["a.md", "b.md"], ""),
        ([], ""),
    ],
)
def test_root(tmp_path: Path, paths: list[str], root: str) -> None:
    """A usual folder that holds texts, else the folder of the dated files, else a usual one that waits for them."""
    assert dialect(tmp_path, dict.fromkeys(paths, POST)).roots == (root,)


def languages(folder: Path, *paths: str, **more: str) -> dict[str, str]:
    """The languages that posts at `paths` of a plain folder are in, but for those in the site's, which is `xx`."""
    site = '[site]\nurl = "https://basin.example/"\nlanguage = "xx"\n'
    posts = read(folder, {"envoi.toml": site, **dict.fromkeys(paths, POST), **more})
    return {path: p.language for path, p in posts.items() if p.language != "xx"}


@pytest.mark.parametrize(
    "told",
    [
        {"basin/tr/x.md": "tr", "basin/en/x.md": "en", "basin/ar/y.md": "ar"},
        {"x.tr.md": "tr", "x.en.md": "en"},
        {"x.tr.md": "tr", "y.en.md": "en"},
        {"cadir.md": "", "cadir.ar.md": "ar", "ev.md": ""},
        {"cadir/index.md": "", "cadir/index.ar.md": "ar"},
        {"a/index.tr.md": "tr", "b/index.en.md": "en"},
        {"posts/x.md": "", "posts/ar/x.md": "ar"},
        {"2025/en/x.md": "en", "2026/tr/y.md": "tr"},
        {"en/2025/x.md": "en", "pt_br/2026/y.md": "pt-BR", "zh-hans/z.md": "zh-Hans"},
        {"ckb/x.md": "ckb", "ku/x.md": "ku"},
        # Words that are languages too, with a second sign.
        {"it/x.md": "it", "en/y.md": "en"},
        {"de/x.md": "de", "it/x.md": "it", "de/y.md": "de", "it/y.md": "it"},
        {"x.md": "", "x.no.md": "no", "y.md": "", "y.no.md": "no"},
        # One language alone, or a word, says nothing.
        {"tr/x.md": "", "y.md": ""},
        {"x.tr.md": "", "y.md": ""},
        {"it/servers.md": "", "hr/holidays.md": ""},
        {"posts/it/x.md": "", "posts/x.md": ""},
        {"en/x.md": "", "blog/tr/y.md": ""},
        {"what.is.md": "", "what.md": ""},
        {"release-1.2.md": "", "release-1.3.md": ""},
        {"turkish/x.md": "", "english/x.md": ""},
        {"qq/x.md": "", "zz/x.md": ""},
        {"el-nino.md": "", "el-nino/x.md": "", "fr-what/x.md": ""},
    ],
    ids=lambda told: " ".join(told),
)
def test_languages_in_names(tmp_path: Path, told: dict[str, str]) -> None:
    """Folders and ends of names are languages where at least two are there, or the same name is there without."""
    found = languages(tmp_path, *told)
    assert found == {path: tag for path, tag in told.items() if tag}


def test_what_a_post_says_of_its_language_wins(tmp_path: Path) -> None:
    """The key overrules name and folder."""
    said = {"x.en.md": POST.replace("title", "lang: fr\ntitle")}
    assert languages(tmp_path, "x.tr.md", **said) == {"x.tr.md": "tr", "x.en.md": "fr"}


def test_names_tell_translations_and_no_address(tmp_path: Path) -> None:
    """Posts that differ in the language alone are translations, each at the address that its path makes."""
    files = {
        "envoi.toml": '[site]\nurl = "https://basin.example/"\nlanguage = "tr"\n',
        **dict.fromkeys(("cadir.md", "cadir.ar.md", "su.tr.md", "su.en.md"), POST),
    }
    found = read(tmp_path, files)
    arranged = catalogue.arrange(
        found.values(), load(tmp_path, {}).site, True, Report()
    )

    assert {p.path: urlsplit(p.url).path for p in arranged.published} == {
        "cadir.md": "/cadir/",
        "cadir.ar.md": "/cadir.ar/",
        "su.tr.md": "/su.tr/",
        "su.en.md": "/su.en/",
    }
    assert {
        path: [(other.path, other.language) for other in others]
        for path, others in arranged.translations.items()
    } == {
        "cadir.md": [("cadir.ar.md", "ar")],
        "cadir.ar.md": [("cadir.md", "tr")],
        "su.tr.md": [("su.en.md", "en")],
        "su.en.md": [("su.tr.md", "tr")],
    }


def test_a_generator_has_rules_of_its_own(tmp_path: Path) -> None:
    """In the folder of a site generator such names mean what they mean to it."""
    files = {"_config.yml": "url: https://basin.example\nlang: xx\n"}
    paths = ("_posts/tr/2026-03-02-x.md", "_posts/en/2026-03-02-x.md")
    found = read(tmp_path, files | dict.fromkeys(paths, POST))

    assert [found[path].language for path in paths] == ["xx", "xx"]
