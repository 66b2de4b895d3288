"""What a view shows -> a whole page: in the frame that all have, with the navigation and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from envoi.preview.desk import Desk
from envoi.preview.snapshot import Snapshot
from envoi.preview.view import Asked, Page, View
from envoi.problems import Level
from envoi.templating import Templates, templates

FOLDER = "preview"


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """A number beside a word of the navigation; `says` is what it counts, `level` how it is coloured."""

    text: str
    says: str
    level: str


def draw(
    page: Page,
    view: View | None,
    asked: Asked,
    views: tuple[View, ...],
    state: str,
    desk: Desk | None = None,
) -> str:
    """`page` as HTML; letters can be sent from it if there is a `desk`. Raises Stop where a template is at fault."""
    own = view.name if view else ""
    values: Mapping[str, object] = {
        "asked": asked,
        "counts": _counts(asked.snapshot),
        "desk": desk,
        "scripts": _beside(own, "js"),
        "sheets": _beside(own, "css"),
        "site": _site(asked.snapshot),
        "snapshot": asked.snapshot,
        "state": state,
        "title": page.title,
        "view": view,
        "views": views,
    }
    return _templates().render(page.template, {**values, **page.values})


@cache
def _templates() -> Templates:
    """The built-in pages, compiled once; a folder of posts has none of its own."""
    return templates(FOLDER, None)


@cache
def _beside(name: str, suffix: str) -> tuple[str, ...]:
    """The address of the view's own file, if it has one."""
    there = name and _templates().find(f"{name}.{suffix}") is not None
    return (f"/static/{name}.{suffix}",) if there else ()


def _site(snapshot: Snapshot) -> str:
    made = snapshot.made
    title = made.settings.site.title if made else ""
    return title or snapshot.request.folder.absolute().name or "Envoi"


def _counts(snapshot: Snapshot) -> Mapping[str, Count]:
    """How many problems there are that somebody should mend."""
    errors = sum(one.level is Level.ERROR for one in snapshot.wrong)
    warnings = sum(one.level is Level.WARNING for one in snapshot.wrong)
    if not errors + warnings:
        return {}
    count = Count(
        text=f"{errors or warnings:,}",
        says=f"{'error' if errors else 'warning'}{'s' * ((errors or warnings) > 1)}",
        level="bad" if errors else "warn",
    )
    return {"problems": count}
