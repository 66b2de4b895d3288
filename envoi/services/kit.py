"""A letter -> what Kit's editor and its API take in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from envoi.model import Artifact, Letter
from envoi.services.service import Service, as_json, bare, inner, pasted


def _files(letter: Letter) -> Iterator[Artifact]:
    yield from pasted(letter)
    broadcast = {
        "subject": letter.subject,
        "content": inner(letter.html),
        "email_address": bare(letter.sender.address),
        "public": False,
        "send_at": None,
    }
    yield as_json("broadcast.json", broadcast)


# Liquid: help.kit.com, "Liquid personalization" and "HTML templates"; POST /v4/broadcasts: developers.kit.com/v4. {{ address }} works in
# templates alone.
SERVICE: Final = Service(
    name="kit",
    title="Kit",
    files=_files,
    use="make an HTML template that holds {{ message_content }} alone, and choose it;"
    " POST broadcast.json with its email_template_id to /v4/broadcasts, which makes a draft",
    limits="Kit makes the plain text itself; names cannot stand in the subject",
    unsubscribe="{{ unsubscribe_url }}",
    person="{{ subscriber.first_name }}",
    tag=re.compile(r"\{(?=[{%])"),
)
