"""A letter -> what Buttondown's editor and its API take in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from envoi.model import Artifact, Letter
from envoi.services.service import Service, as_json, pasted


def _files(letter: Letter) -> Iterator[Artifact]:
    yield from pasted(letter)
    email = {
        "subject": letter.subject,
        # Without this mark, HTML may be taken for Markdown (docs.buttondown.com/api-emails-create).
        "body": f"<!-- buttondown-editor-mode: fancy -->{letter.html}",
        "status": "draft",
        "template": "naked",
        "canonical_url": letter.url,
    }
    yield as_json("email.json", email)


# Django's templates: docs.buttondown.com/templating, docs.buttondown.com/naked-mode.
SERVICE: Final = Service(
    name="buttondown",
    title="Buttondown",
    files=_files,
    use="choose Naked mode and paste letter.html; or POST email.json to /v1/emails, which makes a draft",
    limits="Naked mode needs a paid plan; Buttondown makes the plain text itself",
    unsubscribe="{{ unsubscribe_url }}",
    web="{{ email.absolute_url }}",
    person="{{ subscriber.metadata.first_name }}",
    tag=re.compile(r"\{(?=[{%#])"),
)
