"""Tags that stand for the address of a post, a file or the site, or for a link to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from envoi.posts.shortcodes import outputs
from envoi.posts.shortcodes.syntax import Call, Handler
from envoi.posts.shortcodes.values import Scope

_TEXTS: Final = (".md", ".markdown", ".html", ".htm", ".mdx", ".mdown", ".mkd", ".rst", ".org", ".adoc", "")  # fmt: skip


def reference(call: Call) -> str | None:
    """The address of a post: Hugo's `ref`, Jekyll's `post_url`, Hexo's `post_path`; a part after `#` is kept."""
    target = call.get("path", "ref", at=0).strip()
    path, mark, fragment = target.partition("#")
    if not path:
        return f"{call.page.url}{mark}{fragment}" if fragment else None
    found = call.page.find(path) or call.page.find(path.strip("/"))
    return f"{found}{mark}{fragment}" if found else None


def file_or_post(call: Call) -> str | None:
    """The address of a post or a file of the site by its path: Jekyll's `link`."""
    if found := reference(call):
        return found
    path = call.arguments.strip().strip("\"'")
    name = path.rpartition("/")[2]
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    return None if suffix in _TEXTS else Scope(call.page).url(path)


def site(call: Call) -> str | None:
    """The address of the site, or of a path on it."""
    return Scope(call.page).url(call.get("path", "url", at=0))


def asset(call: Call) -> str | None:
    """The address of a file beside the post: Hexo's `asset_path`."""
    return call.get("path", "slug", at=0) or None


def parameter(call: Call) -> str | None:
    """What the front matter says for a key: Hugo's `param`."""
    found = Scope(call.page).lookup(f"page.{call.get('name', at=0)}")
    return found.text if found else None


def post_link(call: Call) -> str | None:
    """A link to a post: Hexo's `post_link`, with the words given, else the name."""
    found = reference(call)
    words = call.get("title", "text", at=1) or call.text
    return outputs.link(found, words or call.args[0]) if found else None


def asset_link(call: Call) -> str | None:
    """A link to a file beside the post: Hexo's `asset_link`."""
    name = call.get("path", "slug", at=0)
    return outputs.link(name, call.get("title", at=1) or name) if name else None


def text_link(call: Call) -> str | None:
    """A link with its words before its address, or after it: Hexo's `link` and `url_for`, buttons of themes."""
    given = [text.strip(" ,") for text in call.args]
    url = call.get("href", "url", "link", "relref", "ref", "to")
    at = next(
        (n for n, text in enumerate(given) if "/" in text or text.startswith("#")), None
    )
    if not url and at is not None:
        url = given[at]
    rest = [text for n, text in enumerate(given) if n != at]
    words = call.get("text", "title", "label", "content") or call.text.strip()
    words = words or " ".join(rest[:1])
    if not url:
        return None
    if call.page.find(url.partition("#")[0]):
        url = reference(Call(name=call.name, page=call.page, args=(url,))) or url
    elif url.startswith("/") and not url.startswith("//"):
        url = Scope(call.page).url(url)
    shown = call.text.strip() if call.text.strip() else outputs.words(words or url)
    return f'<a href="{outputs.address(url)}">{shown}</a>'


ADDRESSES: Final[Mapping[str, Handler]] = {
    "ref": reference, "relref": reference, "posturl": reference, "postpath": reference,
    "link": file_or_post, "absurl": site, "relurl": site, "url": site, "baseurl": site,
    "siteurl": site, "assetpath": asset, "asset": asset, "geturl": reference,
}  # fmt: skip
"""Tags that stand for an address, so that they may be used within a link or an attribute."""

HANDLERS: Final[Mapping[str, Handler]] = {
    "postlink": post_link, "assetlink": asset_link, "button": text_link, "btn": text_link,
    "linkbutton": text_link, "linkcard": text_link, "urlfor": text_link, "fullurlfor": text_link,
}  # fmt: skip

WORDS: Final[Mapping[str, Handler]] = {"param": parameter}
"""Tags that stand for words, which may be used anywhere."""
