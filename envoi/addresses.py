"""Text that someone typed as an address -> an absolute, percent-encoded URI (RFC 3986), or nothing."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Final
from unicodedata import normalize
from urllib.parse import (
    SplitResult,
    quote,
    unquote,
    urldefrag,
    urljoin,
    urlsplit,
    urlunsplit,
)

SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
"""What a link in a post may lead to; everything else may run or reveal something."""

ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
"""A word of a mail header that needs no quotes, as a pattern (RFC 5322 section 3.2.3)."""

DOT_ATOM: Final = rf"{ATOM}(?:\.{ATOM})*"
"""What stands before the @ of a mail address, as a pattern."""

_BLANKS = re.compile(r"[\x00-\x20\x7f-\xa0]+")
_SAFE = "/:@!$&'()*+,;=~-._%"
_DOT = re.compile("%2e", re.IGNORECASE)
_IN_HEADER = "!#$%&'*+-./:;=?@[]_~"
_LETTERED = re.compile("%[A-F]{2}")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def absolute(typed: str, base: str) -> str | None:
    """`typed` resolved against `base` as browsers do it (WHATWG URL), percent-encoded.

    None when it is no address that a reader or mail client may be given: another scheme
    than those in `SCHEMES`, no host, or a port that is none.
    """
    try:
        return _resolved(urlsplit(urljoin(urldefrag(base)[0], _tidy(typed))))
    except (ValueError, UnicodeError):
        return None


def is_web(typed: str) -> bool:
    """Whether `typed` is an absolute http or https address with a host."""
    found = absolute(typed, "")
    return found is not None and found.startswith(("http://", "https://"))


def host_of(url: str) -> str:
    """The host of an absolute address, in lower case and ASCII."""
    return urlsplit(url).hostname or ""


def is_trial(url: str) -> bool:
    """Whether `url` is on this machine or the address of the example, so that nobody else can have read what is there."""
    host = host_of(url)
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in ("example.org", "localhost") or host.endswith(".localhost")


def below(site: str, path: str) -> str:
    """The address of `path` below the address `site`, keeping the path that `site` has.

    `path` may not leave the site: dot segments are resolved within it.
    """
    parts = urlsplit(site)
    inner = _without_dots("/" + _encode(path).lstrip("/"))
    return urlunsplit(
        (parts.scheme, parts.netloc, parts.path.rstrip("/") + inner, "", "")
    )


def header_uri(address: str) -> str:
    """`address` as it stands between the brackets of a mail header (RFC 2369), in ASCII.

    Parsers cut a list of addresses at each comma, and take round brackets for comments. SpamAssassin takes `%BC` for a
    template that nobody filled in, and `%bc` not (UNRESOLVED_TEMPLATE, 3 points); both say the same (RFC 3986 section
    6.2.2.1).
    """
    if not address.isascii():
        address = absolute(address, "") or address
    to, mark, query = address.strip().partition("?")
    if to.startswith("mailto:"):
        mailbox, at, host = to.rpartition("@")
        to = f"{mailbox}{at}{ascii_host(unquote(host)) or host}"
    encoded = quote(f"{to}{mark}{query}", safe=_IN_HEADER)
    return _LETTERED.sub(lambda found: found[0].lower(), encoded)


def _resolved(parts: SplitResult) -> str | None:
    scheme = parts.scheme.lower()
    query, fragment = _encode(parts.query, "?"), _encode(parts.fragment, "?")
    if scheme in ("mailto", "tel"):
        path = _encode(parts.path).lstrip("/")
        return urlunsplit((scheme, "", path, query, "")) if path else None
    host = _host(parts.hostname or "")
    if scheme not in SCHEMES or not host:
        return None
    port = f":{parts.port}" if parts.port else ""
    path = _without_dots(_encode(parts.path)) or "/"
    return urlunsplit((scheme, host + port, path, query, fragment))


def _tidy(typed: str) -> str:
    """Browsers cut blanks at the ends and drop tabs and line ends anywhere; a blank inside is %20."""
    tidied = re.sub(r"[\t\r\n]", "", typed).strip("".join(map(chr, range(0x21))))
    return _BLANKS.sub("%20", tidied).replace("\\", "%5C")


def _encode(part: str, more: str = "") -> str:
    return quote(_STRAY_PERCENT.sub("%25", part), safe=_SAFE + more)


def ascii_host(host: str) -> str:
    """`host` in lower case, labels in other scripts as A-labels (RFC 5890); nothing if it is no host.

    Python's codec "idna" is of 2003 and makes another domain of a German one with ß.
    """
    if re.search("[\ud800-\udfff]", host):
        return ""
    labels = [
        label if label.isascii() else f"xn--{label.encode('punycode').decode()}"
        for label in normalize("NFKC", host.lower()).split(".")
    ]
    found = ".".join(labels)
    valid = re.fullmatch(r"[a-z0-9_~-][a-z0-9._~-]*", found)
    return found if valid and max(map(len, labels)) <= 63 else ""


def _host(host: str) -> str:
    if re.fullmatch(r"[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*", host):
        return f"[{host}]"
    return ascii_host(host)


def _without_dots(path: str) -> str:
    """RFC 3986 section 5.2.4, with `%2e` for a dot (WHATWG); more `..` than there are folders end at the root."""
    kept: list[str] = []
    parts = _DOT.sub(".", path).split("/")
    for part in parts:
        if part == ".." and len(kept) > 1:
            kept.pop()
        elif part not in (".", ".."):
            kept.append(part)
    if parts[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)
