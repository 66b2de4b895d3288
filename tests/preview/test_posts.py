"""The view Posts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from envoi.ledger import FILE_NAME
from envoi.model import Post, State
from envoi.preview.posts import VIEW
from envoi.preview.register import Line, Wanted, find, plain

from .looking import html as page
from .looking import look
from .looks import CONFIG, file, post, publish, show, write

STATES = {
    "posts/out.md": post("Out"),
    "posts/2026-11-19-named.md": "The date is in the name.\n",
    "posts/draft.md": post("Not yet").replace("---\n\n", "draft: true\n---\n\n"),
    "posts/future.md": post("Some day", "2031-01-01"),
    "posts/expired.md": post("Over").replace("---\n\n", "expires: 2026-11-21\n---\n\n"),
    "posts/unlisted.md": post("Hidden").replace("---\n\n", "unlisted: true\n---\n\n"),
    "posts/undated.md": "---\ntitle: When\n---\n\nOnce.\n",
}


def titles(html: str) -> list[str]:
    """The titles in the list, in their order."""
    return re.findall(r'<a href="/posts/posts/[^"]+" dir="auto">([^<]*)</a>', html)


def test_all_files_are_listed_newest_first(tmp_path: Path) -> None:
    """Each file is there with its state; those without a date are the last."""
    html = page(VIEW, look(write(tmp_path, STATES)))

    assert titles(html)[0] == "Some day"
    assert titles(html)[-1] == "When"
    assert len(titles(html)) == len(STATES)
    for state in ("draft", "future", "expired", "unlisted", "undated"):
        assert re.search(rf'class="tag \w+">{state}</span>', html), state
    assert "from its path" in html


def test_states_are_chosen_with_counts(tmp_path: Path) -> None:
    """A state takes its posts alone, and each is shown with its number."""
    snapshot = look(write(tmp_path, STATES))

    html = page(VIEW, snapshot, state="draft")

    assert titles(html) == ["Not yet"]
    assert 'published <span class="count">2</span>' in html
    assert titles(page(VIEW, snapshot, state="no such state")) == []


def test_languages_and_tags_are_chosen(tmp_path: Path) -> None:
    """A language and a tag narrow the list together."""
    tagged = "tags: [harbour]\n---\n\n"
    files = {
        "posts/a.md": post("One").replace("---\n\n", tagged),
        "posts/b.md": post("Two").replace("---\n\n", f"lang: tr\n{tagged}"),
        "posts/c.md": post("Three").replace("---\n\n", "lang: tr\n---\n\n"),
    }
    snapshot = look(write(tmp_path, files))

    assert titles(page(VIEW, snapshot, language="tr", tag="harbour")) == ["Two"]
    assert 'tr <span class="count">2</span>' in page(VIEW, snapshot)


@pytest.mark.parametrize(
    "words",
    [
        "köprü kış",
        "KOPRU",
        "kis once",
        "posts/kopru.md",
        "Köprü",
        "kopru  kis",
        "ISIGI",
    ],
)
def test_all_words_are_searched_without_accents(words: str) -> None:
    """Case, accents, order and number of blanks do not matter; a word may be one of the path."""
    one = Post(
        path="posts/kopru.md",
        slug="",
        title="Önce köprü, sonra kış ışığı",
        state=State.DRAFT,
    )
    two = Post(path="posts/a.md", slug="", title="Önce", state=State.DRAFT)
    all = [
        Line(post=each, words=plain(f"{each.title}\n{each.path}"))
        for each in (one, two)
    ]

    assert list(find(all, Wanted(words=words)).posts) == [one]


def test_all_words_have_to_occur() -> None:
    """A post that has one of two words is not found."""
    one = Post(path="a.md", slug="", title="Bread", state=State.DRAFT)
    all = [Line(post=one, words=plain(one.title))]

    assert list(find(all, Wanted(words="bread water")).posts) == []


def test_pages_hold_a_hundred(tmp_path: Path) -> None:
    """Of more posts there are pages; each post is on one, and what is no page is the nearest one."""
    files = {f"posts/{n:03}.md": post(f"Post {n:03}") for n in range(205)}
    snapshot = look(write(tmp_path, files))

    shown = [titles(page(VIEW, snapshot, page=str(number))) for number in (1, 2, 3)]

    assert [len(each) for each in shown] == [100, 100, 5]
    assert len({title for each in shown for title in each}) == 205
    assert titles(page(VIEW, snapshot, page="99")) == shown[2]
    assert titles(page(VIEW, snapshot, page="-1")) == shown[0]
    assert 'href="/posts/?page=2"' in page(VIEW, snapshot)


def test_a_post_becomes_feed_letter_and_text(tmp_path: Path) -> None:
    """One post is shown as a feed carries it, as a letter of its own, as text, and as it was typed."""
    body = "A **boat** came in."
    snapshot = look(write(tmp_path, {"posts/a.md": post("The quay", body=body)}))
    path = "posts/a.md"

    assert "<strong>boat</strong>" in file(VIEW, snapshot, path, frame="1")
    letter = file(VIEW, snapshot, path, **{"as": "letter", "frame": "1"})
    assert "The quay" in letter
    assert "boat</strong>" in letter
    assert "came in." in page(VIEW, snapshot, path, **{"as": "text"})
    assert "A **boat** came in." in page(VIEW, snapshot, path, **{"as": "source"})


@pytest.mark.parametrize("name", ["draft", "future", "expired", "unlisted", "undated"])
def test_a_post_that_is_not_published_can_be_seen(tmp_path: Path, name: str) -> None:
    """What a draft would become is shown in every form, and its state with it."""
    snapshot = look(write(tmp_path, STATES))
    path = f"posts/{name}.md"

    html = page(VIEW, snapshot, path)

    assert "This post is not published." in html
    assert f">{name}</span>" in html
    for way in ("feed", "letter"):
        assert "<body" in file(VIEW, snapshot, path, **{"as": way, "frame": "1"})
    assert "<pre" in page(VIEW, snapshot, path, **{"as": "text"})


def test_a_draft_alone_can_be_seen(tmp_path: Path) -> None:
    """The first post of a folder is shown in every form before it is published."""
    snapshot = look(write(tmp_path, {"posts/draft.md": STATES["posts/draft.md"]}))
    path = "posts/draft.md"

    assert "draft.md" in page(VIEW, snapshot)
    for way in ("feed", "letter"):
        assert "<body" in file(VIEW, snapshot, path, **{"as": way, "frame": "1"})
    assert "<pre" in page(VIEW, snapshot, path, **{"as": "text"})


def test_a_letter_is_as_the_service_lets_it_through(tmp_path: Path) -> None:
    """What is packed up for the service is shown as readers get it."""
    config = f'{CONFIG}\n[newsletter]\nprofile = "listmonk"\n'
    body = "The tide is 1 < 2 today."
    files = {"posts/tide.md": post("Tide", body=body)}
    snapshot = look(write(tmp_path, files, config))

    letter = file(VIEW, snapshot, "posts/tide.md", **{"as": "letter", "frame": "1"})

    text = page(VIEW, snapshot, "posts/tide.md", **{"as": "text"})

    assert "<!--[if mso]>" in letter
    assert "1 &lt; 2" in text
    assert "{{ Safe" not in letter + text


def test_a_broken_post_is_shown_as_it_is(tmp_path: Path) -> None:
    """Nothing is made of a file that cannot be read; its source is there, with what is wrong."""
    files = {"posts/a.md": post("A"), "posts/b.md": "---\ntitle: [\n---\n\nText.\n"}
    snapshot = look(write(tmp_path, files))

    html = page(VIEW, snapshot, "posts/b.md")

    assert "title: [" in html
    assert "<iframe" not in html
    assert show(VIEW, snapshot, "posts/b.md", frame="1") is None


def test_facts_tell_since_when_an_id_is_fixed(tmp_path: Path) -> None:
    """The ledger says since when; without a line in it the id is not fixed yet."""
    folder = write(tmp_path, {"posts/a.md": post("A")})

    assert "not fixed yet" in page(VIEW, look(folder), "posts/a.md")
    publish(folder)
    assert (folder / FILE_NAME).is_file()
    html = page(VIEW, look(folder), "posts/a.md")
    assert "fixed since 2026-11-20" in html
    assert "typed as 2026-11-20" in html
    assert 'href="/feeds/feeds"' in html
    assert 'href="/newsletter/next"' in html


def test_a_theme_that_is_broken_is_named_in_the_place_of_the_letter(
    tmp_path: Path,
) -> None:
    """The page says which file of a theme is at fault, and other forms of the post are there all the same."""
    files = {
        "posts/a.md": post("A"),
        "posts/b.md": post("B").replace("---\n\n", "draft: true\n---\n\n"),
    }
    folder = write(tmp_path, files)
    snapshot = look(folder)
    write(folder, {"templates/letter/letter.html.j2": "{% nonsense %}"})
    write(folder, {"templates/bulletin/letter.html.j2": "{% nonsense %}"})

    html = page(VIEW, snapshot, "posts/b.md", **{"as": "letter"})

    assert "This cannot be shown." in html
    assert re.search(r"templates/\w+/letter\.html\.j2:1", html)
    assert "A boat" in file(VIEW, snapshot, "posts/b.md", frame="1")


def test_a_post_that_changed_since_is_not_shown_half(tmp_path: Path) -> None:
    """What was written after the look is not taken for what was seen."""
    folder = write(tmp_path, {"posts/a.md": post("A")})
    snapshot = look(folder)
    write(folder, {"posts/a.md": post("B")})

    html = page(VIEW, snapshot, "posts/a.md")

    assert "is not as it was" in html
    assert "<iframe" not in html


def test_a_folder_without_an_address_lists_its_posts(tmp_path: Path) -> None:
    """Where nothing is published, the list still has paths and states."""
    files = {"posts/a.md": post("A").replace("---\n\n", "draft: true\n---\n\n")}

    html = page(VIEW, look(write(tmp_path, files)))

    assert "posts/a.md" in html
    assert ">draft</span>" in html


@pytest.mark.parametrize(
    "path", ["none.md", "../a.md", "envoi.toml", "posts/a.md/x", "\0"]
)
def test_there_is_no_other_post(tmp_path: Path, path: str) -> None:
    """What is no post of the folder is not answered."""
    assert show(VIEW, look(write(tmp_path, {"posts/a.md": post("A")})), path) is None


def test_pictures_of_a_draft_are_on_this_machine(
    tmp_path: Path, checkout: Path
) -> None:
    """A picture of a post that no feed shows is found in the folder."""
    folder = write(
        tmp_path,
        {
            "posts/a.md": post("A"),
            "posts/b.md": post("B", body="![Boats](../images/boats.jpg)").replace(
                "---\n\n", "draft: true\n---\n\n"
            ),
        },
        CONFIG,
    )
    (folder / "images").mkdir()
    picture = checkout / "examples" / "relief" / "images" / "road.jpg"
    (folder / "images" / "boats.jpg").write_bytes(picture.read_bytes())

    html = file(VIEW, look(folder), "posts/b.md", frame="1")

    assert 'src="/files/folder/images/boats.jpg' in html
