"""The mailing services by name: one file each. A new one is one file, one line here, and a paragraph in docs/services.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from envoi.services import (
    brevo,
    buttondown,
    ghost,
    keila,
    kit,
    listmonk,
    mailchimp,
    mailerlite,
    mailgun,
    plain,
    resend,
    sendgrid,
    sendy,
)
from envoi.services.service import Service

__all__ = ["PLAIN", "SERVICES", "Service", "resembling"]

PLAIN: Final = plain.SERVICE.name
"""The name of the one that stands for no service at all."""

SERVICES: Final[Mapping[str, Service]] = {
    module.SERVICE.name: module.SERVICE
    for module in (
        plain,
        brevo,
        buttondown,
        ghost,
        keila,
        kit,
        listmonk,
        mailchimp,
        mailerlite,
        mailgun,
        resend,
        sendgrid,
        sendy,
    )
}


def resembling(typed: str) -> tuple[str, ...]:
    """The names of the services whose placeholder `typed` is, or else whose tags look like it; none if it is none."""
    found = [
        name
        for name, service in SERVICES.items()
        if service.unsubscribe and _bare(service.unsubscribe) == _bare(typed)
    ]
    return tuple(found) or tuple(
        name
        for name, service in SERVICES.items()
        if service.tag and service.tag.search(typed)
    )


def _bare(placeholder: str) -> str:
    return "".join(placeholder.split()).lower()
