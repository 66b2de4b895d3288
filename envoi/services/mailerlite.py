"""A letter -> what MailerLite's editor and its API take in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from envoi.model import Artifact, Letter
from envoi.services.service import Service, as_json, bare, pasted


def _files(letter: Letter) -> Iterator[Artifact]:
    yield from pasted(letter)
    email = {
        "subject": letter.subject,
        "from_name": letter.sender.name,
        "from": bare(letter.sender.address),
        "content": letter.html,
    }
    campaign = {"name": letter.subject, "type": "regular", "emails": [email]}
    yield as_json("campaign.json", campaign)


# Variables: developers-classic.mailerlite.com, "put custom content to campaign", which wants {$unsubscribe} in the HTML, and {$url}
# beside it in the plain text; POST /api/campaigns: developers.mailerlite.com/docs/campaigns.
SERVICE: Final = Service(
    name="mailerlite",
    title="MailerLite",
    files=_files,
    use="choose the custom HTML editor and paste letter.html, and letter.txt as the plain text; or POST campaign.json to /api/campaigns, which makes a draft",
    limits="the custom HTML editor, and HTML through the API, need the Advanced plan",
    unsubscribe="{$unsubscribe}",
    web="{$url}",
    person="{$name}",
    tag=re.compile(r"\{(?=[${%])"),
)
