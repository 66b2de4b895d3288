"""Finding, reading and refusing themes."""

from pathlib import Path

import pytest

from envoi.model import Layout
from envoi.newsletter.compose import compose
from envoi.newsletter.theme import load
from envoi.problems import Exit, Place, Stop

from .samples import FEEDS, SENDER, SITE, URL, issue, post, section

SETTINGS = "[light]\nink='#111111'\n[dark]\nink='#eeeeee'\n"


def theme(folder: Path, name: str = "mine", **files: str) -> Path:
    """A folder `templates/` with a theme of `files`."""
    (folder / name).mkdir()
    for file, text in files.items():
        path = {
            "letter": "letter.html.j2",
            "style": "style.css",
            "settings": "theme.toml",
        }
        target = folder / name / path.get(file, file)
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder


def render(folder: Path | None, name: str) -> str:
    """A letter in the theme `name`."""
    return compose(
        issue(section("", Layout.CARDS, post())),
        SENDER,
        SITE,
        load(name, folder),
        url=URL,
        web=False,
        feeds=FEEDS,
    )


def test_a_theme_says_what_it_is():
    """The built-in theme has a title, a description and a column."""
    found = load("bulletin", None)
    assert (found.name, found.title, found.column) == ("bulletin", "Bulletin", 600)
    assert found.description


@pytest.mark.parametrize(
    "name", ["nosuch", "", "..", "../bulletin", "bulletin/", "a\\b", "common", "feeds"]
)
def test_an_unknown_theme_is_a_usage_error_that_lists_the_known(name, tmp_path):
    """The list holds the built-in themes and the user's."""
    theme(tmp_path, settings=SETTINGS)
    with pytest.raises(Stop) as caught:
        load(name, tmp_path)
    assert caught.value.exit is Exit.USAGE
    assert caught.value.problem.code == "theme"
    assert "bulletin, letter, mine, statement" in caught.value.problem.hint


@pytest.mark.parametrize("missing", ["theme.toml", "style.css", "letter.html.j2"])
def test_a_theme_that_lacks_a_file_is_told_what_to_write(missing, tmp_path):
    """Of a theme of one's own there is no built-in file to fall back on."""
    theme(
        tmp_path,
        settings=SETTINGS,
        style="p { }",
        letter='{% extends "common/frame.html.j2" %}',
    )
    (tmp_path / "mine" / missing).unlink()
    with pytest.raises(Stop) as caught:
        load("mine", tmp_path)
    problem = caught.value.problem
    assert str(problem.place) == f"templates/mine/{missing}"
    assert problem.message == "the theme 'mine' has no such file"
    assert problem.hint.startswith("write it: ")
    assert "take it away" not in problem.hint


def test_a_file_named_without_quotes_is_called_by_its_name(tmp_path):
    """Jinja2 takes it for a variable; who wrote it meant a file."""
    theme(tmp_path, "bulletin", letter="<p>\n{% include notice.html %}")
    with pytest.raises(Stop) as caught:
        render(tmp_path, "bulletin")
    problem = caught.value.problem
    assert str(problem.place) == "templates/bulletin/letter.html.j2:2"
    assert 'write the name in quotes: "notice.html"' in problem.message


CARD = "{% macro language(item) %}{% endmacro %}{% macro post(item, layout) %}MINE{% endmacro %}"
"""Parts that the frame of every theme takes its posts from."""


def test_a_users_file_shadows_the_built_in_one(tmp_path):
    """The other files of the theme stay the built-in ones."""
    theme(tmp_path, "bulletin", style="h1 { color: var(--accent) }")
    found = render(tmp_path, "bulletin")
    assert '<h1 class="brand" style="color:#0b5d5e">Deniz Notes</h1>' in found


