"""A letter -> the message as it is, for your own mail server."""

from __future__ import annotations

from typing import Final

from envoi.services.service import Service, pasted

SERVICE: Final = Service(
    name="plain",
    title="no service",
    files=pasted,
    use="send letter.eml with your own mail server",
    message=True,
    limits="there is one address to unsubscribe for all readers",
)
