"""The server of the preview: what it answers, to whom, and that nothing ends it but a signal."""

from __future__ import annotations

import re
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from ..program import CONFIG, NOW, POST, fill, run, times
from .served import PATIENCE, Served, serving

BROKEN = POST.replace("2026-11-20", "32.11.2026")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a post, secrets beside it, and links that lead out."""
    top = tmp_path_factory.mktemp("served")
    fill(top, {"secret.png": "SECRET", "away/secret.png": "SECRET"})
    site = fill(
        top / "site",
        {
            "envoi.toml": CONFIG,
            ".env.png": "SECRET",
            "posts/quay.md": POST,
            "posts/boat.svg": "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
            "public/feeds/.envoi-manifest": "{}",
        },
    )
    (site / "posts" / "link.png").symlink_to(top / "secret.png")
    (site / "public" / "feeds" / "link.png").symlink_to(top / "secret.png")
    (site / "public" / "away").symlink_to(top / "away")
    return site


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    """The preview of that folder, which is the same before and after all tests."""
    before = times(folder.parent)
    with serving(folder, "--port", "0") as running:
        yield running
    assert times(folder.parent) == before


def lives(served: Served) -> bool:
    """Whether the server still answers."""
    return served.ask()[0] == 200


def raw(served: Served, request: bytes) -> bytes:
    """What comes back for the bytes of a `request`, until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", served.port), PATIENCE) as line:
        found = b""
        with suppress(ConnectionError):  # it need not listen to the end
            line.sendall(request)
            while more := line.recv(65536):
                found += more
    return found


def test_first_page(served: Served) -> None:
    """The bare address leads to the first view, which is a whole page with a policy of its own."""
    status, headers, _ = served.ask("/")
    assert (status, headers["location"]) == (302, "/newsletter/")

    status, headers, html = served.ask("/newsletter/")
    assert status == 200
    assert html.startswith("<!DOCTYPE html>")
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert not [name for name in headers if name.startswith("access-control")]


def test_page_obeys_its_own_policy(served: Served) -> None:
    """No page has a script or a style of its own, and all that it asks for is here."""
    _, _, html = served.ask("/newsletter/")

    assert not re.search(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=", html)
    asked = re.findall(r'(?:src|<link[^>]* href)="(?!data:)([^"]+)"', html)
    assert asked
    assert {address[0] for address in asked} == {"/"}
    assert [path for path in asked if served.ask(path.replace("&amp;", "&"))[0] != 200] == []  # fmt: skip


def test_view_without_slash(served: Served) -> None:
    """A view is found without the slash at its end, with what was asked of it."""
    status, headers, _ = served.ask("/newsletter?width=phone")

    assert (status, headers["location"]) == (302, "/newsletter/?width=phone")


@pytest.mark.parametrize("path", ["/nothing/", "/nothing", "/newsletter/no/such/letter", "/files/site/nothing.png"])  # fmt: skip
def test_missing_page(served: Served, path: str) -> None:
    """What is not there is a page that says so."""
    status, headers, html = served.ask(path)

    assert status == 404
    assert headers["content-type"].startswith("text/html")
    assert "There is no such page" in html


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/static/preview.css", 200),
        ("/static/preview.js", 200),
        ("/static/base.html.j2", 404),
        ("/static/../views.py", 400),
        ("/static/.css", 404),
        ("/static/", 404),
        ("/static/a/preview.css", 404),
    ],
)
def test_static_files(served: Served, path: str, status: int) -> None:
    """Styles and scripts of the pages are there, and nothing else beside them is."""
    assert served.ask(path)[0] == status


def test_file_runs_nothing(served: Served) -> None:
    """A picture of the folder comes with a policy under which no script in it runs."""
    status, headers, _ = served.ask("/files/folder/posts/boat.svg")

    assert (status, headers["content-type"]) == (200, "image/svg+xml")
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy


@pytest.mark.parametrize(
    "path",
    [
        "/files/folder/envoi.toml",
        "/files/folder/posts/quay.md",
        "/files/folder/.env.png",
        "/files/folder/posts/link.png",
        "/files/site/feeds/link.png",
        "/files/site/away/secret.png",
        "/files/folder/../secret.png",
        "/files/site/../../secret.png",
        "/files/folder/%2e%2e/secret.png",
        "/files/folder/%2E%2E/%2e%2e/secret.png",
        "/files/folder/..%2fsecret.png",
        "/files/folder/..%5csecret.png",
        "/files/folder/..\\secret.png",
        "/files/folder/%252e%252e/secret.png",
        "/files/folder//secret.png",
        "/files/folder/secret.png%00.png",
        "/files/folder/secret.png%0a",
        "//secret.png",
        "/newsletter/../../secret.png",
        "/../secret.png",
        "/%2e%2e/secret.png",
        "/./secret.png",
    ],
)
def test_paths_stay_inside(served: Served, path: str) -> None:
    """No path leads out of what is shown, however it is written; the server lives on."""
    got = raw(served, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nConnection: close\r\n\r\n".encode())  # fmt: skip

    assert re.match(rb"HTTP/1\.1 40[04] ", got)
    assert b"SECRET" not in got
    assert lives(served)


@pytest.mark.parametrize("path", ["/problems/place?path=../secret.png", "/problems/place?path=%2fetc%2fpasswd", "/posts/..%2f..%2fsecret.png"])  # fmt: skip
def test_questions_stay_inside(served: Served, path: str) -> None:
    """Nor does a path in a question."""
    status, _, text = served.ask(path)

    assert status in (400, 404)
    assert "SECRET" not in text
    assert "root:" not in text


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil.example:{port}", "0.0.0.0:{port}", ""])  # fmt: skip
def test_foreign_names_are_refused(served: Served, host: str) -> None:
    """Whoever calls this machine by another name has been led here (DNS rebinding)."""
    status, headers, text = served.ask(Host=host.format(port=served.port))

    assert status == 421
    assert "this machine only" in text
    assert headers["content-type"].startswith("text/plain")
    assert lives(served)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "[::1]", "127.0.0.1"])
