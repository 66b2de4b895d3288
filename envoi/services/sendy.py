"""A letter -> what Sendy's editor and its API take in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from envoi.model import Artifact, Letter
from envoi.services.service import Service, as_form, bare, pasted, reply_to


def _files(letter: Letter) -> Iterator[Artifact]:
    yield from pasted(letter)
    fields = {
        "from_name": letter.sender.name,
        "from_email": bare(letter.sender.address),
        "reply_to": reply_to(letter.sender),
        "title": letter.subject,
        "subject": letter.subject,
        "plain_text": letter.text,
        "html_text": letter.html,
        "send_campaign": "0",
    }
    yield as_form("campaign.form", fields)


# Tags are listed beside Sendy's editor, and work in HTML, plain text and subject: [Email], [Name,fallback=], and
# [ANY FIELD,fallback=ANYTHING]; fields of create.php: sendy.co/api.
SERVICE: Final = Service(
    name="sendy",
    title="Sendy",
    files=_files,
    use="paste letter.html as HTML code and letter.txt as plain text; or POST campaign.form with api_key and brand_id to"
    " /api/campaigns/create.php, which makes a draft",
    unsubscribe="[unsubscribe]",
    web="[webversion]",
    person="[Name,fallback=]",
    tag=re.compile(r"\[(?=[^\W\d_])|<(?=(?:unsubscribe|webversion)\b)"),
)
