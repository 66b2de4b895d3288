"""Hubs are told of the feeds that changed, once, by a real hub's account."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs

import pytest

from envoi import build, output, web
from envoi.ping import MEMORY, Outcome, Request, ping
from envoi.problems import Exit, Problem, Report, Stop

from .program import CONFIG, POST, fill, run
from .server import Quiet, serving
from .test_build import MOMENT

FEED = """\
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0">
<title>Harbour</title><link rel="self" href="https://harbour.example/{path}"/>{more}</feed>
"""


class Hub(Quiet):
    """Takes what it is told, or answers with `status`."""

    told: ClassVar[list[dict[str, list[str]]]] = []
    status: ClassVar[int] = 204

    def do_POST(self) -> None:
        """Remember, and answer."""
        length = int(self.headers["Content-Length"])
        self.told.append(parse_qs(self.rfile.read(length).decode()))
        self.send_response(self.status)
        self.end_headers()


@pytest.fixture
def hub() -> Iterator[str]:
    """The address of a hub."""
    Hub.told.clear()
    Hub.status = 204
    with serving(Hub) as address:
        yield f"{address}/"


@pytest.fixture
def site(tmp_path: Path, hub: str) -> Path:
    """A folder whose output holds a feed with the hub, one without, and an archive."""
    return made(tmp_path / "site", hub)


def made(folder: Path, hub: str, *others: str) -> Path:
    """A folder with the hub in its configuration and in the feeds of its output."""
    hubs = json.dumps([hub, *others])
    links = "".join(f'<link rel="hub" href="{one}"/>' for one in (hub, *others))
    feeds = {
        "feeds/atom.xml": links,
        "feeds/tr/atom.xml": links,
        "feeds/own/atom.xml": "",
        "feeds/old/atom.xml": f"<fh:archive/>{links}",
    }
    former = FEED.format(path="feeds/atom.xml", more=links)
    texts = {path: FEED.format(path=path, more=more) for path, more in feeds.items()}
    texts["feeds/former/atom.xml"] = former
    manifests = {
        f"feeds/{output.MANIFEST}": json.dumps(
            {"version": 1, "files": dict.fromkeys(texts, "")}
        ),
        output.MANIFEST: json.dumps({"version": 1, "files": {"atom.xml": ""}}),
    }
    fill(folder / "public", {**texts, "atom.xml": former, **manifests})
    return fill(folder, {"envoi.toml": f"{CONFIG}\n[feeds]\nhub = {hubs}\n"})


def tell(folder: Path, **asked: Any) -> tuple[Outcome, list[Problem]]:
    """A ping, and what it had to complain of."""
    report = Report()
    return ping(Request(folder=folder, **asked), report), report.problems


def topics() -> list[str]:
    """Of what the hub was told, in order."""
    return [said["hub.url"][0] for said in Hub.told]


BOTH = (
    "https://harbour.example/feeds/atom.xml",
    "https://harbour.example/feeds/tr/atom.xml",
)


def test_first_and_second(site: Path) -> None:
    """Each feed that names the hub is told once; archives, copies at an old address and other feeds never."""
    outcome, problems = tell(site)

    assert problems == []
    assert (outcome.told, outcome.unchanged, outcome.exit) == (BOTH, 0, Exit.PUBLISHED)
    assert Hub.told[0] == {
        "hub.mode": ["publish"],
        "hub.url": [BOTH[0]],
        "hub.topic": [BOTH[0]],
    }
    assert topics() == list(BOTH)

    again, _ = tell(site)

    assert (again.told, again.unchanged, again.exit) == ((), 2, Exit.NOTHING)
    assert len(Hub.told) == 2


def test_changed_bytes(site: Path) -> None:
    """A feed that changed is told again, and only that one."""
    tell(site)
    with (site / "public/feeds/tr/atom.xml").open("a", encoding="utf-8") as file:
        file.write("<!-- new -->")

    outcome, _ = tell(site)

    assert (outcome.told, outcome.unchanged) == (BOTH[1:], 1)
    assert topics() == [*BOTH, BOTH[1]]


@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_refusing_hub(site: Path, status: int) -> None:
    """A hub that answers with an error is named with its status, and told again the next time."""
    Hub.status = status

    outcome, problems = tell(site)

    assert (outcome.told, outcome.exit) == ((), Exit.PROBLEMS)
    assert [problem.code for problem in problems] == ["hub", "hub"]
    assert f"answers {status}" in problems[0].message

    Hub.status = 202
    assert tell(site)[0].told == BOTH


def test_hub_that_is_not_there(tmp_path: Path, hub: str) -> None:
    """One hub out of reach is named once, and keeps no other one from being told."""
    nowhere = "http://127.0.0.1:1/"
    site = made(tmp_path / "two", hub, nowhere)

    outcome, problems = tell(site)

    assert outcome.told == BOTH
    assert outcome.exit is Exit.PROBLEMS
    assert [problem.code for problem in problems] == ["hub"]
    assert topics() == list(BOTH)

    assert [problem.message.split(" ")[0] for problem in problems] == [nowhere]

    tell(site)
    assert topics() == list(BOTH)


def test_hub_out_of_reach_is_tried_once(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hub that cannot be reached is named once and not tried for every feed; one that is no address never."""
    tried = []

    def post_form(url: str, fields: dict[str, str]) -> int:
        tried.append(url)
        raise Stop("web", f"{url} does not answer in time")

    monkeypatch.setattr(web, "post_form", post_form)
    outcome, problems = tell(site)

    assert len(tried) == len(problems) == 1
    assert (outcome.told, outcome.exit) == ((), Exit.PROBLEMS)

    with pytest.raises(Stop) as stopped:
        tell(site, hub="foo")
    assert (stopped.value.exit, stopped.value.problem.code) == (Exit.USAGE, "hub")
    assert '"foo"' in stopped.value.problem.message
    assert len(tried) == 1


