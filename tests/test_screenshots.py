"""Pictures of a letter: which there are, what is to be seen on them, and that nothing is asked of the web for them."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from envoi import build, cli_pictures, guises, screenshots
from envoi.problems import Exit, Report, Stop
from envoi.screenshots import Request, take

from .program import copy, files, run
from .server import Quiet, serving

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "relief"
RED = (255, 0, 0)


@pytest.fixture(scope="module")
def path(chromium: str) -> str:
    """Where the browser is."""
    return str(Path(chromium).parent)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, built."""
    found = copy(EXAMPLE, tmp_path_factory.mktemp("shots") / "relief")
    request = build.Request(folder=found, now=datetime(2026, 11, 22, tzinfo=UTC))
    assert build.build(request, Report()).exit is Exit.PUBLISHED
    return found


def page(folder: Path, html: str) -> Request:
    """What takes one small picture of a page that stands in a folder of its own."""
    (folder / "envoi.toml").write_text(
        '[site]\nurl = "https://quay.example/notes/"\n', encoding="utf-8"
    )
    (folder / "page.html").write_text(f"<!doctype html><body>{html}", encoding="utf-8")
    return Request(
        issue=str(folder / "page.html"),
        out=folder / "shots",
        path="",
        folder=folder,
        widths=(300,),
        schemes=("light",),
    )


def seen(file: Path) -> set[tuple[int, ...]]:
    """The colours on a picture."""
    with Image.open(file) as picture:
        return {colour for _, colour in picture.convert("RGB").getcolors(1 << 24)}


def red() -> bytes:
    """A picture all in red."""
    made = BytesIO()
    Image.new("RGB", (20, 20), RED).save(made, "PNG")
    return made.getvalue()


def test_each_width_in_each_scheme(folder: Path, path: str, tmp_path: Path) -> None:
    """Nine pictures with names of their own, as wide as they say, light or dark; and what was there stays."""
    (tmp_path / "next-90-light.png").write_bytes(b"mine")
    done = take(Request(issue="next", out=tmp_path, path=path, folder=folder))

    names = [f"next-{width}-{scheme}.png" for width in (360, 768, 1280) for scheme in ("light", "dark", "inverted")]  # fmt: skip
    assert [file.name for file in done.written] == names
    assert files(tmp_path).keys() == {*names, "next-90-light.png"}
    assert (tmp_path / "next-90-light.png").read_bytes() == b"mine"
    assert done.missing == ()
    for file in done.written:
        _, width, scheme = file.stem.split("-")
        with Image.open(file) as picture:
            assert picture.width == int(width)
            assert picture.height > 2000
            ground = picture.convert("RGB").getpixel((2, 2))
        assert (min(ground) > 128) == (scheme == "light")


def test_pictures_are_shown_or_not(folder: Path, path: str, tmp_path: Path) -> None:
    """Those of the folder come from disk; without them the letter is as tall, and has another name."""
    asked = Request(
        issue="next", out=tmp_path, path=path, folder=folder, widths=(360,), schemes=("light",)
    )  # fmt: skip
    shown = take(asked).written[0]
    bare = take(replace(asked, pictures=False)).written[0]

    assert bare.name == "next-no-pictures-360-light.png"
    assert len(seen(shown)) > 10 * len(seen(bare))
    with Image.open(shown) as one, Image.open(bare) as other:
        assert one.height == pytest.approx(other.height, rel=0.02)


def test_two_runs_draw_the_same(folder: Path, path: str, tmp_path: Path) -> None:
    """So that a pull request shows what changed, and nothing else."""
    for out in ("a", "b"):
        asked = Request(issue="next", out=tmp_path / out, path=path, folder=folder)
        take(replace(asked, widths=(360,), schemes=("inverted",)))

    assert files(tmp_path / "a") == files(tmp_path / "b")


@pytest.mark.parametrize("place", ["public/p.png", "p.png", "static/p.png"])
def test_picture_of_the_site(path: str, tmp_path: Path, place: str) -> None:
    """What the site shows at the address lies in the output, in the folder, or in one that is for such files."""
    request = page(tmp_path, '<img src="https://quay.example/notes/p.png" alt="p">')
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).write_bytes(red())
    done = take(replace(request, path=path))

    assert RED in seen(done.written[0])
    assert done.missing == ()


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/p.png",
        "https://quay.example/notes/%2e%2e/%2e%2e/secret.png",
        "https://quay.example/notes/link.png",
        "https://quay.example/notes/gone.png",
    ],
)
def test_picture_that_is_not_shown(path: str, tmp_path: Path, url: str) -> None:
    """That of another site, one outside the folder, and one that is not there are named."""
    home = tmp_path / "a" / "home"
    home.mkdir(parents=True)
    for secret in (tmp_path / "secret.png", home / "p.png"):
        secret.write_bytes(red())
    (home / "link.png").symlink_to(tmp_path / "secret.png")
    done = take(replace(page(home, f'<img src="{url}">'), path=path))

    assert RED not in seen(done.written[0])
    assert len(done.missing) == 1


