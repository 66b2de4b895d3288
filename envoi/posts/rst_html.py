"""reStructuredText -> the HTML that docutils makes of it, and its messages; the only file that runs docutils."""

from __future__ import annotations

import html
import re
from typing import Any, Final

from docutils import frontend, nodes, utils
from docutils.parsers.rst import Parser
from docutils.readers.standalone import Reader
from docutils.writers.html5_polyglot import HTMLTranslator, Writer

from envoi.posts.header import Remark
from envoi.posts.restructuredtext import LONGEST_LINE
from envoi.posts.rst_directives import registered
from envoi.posts.source import one_line

_SETTINGS: Final = {
    "cloak_email_addresses": False,
    "docinfo_xform": False,
    "doctitle_xform": True,
    "embed_stylesheet": False,
    "file_insertion_enabled": False,
    "footnote_references": "brackets",
    "halt_level": 5,
    "initial_header_level": 2,
    "input_encoding": "unicode",
    "line_length_limit": LONGEST_LINE,
    "math_output": "LaTeX",
    "raw_enabled": True,
    "report_level": 5,
    "sectsubtitle_xform": False,
    "stylesheet_path": "",
    "syntax_highlight": "none",
    "table_style": "",
    "toc_backlinks": False,
    "warning_stream": False,
}
"""No file and no other page is read, and nothing is written but what is asked for."""

_WARNING: Final = 2
_TEASER: Final = re.compile(r"(?:TEASER_END|more|truncate)\b", re.IGNORECASE)
_NOT_LANGUAGES: Final = frozenset({"code", "literal-block", "number-lines"})
_FILMS: Final = (".mp4", ".webm", ".ogv", ".mov")
_HINTS: Final = (
    ("underline too short", "make it as long as the title"),
    ("overline too short", "make it as long as the title"),
    ("disabled", "write here what the file says"),
    ("is not known", "write it out"),
    ("is left out", "link to the page that shows it"),
    ("Unknown target name", "add a line that begins with .. _ and that name"),
    ("Unexpected indentation", "put a blank line before it"),
    ("without a blank line", "put a blank line behind it"),
    ("start-string without end-string", "close it, or put a backslash before it"),
)


def publish(text: str) -> tuple[str, tuple[Remark, ...]]:
    """HTML of `text`, and a remark for each message of docutils, with lines from 1. Raises RecursionError."""
    found: dict[tuple[int, str], Remark] = {}

    def listen(message: nodes.system_message) -> None:
        if message["level"] >= _WARNING:
            line = int(message.get("line") or 1)
            words = one_line(message[0].astext() if len(message) else "")[:160]
            hint = next((hint for part, hint in _HINTS if part in words), _HINT)
            remark = Remark(code="rst", line=line, message=words.rstrip("."), hint=hint)
            found.setdefault((line, words), remark)

    reader, parser, writer = Reader(), Parser(), Writer()
    settings = frontend.get_default_settings(reader, parser, writer)
    vars(settings).update(_SETTINGS)
    document = utils.new_document("post", settings)
    document.reporter.attach_observer(listen)
    with registered():
        parser.parse(text, document)
        document.transformer.populate_from_components((reader, parser, writer))
        document.transformer.apply_transforms()
    page = _Page(document)
    document.walkabout(page)
    title = f"<h1>{''.join(page.title)}</h1>\n" if page.title else ""
    below = f"<h2>{''.join(page.subtitle)}</h2>\n" if page.subtitle else ""
    return title + below + "".join(page.fragment), tuple(found.values())


_HINT: Final = "correct it there, or leave it as it is shown"


class _Page(HTMLTranslator):
    """docutils' HTML5 without its messages, its styles and its looks into files."""

    def visit_system_message(self, node: Any) -> None:
        raise nodes.SkipNode

    def visit_problematic(self, node: Any) -> None:
        self.body.append(html.escape(node.astext()))
        raise nodes.SkipNode

    def visit_comment(self, node: Any) -> None:
        if _TEASER.match(node.astext()):
            self.body.append("<!-- more -->\n")
        raise nodes.SkipNode

    def visit_literal_block(self, node: Any) -> None:
        if node.rawsource != node.astext() and len(node.children) > 1:
            self.body.append("<pre>")
            return
        names = [name for name in node["classes"] if name not in _NOT_LANGUAGES]
        language = re.sub(r"[^\w+#.-]", "", names[0]) if names else ""
        mark = f' class="language-{language}"' if language else ""
        self.body.append(
            f"<pre><code{mark}>{html.escape(node.astext())}</code></pre>\n"
        )
        raise nodes.SkipNode

    def depart_literal_block(self, node: Any) -> None:
        self.body.append("</pre>\n")

    def visit_doctest_block(self, node: Any) -> None:
        self._code(node.astext(), "language-pycon", "pre")

    def visit_literal(self, node: Any) -> None:
        self._code(node.astext(), "", "")

    def visit_math(self, node: Any) -> None:
        self._code(node.astext(), "language-math", "")

    def visit_math_block(self, node: Any) -> None:
        self._code(node.astext(), "language-math", "pre")

    def _code(self, text: str, name: str, around: str) -> None:
        mark = f' class="{name}"' if name else ""
        made = f"<code{mark}>{html.escape(text)}</code>"
        self.body.append(f"<{around}>{made}</{around}>\n" if around else made)
        raise nodes.SkipNode

    def visit_image(self, node: Any) -> None:
        uri = node.get("uri", "")
        alt = node.get("alt", "")
        film = uri.lower().endswith(_FILMS)
        sizes = "".join(
            f' {key}="{found[1]}"'
            for key in ("width", "height")
            if (found := re.fullmatch(r"(\d{1,5})(?:px)?", str(node.get(key, ""))))
        )
        kind = "video controls" if film else f'img alt="{html.escape(alt)}"'
        end = "</video>" if film else ""
        self.body.append(f'<{kind} src="{html.escape(uri)}"{sizes}>{end}')

    def depart_image(self, node: Any) -> None:
        pass

    def visit_admonition(self, node: Any) -> None:
        """A note as the notes of Markdown are: a quotation that begins with its title in bold."""
        self.body.append("<blockquote>\n")
        if node.tagname != "admonition":
            label = self.language.labels.get(node.tagname, node.tagname.title())
            self.body.append(f"<p><strong>{html.escape(label)}</strong></p>\n")

    def depart_admonition(self, node: Any = None) -> None:
        self.body.append("</blockquote>\n")

    visit_attention = visit_caution = visit_danger = visit_error = visit_admonition
    visit_hint = visit_important = visit_note = visit_tip = visit_warning = (
        visit_admonition
    )
    depart_attention = depart_caution = depart_danger = depart_error = depart_admonition
    depart_hint = depart_important = depart_note = depart_tip = depart_warning = (
        depart_admonition
    )

    def visit_title(self, node: Any) -> None:
        if isinstance(node.parent, (nodes.Admonition, nodes.topic, nodes.sidebar)):
            self.body.append(f"<p><strong>{html.escape(node.astext())}</strong></p>\n")
            raise nodes.SkipNode
        super().visit_title(node)
