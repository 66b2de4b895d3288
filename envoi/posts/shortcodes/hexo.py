"""Hexo's tags: `{% tag argument "argument" %}…{% endtag %}`; its arguments are parted by blanks."""

from __future__ import annotations

from typing import Final

from envoi.posts.shortcodes import arguments, braces, embeds, links, outputs, pictures
from envoi.posts.shortcodes.syntax import Call, Syntax


def include_code(call: Call) -> str | None:
    """A file of code, from `source/downloads/code` as Hexo has it by default (`code_dir`)."""
    language, path = "", ""
    for text in call.args:
        if text.startswith("lang:"):
            language = text[5:]
        elif not text.startswith(("from:", "to:")):
            path = text
    path = path.lstrip("/")
    if not path or ".." in path.split("/"):
        return None
    found = call.page.read(f"source/downloads/code/{path}")
    return (
        f"\n{outputs.code(found, language or path.rpartition('.')[2])}\n"
        if found
        else None
    )


HEXO: Final = Syntax(
    read=braces.read,
    arguments=arguments.bare,
    unescape=braces.raw,
    handlers={
        "img": pictures.hexo_image,
        "image": pictures.hexo_image,
        "link": links.text_link,
        "includecode": include_code,
        "iframe": embeds.frame,
    },
    includes=("source",),
)