def test_own_names_are_answered(served: Served, host: str) -> None:
    """This machine has three names."""
    assert served.ask(Host=f"{host}:{served.port}")[0] == 200


@pytest.mark.parametrize("lines", [b"", b"Host: 127.0.0.1:%d\r\nHost: evil.example\r\n"])  # fmt: skip
def test_one_host(served: Served, lines: bytes) -> None:
    """A request names the server once."""
    if lines:
        lines %= served.port

    assert re.match(rb"HTTP/1\.1 4\d\d ", raw(served, b"GET / HTTP/1.1\r\n" + lines + b"\r\n"))  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "image"}, 403),
        ({"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "cors", "Sec_Fetch_Dest": "empty"}, 403),
        ({"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "iframe"}, 403),
        ({"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}, 200),
        ({"Sec_Fetch_Site": "none", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}, 200),
        ({"Sec_Fetch_Site": "same-origin", "Sec_Fetch_Mode": "cors", "Sec_Fetch_Dest": "empty"}, 200),
        ({"Origin": "http://127.0.0.1:{port}"}, 200),
    ],
)  # fmt: skip
def test_other_sites_are_refused(
    served: Served, headers: dict[str, str], status: int
) -> None:
    """A page of another site gets nothing, unless somebody follows a link there; and no answer lets it read (CORS)."""
    asked = {name: value.format(port=served.port) for name, value in headers.items()}
    found, answer, _ = served.ask(**asked)

    assert found == status
    assert not [name for name in answer if name.startswith("access-control")]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])  # fmt: skip
def test_other_methods_are_refused(served: Served, method: str) -> None:
    """The preview shows, and does nothing else."""
    status, headers, _ = served.ask(method=method)

    assert (status, headers["allow"]) == (405, "GET, HEAD")


def test_head(served: Served) -> None:
    """HEAD answers as GET does, without the text."""
    status, headers, text = served.ask(method="HEAD")

    assert (status, text) == (200, "")
    assert headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n",
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 no TLS here %d",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
    ids=["10 kB", "200 kB", "header", "proxy", "tls", "smuggled"],
)  # fmt: skip
def test_odd_requests(served: Served, request_: bytes) -> None:
    """What is no request for this server is refused, and the server lives on."""
    got = raw(served, request_.replace(b"%d", str(served.port).encode()))

    assert not got or re.match(rb"HTTP/1\.1 4\d\d ", got), got[:200]
    assert lives(served)


def test_half_requests(served: Served) -> None:
    """Many who begin and do not go on keep nobody from being answered."""
    lines = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(100)]
    for line in lines:
        line.sendall(b"GET /newsletter/ HTTP/1.1\r\nHost: 127.0")

    assert lives(served)
    for line in lines:
        line.close()
    assert lives(served)


def test_nothing_is_written(tmp_path: Path) -> None:
    """Looking changes nothing in the folder, whatever is looked at, and also where it was not built yet."""
    folder = fill(tmp_path / "site", {"envoi.toml": CONFIG, "posts/quay.md": POST})
    before = times(tmp_path)
    with serving(folder) as running:
        pages = ["/newsletter/"]
        for page in pages:
            status, _, html = running.ask(page.replace("&amp;", "&"))
            assert status < 500, page
            more = re.findall(r'(?:src|href)="(/(?!/|static/)[^"#]*)"', html)
            pages += [one for one in more if one not in pages and len(pages) < 40]

    assert len(pages) > 5
    assert times(tmp_path) == before


def test_changes_are_told(tmp_path: Path) -> None:
    """Who follows hears of each change with a new state, many at once; what is broken is on the page, and goes with it."""
    folder = fill(tmp_path / "site", {"envoi.toml": CONFIG, "posts/quay.md": POST})
    with serving(folder) as running:
        followers = [running.events() for _ in range(30)]
        assert {next(events)[0] for events in followers} == {"hello"}
        file = folder / "posts" / "quay.md"

        file.write_text(BROKEN, encoding="utf-8")
        html = told(running, followers, "posts/quay.md:3")
        assert "cannot read" in html
        assert "The quay" in html

        file.write_text(POST.replace("The quay", "The pier"), encoding="utf-8")
        html = told(running, followers, "The pier")
        assert "posts/quay.md:3" not in html


