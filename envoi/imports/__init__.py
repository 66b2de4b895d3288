"""A file that a publishing system exported -> a folder of posts with their ids kept. One file a system."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from envoi.addresses import absolute, is_web
from envoi.imports import ghost, wordpress
from envoi.imports.entry import Export, Passed
from envoi.imports.writing import Writer
from envoi.problems import Place, Report, Stop

__all__ = ["IMPORTS", "Imported", "run"]

IMPORTS: Final[Mapping[str, Callable[[Path, str, Report], Export]]] = {
    "wordpress": wordpress.read,
    "ghost": ghost.read,
}
"""What can be imported, by name: file, address of the site (or nothing), report -> Export. A new one is one line here."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """What became of an export.

    `written` are the new files below the folder, `kept` those that were there with the same
    bytes, `passed_over` what the export holds that is not written, by its kind.
    """

    written: tuple[str, ...]
    kept: tuple[str, ...]
    passed_over: Mapping[str, int]


def run(
    kind: str, file: Path, folder: Path, report: Report, *, url: str = ""
) -> Imported:
    """Write the posts of the export `file` below `folder`, and an `envoi.toml` if there is none.

    `kind` is a key of `IMPORTS`, `url` the address of the site where the export does not name
    it. Overwrites nothing, so that a second run changes nothing. Raises Stop for a file that is
    no such export, and if the system refuses.
    """
    if url and not is_web(url):
        raise Stop(
            "no-site-url",
            f'"{url}" is not the address of a site',
            "write it whole, like https://example.org/",
        )
    site = f"{(absolute(url, '') or '').rstrip('/')}/" if url else ""
    if folder.exists() and not folder.is_dir():
        hint = "name another --folder"
        raise Stop("no-folder", f"{folder} is a file, not a folder", hint)
    export = IMPORTS[kind](file, site, report)
    writer = Writer(folder, report)
    passed: Counter[str] = Counter()
    for found in export.contents:
        if isinstance(found, Passed):
            passed[found.kind] += 1
        else:
            writer.post(found)
    writer.config(export.site)
    if not writer.written and not writer.kept:
        place = Place(path=str(file))
        report.error("no-posts", "holds no post", "export all content", place)
    return Imported(
        written=tuple(writer.written),
        kept=tuple(writer.kept),
        passed_over=dict(passed.most_common()),
    )
