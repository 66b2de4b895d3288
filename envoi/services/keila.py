"""A letter -> what Keila's editor and its API take in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from envoi.model import Artifact, Letter
from envoi.services.service import Service, as_json, pasted


def _files(letter: Letter) -> Iterator[Artifact]:
    yield from pasted(letter)
    campaign = {
        "subject": letter.subject,
        "html_body": letter.html,
        "settings": {"type": "html"},
    }
    yield as_json("campaign.json", {"data": campaign})


# Liquid in the source, then HTML: lib/keila/mailings/renderer of pentacent/keila at 14f1a127. The web version
# (campaign.public_link) is there only where it was switched on, and an undefined variable stops the campaign.
SERVICE: Final = Service(
    name="keila",
    title="Keila",
    files=_files,
    use="paste letter.html into a campaign of the type HTML; or POST campaign.json, with a sender_id if you like, to /api/v1/campaigns",
    limits="Keila makes the plain text itself, without links",
    unsubscribe="{{ unsubscribe_link }}",
    person="{{ contact.first_name }}",
    tag=re.compile(r"\{(?=[{%])"),
    raw=True,
)
