"""A letter's .eml and an address -> the letter there, once, to be looked at. One file a way to send; SMTP is the first.

A letter goes out to its readers by a mailing service; this is for who wants to see it in an inbox before. What to call is
`send_test`.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from envoi.delivery import smtp, trial
from envoi.postbox import SmtpConfig
from envoi.problems import Problem

__all__ = ["Receipt", "send_test"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What the server took: to whom, under which subject and Message-ID, and its `answer`, which mail servers know it by.

    `problems` are what whoever looks at the letter has to know.
    """

    address: str
    server: str
    subject: str
    message_id: str
    answer: str
    problems: tuple[Problem, ...] = ()


def send_test(
    eml: bytes,
    settings: SmtpConfig,
    address: str,
    *,
    password: str,
    now: datetime,
    random: Callable[[int], bytes],
    trust: ssl.SSLContext | None = None,
) -> Receipt:
    """Send the letter `eml` once to `address`, marked as a test.

    `random` gives so many bytes that nobody can foresee; `trust` says which certificates count, if not those of the
    machine. Raises Stop for an address that is none (code `recipient`), a file that is no letter (`letter`), and whatever
    the server has against it (`smtp`); then nothing was sent, or the server told that it did not take it.
    """
    test = trial.prepare(eml, address, now=now, random=random)
    answer = smtp.send(
        test.content,
        settings,
        sender=test.sender,
        recipient=test.recipient,
        password=password,
        trust=trust,
    )
    return Receipt(
        address=test.recipient,
        server=settings.server,
        subject=test.subject,
        message_id=test.message_id,
        answer=answer,
        problems=test.problems,
    )
