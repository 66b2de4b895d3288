"""What Eleventy reads in Markdown, Liquid and Nunjucks: `{% tag "argument", key="value" %}`, `{{ value | filter("x") }}`."""

from __future__ import annotations

import re
from typing import Final

from envoi.posts.shortcodes import arguments, braces, pictures
from envoi.posts.shortcodes.syntax import Call, Syntax

_ANYWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/.]")


def image(call: Call) -> str | None:
    """A picture. Eleventy's own plugin takes its path from the root of the project."""
    if call.args and not _ANYWHERE.match(call.args[0]):
        rooted = (f"/{call.args[0]}", *call.args[1:])
        call = Call(name=call.name, page=call.page, args=rooted, named=call.named)
    return pictures.image(call) if call.name == "image" else pictures.guess(call)


NUNJUCKS: Final = Syntax(
    read=braces.read,
    arguments=arguments.commas,
    unescape=braces.raw,
    handlers={"image": image, "imagewithclass": image},
    values=True,
    includes=("_includes", "src/_includes", "templates"),
)
