"""`[smtp]` of `envoi.toml` -> the mail server that takes a letter to try, and how it is spoken to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from typing import Final

from envoi.addresses import ascii_host
from envoi.problems import Exit, Stop
from envoi.table import FILE_NAME, Table

PASSWORD: Final = "ENVOI_SMTP_PASSWORD"
"""The variable of the environment that holds the password, unless `smtp.password_env` names another one."""

_VARIABLE: Final = re.compile(r"[A-Z_][A-Z0-9_]*")
_HIGHEST: Final = 65535
_PATIENCE: Final = 15
_LONGEST: Final = 600


class Tls(StrEnum):
    """When a connection is encrypted: after a word in the clear (RFC 3207), from the first byte on (RFC 8314), or never."""

    STARTTLS = "starttls"
    IMPLICIT = "implicit"
    NONE = "none"


PORTS: Final[Mapping[Tls, int]] = {Tls.STARTTLS: 587, Tls.IMPLICIT: 465, Tls.NONE: 25}
"""Where servers usually listen for each (RFC 6409, RFC 8314)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SmtpConfig:
    """`[smtp]`. `user` is empty where nobody logs in; `password_env` names the variable that holds the password.

    `timeout` is how many seconds the server may be silent. The password itself is never part of it.
    """

    host: str
    port: int
    tls: Tls = Tls.STARTTLS
    user: str = ""
    password_env: str = PASSWORD
    timeout: float = _PATIENCE

    @property
    def server(self) -> str:
        """Host and port, as a message names them."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"  # fmt: skip

    def password(self, environ: Mapping[str, str]) -> str:
        """The password of `user` in `environ`; nothing where nobody logs in. Raises Stop where it is not there."""
        found = environ.get(self.password_env, "").strip("\r\n") if self.user else ""
        if self.user and not found:
            raise Stop(
                "smtp",
                f"{self.server} wants the password of {self.user}, and {self.password_env} is not set",
                f"set the variable {self.password_env} of the environment; the password does not belong into {FILE_NAME}",
                exit=Exit.ENVIRONMENT,
            )
        return found


def read(table: Table) -> SmtpConfig:
    """What `table` says of the mail server that it names. Raises Stop for what cannot be used."""
    host = _host(table)
    own = _is_this_machine(host)
    tls = Tls(table.choice("smtp.tls", tuple(map(str, Tls)), Tls.NONE if own else Tls.STARTTLS))  # fmt: skip
    if tls is Tls.NONE and not own:
        raise table.fail(
            "smtp.tls",
            f"without encryption everybody on the way to {host} would read the letter and the password",
            'write "starttls" or "implicit"; "none" is for a server on this machine',
        )
    port = table.number("smtp.port", PORTS[tls])
    if not 0 < port <= _HIGHEST:
        raise table.fail("smtp.port", f"{port} is no port", "most servers have 587 or 465")  # fmt: skip
    timeout = table.number("smtp.timeout", _PATIENCE)
    if not 0 < timeout <= _LONGEST:
        raise table.fail("smtp.timeout", f"{timeout} seconds are no time to wait", f"write 1 to {_LONGEST}")  # fmt: skip
    return SmtpConfig(
        host=host,
        port=port,
        tls=tls,
        user=table.text("smtp.user"),
        password_env=_variable(table),
        timeout=timeout,
    )


def needed(found: SmtpConfig | None) -> SmtpConfig:
    """The mail server that is `found`. Raises Stop where there is none."""
    if found is None:
        raise Stop(
            "smtp",
            "no mail server is named that could send a letter",
            f'write host = "smtp.…" below [smtp] in {FILE_NAME}',
        )
    return found


def _host(table: Table) -> str:
    key = "smtp.host"
    typed = table.text(key)
    bare = typed.removeprefix("[").removesuffix("]")
    host = bare if re.fullmatch(r"[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*", bare) else ascii_host(typed)  # fmt: skip
    if not host or ".." in host:
        raise table.fail(
            key,
            f'"{typed}" is not the name of a mail server',
            "write a name alone, like smtp.example.org; the port has a key of its own",
        )
    return host


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _variable(table: Table) -> str:
    """The name of the variable; the message does not show what was typed, which may be the password itself."""
    key = "smtp.password_env"
    typed = table.text(key) or PASSWORD
    if not _VARIABLE.fullmatch(typed):
        raise table.fail(
            key,
            "is no name of a variable, which is of capitals, digits and _",
            f"write the name of the variable that holds the password, such as {PASSWORD}, and never the password",
        )
    return typed
