"""A look at a folder: only what changed is read, what is broken hides nothing, and what is shown is what a build publishes."""

from __future__ import annotations

import shutil
import struct
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from envoi.build import Request, build
from envoi.preview.snapshot import Snapshot
from envoi.preview.workshop import Workshop
from envoi.problems import Exit, Report, Stop

from ..program import CONFIG, copy, files, fill

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def post(title: str, day: str = "2026-11-20", body: str = "Noon at the quay.") -> str:
    """A post."""
    return f"---\ntitle: {title}\ndate: {day}\n---\n\n{body}\n"


@dataclass
class Bench:
    """A folder in which things happen, and a workshop that is told of them."""

    folder: Path
    now: datetime = NOW
    output: Path | None = None
    workshop: Workshop = field(init=False)

    def __post_init__(self) -> None:
        request = Request(folder=self.folder, now=NOW, output=self.output)
        self.workshop = Workshop(request, lambda: self.now)

    def write(self, path: str, text: str | bytes) -> bool:
        """Write a file, and tell; whether a look is due."""
        file = self.folder / path
        came = [] if file.exists() else [file]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.workshop.changed([file], came)

    def take(self, path: str) -> bool:
        """Take a file away, and tell; whether a look is due."""
        (self.folder / path).unlink()
        return self.workshop.changed([self.folder / path])

    def titles(self) -> list[str]:
        """The titles of what is published at a new look, in order."""
        return titles(self.workshop.look())


def titles(snapshot: Snapshot) -> list[str]:
    """The titles of what is published."""
    assert snapshot.made
    return sorted(one.title for one in snapshot.made.arranged.published)


def texts(snapshot: Snapshot, end: str = "/letter.txt") -> str:
    """What is made, of the files whose path has this `end`."""
    assert snapshot.made
    return "\n".join(
        artifact.content.decode()
        for artifact in snapshot.made.artifacts
        if artifact.path.endswith(end)
    )


def picture(width: int) -> bytes:
    """A PNG of `width` by 8 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", width, 8, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\xff" * width for _ in range(8)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")  # fmt: skip


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A folder with two posts."""
    files = {
        "envoi.toml": CONFIG,
        "posts/ferry.md": post("The ferry"),
        "posts/quay.md": post("The quay"),
    }
    return Bench(folder=fill(tmp_path / "site", files))


def test_only_what_changed_is_read(bench: Bench) -> None:
    """A post of which nothing was told stays as it was read, though its file is another one by now."""
    assert bench.titles() == ["The ferry", "The quay"]
    (bench.folder / "posts/ferry.md").write_text(post("Secretly"), encoding="utf-8")

    assert bench.write("posts/quay.md", post("The pier"))
    assert bench.titles() == ["The ferry", "The pier"]

    assert bench.write("posts/ferry.md", post("The boat"))
    assert bench.titles() == ["The boat", "The pier"]


def test_text_is_new(bench: Bench) -> None:
    """A new text under the same title is in the letter and in the feeds."""
    assert "midnight" not in texts(bench.workshop.look())

    bench.write("posts/quay.md", post("The quay", body="It was midnight."))
    look = bench.workshop.look()

    assert "midnight" in texts(look)
    assert "midnight" in texts(look, "feeds/rss.xml")


def test_broken_post_keeps_the_last_good_state(bench: Bench) -> None:
    """What is broken is named with its line, and the rest stays as it was, until it is mended."""
    good = bench.workshop.look()
    bench.write("posts/quay.md", post("The quay", day="32.11.2026"))
    look = bench.workshop.look()

    assert look.stale
    assert look.made is good.made
    assert [str(one.place) for one in look.errors] == ["posts/quay.md:3"]
    assert bench.workshop.look().errors == look.errors

    bench.write("posts/quay.md", post("The quay, mended"))
    look = bench.workshop.look()

    assert (look.stale, look.errors) == (False, ())
    assert titles(look) == ["The ferry", "The quay, mended"]


