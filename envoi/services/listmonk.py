"""A letter -> what listmonk's editor and its API take in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from envoi.addresses import header_uri
from envoi.model import Artifact, Letter
from envoi.services.service import Service, as_json, mailbox, pasted


def _files(letter: Letter) -> Iterator[Artifact]:
    yield from pasted(letter)
    headers = [
        {"Archived-At": f"<{header_uri(letter.url)}>"},
        {"Auto-Submitted": "auto-generated"},
        {"X-Auto-Response-Suppress": "OOF, AutoReply"},
    ]
    if letter.sender.archive:
        headers.append({"List-Archive": f"<{header_uri(letter.sender.archive)}>"})
    campaign = {
        "name": letter.subject,
        "subject": letter.subject,
        "from_email": mailbox(letter.sender),
        "type": "regular",
        "content_type": "html",
        "body": letter.html,
        "altbody": letter.text,
        "headers": headers,
    }
    yield as_json("campaign.json", campaign)


def _html(html: str) -> str:
    """Go's html/template takes comments out, and with them what only Outlook reads."""
    return re.sub(r"<!--.*?-->", lambda found: _safe(found[0]), html, flags=re.DOTALL)


def _text(text: str) -> str:
    """The plain text runs through html/template as well, for which a `<` begins a tag."""
    return text.replace("<", _safe("<"))


def _safe(text: str) -> str:
    return f"{{{{ Safe {json.dumps(text, ensure_ascii=False)} }}}}"


# Go's templates: listmonk.app/docs/templating; what is read as a tag, and where: models/campaigns.go and
# models/common.go of knadh/listmonk at 911e0b77. An address that ends in @TrackLink is a tag too.
SERVICE: Final = Service(
    name="listmonk",
    title="listmonk",
    files=_files,
    use='make a template that holds {{ template "content" . }} alone, and paste letter.html as raw HTML and letter.txt as'
    " the alternate plain text; or POST campaign.json with lists and template_id to /api/campaigns",
    unsubscribe="{{ UnsubscribeURL }}",
    web="{{ MessageURL }}",
    person="{{ .Subscriber.FirstName }}",
    tag=re.compile(r"\{(?=\{)|@(?=TrackLink)"),
    raw=True,
    html=_html,
    text=_text,
)
