"""What `output.publish` and `output.claim` promise, on a real file system."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi import exchange, spool
from envoi import output as module
from envoi.model import Artifact
from envoi.output import Published, claim, owned, publish
from envoi.problems import Exit, Stop

SCOPE = ("feeds", "newsletter/next")
FIRST = {
    "feeds/rss.xml": b"<rss/>",
    "feeds/tags/relief/atom.xml": b"<feed/>",
    "newsletter/next/index.html": b"<!doctype html>",
    "newsletter/next/letter.txt": b"Hello\n",
}
TESTS = Path(__file__).parent


def artifacts(files: dict[str, bytes]) -> list[Artifact]:
    """An artifact for each of `files`."""
    return [
        Artifact(path=path, content=content, media_type="application/octet-stream")
        for path, content in files.items()
    ]


def build(
    output: Path, files: dict[str, bytes], scope: tuple[str, ...] = SCOPE
) -> tuple[Published, ...]:
    """Claim `output` and publish `files` to it."""
    with claim(output):
        return publish(artifacts(files), output, scope=scope)


def contents(output: Path) -> dict[str, bytes]:
    """Every file below `output` but the manifests."""
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in output.rglob("*")
        if path.is_file() and path.name != module.MANIFEST
    }


def state(*tops: Path) -> dict[str, tuple[int, ...]]:
    """Inode, mode, owner and times in nanoseconds of everything below `tops`."""
    found = {}
    for top in tops:
        for path in (top, *top.rglob("*")):
            status = path.lstat()
            found[str(path)] = (
                status.st_ino,
                status.st_mode,
                status.st_uid,
                status.st_gid,
                status.st_mtime_ns,
            )
    return found


def theirs(public: Path) -> dict[str, bytes]:
    """What another program has put into `public`."""
    index = public / "index.html"
    return {"index.html": index.read_bytes()} if index.exists() else {}


def leftovers(folder: Path) -> list[str]:
    """What a build must not leave behind in `folder` or below."""
    return [
        path.name for path in folder.rglob(".envoi-*") if path.name != module.MANIFEST
    ]


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """An output folder that is not there yet, alone in a folder of its own."""
    return tmp_path / "site" / "public"


@pytest.fixture(params=["alone", "beside another generator's files"])
def shared(request: pytest.FixtureRequest, public: Path) -> Path:
    """An output folder that is not there yet, and one that another program fills."""
    if request.param != "alone":
        public.mkdir(parents=True)
        (public / "index.html").write_text("theirs")
    return public


def test_first_publish(public: Path) -> None:
    """A first build makes the folder and the ones around it, and reports each file."""
    assert build(public, FIRST) == tuple(
        Published(path=path, bytes=len(content), changed=True)
        for path, content in FIRST.items()
    )
    assert contents(public) == FIRST
    assert not leftovers(public.parent)
    umask = os.umask(0)
    os.umask(umask)
    assert (public / "feeds").stat().st_mode & 0o777 == 0o777 & ~umask
    assert (public / "feeds/rss.xml").stat().st_mode & 0o777 == 0o666 & ~umask


def test_manifest(public: Path) -> None:
    """Each top-level folder lists its files with their digests, one a line, sorted."""
    build(public, FIRST)
    text = (public / "feeds" / module.MANIFEST).read_text()
    listing = json.loads(text)
    assert listing["version"] == 1
    assert list(listing["files"]) == ["feeds/rss.xml", "feeds/tags/relief/atom.xml"]
    assert sum("feeds/" in line for line in text.splitlines()) == 2
    other = public.parent / "other"
    build(other, dict(reversed(FIRST.items())))
    assert (other / "feeds" / module.MANIFEST).read_text() == text


def test_nothing_changed(shared: Path) -> None:
    """A second build of the same changes no byte, inode or time of file or folder."""
    build(shared, FIRST)
    before = state(shared.parent)
    assert not any(file.changed for file in build(shared, FIRST))
    assert state(shared.parent) == before


@pytest.mark.parametrize("number", [1, 2])
def test_unchanged_files_stay(shared: Path, number: int) -> None:
    """With one file changed, or one in each folder, the others keep inode and mtime."""
    build(shared, FIRST)
    before = state(shared)
    changed = ["feeds/rss.xml", "newsletter/next/letter.txt"][:number]
    files = FIRST | dict.fromkeys(changed, b"new")
    assert [file.path for file in build(shared, files) if file.changed] == changed
    assert contents(shared) == files | theirs(shared)
    after = state(shared)
    for path in FIRST.keys() - changed:
        assert after[str(shared / path)] == before[str(shared / path)]
    same = str(shared / "feeds/tags")
    assert after[same][1:] == before[same][1:]
    for path in changed:
        assert after[str(shared / path)] != before[str(shared / path)]
    assert not leftovers(shared.parent)


def test_scope(shared: Path) -> None:
    """What is no longer written goes inside the scope, and stays and is ours outside."""
    issue = {"newsletter/2026-10/letter.txt": b"October"}
    build(shared, FIRST | issue, (*SCOPE, "newsletter/2026-10"))
    now = {"feeds/atom.xml": b"atom", "newsletter/next/letter.txt": b"Hello\n"}
    build(shared, now)
    assert contents(shared) == now | issue | theirs(shared)
    assert not (shared / "feeds/tags").exists()
    build(shared, now, (*SCOPE, "newsletter/2026-10"))
    assert contents(shared) == now | theirs(shared)
    assert not (shared / "newsletter/2026-10").exists()
    build(shared, {})
    assert contents(shared) == theirs(shared)
    assert not (shared / "feeds").exists()


def test_interrupted(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C says that the output is as it was, or was not made, while that is true; and nothing once it is new."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    there = "is as it was" if shared.exists() else "was not made"
    with pytest.raises(KeyboardInterrupt, match=rf"^{shared} {there}$"), claim(shared):
        interrupted()
    build(shared, FIRST)
    before = state(shared)
    with monkeypatch.context() as patched:
        patched.setattr(exchange, "_sync", interrupted)
        with pytest.raises(KeyboardInterrupt, match=rf"^{shared} is as it was$"):
            build(shared, FIRST | {"feeds/rss.xml": b"new"})
    assert state(shared) == before
    monkeypatch.setattr(module, "finish", interrupted)
    with pytest.raises(KeyboardInterrupt, match=r"^$"):
        build(shared, FIRST | {"feeds/rss.xml": b"new"})
    assert contents(shared)["feeds/rss.xml"] == b"new"


def test_what_leaves_is_told(shared: Path) -> None:
    """What a publication would remove is known before; what is to be kept, what somebody edited and what is missing is not in it."""
    build(shared, FIRST | {"feeds/a/rss.xml": b"a", "feeds/b/rss.xml": b"b"})
    (shared / "feeds/b/rss.xml").unlink()
    now = {"feeds/rss.xml": b"<rss/>"}
    asked = {"scope": ("feeds",), "kept": ("feeds/a",)}

    assert module.leaving(now, shared, **asked) == ("feeds/tags/relief/atom.xml",)
    with claim(shared):
        done = publish(artifacts(now), shared, **asked)
    assert [one.path for one in done if one.removed] == ["feeds/tags/relief/atom.xml"]
    assert [one.path for one in done if not one.removed] == ["feeds/rss.xml"]
    assert (shared / "feeds/a/rss.xml").read_bytes() == b"a"
    assert module.leaving(now, shared, scope=("feeds",)) == ("feeds/a/rss.xml",)
    (shared / "feeds/a/rss.xml").write_text("edited")
    assert module.leaving(now, shared, scope=("feeds",)) == ()


def test_foreign_files_stay(shared: Path) -> None:
    """What Envoi did not write keeps inode, mode, owner and time, wherever it lies."""
    foreign = [shared / "feeds/theirs.xml", shared / "newsletter/old/deep/page.html"]
    empty = shared / "feeds/empty"
    link, dangling = shared / "feeds/link", shared / "newsletter/old/dangling"
    for path in foreign:
        path.parent.mkdir(parents=True)
        path.write_text("theirs")
        path.chmod(0o640)
        os.utime(path, ns=(1, 10**18))
    empty.mkdir()
    link.symlink_to("theirs.xml")
    dangling.symlink_to("nowhere")
    os.utime(shared / "newsletter/old", ns=(1, 10**18))
    (shared / "newsletter/old").chmod(0o750)
    before = {str(path): state(path) for path in (*foreign, link, dangling)}
    folders = state(shared / "newsletter/old")
    for files in (FIRST, FIRST | {"feeds/rss.xml": b"2"}, {"feeds/a": b""}, {}):
        build(shared, files)
        assert {path: state(Path(path)) for path in before} == before
        assert empty.is_dir()
        after = state(shared / "newsletter/old")
        assert {k: v[1:] for k, v in after.items()} == {
            k: v[1:] for k, v in folders.items()
        }
        assert not leftovers(shared.parent)


@pytest.mark.parametrize(
    ("path", "make"),
    [
        ("feeds/rss.xml", lambda path: path.write_text("theirs")),
        ("feeds/rss.xml", lambda path: path.symlink_to("/etc/hostname")),
        ("feeds/rss.xml", lambda path: path.mkdir()),
        ("feeds/rss.xml", lambda path: (path / "below").mkdir(parents=True)),
        ("feeds/rss.xml", os.mkfifo),
        ("feeds/tags", lambda path: path.write_text("theirs")),
        ("feeds", lambda path: path.write_text("theirs")),
    ],
)
def test_foreign_in_the_way(
    shared: Path, path: str, make: Callable[[Path], None]
) -> None:
    """Something foreign where a file or folder must go stops the build, untouched."""
    (shared / path).parent.mkdir(parents=True, exist_ok=True)
    make(shared / path)
    before = state(shared)
    with pytest.raises(Stop, match="in the way") as stop:
        build(shared, FIRST)
    assert stop.value.problem.code == "foreign-file"
    assert stop.value.exit is Exit.ENVIRONMENT
    assert str(shared / path) in stop.value.problem.message
    assert "--output" in stop.value.problem.hint
    assert state(shared) == before


@pytest.mark.parametrize("where", ["feeds", "feeds/tags", "newsletter/next"])
def test_symlink_out(shared: Path, tmp_path: Path, where: str) -> None:
    """A folder that is a symbolic link is not followed, wherever it leads."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (shared / where).parent.mkdir(parents=True, exist_ok=True)
    (shared / where).symlink_to(elsewhere)
    with pytest.raises(Stop, match="in the way"):
        build(shared, FIRST)
    assert not list(elsewhere.iterdir())


