"""Front matter in JavaScript between `---js` and `---`, as Eleventy reads it -> Header; nothing is executed."""

from __future__ import annotations

from envoi.posts.header import Collector, Header, HeaderError, cut, key_lines

_FENCES = ("---js", "---javascript")


def read(text: str) -> Header | None:
    """The header of `text`, or None if this is not its form.

    An object, or a script of which each name is a key (11ty.dev/docs/data-frontmatter); only
    what is written out literally counts.
    Raises HeaderError.
    """
    fence = text.partition("\n")[0].rstrip()
    if fence not in _FENCES:
        return None
    found = cut(text, fence, "---")
    if found is None:
        return None
    from envoi.dialects.javascript import read as read_script

    block, body, body_line = found
    whole = block.lstrip().startswith("{")
    script = read_script(f"export default {block}" if whole else block)
    names = {key: value for key, value in script.names.items() if key[0] != "_"}
    values = script.default if isinstance(script.default, dict) else names
    if not values:
        raise HeaderError(
            1,
            "nothing in the front matter is written out (JavaScript)",
            'write { title: "My post" }, or use YAML',
        )
    collector = Collector()
    lines = key_lines(block, ":=")
    for key, value in values.items():
        collector.add(key, value, next(lines.get(key, iter(())), 1) + 1)
    return collector.header(body, body_line)
