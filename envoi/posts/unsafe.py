"""The HTML of a post before it is cleaned -> what in it would run, load or ask, to be named with its line."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from envoi.addresses import SCHEMES, USUAL_SITE, absolute
from envoi.patterns import pattern
from envoi.posts import inlined

_ACTIVE = pattern(
    r"<(?=[a-z]{3,8}\b)(script|object|embed|applet|form|input(?! type=\"checkbox\")|button|select|textarea|svg"
    r"|math|style|link|meta|base|frame|frameset)\b",
    re.IGNORECASE,
)
_HANDLER = re.compile(r"<[a-z][^<>]*?[\s/\"'](on[a-z]{3,30}+)\s*+=", re.IGNORECASE)
_LETTERS: Final = "A-Za-z\u0130\u0131\u017f\u212a"
"""What `[a-z]` matches without regard to case, which takes twice the time."""

_HARMLESS: Final = rf"(?!//)(?:{USUAL_SITE}(?=[/\"]))?(?:[A-Za-z0-9_~./#?=%-]|&amp;)*+"
"""What is an address whatever it stands for, as most are; it is not looked into."""

_ATTRIBUTE = pattern(
    rf"""[\s/"']([{_LETTERS}][{_LETTERS}:-]{{0,30}}+)\s*+="""
    rf"""\s*+(?:"{_HARMLESS}"|"([^"]*+)"|'([^']*+)'|([^\s>"']++))"""
)
"""An attribute, and its value if that may be harmful."""

_VALUE = re.compile(rf"""=\s*+(?!"{_HARMLESS}"|&quot;)""")
"""Where a value begins that is looked into; one that is typed with quotes in a text is a path."""

_RUNS = re.compile(r"=[\s\"']*+(?:[jJ][\t\r\n]*+[aA]|[vV][\t\r\n]*+[bB])")
_BEFORE: Final = 40
"""Characters before a value that hold its name, and the blanks behind that."""

_USUAL = pattern(r"(?!//)[A-Za-z0-9_~./#?=&-]*")
"""What is an address whatever it stands for."""

_LINE_ENDS = pattern(r"[\t\r\n]")
_SCHEME = pattern(r"[\x00-\x20]*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_RUNNING: Final = frozenset({"javascript", "vbscript"})
_ADDRESSES: Final = frozenset({"cite", "href", "poster", "src", "srcset"})
_LONGEST_SCHEME: Final = 30
_SOMEWHERE: Final = "https://site.example/"
_HINT: Final = "write an address that begins with https://"
_FILE: Final = "put it into a file beside the post"
_BEGUN = pattern(
    r"""<([a-z][a-z0-9-]*+)(?:[^>"']|"[^"]*+"|'[^']*+')*+""", re.IGNORECASE
)
"""A tag up to one of its attributes."""

_LONGEST: Final = 2000
"""Characters of an address, and before an attribute, that are looked through."""

_SIGNS_AT_MOST: Final = 10

_Said = tuple[str, str, str]
"""Code, message and hint."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unsafe:
    """One thing that will not come through; it is where `pattern` matches the source for the `nth` time."""

    code: str
    message: str
    hint: str
    pattern: str
    nth: int = 0


def is_harmless(html: str) -> bool:
    """Whether `find` surely has nothing to say of `html`, which is in order (`orderly.xml`): told at a fourth of its price."""
    for value in _VALUE.finditer(html):
        start = value.start()
        before = html[max(0, start - _BEFORE) : start].rstrip()
        if not before or before.lower().endswith(tuple(_ADDRESSES)):
            return False
    return not (_RUNS.search(html) or _HANDLER.search(html))


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
    for name, typed, start in _addresses(rendered):
        if ":" not in typed and (name not in _ADDRESSES or _USUAL.fullmatch(typed)):
            continue
        is_data = name in _ADDRESSES and inlined.is_data(typed)
        scheme = "data" if is_data else _scheme(typed)
        shown = " ".join(typed[:_LONGEST].split())[:60]
        if scheme in _RUNNING or (name in _ADDRESSES and scheme not in SCHEMES | {""}):
            said: _Said | None = (
                "unsafe-address",
                f'address "{shown}" removed: only http, https, mailto and tel are kept',
                _HINT,
            )
            if is_data and name == "src" and _is_img(rendered, start):
                said = _of_picture(shown, typed)
            if said:
                code, message, hint = said
                yield Unsafe(
                    code=code,
                    message=message,
                    hint=hint,
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


def _of_picture(shown: str, typed: str) -> _Said | None:
    """What is said of a picture that is `typed` into its address; None if it is kept."""
    if inlined.read(typed):
        return None
    if inlined.is_too_large(typed):
        most = f"{inlined.LARGEST:,}"
        return (
            "image-size",
            f'image "{shown}" removed: it is written in more than {most} characters',
            _FILE,
        )
    return (
        "unsafe-address",
        f'image "{shown}" removed: only PNG, JPEG, GIF, WebP and AVIF in base64 are kept',
        _FILE,
    )


def _scheme(typed: str) -> str:
    """The scheme that browsers see in `typed`, in lower case, or nothing."""
    found = _SCHEME.match(_LINE_ENDS.sub("", typed))
    return found[1].lower() if found else ""


def _addresses(rendered: str) -> Iterator[tuple[str, str, int]]:
    """The name and the value of each attribute, and where it stands; those of `srcset` one by one. The harmless may be left out."""
    for hit in _ATTRIBUTE.finditer(rendered):
        if hit.lastindex == 1:
            continue
        name, typed = hit[1].lower(), hit[2] or hit[3] or hit[4] or ""
        value = html.unescape(typed[:_LONGEST])
        if name == "src" and len(typed) > _LONGEST and inlined.is_data(value):
            value = html.unescape(typed)
        if name == "srcset":
            for part in re.split(r",\s|\s+", value):
                yield name, part, hit.start(1)
        else:
            yield name, value, hit.start(1)


def _is_img(rendered: str, start: int) -> bool:
    """Whether the attribute at `start` is one of a picture; the values before it may hold a `<`."""
    sign = start
    for _ in range(_SIGNS_AT_MOST):
        sign = rendered.rfind("<", max(0, start - _LONGEST), sign)
        if sign < 0:
            break
        if found := _BEGUN.fullmatch(rendered, sign, start):
            return found[1].lower() == "img"
    return False


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