def test_output_is_symlink(tmp_path: Path) -> None:
    """The output folder itself may be a symbolic link; it stays one."""
    (tmp_path / "srv").mkdir()
    link = tmp_path / "public"
    link.symlink_to("srv/www")
    for files in (FIRST, FIRST | {"feeds/rss.xml": b"2", "newsletter/next/a": b"3"}):
        build(link, files)
        assert contents(tmp_path / "srv/www") == files
        assert link.is_symlink()
    assert not leftovers(tmp_path)


def test_adoption(shared: Path) -> None:
    """A file that is there already with the same bytes is ours from then on."""
    build(shared, FIRST)
    before = state(shared / "feeds/rss.xml")
    (shared / "feeds" / module.MANIFEST).unlink()
    assert not any(file.changed for file in build(shared, FIRST))
    assert state(shared / "feeds/rss.xml") == before
    build(shared, FIRST | {"feeds/rss.xml": b"2"})
    assert (shared / "feeds/rss.xml").read_bytes() == b"2"


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"1",
        b"\xff",
        b"[" * 100_000,
        b'{"version": 2, "files": {"feeds/rss.xml": ""}}',
        b'{"version": 1, "files": 7}',
        b'{"version": 1, "files": {"newsletter/../../x": "", "feeds/../../x": ""}}',
        b'{"version": 1, "files": {"feeds/rss.xml": 7, "feeds/theirs.xml": null}}',
    ],
)
def test_damaged_manifest(shared: Path, damage: bytes) -> None:
    """A manifest that is not one gives no right to remove or change anything."""
    build(shared, FIRST)
    (shared.parent / "x").write_text("outside")
    (shared / "feeds/theirs.xml").write_text("theirs")
    (shared / "feeds" / module.MANIFEST).write_bytes(damage)
    build(shared, {path: FIRST[path] for path in FIRST if "rss" not in path})
    assert (shared / "feeds/rss.xml").read_bytes() == FIRST["feeds/rss.xml"]
    assert (shared / "feeds/theirs.xml").read_text() == "theirs"
    assert (shared.parent / "x").read_text() == "outside"


