"""A mark in braces, of whatever generator -> the tag that it is; and code in which such marks were escaped -> that code."""

from __future__ import annotations

import re
from typing import Final

from envoi.posts.shortcodes import outputs
from envoi.posts.shortcodes.blocks import VERBATIM
from envoi.posts.shortcodes.syntax import Kind, Tag

_NAME = re.compile(r"(/?)\s*([^\W\d][\w./:-]*)(.*)\Z", re.DOTALL)
_CALL = re.compile(r"([A-Za-z_][\w:.]*)\s*\((.*)\)\Z", re.DOTALL)
_ESCAPED = re.compile(r"/\*(.*)\*/\Z", re.DOTALL)
_RAW = re.compile(r"\{%[-~]?\s*+(?:end)?(?:raw|verbatim)\s*+[-~]?%\}")
_SHORTCODE = re.compile(
    r"(\{\{[<%]?|\{%)/\*((?:[^*{]|\*(?!/)|\{(?![{%]))*+)\*/([>%]?\}\}|%\})"
)
_ENDS_LIQUID: Final = r"\{{%[-~]?\s*+end(?:{0})\s*+[-~]?%\}}"
_ENDS_HUGO: Final = r"\{{\{{[<%]\s*+/\s*+{0}\s*+[>%]\}}\}}"


def read(found: re.Match[str]) -> Tag | None:
    """The tag that a match of `lexer.MARKS` is."""
    kind = found.lastgroup
    if kind == "remark":
        return _tag(found, Kind.NOTHING, "")
    if kind == "hugo":
        return _shortcode(found)
    inner = found[0][2:-2].strip()
    inner = inner.removeprefix("-").removesuffix("-").strip("~ \t\n")
    if escaped := _ESCAPED.match(inner):
        return _shown(found, found[0].replace(inner, escaped[1]))
    if not inner:
        return _shown(found, found[0])
    return _output(found, inner) if kind == "output" else _block(found, inner)


def raw(code: str) -> str:
    """`code` without the marks that keep Liquid and Nunjucks from reading it."""
    return _RAW.sub("", code)


def comments(code: str) -> str:
    """`code` without the marks that keep Hugo and Zola from reading it: `{{</* x */>}}` is `{{< x >}}`."""
    return _SHORTCODE.sub(r"\1\2\3", code)


def _shortcode(found: re.Match[str]) -> Tag | None:
    inner = found[0][3:-3].strip()
    if escaped := _ESCAPED.match(inner):
        return _shown(found, f"{found[0][:3]}{escaped[1]}{found[0][-3:]}")
    named = _NAME.match(inner)
    if not named:
        return _shown(found, found[0])
    slash, name, rest = named.groups()
    typed = f"{found[0][:3]} {name} {found[0][-3:]}"
    if slash:
        return _tag(found, Kind.CLOSE, name, typed=typed)
    if rest.endswith("/") or name.endswith("/"):
        return _tag(found, Kind.VOID, name.rstrip("/"), rest[:-1], typed)
    ends = _ENDS_HUGO.format(re.escape(name)) if name in VERBATIM else ""
    return _tag(found, Kind.VERBATIM if ends else Kind.TAG, name, rest, typed, ends)


def _output(found: re.Match[str], inner: str) -> Tag:
    if called := _CALL.match(inner):
        return _tag(found, Kind.VOID, called[1], called[2], f"{{{{ {called[1]}() }}}}")
    return _tag(found, Kind.OUTPUT, "", inner, f"{{{{ {inner[:40]} }}}}")


def _block(found: re.Match[str], inner: str) -> Tag:
    named = _NAME.match(inner)
    if not named:
        return _tag(found, Kind.NOTHING, "")
    name, rest = named[2], named[3]
    typed = f"{{% {name} %}}"
    if name.startswith("end"):
        return _tag(found, Kind.CLOSE, name[3:], typed=typed)
    if called := _CALL.match(inner):
        name, rest = called[1], called[2]
    ends = _ENDS_LIQUID.format(f"{re.escape(name)}|") if name in VERBATIM else ""
    if name in ("raw", "verbatim", "comment"):
        ends = _ENDS_LIQUID.format(name)
    return _tag(found, Kind.VERBATIM if ends else Kind.TAG, name, rest, typed, ends)


def _tag(
    found: re.Match[str],
    kind: Kind,
    name: str,
    arguments: str = "",
    typed: str = "",
    ends: str = "",
) -> Tag:
    return Tag(
        kind=kind,
        name=name,
        start=found.start(),
        end=found.end(),
        arguments=arguments,
        typed=typed,
        ends=ends,
    )


def _shown(found: re.Match[str], text: str) -> Tag:
    """Someone wrote about tags: the tag as it stands, as code."""
    return _tag(found, Kind.LITERAL, "", outputs.inline_code(text))