def test_first_look_may_be_broken(bench: Bench) -> None:
    """Where there is no good state yet, what is good is shown."""
    bench.write("posts/quay.md", post("The quay", day="32.11.2026"))
    look = bench.workshop.look()

    assert not look.stale
    assert len(look.errors) == 1
    assert titles(look) == ["The ferry"]


def test_what_is_broken_from_the_start_is_followed(bench: Bench) -> None:
    """As long as there was no good state, the newest one is shown, however broken."""
    bench.write("posts/quay.md", post("The quay", day="32.11.2026"))
    bench.workshop.look()

    bench.write("posts/ferry.md", post("The boat"))

    assert bench.titles() == ["The boat"]


def test_draft_alone(bench: Bench) -> None:
    """Where nothing is published, a draft is known all the same, and its changes are followed."""
    bench.take("posts/ferry.md")
    for title in ("The quay", "The pier"):
        bench.write("posts/quay.md", post(title).replace("---", "---\ndraft: true", 1))
        look = bench.workshop.look()
        assert look.made
        assert [each.title for each in look.made.arranged.posts] == [title]
        assert (titles(look), look.stale) == ([], False)


def test_new_post_is_read_alone(bench: Bench) -> None:
    """When a post comes, no other one is read again."""
    draft = post("{}").replace("---", "---\ndraft: true", 1)
    bench.write("posts/draft.md", draft.format("A draft"))
    bench.workshop.look()
    secret = draft.format("Secretly")
    (bench.folder / "posts/draft.md").write_text(secret, encoding="utf-8")

    assert bench.write("posts/gull.md", post("The gull"))

    look = bench.workshop.look()
    assert look.made
    read = {one.title for one in look.made.arranged.posts}
    assert read == {"A draft", "The gull", "The ferry", "The quay"}


def test_new_post_tells_languages(bench: Bench) -> None:
    """A post that comes may make the folder one in several languages, which is seen at others."""
    first = bench.workshop.look()
    assert first.made
    bench.write("posts/quay.tr.md", post("İskele"))
    assert bench.write("posts/ferry.tr.md", post("Vapur"))
    look = bench.workshop.look()

    fresh = Workshop(Request(folder=bench.folder, now=NOW), lambda: NOW).look()
    assert look.made
    assert fresh.made
    assert look.made.arranged.posts == fresh.made.arranged.posts
    assert {each.language for each in look.made.arranged.posts} == {"en", "tr"}


def test_included_post_changes(bench: Bench) -> None:
    """A post that shows the text of another one is rendered again with it."""
    include = "{% include ferry.md %}"
    bench.write("posts/quay.md", post("The quay", body=f"See:\n\n{include}"))
    bench.write("posts/ferry.md", post("The ferry", body="It leaves at dawn."))
    assert texts(bench.workshop.look(), "feeds/rss.xml").count("dawn") > 1

    bench.write("posts/ferry.md", post("The ferry", body="It leaves at dusk."))

    assert "dawn" not in texts(bench.workshop.look(), "feeds/rss.xml")


def test_posts_come_and_go(bench: Bench) -> None:
    """A new post is there, a deleted one is gone, a renamed one is there once."""
    bench.workshop.look()

    assert bench.write("posts/new.md", post("The lamp"))
    assert bench.titles() == ["The ferry", "The lamp", "The quay"]

    assert bench.take("posts/ferry.md")
    assert bench.titles() == ["The lamp", "The quay"]

    old, new = bench.folder / "posts/new.md", bench.folder / "posts/lamp.md"
    old.rename(new)
    assert bench.workshop.changed([old, new], [new])
    assert bench.titles() == ["The lamp", "The quay"]
    outcome = bench.workshop.last.outcome
    assert outcome
    assert "posts/lamp.md" in outcome.files


