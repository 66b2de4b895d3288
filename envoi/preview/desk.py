"""A letter and an address, from the form of a page -> the letter there, once; and what came of it, for the page to show."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from envoi.delivery import Receipt
from envoi.postbox import SmtpConfig
from envoi.preview.outbox import deliver
from envoi.preview.studio import fault
from envoi.problems import Problem, Stop

_KEPT: Final = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """What came of it: a `receipt`, or the `problem` for which nothing was sent."""

    address: str
    receipt: Receipt | None = None
    problem: Problem | None = None


class Desk:
    """Sends what its own pages ask for: they know the `token`, which is another one each time the preview is started.

    `environ` holds the password.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.token = secrets.token_urlsafe()
        self._environ = environ
        self._sent: dict[str, Sent] = {}

    def knows(self, token: str) -> bool:
        """Whether a page of this preview asks."""
        return secrets.compare_digest(token.encode(), self.token.encode())

    def send(
        self, eml: bytes, smtp: SmtpConfig | None, address: str, now: datetime
    ) -> Sent:
        """Send the letter `eml` to `address`; takes as long as the server does."""
        try:
            receipt = deliver(eml, smtp, address, environ=self._environ, now=now)
        except Stop as stop:
            return Sent(address=address, problem=stop.problem)
        except Exception as error:  # noqa: BLE001
            return Sent(address=address, problem=fault(error))
        return Sent(address=address, receipt=receipt)

    def keep(self, sent: Sent) -> str:
        """Remember `sent` for the page that comes next; the name by which `of` finds it."""
        name = secrets.token_hex(4)
        self._sent[name] = sent
        while len(self._sent) > _KEPT:
            del self._sent[next(iter(self._sent))]
        return name

    def of(self, name: str) -> Sent | None:
        """What is remembered as `name`."""
        return self._sent.get(name)
