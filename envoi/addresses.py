"""Text that someone typed as an address -> an absolute, percent-encoded URI (RFC 3986), or nothing."""

from __future__ import annotations

import re
from functools import lru_cache
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
_UNRESERVED = re.compile(r"[A-Za-z0-9/_.~-]*")
_DOT = re.compile("%2e", re.IGNORECASE)
_IN_HEADER = "!#$%&'*+-./:;=?@[]_~"
_LETTERED = re.compile("%[A-F]{2}")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


_PARTS = r"(?:[A-Za-z0-9_~-][A-Za-z0-9_.~-]*/?)*+"
_QUERY = r"(?:\?(?:[A-Za-z0-9_.~=&/-]|%[0-9A-Fa-f]{2})++)?"
_FRAGMENT = r"(?:#(?:[A-Za-z0-9_.~/-]|%[0-9A-Fa-f]{2})++)?"
_PATH = f"/{_PARTS}{_QUERY}{_FRAGMENT}"
_FROM_ROOT = re.compile(_PATH)
_BESIDE = re.compile(
    rf"(?:\./)?((?:\.\./)*+)([A-Za-z0-9_~-]{_PARTS}{_QUERY}{_FRAGMENT})"
)
_WITHIN = re.compile(f"(?=#){_FRAGMENT}")
USUAL_SITE: Final = r"https?://[a-z0-9]{1,63}(?:[.-][a-z0-9]{1,30}){1,4}"
"""The beginning of most addresses that are typed with their host, as a pattern."""

_USUAL = re.compile(USUAL_SITE + _PATH)
"""An address that is absolute, encoded and without anything to resolve."""


def absolute(typed: str, base: str) -> str | None:
    """`typed` resolved against `base` as browsers do it (WHATWG URL), percent-encoded.

    None when it is no address that a reader or mail client may be given: another scheme
    than those in `SCHEMES`, no host, or a port that is none.
    """
    if _USUAL.fullmatch(typed):
        return typed
    if _FROM_ROOT.fullmatch(typed):
        return f"{root}{typed}" if (root := _site(base)) else None
    if page := _page(base):
        if _WITHIN.fullmatch(typed):
            return page + typed
        if found := _BESIDE.fullmatch(typed):
            return _above(page, found[1].count("/")) + found[2]
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
    inner = _without_dots("/" + _encode(path).lstrip("/"))
    return _root(site) + inner


@lru_cache(maxsize=256)
def _site(base: str) -> str:
    """The address `base` up to its path, as it stands in all that are resolved against it; nothing if it has none."""
    if page := _page(base):
        return page[: page.index("/", len("https://"))]
    try:
        return (_resolved(urlsplit(urljoin(base, "/"))) or "").removesuffix("/")
    except (ValueError, UnicodeError):
        return ""


@lru_cache(maxsize=256)
def _page(base: str) -> str:
    """The address `base` up to its fragment, if it is one with nothing to resolve; else nothing."""
    page = base.partition("#")[0]
    return page if _USUAL.fullmatch(page) and "?" not in page else ""


def _above(page: str, levels: int) -> str:
    """The folder that is so many `levels` above that of `page`, with its slash; the root at most."""
    end = page.rindex("/")
    for _ in range(min(levels, page.count("/") - 3)):
        end = page.rindex("/", 0, end)
    return page[: end + 1]


@lru_cache(maxsize=16)
def _root(site: str) -> str:
    """The address `site` up to its path, without a slash at the end."""
    parts = urlsplit(site)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))


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
    if _UNRESERVED.fullmatch(part):
        return part
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
    if "%" in path:
        path = _DOT.sub(".", path)
    if "/." not in path and not path.startswith("."):
        return path
    kept: list[str] = []
    parts = path.split("/")
    for part in parts:
        if part == ".." and len(kept) > 1:
            kept.pop()
        elif part not in (".", ".."):
            kept.append(part)
    if parts[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)