def test_folder_comes_and_goes(bench: Bench) -> None:
    """A folder that is moved brings its posts, and takes them along: the system tells of the folder alone."""
    bench.workshop.look()
    away = fill(bench.folder.parent / "away", {"lamp.md": post("The lamp")})
    there = bench.folder / "posts" / "2026"

    away.rename(there)
    assert bench.workshop.changed([there], [there])
    assert bench.titles() == ["The ferry", "The lamp", "The quay"]

    there.rename(away)
    assert bench.workshop.changed([there])
    assert bench.titles() == ["The ferry", "The quay"]


def test_file_is_replaced(bench: Bench) -> None:
    """Editors write beside a file and rename: the post is another one, and no other is read again for it."""
    bench.workshop.look()
    (bench.folder / "posts/ferry.md").write_text(post("Secretly"), encoding="utf-8")
    beside = bench.folder / "posts" / "quay.md.new"
    beside.write_text(post("The pier"), encoding="utf-8")
    file = beside.replace(bench.folder / "posts/quay.md")

    assert bench.workshop.changed([beside, file], [beside, file])
    assert bench.titles() == ["The ferry", "The pier"]


@pytest.mark.parametrize(
    "name",
    [
        ".quay.md.swp",
        "quay.md~",
        "#quay.md#",
        ".#quay.md",
        "4913",
        "quay.md___jb_tmp___",
        "quay.md.tmp",
        "quay.md.sb-0a1b2c3d-Xy12Zz",
    ],
)
def test_scratch_counts_for_nothing(bench: Bench, name: str) -> None:
    """What an editor leaves beside a post while it writes it is no reason to look, nor to read anything again."""
    bench.workshop.look()

    assert not bench.write(f"posts/{name}", "half a te")
    assert not bench.take(f"posts/{name}")


def test_what_came_and_went_counts_for_nothing(bench: Bench) -> None:
    """A file that was there between two looks only, whatever its name, is no reason to look."""
    bench.workshop.look()
    gone = bench.folder / "posts" / "sedKa81x"

    assert not bench.workshop.changed([gone], [gone])


def test_folders_that_programs_write(bench: Bench) -> None:
    """Nothing in hidden folders, in those of tools, or in the output is a reason to look."""
    bench.workshop.look()
    for path in (".git/index", "node_modules/x/index.js", "_site/index.html", "public/index.html"):  # fmt: skip
        assert not bench.write(path, "x"), path


def test_publication_is_a_reason(bench: Bench) -> None:
    """After a build, what is published now is another thing; and the look finds that nothing was lost."""
    bench.workshop.look()
    request = Request(folder=bench.folder, now=NOW)
    assert build(request, Report()).exit is Exit.PUBLISHED

    assert bench.workshop.changed([bench.folder / "public" / "feeds"])
    assert bench.workshop.changed([bench.folder / "public"])
    assert bench.workshop.changed([bench.folder / "envoi.lock"])
    assert bench.titles() == ["The ferry", "The quay"]


def test_picture_is_another_one(bench: Bench) -> None:
    """A picture that comes, changes or goes shows in the letter, though its post is as it was."""
    bench.write("posts/quay.md", post("The quay", body="![A boat](boat.png)"))
    bench.workshop.look()

    bench.write("posts/boat.png", picture(40))
    first = texts(bench.workshop.look(), "/letter.html")
    bench.write("posts/boat.png", picture(80))
    second = texts(bench.workshop.look(), "/letter.html")

    assert 'width="40"' in first
    assert 'width="80"' in second
    bench.take("posts/boat.png")
    assert 'width="80"' not in texts(bench.workshop.look(), "/letter.html")


def test_configuration_changes(bench: Bench) -> None:
    """Another title is on everything; a broken envoi.toml is named and keeps the last good state until it is mended."""
    bench.workshop.look()
    bench.write("envoi.toml", f'{CONFIG}title = "The Tide"\n')
    assert "The Tide" in texts(bench.workshop.look())

    bench.write("envoi.toml", f"{CONFIG}title = Tide\n")
    look = bench.workshop.look()
    assert look.stale
    assert [one.place.path for one in look.errors if one.place] == ["envoi.toml"]
    assert bench.write("posts/quay.md", post("The pier"))
    assert titles(bench.workshop.look()) == ["The ferry", "The quay"]

    bench.write("envoi.toml", CONFIG)
    look = bench.workshop.look()
    assert (look.stale, titles(look)) == (False, ["The ferry", "The pier"])


