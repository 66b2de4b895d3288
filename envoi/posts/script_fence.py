"""Front matter as a JavaScript object between `---js` and `---`, as Eleventy reads it -> Header; nothing is executed."""

from __future__ import annotations

from envoi.dialects.javascript import read as read_script
from envoi.posts.header import Collector, Header, HeaderError, cut, key_lines

_FENCES = ("---js", "---javascript")


def read(text: str) -> Header | None:
    """The header of `text`, or None if this is not its form; of the object only what is written out literally.

    Raises HeaderError.
    """
    fence = text.partition("\n")[0].rstrip()
    if fence not in _FENCES:
        return None
    found = cut(text, fence, "---")
    if found is None:
        return None
    block, body, body_line = found
    # Eleventy takes a bare object as well as a script that exports one.
    script = read_script(block if "export" in block else f"export default {block}")
    if not isinstance(script.default, dict):
        raise HeaderError(
            1,
            "front matter is not an object that is written out (JavaScript)",
            'write { title: "My post" }, or use YAML',
        )
    collector = Collector()
    lines = key_lines(block, ":")
    for key, value in script.default.items():
        collector.add(key, value, next(lines.get(key, iter(())), 1) + 1)
    return collector.header(body, body_line)