def test_nothing_is_asked_of_the_web(path: str, tmp_path: Path) -> None:
    """Whatever a page wants to load, and however."""
    asked = []

    class Curious(Quiet):
        """Notes who asks."""

        def do_GET(self) -> None:
            """Note it."""
            asked.append(self.path)
            self.send_error(404)

    with serving(Curious) as address:
        html = (
            f'<link rel="stylesheet" href="{address}/a"><style>@import "{address}/b"; body{{background:url({address}/c.png)}}'
            f'@font-face{{font-family:f;src:url({address}/d)}}p{{font-family:f}}</style><p>a</p><img src="{address}/e.png">'
            f'<iframe src="{address}/f"></iframe><script>fetch("{address}/g")</script>'
            f'<video src="{address}/h" poster="{address}/i.png"></video><object data="{address}/j"></object>'
            f'<meta http-equiv="refresh" content="0;url={address}/k"><link rel="preload" as="image" href="{address}/l.png">'
        )
        done = take(replace(page(tmp_path, html), path=path))

    assert asked == []
    assert f"{address}/e.png" in done.missing


def test_nothing_is_run(path: str, tmp_path: Path) -> None:
    """A letter has no script; what has one is drawn as if it had none."""
    html = '<p onclick="1">a</p><script>document.body.style.background = "#f00"</script><img src="x:" onerror="document.body.style.background=\'#f00\'">'
    done = take(replace(page(tmp_path, html), path=path))

    assert RED not in seen(done.written[0])


@pytest.mark.parametrize(
    ("issue", "said", "hint"),
    [
        ("2026-11", "there is no letter", "there are next"),
        ("../next", "is no name of an issue", "newsletter/"),
        ("..", "is no name of an issue", "newsletter/"),
        ("no.html", "there is no letter no.html", "there are next"),
    ],
)
def test_letter_that_is_not_there(
    folder: Path, tmp_path: Path, issue: str, said: str, hint: str
) -> None:
    """It is said which there are; and before that no browser is started."""
    with pytest.raises(Stop) as stop:
        take(Request(issue=issue, out=tmp_path, path="", folder=folder))

    assert stop.value.exit is Exit.USAGE
    assert said in stop.value.problem.message
    assert hint in stop.value.problem.hint


def test_nothing_was_built(tmp_path: Path) -> None:
    """The remedy is to build."""
    with pytest.raises(Stop) as stop:
        take(Request(issue="next", out=tmp_path, path="", folder=tmp_path))

    assert "build first" in stop.value.problem.hint


def test_playwright_is_missing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said how to install it."""
    monkeypatch.setitem(sys.modules, "playwright", None)
    with pytest.raises(Stop) as stop:
        take(Request(issue="next", out=tmp_path, path="", folder=folder))

    assert stop.value.exit is Exit.ENVIRONMENT
    assert stop.value.problem.hint == "pip install 'envoi[screenshots]'"


def test_browser_is_missing_or_none(folder: Path, tmp_path: Path) -> None:
    """It is said what was looked for, and what failed."""
    asked = Request(issue="next", out=tmp_path, path=str(tmp_path), folder=folder)
    with pytest.raises(Stop) as stop:
        take(asked)
    assert "chromium-browser" in stop.value.problem.message
    assert "apt install chromium" in stop.value.problem.hint

    (tmp_path / "chromium").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (tmp_path / "chromium").chmod(0o755)
    with pytest.raises(Stop) as stop:
        take(asked)
    assert f"{tmp_path}/chromium fails" in stop.value.problem.message
    assert stop.value.exit is Exit.ENVIRONMENT


def test_folder_that_is_a_file(folder: Path, path: str, tmp_path: Path) -> None:
    """What the system refuses is said with the file."""
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(Stop) as stop:
        take(Request(issue="next", out=tmp_path / "out", path=path, folder=folder))

    assert "next-360-light.png" in stop.value.problem.message
    assert stop.value.exit is Exit.ENVIRONMENT


def test_command(folder: Path, chromium: str, tmp_path: Path) -> None:
    """It prints the path of each picture; a letter may also be given as a file, which is called as its folder is."""
    file = folder / "public" / "newsletter" / "next" / "letter.html"
    done = run(
        "screenshot", file, tmp_path / "out", "--folder", folder, "--width", "360", "--width", "360",
        "--scheme", "dark", "--no-pictures",
    )  # fmt: skip

    expected = tmp_path / "out" / "next-no-pictures-360-dark.png"
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{expected}\n", "")
    assert expected.is_file()


def test_command_knows_what_the_work_knows() -> None:
    """Widths and schemes stand in the help text, which must not import them."""
    assert cli_pictures._WIDTHS == screenshots.WIDTHS
    assert tuple(guises.SCHEMES) == cli_pictures._SCHEMES
