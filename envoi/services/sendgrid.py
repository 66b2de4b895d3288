"""A letter -> what SendGrid's editor and its Marketing Campaigns API take in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from envoi.model import Artifact, Letter
from envoi.services.service import Service, as_json, pasted


def _files(letter: Letter) -> Iterator[Artifact]:
    yield from pasted(letter)
    content = {
        "subject": letter.subject,
        "html_content": letter.html,
        "plain_content": letter.text,
        "generate_plain_content": False,
        "editor": "code",
    }
    single = {"name": letter.subject, "email_config": content}
    yield as_json("singlesend.json", single)


# Handlebars: twilio.com/docs/sendgrid/for-developers/sending-email/using-handlebars, with {{{unsubscribe}}} and
# {{Sender_Address}} as in SendGrid's own unsubscribe module; <%…%> are the tags of its unsubscribe groups. Fields of
# POST /v3/marketing/singlesends: spec/yaml/tsg_mc_singlesends_v3.yaml of twilio/sendgrid-oai.
SERVICE: Final = Service(
    name="sendgrid",
    title="SendGrid",
    files=_files,
    use="make a Single Send in the code editor, and paste letter.html and letter.txt; or POST singlesend.json, with sender_id and"
    " suppression_group_id in email_config, to /v3/marketing/singlesends, which makes a draft",
    limits="there is no web version of its own",
    unsubscribe="{{{unsubscribe}}}",
    address="{{Sender_Address}}, {{Sender_City}}, {{Sender_State}} {{Sender_Zip}}",
    person="{{first_name}}",
    tag=re.compile(r"\{(?=\{)|(?:<|&lt;|\[)(?=%)"),
)
