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
        (folder / name / path.get(file, file)).write_text(text, encoding="utf-8")
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


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    r, g, b = (
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_the_built_in_theme_can_be_read(scheme):
    """At least 4.5:1 for each colour on each ground it stands on; no pure black or white."""
    colours = getattr(load("bulletin", None), scheme)
    grounds = {
        **dict.fromkeys(("ink", "muted", "accent"), ("page", "panel", "tint")),
        **dict.fromkeys(("comment", "keyword", "string", "number", "name"), ("tint",)),
    }
    for text, under in grounds.items():
        for ground in under:
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    assert contrast(colours["ink"], colours["marker"]) >= 4.5
    assert not {"#ffffff", "#000000"} & set(colours.values())


def test_a_theme_says_what_it_is():
    """The built-in theme has a title, a description and a column."""
    found = load("bulletin", None)
    assert (found.name, found.title, found.column) == ("bulletin", "Bulletin", 600)
    assert found.description


@pytest.mark.parametrize(
    "name", ["nosuch", "", "..", "../bulletin", "bulletin/", "a\\b"]
)
def test_an_unknown_theme_is_a_usage_error_that_lists_the_known(name, tmp_path):
    """The list holds the built-in themes and the user's."""
    theme(tmp_path, settings=SETTINGS)
    with pytest.raises(Stop) as caught:
        load(name, tmp_path)
    assert caught.value.exit is Exit.USAGE
    assert caught.value.problem.code == "theme"
    assert "bulletin, mine" in caught.value.problem.hint


def test_a_users_file_shadows_the_built_in_one(tmp_path):
    """The other files of the theme stay the built-in ones."""
    theme(
        tmp_path,
        "bulletin",
        **{
            "parts.html.j2": "{% macro card(item) %}<tr><td>MINE</td></tr>{% endmacro %}{% macro row(item, first) %}{% endmacro %}{% macro whole(item) %}{% endmacro %}"
        },
    )
    found = render(tmp_path, "bulletin")
    assert "MINE" in found
    assert "Deniz Notes</h1>" in found


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
        ({"settings": "[light]\nink = 'red'\n"}, Place(path="templates/mine/theme.toml")),
        ({"settings": "light = 1\n"}, Place(path="templates/mine/theme.toml")),
        ({"settings": "[light]\nink = '#111111'\n"}, Place(path="templates/mine/theme.toml")),
        ({"settings": f"column = 20\n{SETTINGS}"}, Place(path="templates/mine/theme.toml")),
        ({"style": "p { }\n\nb { color: var(--x) }"}, Place(path="templates/mine/style.css", line=3)),
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


def test_a_file_that_is_no_text_is_named(tmp_path):
    """A file that is not UTF-8 is a fault of the theme."""
    theme(tmp_path, **GOOD)
    (tmp_path / "mine" / "style.css").write_bytes(b"\xff")
    with pytest.raises(Stop) as caught:
        load("mine", tmp_path)
    assert caught.value.problem.place == Place(path="templates/mine/style.css")
