"""A letter -> what Resend's API takes in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from envoi.model import Artifact, Letter
from envoi.services.service import Service, as_json, mailbox, pasted, reply_to


def _files(letter: Letter) -> Iterator[Artifact]:
    yield from pasted(letter)
    broadcast = {
        "name": letter.subject,
        "from": mailbox(letter.sender),
        "subject": letter.subject,
        "reply_to": [reply_to(letter.sender)],
        "html": letter.html,
        "text": letter.text,
    }
    yield as_json("broadcast.json", broadcast)


# Placeholders: resend.com/docs/dashboard/broadcasts/introduction and /dashboard/contacts/properties; fields of POST
# /broadcasts: CreateBroadcastOptions in resend/resend-openapi.
SERVICE: Final = Service(
    name="resend",
    title="Resend",
    files=_files,
    use="POST broadcast.json with segment_id to /broadcasts, which makes a draft",
    limits="there is no web version of its own",
    unsubscribe="{{{RESEND_UNSUBSCRIBE_URL}}}",
    person="{{{contact.first_name}}}",
    tag=re.compile(r"\{(?=\{)"),
)