def test_manifest_speaks_for_its_folder(shared: Path) -> None:
    """What a manifest says about files of another folder is not believed."""
    build(shared, {"newsletter/next/a": b"1"})
    (shared / "feeds").mkdir()
    (shared / "feeds/rss.xml").write_text("theirs")
    (shared / "newsletter" / module.MANIFEST).write_text(
        json.dumps({"version": 1, "files": {"feeds/rss.xml": ""}})
    )
    with pytest.raises(Stop, match="in the way"):
        build(shared, FIRST)
    assert (shared / "feeds/rss.xml").read_text() == "theirs"


def test_edited_files(shared: Path) -> None:
    """A file of ours that somebody edited is put right if it is written again, and
    theirs if it is not."""
    build(shared, FIRST)
    for path in ("feeds/rss.xml", "feeds/tags/relief/atom.xml"):
        (shared / path).write_text("edited")
    build(shared, {"feeds/rss.xml": FIRST["feeds/rss.xml"]})
    assert (shared / "feeds/rss.xml").read_bytes() == FIRST["feeds/rss.xml"]
    assert (shared / "feeds/tags/relief/atom.xml").read_text() == "edited"
    build(shared, {})
    assert (shared / "feeds/tags/relief/atom.xml").read_text() == "edited"


def test_file_becomes_folder(shared: Path) -> None:
    """Where a file of ours was there may be a folder of ours next, and back."""
    build(shared, {"feeds/a": b"1", "newsletter/next/b": b"1"})
    build(shared, {"feeds/a/b": b"2", "newsletter/next/b/c/d": b"2"})
    build(shared, {"feeds/a": b"3", "newsletter/next/b": b"3"})
    assert contents(shared).keys() - theirs(shared) == {"feeds/a", "newsletter/next/b"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("feeds/a.xml", "feeds/a.xml"),
        ("feeds/a.xml", "feeds/A.xml"),
        ("feeds/caf\u00e9.xml", "feeds/cafe\u0301.xml"),
    ],
)
def test_duplicate(public: Path, one: str, other: str) -> None:
    """Two artifacts that would be one file, on some system, are named and refused."""
    both = artifacts({one: b"1"}) + artifacts({other: b"2"})
    with claim(public), pytest.raises(Stop) as stop:
        publish(both, public, scope=SCOPE)
    assert stop.value.problem.code == "duplicate-path"
    assert one in stop.value.problem.message
    assert other in stop.value.problem.message
    assert not public.exists()


