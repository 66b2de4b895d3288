"""MDX: `import` and `export`, `{expressions}` and `{/* comments */}`, components such as `<Note title="x">…</Note>`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from envoi.posts.shortcodes import arguments, braces, links, outputs
from envoi.posts.shortcodes.syntax import Kind, Syntax, Tag

_MARKS: Final = r"^import\b|^export\b|\\[{}]|\{|</?(?P<element_name>[A-Za-z][\w.:-]*)?+"
_IMPORT = re.compile(
    r"import\s+(?:[\w*\s{},$]{1,300}?\s*from\s*)?([\"'])[^\"'\n]{1,300}\1[ \t]*;?[ \t]*$",
    re.MULTILINE,
)
_IMPORTED = re.compile(r"^import\s+(\w+)\s+from\s+[\"']([^\"'\n]+)[\"']", re.MULTILINE)
_EXPORT = re.compile(r"export\s+(?:const|let|var|function|default|async|class|type|interface|\{|\*)")  # fmt: skip
_ATTRIBUTE = re.compile(
    r"""\s*+(?:(?P<key>[A-Za-z_@:][\w.:-]*+)(?:\s*+=\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<value>\{)))?|(?P<spread>\{))"""
)
_END = re.compile(r"\s*+(/?)>")
_LITERAL = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|`([^`$]*)`|(\d+))\s*\Z""")
_FILE = re.compile(
    r"""\s*(?:require|useBaseUrl|withBaseUrl)\(\s*["']([^"']+)["']\s*\)(?:\.default)?\s*\Z"""
)


@lru_cache(maxsize=1)
def _closings(text: str) -> Mapping[int, int]:
    """Where each `{` that is closed is closed, as positions in `text`."""
    found, opened = {}, []
    for brace in re.finditer(r"[{}]", text):
        if brace[0] == "{":
            opened.append(brace.start())
        elif opened:
            found[opened.pop()] = brace.start()
    return found


@lru_cache(maxsize=1)
def _imported(text: str) -> Mapping[str, str]:
    return {found[1]: found[2] for found in _IMPORTED.finditer(text)}


def read_mdx(text: str, found: re.Match[str]) -> Tag | None:
    """The tag that a match of MDX's marks is; None if it is text."""
    mark = found[0]
    if mark[0] == "\\":
        return _tag(found, found.end(), Kind.LITERAL, arguments=mark[1])
    if mark[0] == "{":
        return _expression(text, found)
    if mark[0] == "<":
        return _element(text, found)
    if mark == "import":
        whole = _IMPORT.match(text, found.start())
        return _tag(found, whole.end(), Kind.NOTHING) if whole else None
    if not _EXPORT.match(text, found.start()):
        return None
    line_end = text.find("\n", found.end())
    brace = text.find("{", found.end(), line_end if line_end > 0 else len(text))
    blank = text.find("\n\n", max(_closings(text).get(brace, 0), found.end()))
    return _tag(found, blank if blank > 0 else len(text), Kind.NOTHING)


def _expression(text: str, found: re.Match[str]) -> Tag | None:
    end = _closings(text).get(found.start(), -1)
    # Docusaurus' `## Heading {#id}`, and the attributes of directives: `::name[label]{key=value}`.
    before = text[found.start() - 1 : found.start()]
    if end < 0 or text[found.end()] in "#:" or before.isalnum() or before in ("]", "-"):
        return None
    inner = text[found.end() : end].strip()
    if not inner or (inner.startswith("/*") and inner.endswith("*/")):
        return _tag(found, end + 1, Kind.NOTHING)
    if literal := _LITERAL.match(inner):
        words = outputs.words(next(filter(None, literal.groups()), "")) or " "
        return _tag(found, end + 1, Kind.LITERAL, arguments=words)
    typed = " ".join(inner[:40].split())
    return _tag(found, end + 1, Kind.OUTPUT, arguments=inner, typed=f"{{{typed}}}")


def _element(text: str, found: re.Match[str]) -> Tag | None:
    name, close = found["element_name"] or "", found[0].startswith("</")
    given: list[tuple[str, str | None]] = []
    changed, at = False, found.end()
    while attribute := _ATTRIBUTE.match(text, at):
        at = attribute.end()
        if opened := attribute["value"] or attribute["spread"]:
            start = at - len(opened)
            end = _closings(text).get(start, -1)
            if end < 0:
                return None
            at, changed = end + 1, True
            if attribute["key"] and (value := _value(text, start + 1, end)):
                given.append((attribute["key"], value))
        else:
            value = attribute["double"] or attribute["single"]
            given.append((attribute["key"], value))
    ended = _END.match(text, at)
    if not ended:
        return None
    if not name:
        return _tag(found, ended.end(), Kind.NOTHING)
    if name[0].islower() and "." not in name:
        if close or not (changed or any(key == "className" for key, _ in given)):
            return None
        typed = "".join(
            f" {_html(key)}" + (f'="{outputs.attribute(value)}"' if value else "")
            for key, value in given
        )
        return _tag(
            found,
            ended.end(),
            Kind.LITERAL,
            arguments=f"<{name}{typed}{' /' if ended[1] else ''}>",
        )
    kind = Kind.CLOSE if close else Kind.VOID if ended[1] else Kind.TAG
    typed = " ".join(f'{key}="{_escaped(value or "")}"' for key, value in given)
    return _tag(found, ended.end(), kind, name, typed, f"<{name}>")


def _value(text: str, start: int, end: int) -> str:
    """What an attribute's expression says, if it is plain to see."""
    inner = text[start : min(end, start + 500)]
    if literal := _LITERAL.match(inner):
        return next(filter(None, literal.groups()), "")
    if file := _FILE.match(inner):
        return file[1]
    return _imported(text).get(inner.strip().partition(".")[0], "")


def _html(key: str) -> str:
    return {"className": "class", "srcSet": "srcset"}.get(key, key)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


def _tag(
    found: re.Match[str],
    end: int,
    kind: Kind,
    name: str = "",
    arguments: str = "",
    typed: str = "",
) -> Tag:
    return Tag(
        kind=kind,
        name=name,
        start=found.start(),
        end=end,
        arguments=arguments,
        typed=typed,
    )


MDX: Final = Syntax(
    read=braces.read,
    arguments=arguments.equals,
    handlers={"link": links.text_link, "a": links.text_link},
    more=_MARKS,
    read_more=read_mdx,
    indented=False,
)