def test_dry_run(site: Path, hub: str) -> None:
    """A dry run tells nobody, names the hubs, and remembers nothing."""
    outcome, _ = tell(site, dry=True)

    assert outcome.told == BOTH
    assert {hub for hub, _ in outcome.news} == {hub}
    assert Hub.told == []
    assert not (site / "public" / MEMORY).exists()


def test_another_hub(tmp_path: Path, hub: str) -> None:
    """The hub of the command line is told instead of the one of the configuration."""
    site = made(tmp_path / "site", "https://hub.invalid/")

    outcome, problems = tell(site, hub=hub)

    assert (outcome.told, problems) == (BOTH, [])
    assert topics() == list(BOTH)


def test_no_hub(tmp_path: Path) -> None:
    """Without a hub the line to write is told."""
    site = fill(tmp_path, {"envoi.toml": CONFIG})

    with pytest.raises(Stop) as stopped:
        tell(site)

    assert stopped.value.problem.code == "hub"
    assert 'hub = "https://…" below [feeds]' in stopped.value.problem.hint


def test_not_built(tmp_path: Path, hub: str) -> None:
    """A hub, but no feed that names it: there is nothing to tell."""
    site = fill(tmp_path, {"envoi.toml": f'{CONFIG}\n[feeds]\nhub = "{hub}"\n'})

    with pytest.raises(Stop) as stopped:
        tell(site)

    assert stopped.value.exit is Exit.NOTHING


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"version": 2}', '{"version": 1, "told": 7}']
)
def test_damaged_memory(site: Path, content: str) -> None:
    """What was told is told once more if the memory of it is lost."""
    (site / "public" / MEMORY).write_text(content, encoding="utf-8")

    assert tell(site)[0].told == BOTH
    assert tell(site)[0].told == ()


def test_memory_survives_a_build(tmp_path: Path, hub: str) -> None:
    """The next build leaves alone what was remembered."""
    site = fill(tmp_path / "site", {"envoi.toml": CONFIG, "posts/a.md": POST})
    request = build.Request(folder=site, now=MOMENT)
    build.build(request, Report())
    memory = site / "public" / MEMORY
    memory.write_text('{"version": 1, "told": {}}', encoding="utf-8")

    fill(site, {"posts/b.md": POST.replace("quay", "boat")})
    done = build.build(request, Report())

    assert any(one.changed for one in done.published)
    assert memory.read_text(encoding="utf-8") == '{"version": 1, "told": {}}'


def test_memory_is_whole_or_as_it_was(site: Path) -> None:
    """Nothing else is left beside the memory, and it names files and hubs."""
    tell(site)

    left = {path.name for path in (site / "public/feeds").glob(".envoi-*")}
    told = json.loads((site / "public" / MEMORY).read_bytes())["told"]

    assert left == {output.MANIFEST, Path(MEMORY).name}
    assert len(told) == 2
    assert all(key.startswith(("feeds/atom.xml ", "feeds/tr/")) for key in told)


def test_program(site: Path, hub: str) -> None:
    """The program says what it told, and ends with 3 where nothing changed."""
    dry = run("ping", site, "--dry-run")
    assert dry.returncode == 0
    assert dry.stdout == (
        f"  would tell {hub}  {BOTH[0]}\n  would tell {hub}  {BOTH[1]}\n"
        "Nobody was told; 2 would be.\n"
    )

    first = run("ping", cwd=site)
    assert first.returncode == 0
    assert first.stdout == f"  told  {BOTH[0]}\n  told  {BOTH[1]}\n2 told.\n"

    second = run("ping", site)
    assert (second.returncode, second.stdout) == (3, "2 feeds did not change.\n")
    dry = run("ping", site, "--dry-run")
    assert (dry.returncode, dry.stdout) == (3, "2 feeds did not change.\n")
    wrong = run("ping", site, "--hub", "foo")
    assert (wrong.returncode, wrong.stderr.count("error[")) == (2, 1)


def test_broken_feed(site: Path) -> None:
    """A feed that cannot be read is named as it can be opened."""
    (site / "public/feeds/atom.xml").write_text("<feed >", encoding="utf-8")

    done = run("ping", site.name, cwd=site.parent)

    assert done.returncode == 1
    assert "site/public/feeds/atom.xml:1: error[feed-file]" in done.stderr
    assert Hub.told == []