@pytest.mark.parametrize("paths", [("feeds/a", "feeds/a/b"), ("feeds/a/b", "feeds/a")])
def test_file_and_folder(public: Path, paths: tuple[str, str]) -> None:
    """An artifact cannot be a file and a folder for another one."""
    with pytest.raises(Stop, match="exists; the output is as it was"):
        build(public, dict.fromkeys(paths, b""))
    assert not public.exists()
    assert not leftovers(public.parent)


def test_not_duplicate(public: Path) -> None:
    """Names that only look alike are two files."""
    files = {"feeds/stra\u00dfe": b"1", "feeds/strasse": b"2", "feeds/a-b/c": b"3"}
    build(public, files | {"feeds/a": b"4", "feedsx/a": b"5"})
    assert contents(public).keys() == {*files, "feeds/a", "feedsx/a"}


@pytest.mark.parametrize(
    "path",
    [
        *(
            "",
            "/",
            ".envoi-manifest",
            "/etc/x",
            "feeds/",
            "feeds//x",
            "../x",
            "feeds/./x",
        ),
        *("feeds/..", "feeds/../../x", "feeds\\..\\x/y", "feeds/a\0b", "feeds/a\nb"),
        *("feeds/\udc80", "feeds/.envoi-manifest", ".Envoi-staging/x"),
    ],
)
def test_unsafe_path(public: Path, path: str) -> None:
    """A path that could leave the output or meet our own files is refused."""
    with pytest.raises(Stop) as stop:
        build(public, FIRST | {path: b""})
    assert stop.value.problem.code == "unsafe-path"
    assert not public.exists()


