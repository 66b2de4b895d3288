"""A letter -> what Mailchimp's editor and its Marketing API take in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from envoi.model import Artifact, Letter
from envoi.services.service import Service, as_json, pasted, reply_to


def _files(letter: Letter) -> Iterator[Artifact]:
    yield from pasted(letter)
    settings = {
        "title": letter.subject,
        "subject_line": letter.subject,
        "from_name": letter.sender.name,
        "reply_to": reply_to(letter.sender),
    }
    yield as_json("campaign.json", {"type": "regular", "settings": settings})
    content = {"html": letter.html, "plain_text": letter.text}
    yield as_json("content.json", content)


# Merge tags: mailchimp.com/help/all-the-merge-tags-cheat-sheet. LIST:ADDRESSLINE is the one that has no HTML in it.
# Tags are sought in the source of the HTML, so "&#42;|" shows "*|" and is none.
SERVICE: Final = Service(
    name="mailchimp",
    title="Mailchimp",
    files=_files,
    use="paste letter.html into Code your own › Paste in code, and letter.txt into the plain-text email;"
    " or POST campaign.json with recipients.list_id to /3.0/campaigns, then PUT content.json to its /content",
    limits="HTML of one's own needs a paid plan",
    unsubscribe="*|UNSUB|*",
    web="*|ARCHIVE|*",
    address="*|LIST:ADDRESSLINE|*",
    person="*|FNAME|*",
    tag=re.compile(r"\*(?=\|)"),
    raw=True,
)