@pytest.mark.parametrize(
    ("where", "mine"),
    [
        ("common", {"mine": True, "letter": True}),
        ("letter/common", {"mine": False, "letter": True}),
    ],
)
def test_a_common_file_is_shadowed_for_all_themes_or_for_one(where, mine, tmp_path):
    """A file in `templates/common/` is for every theme, one in `templates/NAME/common/` for that theme."""
    frame = '{% extends "common/frame.html.j2" %}'
    theme(tmp_path, settings=SETTINGS, style="p { }", letter=frame)
    (tmp_path / where).mkdir(parents=True)
    (tmp_path / where / "parts.html.j2").write_text(
        CARD + "{% macro files(item) %}{% endmacro %}"
        "{% macro summary(item, style='') %}{% endmacro %}"
        "{% macro title(item, style='') %}{% endmacro %}"
    )
    assert {name: "MINE" in render(tmp_path, name) for name in mine} == mine


def test_a_small_theme_takes_frame_and_styles_from_the_common_ones(tmp_path):
    """Three lines make a theme: it is sent in the built-in frame, in its own colours, its rules after the common ones."""
    built_in = load("letter", None)
    settings = "".join(
        f"[{scheme}]\n"
        + "".join(f"{name} = '{colour}'\n" for name, colour in colours.items())
        for scheme, colours in (("light", built_in.light), ("dark", built_in.dark))
    )
    theme(
        tmp_path,
        settings=settings,
        letter='{% extends "common/frame.html.j2" %}',
        style='@import "common/base.css";\n.brand { font-size: 40px }',
    )
    found = render(tmp_path, "mine")
    assert "Deniz Notes</h1>" in found
    assert "font-size:40px" in found
    assert "font-size:30px" not in found
    assert "@media (prefers-color-scheme:dark)" in found


def test_sheets_are_imported_once_and_before_what_imports_them(tmp_path):
    """A sheet that is imported twice, or by itself, is there once."""
    theme(
        tmp_path,
        settings=SETTINGS,
        letter="",
        style='@import "a.css"; @import "b.css";\np { margin: 3px }',
        **{
            "a.css": '@import "b.css";\np { margin: 2px }',
            "b.css": '@import "style.css";\np { margin: 1px }',
        },
    )
    styles = load("mine", tmp_path).styles
    assert styles.inline == "p{margin:1px}p{margin:2px}p{margin:3px}"


def test_a_theme_of_ones_own(tmp_path):
    """A folder with the three files is a theme."""
    theme(
        tmp_path,
        settings=SETTINGS,
        style="p { color: var(--ink) }",
        letter="<!doctype html><html><head><style>{{ styles.inline|safe }}</style></head>"
        "<body><p>{{ issue.title }} {{ theme.column }}</p></body></html>",
    )
    assert '<p style="color:#111111">Deniz Notes 600</p>' in render(tmp_path, "mine")


BIG = f"@media all {{ p {{ content: '{'x' * 9_000}' }} }}"