@given(st.text(st.sampled_from("./\\a\0-é"), max_size=12))
def test_paths_stay_inside(path: str) -> None:
    """Whatever passes the check is a plain path below the output."""
    try:
        module._check([path])
    except Stop:
        return
    assert os.path.normpath(path) == path
    assert not {"", "..", "."} & set(path.split("/"))


TOP = {"feed.xml": b"<rss/>", "atom.xml": b"<feed/>", "feeds/rss.xml": b"<rss/>"}


def republish(output: Path, files: dict[str, bytes]) -> None:
    """Publish `files`, and take away all else that was ever published."""
    build(output, files, (*SCOPE, *owned(output)))


def test_single_files(shared: Path) -> None:
    """Files at the top are written, listed in a manifest beside them, left alone if they are the same, and taken away."""
    republish(shared, TOP)
    listing = json.loads((shared / module.MANIFEST).read_text())

    assert contents(shared) == TOP | theirs(shared)
    assert list(listing["files"]) == ["atom.xml", "feed.xml"]
    assert owned(shared) == ("atom.xml", "feed.xml", "feeds")
    before = state(shared.parent)
    republish(shared, TOP)
    assert state(shared.parent) == before
    republish(shared, TOP | {"feed.xml": b"new"})
    assert contents(shared) == TOP | {"feed.xml": b"new"} | theirs(shared)
    assert state(shared)[str(shared / "atom.xml")] == before[str(shared / "atom.xml")]
    republish(shared, {"feeds/rss.xml": b"<rss/>"})
    assert contents(shared) == {"feeds/rss.xml": b"<rss/>"} | theirs(shared)
    assert not (shared / module.MANIFEST).exists()
    assert not (shared / "feed.xml").exists()
    assert not leftovers(shared.parent)


def test_single_file_out_of_scope(shared: Path) -> None:
    """A single file that is neither written nor in the scope stays, and stays ours."""
    republish(shared, TOP)
    build(shared, FIRST)
    assert contents(shared).items() >= TOP.items()
    assert owned(shared) == ("atom.xml", "feed.xml", "feeds", "newsletter")


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_text("theirs"),
        lambda path: path.symlink_to("index.html"),
        lambda path: path.mkdir(),
        lambda path: (path / "below").mkdir(parents=True),
        os.mkfifo,
    ],
)
def test_foreign_single_file(shared: Path, make: Callable[[Path], None]) -> None:
    """Something foreign where a single file must go stops the build, untouched."""
    shared.mkdir(parents=True, exist_ok=True)
    make(shared / "feed.xml")
    before = state(shared)
    with pytest.raises(Stop, match=r"feed\.xml.* is in the way") as stop:
        republish(shared, TOP)
    assert stop.value.problem.code == "foreign-file"
    assert state(shared) == before


def test_edited_single_file(shared: Path) -> None:
    """A single file of ours that somebody edited is theirs once it is no longer written."""
    republish(shared, TOP)
    (shared / "feed.xml").write_text("edited")
    republish(shared, FIRST)
    assert contents(shared) == FIRST | {"feed.xml": b"edited"} | theirs(shared)
    republish(shared, FIRST)
    assert (shared / "feed.xml").read_text() == "edited"


