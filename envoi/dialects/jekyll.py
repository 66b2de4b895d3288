"""Jekyll: `_config.yml`, `_posts`."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from envoi.addresses import is_web
from envoi.dialects.dialect import Dialect, facts
from envoi.dialects.files import Files, line, lowered


class Jekyll(Dialect):
    """A site made by Jekyll."""

    NAME: ClassVar = "jekyll"
    TITLE: ClassVar = "Jekyll"
    SYNTAX: ClassVar = "liquid"

    @classmethod
    def find(cls, files: Files, *, asked: bool) -> Self | None:
        """By `_config.yml`."""
        file = files.first("_config.yml")
        found = lowered(files.yaml(file))
        if not found and not asked:
            return None
        return cls(
            file=file,
            facts=facts(
                file,
                url=_url(found),
                title=found.get("title"),
                description=found.get("description"),
                language=found.get("lang") or found.get("language"),
                timezone=found.get("timezone"),
            ),
            roots=("_posts",) if files.is_folder("_posts") else ("",),
        )


def _url(found: dict[str, Any]) -> str:
    """The site's address, which Jekyll splits into url and baseurl."""
    url, base = line(found.get("url")), line(found.get("baseurl"))
    return f"{url.rstrip('/')}/{base.strip('/')}" if is_web(url) and base else url
