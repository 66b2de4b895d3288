"""The HTML of a post before it is cleaned -> what in it would run, load or ask, to be named with its line."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from envoi.addresses import SCHEMES, absolute

_ACTIVE = re.compile(
    r"<(script|object|embed|applet|form|input(?! type=\"checkbox\")|button|select|textarea|svg"
    r"|math|style|link|meta|base|frame|frameset)\b",
    re.IGNORECASE,
)
_HANDLER = re.compile(r"<[a-z][^<>]*?[\s/\"'](on[a-z]{3,30})\s*=", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""[\s/"']([a-z][a-z:-]{0,30})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_RUNNING: Final = frozenset({"javascript", "vbscript"})
_ADDRESSES: Final = frozenset({"cite", "href", "poster", "src", "srcset"})
_LONGEST_SCHEME: Final = 30
_SOMEWHERE: Final = "https://site.example/"
_HINT: Final = "write an address that begins with https://"


@dataclass(frozen=True, kw_only=True, slots=True)
class Unsafe:
    """One thing that will not come through; it is where `pattern` matches the source for the `nth` time."""

    code: str
    message: str
    hint: str
    pattern: str
    nth: int = 0


def find(rendered: str) -> Iterator[Unsafe]:
    """Elements, event handlers and addresses in `rendered` that feed readers and mail clients refuse."""
    for name in dict.fromkeys(hit[1].lower() for hit in _ACTIVE.finditer(rendered)):
        yield Unsafe(
            code="unsafe-html",
            message=f"<{name}> removed: feed readers and mail clients refuse it",
            hint="show it on your site, and link to it here",
            pattern=rf"<{name}\b",
        )
    for name in dict.fromkeys(hit[1].lower() for hit in _HANDLER.finditer(rendered)):
        yield Unsafe(
            code="unsafe-html",
            message=f"{name}= removed: it would run a script",
            hint="delete it",
            pattern=rf"[\s/\"']{name}\s*=",
        )
    met: Counter[str] = Counter()
    for name, typed in _addresses(rendered):
        scheme = _scheme(typed)
        shown = " ".join(typed.split())[:60]
        if scheme in _RUNNING or (name in _ADDRESSES and scheme not in SCHEMES | {""}):
            yield Unsafe(
                code="unsafe-address",
                message=f'address "{shown}" removed: only http, https, mailto and tel are kept',
                hint=_HINT,
                pattern=_loosely(scheme),
                nth=met[scheme],
            )
            met[scheme] += 1
        elif name in _ADDRESSES and absolute(typed, _SOMEWHERE) is None:
            yield Unsafe(
                code="address",
                message=f'"{shown}" is no address; removed',
                hint=_HINT,
                pattern=re.escape(typed[:200]),
            )


def _scheme(typed: str) -> str:
    """The scheme that browsers see in `typed`, in lower case, or nothing."""
    found = _SCHEME.match(re.sub(r"[\t\r\n]", "", typed))
    return found[1].lower() if found else ""


def _addresses(rendered: str) -> Iterator[tuple[str, str]]:
    for hit in _ATTRIBUTE.finditer(rendered):
        value = html.unescape((hit[2] or hit[3] or hit[4] or "")[:2000])
        if hit[1].lower() == "srcset":
            yield from (("srcset", part) for part in re.split(r",\s|\s+", value))
        else:
            yield hit[1].lower(), value


def _loosely(scheme: str) -> str:
    """A pattern for `scheme` in all its spellings: as references, and with line ends inside."""
    if len(scheme) > _LONGEST_SCHEME:
        return ""
    blank = r"(?:\s|&(?:tab|newline);|&#(?:0*(?:9|10|13)|x0*[9ad]);?)*"
    letters = [
        rf"(?:{re.escape(char)}|&#0*(?:{ord(char)}|{ord(char.upper())})(?!\d);?"
        rf"|&#x0*(?:{ord(char):x}|{ord(char.upper()):x})(?![0-9a-f]);?)"
        for char in scheme
    ]
    return blank.join((*letters, "(?::|&colon;|&#0*58;?|&#x0*3a;?)"))
