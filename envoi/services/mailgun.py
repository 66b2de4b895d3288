"""A letter -> what Mailgun's API takes in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from envoi.addresses import header_uri
from envoi.model import Artifact, Letter
from envoi.services.service import Service, as_form, mailbox, pasted, reply_to


def _files(letter: Letter) -> Iterator[Artifact]:
    yield from pasted(letter)
    fields = {
        "from": mailbox(letter.sender),
        "subject": letter.subject,
        "html": letter.html,
        "text": letter.text,
        "h:Reply-To": reply_to(letter.sender),
        "h:List-Unsubscribe": letter.list_unsubscribe,
        "h:List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "h:Archived-At": f"<{header_uri(letter.url)}>",
        "h:Auto-Submitted": "auto-generated",
        "h:X-Auto-Response-Suppress": "OOF, AutoReply",
    }
    if letter.sender.archive:
        fields["h:List-Archive"] = f"<{header_uri(letter.sender.archive)}>"
    yield as_form("message.form", fields)


# Placeholders: documentation.mailgun.com, tracking-messages ("Unsubscribe Variables") and batch-sending. A percent
# sign before two hexadecimal digits is part of an address, so only names that Mailgun knows count.
SERVICE: Final = Service(
    name="mailgun",
    title="Mailgun",
    files=_files,
    use="POST message.form, and to with the address of your mailing list, to /v3/DOMAIN/messages;"
    " or letter.eml to /v3/DOMAIN/messages.mime",
    limits="there is no web version of its own; the first name is the variable first_name of each member",
    unsubscribe="%unsubscribe_url%",
    person="%recipient.first_name%",
    message=True,
    header="<%unsubscribe_url%>",
    tag=re.compile(
        r"%(?=(?:recipient|unsubscribe|tag_unsubscribe|mailing_list_unsubscribe)[\w.-]*%)"
    ),
)