def told(served: Served, followers: list[Iterator[tuple[str, str]]], words: str) -> str:
    """The page as soon as it has these `words`, of which each follower was told; what they follow may go on meanwhile."""
    html = served.ask()[2]
    while words not in html:
        next(followers[0])
        html = served.ask()[2]
    version = int(re.findall(r'data-state="\w+\.(\d+)"', html)[0])
    for events in followers[1:]:
        while int(next(events)[1].partition(".")[2]) < version:
            pass
    return html


def test_lines_in_the_terminal(tmp_path: Path) -> None:
    """Each change is a line that names the file, and an error is shown as a build shows it."""
    folder = fill(tmp_path / "site", {"envoi.toml": CONFIG, "posts/quay.md": POST})
    with serving(folder) as running:
        assert running.said[0].startswith("The preview is at http://127.0.0.1:")
        (folder / "posts" / "quay.md").write_text(BROKEN, encoding="utf-8")
        line = running.hear()
        while "1 error" not in line:
            line = running.hear()
        assert line.startswith("posts/quay.md  (")
        assert "the last good state stays" in line
        assert running.process.stderr
        error = running.process.stderr.readline()
        assert error.startswith(f"{folder}/posts/quay.md:3: error[date]: cannot read")


def test_browser_is_opened(folder: Path, tmp_path: Path) -> None:
    """`--open` starts the browser with the address, and the preview answers it, however long it stays."""
    browser = tmp_path / "browser"
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(PATIENCE)
        browser.write_text(
            f"#!{sys.executable}\n"
            "import socket, sys, urllib.request\n"
            f"answer = urllib.request.urlopen(sys.argv[1], timeout={PATIENCE})\n"
            f"with socket.create_connection({door.getsockname()!r}) as line:\n"
            "    line.sendall(answer.read())\n"
        )
        browser.chmod(0o755)
        with serving(folder, "--open", env={"BROWSER": f"{browser} %s"}):
            line, _ = door.accept()
            with line, line.makefile(encoding="utf-8") as told:
                line.settimeout(PATIENCE)
                page = told.read()

    assert "<h1" in page


def test_output_elsewhere(tmp_path: Path) -> None:
    """Where the output is not in the folder, what is published there is watched all the same."""
    folder = fill(tmp_path / "site", {"envoi.toml": CONFIG, "posts/quay.md": POST})
    (tmp_path / "out").mkdir()
    with serving(folder, "--output", tmp_path / "out") as running:
        events = running.events()
        _, state = next(events)
        done = run("build", folder, "--output", tmp_path / "out", "--now", NOW)
        assert done.returncode == 0
        name, later = next(events)

    assert (name, later != state) == ("look", True)


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_it(tmp_path: Path, kind: signal.Signals) -> None:
    """Ctrl-C ends it at once and in order, while browsers still listen and one of them is in the middle of a question."""
    folder = fill(tmp_path / "site", {"envoi.toml": CONFIG, "posts/quay.md": POST})
    with serving(folder) as running:
        followers = [running.events() for _ in range(3)]
        for events in followers:
            next(events)
        half = socket.create_connection(("127.0.0.1", running.port))
        half.sendall(b"GET / HTTP/1.1\r\nHost")
        running.process.send_signal(kind)
        out, err = running.process.communicate(timeout=PATIENCE)
        half.close()

        assert (running.process.returncode, out, err) == (0, "", "")
        assert [list(events) for events in followers] == [[], [], []]


def test_ports(served: Served, folder: Path) -> None:
    """A port that is taken is an error; without one, another is found."""
    done = run("preview", folder, "--port", str(served.port))

    assert done.returncode == 4
    assert f"cannot serve at port {served.port}: address already in use" in done.stderr

    with serving(folder) as one, serving(folder) as other:
        assert len({served.port, one.port, other.port}) == 3


def test_no_folder(tmp_path: Path) -> None:
    """A folder that is not there, or is a file, is an error, and nothing is served."""
    done = run("preview", tmp_path / "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert "error[no-folder]" in done.stderr

    fill(tmp_path, {"post.md": POST})
    done = run("preview", tmp_path / "post.md")
    assert (done.returncode, done.stdout) == (2, "")


def test_broken_from_the_start(tmp_path: Path) -> None:
    """A folder that cannot be read yet is served, with what is wrong; once it is mended it is there."""
    folder = fill(tmp_path / "site", {"envoi.toml": "[site\n", "posts/quay.md": POST})
    with serving(folder) as running:
        html = running.ask()[2]
        assert "envoi.toml:1" in html
        events = running.events()
        next(events)
        (folder / "envoi.toml").write_text(CONFIG, encoding="utf-8")
        assert "envoi.toml:1" not in told(running, [events], "The quay")
