"""A look at a folder, the name of a letter and an address -> that letter, sent there once to be looked at."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from envoi import delivery, newsletter, output, postbox
from envoi.delivery import Receipt
from envoi.outcome import Request
from envoi.postbox import SmtpConfig
from envoi.preview.ground import artifacts
from envoi.preview.snapshot import Snapshot
from envoi.preview.workshop import Workshop
from envoi.problems import Exit, Stop

NEXT = "next"
"""The letter that would go out now."""


def look(wanted: Request, name: str) -> Snapshot:
    """What the folder comes to; where `name` is that of a post and no issue, with the letter of that post."""
    snapshot = Workshop(wanted, lambda: wanted.now).look()
    made = snapshot.made
    if made is None or name == NEXT or name in _names(snapshot):
        return snapshot
    alone = replace(wanted, post=name)
    return Workshop(alone, lambda: wanted.now).look()


def send(
    snapshot: Snapshot,
    name: str,
    address: str,
    *,
    environ: Mapping[str, str],
    now: datetime,
) -> Receipt:
    """Send the letter called `name` to `address`. Raises Stop where there is none, and as `delivery.send_test` does."""
    made = snapshot.made
    eml = letter(snapshot, NEXT if snapshot.request.post else name)
    smtp = made.settings.smtp if made else None
    return deliver(eml, smtp, address, environ=environ, now=now)


def deliver(
    eml: bytes,
    smtp: SmtpConfig | None,
    address: str,
    *,
    environ: Mapping[str, str],
    now: datetime,
) -> Receipt:
    """Send the letter `eml` to `address`. Raises Stop where no server is named, and as `delivery.send_test` does.

    `environ` holds the password of the server.
    """
    settings = postbox.needed(smtp)
    return delivery.send_test(
        eml,
        settings,
        address,
        password=settings.password(environ),
        now=now,
        random=os.urandom,
    )


def letter(snapshot: Snapshot, name: str) -> bytes:
    """The message called `name`: as it would be published, or as it was. Raises Stop where there is none."""
    path = f"{newsletter.stem(name)}/letter.eml"
    if made := artifacts(snapshot).get(path):
        return made.content
    if path in output.present(snapshot.target, newsletter.FOLDER):
        return (snapshot.target / path).read_bytes()
    names = _names(snapshot)
    raise Stop(
        "no-letter",
        f'there is no letter called "{name}"' if names else "there is no letter yet",
        f"--issue takes one of: {', '.join(names)}"
        if names
        else "publish a post first",
        exit=Exit.USAGE if names else Exit.NOTHING,
    )


def _names(snapshot: Snapshot) -> tuple[str, ...]:
    """The letters that there are, those that are out last."""
    made = snapshot.made
    if made is None:
        return ()
    drafts = (issue.name for issue in made.issues)
    return tuple(dict.fromkeys((*drafts, *sorted(made.known.issues, reverse=True))))
