"""Words and values -> text that is safe where it goes: in Markdown, in HTML, in an attribute, in an address."""

from __future__ import annotations

import html
import re
from typing import Final
from urllib.parse import quote

_SPECIAL: Final = {ord(char): f"&#{ord(char)};" for char in "*_`[]|~$\\#!{}:@^=+%"}
_BRACE: Final = {ord("{"): "&#123;", ord("}"): "&#125;"}
_KEPT: Final = "/:@!$&'*+,;=~-._%?#"
_WWW = re.compile(r"(?<=\bwww)\.", re.IGNORECASE)
_OPENING = re.compile(r"\{(?=[{%])")


def words(text: str) -> str:
    """`text` as words on one line that mean nothing in Markdown or HTML."""
    plain = html.escape(_apart(text), quote=False)
    return _WWW.sub("&#46;", plain.translate(_SPECIAL))


def attribute(text: str) -> str:
    """`text` as the value of an attribute in double quotes, on one line."""
    plain = html.escape(_apart(text))
    return plain.replace("`", "&#96;").replace("|", "&#124;").translate(_BRACE)


def address(text: str) -> str:
    """`text` as an address in an attribute, or in the target of a link in Markdown."""
    return quote(html.unescape(text).strip(), safe=_KEPT).replace("&", "&amp;")


def link(url: str, text: str, title: str = "") -> str:
    """A link to `url` with the words `text`."""
    more = f' title="{attribute(title)}"' if title else ""
    return f'<a href="{address(url)}"{more}>{words(text)}</a>'


def picture(src: str, alt: str = "", title: str = "") -> str:
    """A picture."""
    more = f' title="{attribute(title)}"' if title else ""
    return f'<img src="{address(src)}" alt="{attribute(alt)}"{more}>'


def code(text: str, language: str = "") -> str:
    """`text` as it stands, as a block of code on one line, so that it can stand in a list or a table too."""
    shown = html.escape(text.strip("\n").rstrip(), quote=False).translate(_SPECIAL)
    known = re.sub(r"[^\w+#.-]", "", language.lower())
    name = f' class="language-{known}"' if known else ""
    return f"<pre><code{name}>{shown.replace(chr(10), '&#10;')}&#10;</code></pre>"


def inline_code(text: str) -> str:
    """`text` as it stands, as code within a line."""
    return f"<code>{html.escape(text, quote=False).translate(_SPECIAL)}</code>"


def split_braces(text: str) -> str:
    """`text` with a blank between the two characters that would begin template code."""
    return _OPENING.sub("{ ", text)


def _apart(text: str) -> str:
    """`text` on one line, its braces apart from one another and from those that may stand beside it."""
    line = split_braces(" ".join(html.unescape(text).split()))
    return re.sub(r"\A(?=[{%])|(?<=\{)\Z", " ", line)
