"""A letter -> what Brevo's editor and its API take in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from envoi.model import Artifact, Letter
from envoi.services.service import Service, as_json, bare, pasted, reply_to


def _files(letter: Letter) -> Iterator[Artifact]:
    yield from pasted(letter)
    sender = {"name": letter.sender.name, "email": bare(letter.sender.address)}
    campaign = {
        "name": letter.subject,
        "subject": letter.subject,
        "sender": sender,
        "replyTo": reply_to(letter.sender),
        "htmlContent": letter.html,
    }
    yield as_json("campaign.json", campaign)


# Brevo's template language: help.brevo.com, articles 4402386448530 and 360000946299; fields of POST /v3/emailCampaigns:
# docs/CreateEmailCampaign.md of getbrevo/brevo-node at 3568bcbc.
SERVICE: Final = Service(
    name="brevo",
    title="Brevo",
    files=_files,
    use="choose Code your own › Paste your code, and paste letter.html; or POST campaign.json to /v3/emailCampaigns, which makes a draft",
    limits="Brevo makes the plain text itself",
    unsubscribe="{{ unsubscribe }}",
    web="{{ mirror }}",
    person="{{ contact.FIRSTNAME }}",
    tag=re.compile(r"\{(?=[{%#])"),
)