def test_plan_changes(bench: Bench) -> None:
    """What issues/ says is in the letter at the next look, and no post is read again for it."""
    bench.workshop.look()
    (bench.folder / "posts/ferry.md").write_text(post("Secretly"), encoding="utf-8")

    assert bench.write(
        "issues/2026-11.md", "---\nsubject: Low water\n---\n\nDear all.\n"
    )
    look = bench.workshop.look()
    assert look.made
    assert [issue.subject for issue in look.made.issues] == ["Low water"]
    assert titles(look) == ["The ferry", "The quay"]

    assert bench.take("issues/2026-11.md")
    look = bench.workshop.look()
    assert look.made
    assert [issue.subject for issue in look.made.issues] != ["Low water"]


def test_posts_may_be_where_issues_are_written(tmp_path: Path) -> None:
    """Where the folder of posts is called issues, a new file in it is a post."""
    config = f'{CONFIG}\n[posts]\nfolder = "issues"\n'
    bench = Bench(
        folder=fill(tmp_path, {"envoi.toml": config, "issues/1.md": post("The ferry")})
    )
    assert bench.titles() == ["The ferry"]

    bench.write("issues/2.md", post("The quay"))

    assert bench.titles() == ["The ferry", "The quay"]


def test_theme_changes(bench: Bench) -> None:
    """A file of a theme shows at the next look; a broken one is named with its line."""
    bench.workshop.look()
    path = "templates/bulletin/style.css"
    own = '@import "common/base.css";\n.title { color: #123456; }\n'

    assert bench.write(path, own)
    assert "#123456" in texts(bench.workshop.look(), "/letter.html")

    bench.write("templates/bulletin/letter.html.j2", "<p>\n{{ nothing.at.all }}")
    look = bench.workshop.look()
    assert [str(one.place) for one in look.errors] == ["templates/bulletin/letter.html.j2:2"]  # fmt: skip
    assert look.stale


def test_template_of_a_tag_changes(bench: Bench) -> None:
    """A template for tags in the text changes the posts that have the tag."""
    bench.write("posts/quay.md", post("The quay", body="{{< tide >}}"))
    bench.write("templates/shortcodes/tide.html", "<p>Low water.</p>")
    assert "Low water." in texts(bench.workshop.look())

    bench.write("templates/shortcodes/tide.html", "<p>High water.</p>")

    assert "High water." in texts(bench.workshop.look())


def test_ledger_changes(bench: Bench) -> None:
    """An id that envoi.lock gets is that of the post at the next look."""
    bench.workshop.look()
    build(Request(folder=bench.folder, now=NOW), Report())
    lock = bench.folder / "envoi.lock"
    text = lock.read_text(encoding="utf-8")
    known = bench.workshop.look().made
    assert known
    url = known.arranged.published[0].id

    assert f"post\t{url}\t" in text
    told = text.replace(f"post\t{url}\t", "post\ttag:harbour,2020:1\t")
    assert bench.write("envoi.lock", told)
    look = bench.workshop.look()
    assert look.made
    assert "tag:harbour,2020:1" in {one.id for one in look.made.arranged.published}


def test_future_post_becomes_due(bench: Bench) -> None:
    """A post dated ahead is held until its time has come, though nothing is written meanwhile; an expired one goes."""
    bench.write("posts/tide.md", post("The tide", day="2026-11-23"))
    bench.write(
        "posts/quay.md",
        "---\ntitle: The quay\ndate: 2026-11-20\nexpires: 2026-11-24\n---\n\nNoon.\n",
    )
    assert bench.titles() == ["The ferry", "The quay"]

    bench.now = NOW + timedelta(days=1)
    assert bench.titles() == ["The ferry", "The quay", "The tide"]

    bench.now = NOW + timedelta(days=3)
    assert bench.titles() == ["The ferry", "The tide"]


