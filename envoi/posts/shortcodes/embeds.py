"""Tags that embed something of another site -> a link to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from envoi.posts.shortcodes import outputs
from envoi.posts.shortcodes.syntax import Call, Handler
from envoi.posts.shortcodes.values import Scope

_WEB = re.compile(r"(?:https?:)?//", re.IGNORECASE)

PLACES: Final[Mapping[str, str]] = {
    "asciinema": "https://asciinema.org/a/{0}",
    "bilibili": "https://www.bilibili.com/video/{0}",
    "codepen": "https://codepen.io/{user}/pen/{0}",
    "codesandbox": "https://codesandbox.io/s/{0}",
    "dailymotion": "https://www.dailymotion.com/video/{0}",
    "gist": "https://gist.github.com/{user}/{0}",
    "github": "https://github.com/{0}",
    "gitlab": "https://gitlab.com/{0}",
    "instagram": "https://www.instagram.com/p/{0}/",
    "jsfiddle": "https://jsfiddle.net/{0}/",
    "peertube": "https://{0}",
    "replit": "https://replit.com/{0}",
    "slideshare": "https://www.slideshare.net/slideshow/embed_code/{0}",
    "soundcloud": "https://api.soundcloud.com/tracks/{0}",
    "speakerdeck": "https://speakerdeck.com/player/{0}",
    "spotify": "https://open.spotify.com/{user}/{0}",
    "stackblitz": "https://stackblitz.com/edit/{0}",
    "tweet": "https://twitter.com/{user}/status/{0}",
    "twitch": "https://www.twitch.tv/videos/{0}",
    "vimeo": "https://vimeo.com/{0}",
    "youtube": "https://www.youtube.com/watch?v={0}",
    "youtubeplaylist": "https://www.youtube.com/playlist?list={0}",
}
"""Where what is known by its key is found; `{user}` is whose it is."""

_NAMES: Final[Mapping[str, str]] = {
    "bili": "bilibili", "fiddle": "jsfiddle", "githubcard": "github", "githubrepo": "github",
    "igembed": "instagram", "lyt": "youtube", "liteyoutube": "youtube", "twitter": "tweet",
    "tweetembed": "tweet", "x": "tweet", "yt": "youtube", "ytembed": "youtube",
    "youtubelite": "youtube", "youtubevideo": "youtube", "vimeovideo": "vimeo", "repl": "replit",
    "githubgist": "gist", "sound": "soundcloud", "googlevideo": "youtube",
}  # fmt: skip
_AROUND: Final = (("", ""), ("", "embed"), ("embed", ""), ("", "player"))
_NOBODY: Final[Mapping[str, str]] = {"tweet": "i", "spotify": "track", "gist": "", "codepen": "anon"}  # fmt: skip
_KEYS: Final = ("id", "v", "videoid", "src", "url", "link", "hash", "key", "video", "shorttag", "slug", "repo", "user")  # fmt: skip


def embed(call: Call) -> str | None:
    """What a site has, by its key or its address there: a link with the title as its words, else the host."""
    name = call.name.removeprefix("embed").removesuffix("embed").removesuffix("player")
    place = _NAMES.get(name, name)
    owner, key = call.get("user", "username", "type"), call.get(*_KEYS[:-1])
    words = list(call.args)
    if not key and words:
        if (
            not owner
            and place in _NOBODY
            and len(words) > 1
            and not _WEB.match(words[0])
        ):
            owner, key, words = words[0], words[1], words[2:]
        else:
            key, words = words[0], words[1:]
    if place == "gist" and not owner and "/" in key and not _WEB.match(key):
        owner, _, key = key.partition("/")
    key = key.strip().strip("/")
    if not key or any(char.isspace() for char in key):
        return None
    if _WEB.match(key):
        url = key if not key.startswith("//") else f"https:{key}"
    else:
        owner = owner or _NOBODY.get(place, "")
        url = (
            PLACES[place]
            .replace("{user}/", f"{owner}/" if owner else "")
            .replace("{0}", key)
        )
    title = call.get("title", "caption", "label", "alt") or next(
        (word for word in words if " " in word.strip()), ""
    )
    return _link(url, title)


def frame(call: Call) -> str | None:
    """A frame, a video, a sound or a file by its address: a link to it. A video may be one of a known site."""
    provider = call.get("provider", "type").lower()
    if provider in PLACES:
        named = {key: text for key, text in call.named.items() if key != "type"}
        return embed(Call(name=provider, page=call.page, args=call.args, named=named))
    url = call.get("src", "url", "link", "href", "mp4", "webm", "file", at=0)
    if re.fullmatch(r"[\w-]{11}", url):
        return embed(
            Call(name="youtube", page=call.page, named={**call.named, "id": url})
        )
    title = call.get("title", "caption", "alt", at=1)
    if not url or " " in url.strip():
        return None
    return _link(url, title if not re.fullmatch(r"[\d.]*(?:px|%)?", title) else "")


def guess(call: Call) -> str | None:
    """A tag nobody knows that is given an address on the web, and words: a link with these words."""
    given = (*call.named.values(), *call.args)
    url = next((text for text in given if _WEB.match(text)), "")
    if (
        not url
        and len(call.args) == 2
        and not call.named
        and call.args[1].startswith("/")
    ):
        url = Scope(call.page).url(call.args[1])
        call = Call(name=call.name, page=call.page, args=call.args[:1])
    if not url or call.inner is not None:
        return None
    words = call.get("title", "text", "name", "label", "caption") or next(
        (text for text in call.args if text != url), ""
    )
    return _link(url, words)


def _link(url: str, title: str) -> str:
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return outputs.words(title)
    return outputs.link(url, title or host or url)


HANDLERS: Final[Mapping[str, Handler]] = {
    **{f"{before}{name}{after}": embed for name in (*PLACES, *_NAMES) for before, after in _AROUND},
    **dict.fromkeys(
        ("video", "audio", "iframe", "embed", "pdf", "mp3", "mp4", "vid", "html5video", "media", "podcast"),
        frame,
    ),
}  # fmt: skip