def test_top_manifest_speaks_for_single_files(shared: Path) -> None:
    """What the manifest at the top says about files in folders is not believed."""
    republish(shared, TOP)
    (shared / "feeds/theirs.xml").write_text("theirs")
    digest = sha256(b"theirs").hexdigest()
    (shared / module.MANIFEST).write_text(
        json.dumps({"version": 1, "files": {"feeds/theirs.xml": digest, "..": digest}})
    )
    republish(shared, {"feeds/rss.xml": b"<rss/>"})
    assert (shared / "feeds/theirs.xml").read_text() == "theirs"


def test_single_file_becomes_folder(shared: Path) -> None:
    """Where a single file of ours was there may be a folder of ours next, and back."""
    for number in range(2):
        for files in ({"feed": b"%d" % number}, {"feed/rss.xml": b"%d" % number}):
            republish(shared, files)
            assert contents(shared) == files | theirs(shared)
            assert not leftovers(shared.parent)


def test_removed_folder_is_known(shared: Path) -> None:
    """A folder that Envoi wrote is known by its manifest, so that it can be taken away."""
    republish(shared, FIRST | {"press/rss.xml": b"<rss/>"})
    assert "press" in owned(shared)
    republish(shared, FIRST)
    assert contents(shared) == FIRST | theirs(shared)
    assert not (shared / "press").exists()


def test_modes(public: Path) -> None:
    """Modes and owners of the folders that were there stay as their owner set them."""
    build(public, FIRST)
    (public / "feeds").chmod(0o2775)
    (public / "newsletter").chmod(0o700)
    if os.geteuid() == 0:
        os.chown(public, 1234, 1234)
        os.chown(public / "feeds", 1234, 1234)
    before = state(public)
    build(public, {path: content + b"2" for path, content in FIRST.items()})
    for path in (public, public / "feeds", public / "newsletter"):
        assert state(path)[str(path)][1:4] == before[str(path)][1:4]


@pytest.mark.skipif(os.geteuid() != 0, reason="nobody else gives files away")
@pytest.mark.parametrize("large", [False, True])
def test_group(public: Path, monkeypatch: pytest.MonkeyPatch, large: bool) -> None:
    """A new file has the group that its folder hands on, also if it waited elsewhere."""
    monkeypatch.setattr(spool, "_IN_MEMORY", 0 if large else 1000)
    build(public, FIRST)
    os.chown(public / "feeds", 1234, 1234)
    (public / "feeds").chmod(0o2775)
    build(public, {path: content + b"2" for path, content in FIRST.items()})
    groups = {path: (public / path).stat().st_gid for path in FIRST}
    assert groups == FIRST.fromkeys(FIRST, os.getegid()) | {"feeds/rss.xml": 1234}


