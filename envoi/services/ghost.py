"""A letter -> what Ghost's editor and its Admin API take in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from envoi.model import Artifact, Letter
from envoi.services.service import Service, as_json, inner, pasted


def _files(letter: Letter) -> Iterator[Artifact]:
    yield from pasted(letter)
    # What is between the two marks becomes an HTML card, unchanged (docs.ghost.org/admin-api/posts/creating-a-post).
    card = f"<!--kg-card-begin: html-->\n{inner(letter.html)}\n<!--kg-card-end: html-->"
    post = {
        "title": letter.subject,
        "html": card,
        "status": "draft",
        "email_only": True,
    }
    yield as_json("post.json", {"posts": [post]})


# Placeholders: email-service/email-renderer.js of TryGhost/Ghost at 0041bb1f. It prints the HTML anew before it looks
# for them, so a character reference would be undone.
SERVICE: Final = Service(
    name="ghost",
    title="Ghost",
    files=_files,
    use="POST post.json to /ghost/api/admin/posts/?source=html, which makes a draft that goes out by mail alone",
    limits="Ghost puts its own head and foot around the letter, and makes the plain text itself",
    unsubscribe="%%{unsubscribe_url}%%",
    person="%%{first_name}%%",
    tag=re.compile(r"%(?=%\{)"),
)
