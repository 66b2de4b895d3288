"""The newest letter as plain text, until there is more to see."""

from __future__ import annotations

from envoi.preview.view import Asked, File, Page, View


def show(asked: Asked) -> Page | File | None:
    """The text of the next letter."""
    if asked.path:
        return None
    made = asked.snapshot.made
    texts = [
        artifact.content.decode()
        for artifact in (made.artifacts if made else ())
        if artifact.path.endswith("/letter.txt")
    ]
    return Page(template="letters.html.j2", title="Newsletter", values={"texts": texts})


VIEW = View(name="newsletter", title="Newsletter", show=show)