@pytest.mark.parametrize("large", [False, True])
def test_output_in_another_place(
    public: Path, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    """If the output cannot be exchanged from beside it, the tree is built inside it of the same files."""
    monkeypatch.setattr(spool, "_IN_MEMORY", 0 if large else 1000)
    build(public, FIRST)
    inode = public.stat().st_ino
    move = exchange._move

    def refuse(units: dict[str, int], staging: Path, real: Path, *, back: bool) -> None:
        if staging.parent == public.parent and not back:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        move(units, staging, real, back)

    monkeypatch.setattr(exchange, "_move", refuse)
    files = {path: b"2" for path in FIRST}
    build(public, files)
    assert contents(public) == files
    assert public.stat().st_ino == inode
    assert not leftovers(public.parent)


def test_protected_folder_of_others(public: Path) -> None:
    """A write-protected folder of somebody else is taken over as it is."""
    (public / "feeds/locked").mkdir(parents=True)
    (public / "feeds/locked/theirs").write_text("theirs")
    (public / "feeds/locked").chmod(0o555)
    before = state(public / "feeds/locked/theirs")
    build(public, FIRST)
    assert state(public / "feeds/locked/theirs") == before
    assert (public / "feeds/locked").stat().st_mode & 0o777 == 0o555
    assert not leftovers(public.parent)


def test_without_hard_links(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where files cannot be linked they are copied over, and still keep their inode."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    build(shared, FIRST)
    (shared / "feeds/theirs.xml").write_text("theirs")
    (shared / "feeds/link").symlink_to("nowhere")
    before = state(shared)
    monkeypatch.setattr(os, "link", refuse)
    files = FIRST | {"feeds/rss.xml": b"2", "newsletter/next/letter.txt": b"2"}
    build(shared, files)
    after = state(shared)
    for name in ("feeds/theirs.xml", "feeds/link", "newsletter/next/index.html"):
        assert after[str(shared / name)] == before[str(shared / name)]
    assert contents(shared).items() >= files.items()
    assert not leftovers(shared.parent)


def test_without_swap(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where two folders cannot be exchanged in one step, it is done in two."""
    monkeypatch.setattr(exchange, "_swap", lambda one, other: False)
    for number in range(3):
        files = {path: b"%d" % number for path in FIRST}
        build(shared, files)
        assert contents(shared) == files | theirs(shared)
        assert not leftovers(shared.parent)


def test_parent_not_writable(public: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the folder around the output refuses, the new tree is built inside it."""
    build(public, FIRST)
    inode = public.stat().st_ino
    mkdir = Path.mkdir

    def refuse(path: Path, *rest: object, **options: object) -> None:
        if path.parent == public.parent and path != public:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        mkdir(path, *rest, **options)

    monkeypatch.setattr(Path, "mkdir", refuse)
    files = {path: b"2" for path in FIRST}
    build(public, files)
    assert contents(public) == files
    assert public.stat().st_ino == inode
    assert not leftovers(public.parent)


def test_written_meanwhile(public: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another program writes while Envoi builds is there when Envoi is done."""
    build(public, FIRST)
    (public / "feeds/theirs.xml").write_text("old")
    sync = exchange._move

    def meanwhile(*rest: object, **options: object) -> None:
        if not (public / "feeds/late").exists():
            (public / "feeds/late").write_text("late")
            (public / "index.html").write_text("late")
            (public / "newsletter/late/deep").mkdir(parents=True)
            (public / "feeds/theirs.tmp").write_text("newer")
            (public / "feeds/theirs.tmp").replace(public / "feeds/theirs.xml")
        sync(*rest, **options)

    monkeypatch.setattr(exchange, "_move", meanwhile)
    build(public, {path: b"2" for path in FIRST})
    assert (public / "feeds/late").read_text() == "late"
    assert (public / "index.html").read_text() == "late"
    assert (public / "newsletter/late/deep").is_dir()
    assert (public / "feeds/theirs.xml").read_text() == "newer"


def test_large_neighbour(public: Path) -> None:
    """Folders of other programs are not read: their number does not matter."""
    (public / "posts").mkdir(parents=True)
    for number in range(10_000):
        (public / "posts" / f"{number}.html").touch()
    files = {f"feeds/tags/{number}.xml": b"x" * 1000 for number in range(20)}
    build(public, files)
    (public / "posts").chmod(0)
    watch = (
        "import sys\n"
        "seen = []\n"
        "sys.addaudithook(lambda event, found: seen.append(str(found[0]))"
        " if event in ('os.listdir', 'os.scandir', 'open') else None)\n"
        "import test_output, pathlib\n"
        "public = pathlib.Path(sys.argv[1])\n"
        "files = {f'feeds/tags/{n}.xml': b'x' * 1000 for n in range(20)}\n"
        "seen.clear()\n"
        "test_output.build(public, files)\n"
        "print(len(seen), any('posts' in name for name in seen))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", watch, public],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([*sys.path, str(TESTS)])},
    )
    number, posts = run.stdout.split()
    (public / "posts").chmod(0o755)
    assert posts == "False"
    assert int(number) < 40


def test_output_is_file(tmp_path: Path) -> None:
    """An output that is a file is said to be one, in the words of the user."""
    (tmp_path / "public").write_text("a file")
    with pytest.raises(Stop, match="not a directory") as stop:
        build(tmp_path / "public", FIRST)
    assert stop.value.exit is Exit.ENVIRONMENT
    assert (tmp_path / "public").read_text() == "a file"