def test_empty_folder(tmp_path: Path) -> None:
    """A folder without a post shows that there is none yet; the first post appears."""
    bench = Bench(folder=fill(tmp_path, {"envoi.toml": CONFIG}))
    look = bench.workshop.look()
    assert (titles(look), look.stale) == ([], False)
    assert [one.code for one in look.errors] == ["no-posts"]

    bench.write("posts/quay.md", post("The quay"))

    assert bench.titles() == ["The quay"]


def test_folder_without_address(tmp_path: Path) -> None:
    """Nobody has to configure anything to see something: the lack of an address is a warning."""
    bench = Bench(folder=fill(tmp_path, {"quay.md": post("The quay")}))
    look = bench.workshop.look()

    assert titles(look) == ["The quay"]
    assert look.errors == ()
    assert "no-site-url" in {one.code for one in look.problems}


def test_no_folder(tmp_path: Path) -> None:
    """A folder that is not there is none to look at; once it was seen, it may go and come."""
    with pytest.raises(Stop, match="there is no folder"):
        Bench(folder=tmp_path / "nowhere").workshop.look()

    bench = Bench(folder=fill(tmp_path / "site", {"envoi.toml": CONFIG, "quay.md": post("The quay")}))  # fmt: skip
    bench.workshop.look()
    moved = shutil.move(bench.folder, tmp_path / "elsewhere")
    assert bench.workshop.changed([bench.folder])
    look = bench.workshop.look()
    assert look.stale
    assert [one.code for one in look.errors] == ["no-folder"]

    shutil.move(moved, bench.folder)
    assert bench.workshop.changed([bench.folder], [bench.folder])
    assert bench.titles() == ["The quay"]


def test_looks_are_counted(bench: Bench) -> None:
    """Each look has the next number."""
    assert [bench.workshop.look().number for _ in range(3)] == [1, 2, 3]


def test_what_is_shown_is_what_is_built(checkout: Path, tmp_path: Path) -> None:
    """After any number of changes the looks make, to the byte, what a build of the folder publishes; and write nothing."""
    folder = copy(checkout / "examples" / "relief", tmp_path / "relief")
    bench = Bench(folder=folder, output=tmp_path / "public")
    before = files(folder)
    bench.workshop.look()
    assert files(folder) == before
    assert not (tmp_path / "public").exists()

    path = "posts/press/2026-07-08-water-for-gocerbag.md"
    text = (folder / path).read_text(encoding="utf-8")
    bench.write(path, text.replace("title: ", "title: Again, ", 1))
    bench.take("posts/voices/2026-07-30-the-baker.md")
    bench.workshop.look()
    bench.write("posts/voices/the-tide.md", post("The tide"))
    look = bench.workshop.look()
    assert look.made

    request = Request(folder=folder, now=NOW, output=tmp_path / "public")
    fresh = Bench(folder=folder, output=tmp_path / "public").workshop.look().made
    assert fresh
    assert look.made.artifacts == fresh.artifacts
    assert build(request, Report()).exit is Exit.PUBLISHED
    published = {
        path: content
        for path, content in files(tmp_path / "public").items()
        if not path.endswith(".envoi-manifest")
    }
    assert {one.path: one.content for one in fresh.artifacts} == published


def test_links_in_the_path(tmp_path: Path) -> None:
    """The system may tell of files by their real path, where the folder was named by a link."""
    fill(tmp_path / "real", {"envoi.toml": CONFIG, "quay.md": post("The quay")})
    (tmp_path / "link").symlink_to(tmp_path / "real")
    bench = Bench(folder=tmp_path / "link")
    bench.workshop.look()
    (bench.folder / "quay.md").write_text(post("The pier"), encoding="utf-8")

    assert bench.workshop.changed([tmp_path / "real" / "quay.md"])
    assert bench.titles() == ["The pier"]
