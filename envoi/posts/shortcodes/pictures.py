"""Tags that show a picture -> a picture, or a figure with its caption."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from envoi.posts.shortcodes import outputs
from envoi.posts.shortcodes.syntax import Call, Handler

_SUFFIX = re.compile(r"\.(?:avif|gif|jpe?g|png|svg|webp)\Z", re.IGNORECASE)
_MARKED = re.compile(r"[*_\[`]|\n\s*\n")
_SOURCES: Final = ("src", "url", "image", "imagepath", "path", "file", "imageurl", "img", "link", "filename", "source")  # fmt: skip


def is_picture(address: str) -> bool:
    """Whether `address` ends as those of pictures do."""
    return _SUFFIX.search(_path(address)) is not None


def _path(address: str) -> str:
    """The path in `address`, which may be no address at all."""
    try:
        return urlsplit(address.strip()).path
    except ValueError:
        return ""


def figure(call: Call) -> str | None:
    """A figure: Hugo's `figure`, and includes of that kind. With nothing to say about it, a picture alone."""
    src = call.get(*_SOURCES[:-3], at=0) or call.get(*_SOURCES)
    if not src:
        return None
    caption = (
        call.get("caption", "figcaption", "description", "desc") or call.text.strip()
    )
    title, credit = call.get("title"), call.get("attr", "credit", "attribution")
    alt = call.get("alt", "alttext", at=1) or caption or title
    shown = outputs.picture(src, _plain(alt))
    if (target := call.get("link", "href", "linkto")) and target != src:
        shown = f'<a href="{outputs.address(target)}">{shown}</a>'
    if credit and (where := call.get("attrlink", "creditlink")):
        credit = outputs.link(where, credit)
    said = [f"<strong>{outputs.words(title)}</strong>"] if title else []
    said += filter(None, (caption, credit))
    if not said:
        return shown
    words = outputs.split_braces(" ".join(said))
    if _MARKED.search(caption):
        return f"\n\n<figure>\n{shown}\n<figcaption>\n\n{words}\n\n</figcaption>\n</figure>\n\n"
    return f"\n\n<figure>{shown}<figcaption>{words}</figcaption></figure>\n\n"


def image(call: Call) -> str | None:
    """A picture within a line: address, words for it, title."""
    if call.get("caption", "figcaption", "description", "desc"):
        return figure(call)
    src = call.get(*_SOURCES, at=0)
    alt = call.get("alt", "alttext", at=1) or call.get("title", "caption")
    return outputs.picture(src, alt, call.get("title")) if src else None


def hexo_image(call: Call) -> str | None:
    """Hexo's `img` and `asset_img`, Octopress' `img`: classes, address, width, height, title and words for it."""
    at = next((n for n, text in enumerate(call.args) if _is_source(text)), None)
    if at is None:
        return None
    rest = [
        text
        for text in call.args[at + 1 :]
        if not re.fullmatch(r"[\d.]+(?:px|%)?", text)
    ]
    if len(rest) == 1 and '"' in rest[0]:
        rest = [part for part in rest[0].split('"') if part.strip()]
    title = rest[0] if rest else ""
    alt = rest[1] if len(rest) > 1 else title
    return outputs.picture(call.args[at], alt, title if len(rest) > 1 else "")


def guess(call: Call) -> str | None:
    """A tag nobody knows that is given the address of a picture: that picture."""
    named = next(filter(is_picture, call.named.values()), "")
    at = next((n for n, text in enumerate(call.args) if is_picture(text)), None)
    if not named and at is None:
        return None
    src = named or call.args[at or 0]
    rest = [text for n, text in enumerate(call.args) if n != at and " " in text.strip()]
    alt = call.get("alt", "alttext") or (rest[-1] if rest else "")
    given = {**call.named, "src": src, "alt": alt}
    made = Call(name=call.name, page=call.page, named=given, inner=call.inner)
    return figure(made)


def _is_source(text: str) -> bool:
    return "/" in text or "." in text


def _plain(text: str) -> str:
    return re.sub(r"<[^<>]*>|\[([^\[\]]*)\]\([^()]*\)|[*`]", r"\1", text)


HANDLERS: Final[Mapping[str, Handler]] = {
    "figure": figure, "fig": figure, "image": image, "img": image, "picture": image,
    "photo": figure, "imgproc": figure, "responsiveimage": image, "lazyimage": image,
    "imagewithcaption": figure, "captionedimage": figure, "imagecaption": figure,
    "assetimg": hexo_image, "imgcap": figure,
}  # fmt: skip