GOOD = {"settings": SETTINGS, "style": "p { }", "letter": "{{ date }}"}


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        ({"letter": "a\n{% if %}"}, Place(path="templates/mine/letter.html.j2", line=2)),
        ({"letter": "a\n\n{{ nosuch }}"}, Place(path="templates/mine/letter.html.j2", line=3)),
        ({"letter": "a\n{{ issue.nosuch.more }}"}, Place(path="templates/mine/letter.html.j2", line=2)),
        ({"letter": "\n{{ 1 / 0 }}"}, Place(path="templates/mine/letter.html.j2", line=2)),
        ({"letter": "\n\n{{ words.say('nosuch') }}"}, Place(path="templates/mine/letter.html.j2", line=3)),
        ({"letter": "\n{{ ''.__class__.__mro__ }}"}, Place(path="templates/mine/letter.html.j2", line=2)),
        ({"letter": "\n{% include 'nosuch' %}"}, Place(path="templates/mine/letter.html.j2", line=2)),
        ({"letter": "\n{% include '../../secret' %}"}, Place(path="templates/mine/letter.html.j2", line=2)),
        ({"letter": "{% include 'part' %}", "part": "\n{{ x }}"}, Place(path="templates/mine/part", line=2)),
        ({"letter": "{% include 'part' %}", "part": "\n{% x %}"}, Place(path="templates/mine/part", line=2)),
        ({"settings": "[light]\na = \n"}, Place(path="templates/mine/theme.toml", line=2)),
        ({"settings": "[light]\nink = 'red'\n"}, Place(path="templates/mine/theme.toml", line=2)),
        ({"settings": "light = 1\n"}, Place(path="templates/mine/theme.toml", line=1)),
        ({"settings": "[light]\nink = '#111111'\n"}, Place(path="templates/mine/theme.toml", line=2)),
        ({"settings": f"\ncolumn = 20\n{SETTINGS}"}, Place(path="templates/mine/theme.toml", line=2)),
        ({"settings": f"\nmargin = -1\n{SETTINGS}"}, Place(path="templates/mine/theme.toml", line=2)),
        ({"style": "p { }\n\nb { color: var(--x) }"}, Place(path="templates/mine/style.css", line=3)),
        ({"style": "@import 'no.css';"}, Place(path="templates/mine/style.css", line=1)),
        ({"style": "/* a\n */\n@import '../../secret';"}, Place(path="templates/mine/style.css", line=3)),
        ({"style": "@import 'a.css';", "a.css": "\np {"}, Place(path="templates/mine/a.css", line=2)),
        ({"style": "@import 'a.css';\n" + BIG, "a.css": BIG}, Place(path="templates/mine/style.css", line=1)),
        ({"letter": "\n{% extends 'common/frame.html.j2' %}\n{% block letter %}\n{{ nosuch }}{% endblock %}", "style": ""},
         Place(path="templates/mine/letter.html.j2", line=4)),
        ({"letter": "{% extends 'common/nosuch' %}"}, Place(path="templates/mine/letter.html.j2", line=1)),
        ({"letter": "{% extends 'common/frame.html.j2' %}", "common/parts.html.j2": CARD.replace("MINE", "\n{{ x }}")},
         Place(path="templates/mine/common/parts.html.j2", line=2)),
    ],
)  # fmt: skip
def test_a_broken_theme_is_named_with_file_and_line(broken, place, tmp_path):
    """Each fault of a theme's author stops the build with the place to mend, never with a traceback."""
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (tmp_path / "templates").mkdir()
    theme(tmp_path / "templates", **{**GOOD, **broken})
    with pytest.raises(Stop) as caught:
        render(tmp_path / "templates", "mine")
    assert caught.value.problem.code == "theme"
    assert caught.value.problem.place == place
    assert caught.value.exit is Exit.USAGE


@pytest.mark.parametrize("missing", GOOD)
def test_a_theme_that_lacks_a_file_is_named(missing, tmp_path):
    """The place is the file that is not there, or the theme where it is the letter."""
    theme(tmp_path, **{key: text for key, text in GOOD.items() if key != missing})
    with pytest.raises(Stop) as caught:
        render(tmp_path, "mine")
    assert caught.value.problem.code == "theme"
    assert str(caught.value.problem.place).startswith("templates/mine")


def test_a_broken_common_file_of_the_user_is_named(tmp_path):
    """The place is that of the common file, not of the theme that includes it."""
    theme(tmp_path, "common", **{"parts.html.j2": "\n\n{% macro %}"})
    with pytest.raises(Stop) as caught:
        render(tmp_path, "letter")
    place = Place(path="templates/common/parts.html.j2", line=3)
    assert caught.value.problem.place == place


def test_a_file_that_is_no_text_is_named(tmp_path):
    """A file that is not UTF-8 is a fault of the theme."""
    theme(tmp_path, **GOOD)
    (tmp_path / "mine" / "style.css").write_bytes(b"\xff")
    with pytest.raises(Stop) as caught:
        load("mine", tmp_path)
    assert caught.value.problem.place == Place(path="templates/mine/style.css")
