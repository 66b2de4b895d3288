"""The sections of a Hugo site and its configuration -> what they pass on to the posts below them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from envoi.dialects import hugo_permalink, sections
from envoi.dialects.dialect import Value
from envoi.dialects.files import Files, line
from envoi.dialects.hugo_config import Content, Settings

_BRANCH = re.compile(r"_index(?:\.([A-Za-z0-9_-]+))?\.(?:md|markdown|html|org|adoc)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Passed:
    """Values by plain key, for pages that one of `globs` is for, in `language` (empty: in all)."""

    values: Mapping[str, Value]
    globs: tuple[str, ...] = ("/**",)
    language: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cascade:
    """What is passed on: `site` by the configuration, `below` by the section in a folder; `folders` have an `_index` file."""

    site: tuple[Passed, ...] = ()
    below: Mapping[str, tuple[Passed, ...]] = field(default_factory=dict)
    folders: frozenset[str] = frozenset()

    @classmethod
    def find(
        cls, files: Files, settings: Settings, contents: Sequence[Content]
    ) -> Self:
        """All that is passed on in the folder (configuration/cascade, content-management/front-matter)."""
        below: dict[str, tuple[Passed, ...]] = {}
        folders = set()
        for content in contents:
            for path in files.walk(content.source):
                found = _BRANCH.fullmatch(path.rpartition("/")[2])
                if not found:
                    continue
                inner = path.removeprefix(f"{content.source}/").rpartition("/")[0]
                folder = "/".join(filter(None, (content.target, inner)))
                folders.add(folder)
                values = sections.head(files.text(path))
                cascade = next(
                    (part for key, part in values.items() if key.lower() == "cascade"),
                    None,
                )
                language = (found[1] or content.language).lower()
                passed = tuple(_passed(cascade, language))
                below[folder] = below.get(folder, ()) + passed
        return cls(
            site=tuple(_passed(settings.values.get("cascade"), "")),
            below={folder: passed for folder, passed in below.items() if passed},
            folders=frozenset(folders),
        )

    def values(
        self, path: str, folders: Sequence[str], language: str
    ) -> Mapping[str, Value]:
        """What the page at `path`, in `folders`, is given; the nearest section overrules those above it."""
        found: dict[str, Value] = {}
        above = ["/".join(folders[:count]) for count in range(len(folders) + 1)]
        for passed in (
            *self.site,
            *(one for folder in above for one in self.below.get(folder, ())),
        ):
            own = passed.language in ("", language)
            if own and any(hugo_permalink.matches(glob, path) for glob in passed.globs):
                found.update(passed.values)
        return found


def _passed(cascade: Any, language: str) -> Iterator[Passed]:
    """A table, or a list of tables, each with an optional target."""
    for one in cascade if isinstance(cascade, list) else [cascade]:
        table = _lowered(one)
        target = _lowered(table.pop("target", None) or table.pop("_target", None))
        wanted = line(target.get("kind")).lower() in ("", "page")
        built = line(target.get("environment")) in ("", "production")
        values = table | _lowered(table.pop("params", None))
        if values and wanted and built:
            yield Passed(
                values={
                    re.sub(r"[-_\s]", "", key): sections.typed(value)
                    for key, value in values.items()
                },
                globs=hugo_permalink.braces(line(target.get("path")).lower() or "/**"),
                language=language or line(target.get("lang")).lower(),
            )


def _lowered(value: Any) -> dict[str, Any]:
    table = value if isinstance(value, dict) else {}
    return {str(key).lower(): part for key, part in table.items()}
