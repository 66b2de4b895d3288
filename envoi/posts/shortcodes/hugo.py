"""Hugo's shortcodes: `{{< name argument key="value" >}}`, `{{% name %}}…{{% /name %}}`; Nikola's are the same."""

from __future__ import annotations

from typing import Final

from envoi.posts.shortcodes import arguments, braces, links
from envoi.posts.shortcodes.syntax import Syntax

HUGO: Final = Syntax(
    read=braces.read,
    arguments=arguments.equals,
    unescape=braces.comments,
    handlers={"link": links.text_link},
    includes=("content",),
)
