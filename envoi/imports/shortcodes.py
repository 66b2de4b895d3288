"""The shortcodes of a WordPress post -> HTML: pictures, galleries, sound, film, code and links; the rest is left out and counted."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from envoi.addresses import is_web
from envoi.imports.verbatim import between


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """An attachment of the site: address, text alternative, caption as HTML, and the number of the post it was added to."""

    url: str
    alt: str = ""
    caption: str = ""
    parent: str = ""


@dataclass(slots=True)
class Shortcodes:
    """Writes the shortcodes of one post.

    `pictures` are the attachments of the site by number, `own` the numbers of those that were
    added to this post. `left` names each shortcode that was left out, as often as it was.
    """

    pictures: Mapping[str, Picture]
    own: tuple[str, ...] = ()
    left: list[str] = field(default_factory=list)

    def fill_in(self, text: str) -> str:
        """`text` with all shortcodes outside `<pre>` and `<code>` written out."""
        return between(text, lambda part: "".join(self._written(part)))

    def _written(self, text: str) -> Iterator[str]:
        codes = list(_CODE.finditer(text))
        ends: dict[str, list[int]] = defaultdict(list)
        for number, code in enumerate(codes):
            if code["slash"]:
                ends[code["name"].lower()].append(number)
        at, until = 0, 0
        for number, code in enumerate(codes):
            if number < until:
                continue
            yield text[at : code.start()]
            at = code.end()
            if code["open"] and code["close"]:
                yield code[0][1:-1]
                continue
            name, inside = code["name"].lower(), ""
            write = _ENCLOSING.get(name) or _ALONE.get(name)
            nth = bisect_right(ends[name], number)
            made = ""
            if write and not code["slash"]:
                if name in _ENCLOSING and nth < len(ends[name]):
                    until = ends[name][nth] + 1
                    last = codes[until - 1]
                    inside, at = text[code.end() : last.start()], last.end()
                made = write(self, code["rest"] or "", inside)
            elif not _is_meant(code, bool(ends[name])):
                made = code[0]
            if not made and not code["slash"]:
                self.left.append(name)
            yield made
        yield text[at:]

    def caption(self, rest: str, inside: str) -> str:
        """`[caption caption="…"]<img>[/caption]`, or with the words behind the picture."""
        found = _PICTURE.match(inside)
        if not found:
            return inside
        words = inside[found.end() :].strip() or html.unescape(
            _attributes(rest).get("caption", "")
        )
        return _figure(found[0].strip(), words)

    def gallery(self, rest: str, _: str) -> str:
        """`[gallery ids="1,2"]`; without ids the pictures that were added to the post."""
        given = _attributes(rest)
        ids = given.get("ids") or given.get("include")
        numbers = re.findall(r"[0-9]+", ids) if ids else self.own
        pictures = (self.pictures.get(number) for number in numbers)
        return "\n".join(
            _figure(
                f'<img src="{html.escape(one.url)}" alt="{html.escape(one.alt)}">',
                one.caption,
            )
            for one in pictures
            if one
        )

    def embed(self, rest: str, inside: str) -> str:
        """`[embed]address[/embed]`, `[youtube address]`, `[soundcloud url="address"]`."""
        given = _attributes(rest)
        typed = [given.get("url", ""), given.get("src", ""), inside, *rest.split()]
        tidied = (html.unescape(one).strip("=\"' \n") for one in typed)
        return link(next(filter(is_web, tidied), ""))

    def youtube(self, rest: str, inside: str) -> str:
        """`[youtube ID]`, with the number of the film or its address."""
        return self.embed(rest, inside) or _film(
            "https://www.youtube.com/watch?v=", rest, inside
        )

    def vimeo(self, rest: str, inside: str) -> str:
        """`[vimeo ID]`, with the number of the film or its address."""
        return self.embed(rest, inside) or _film("https://vimeo.com/", rest, inside)

    def audio(self, rest: str, inside: str) -> str:
        """`[audio src="…"]`, `[audio mp3="…"]`, `[audio address]`."""
        url = _source(rest, inside, _SOUNDS)
        return url and f'<audio controls src="{html.escape(url)}"></audio>'

    def video(self, rest: str, inside: str) -> str:
        """`[video src="…"]`, `[video mp4="…" poster="…"]`, `[video address]`."""
        url = _source(rest, inside, _FILMS)
        poster = html.escape(html.unescape(_attributes(rest).get("poster", "")))
        shown = f' poster="{poster}"' if poster else ""
        return url and f'<video controls src="{html.escape(url)}"{shown}></video>'

    def code(self, rest: str, inside: str) -> str:
        """`[code language="php"]…[/code]`; the editor escapes what is in it once."""
        given = _attributes(rest)
        language = given.get("language") or given.get("lang") or ""
        known = re.fullmatch(r"[\w+#.-]{1,30}", language)
        name = f' class="language-{language.lower()}"' if known else ""
        text = html.escape(html.unescape(inside.strip("\r\n")), quote=False)
        return f"<pre><code{name}>{text}</code></pre>"


def link(url: str) -> str:
    """A paragraph with a link to `url`, which its own words are; nothing for nothing."""
    shown = html.escape(url)
    return url and f'\n\n<p><a href="{shown}">{shown}</a></p>\n\n'


_CODE = re.compile(
    r"(?P<open>\[?)\[(?P<slash>/?)(?P<name>[A-Za-z][\w-]{0,60})"
    r"(?P<rest>(?:[\s=]|/(?=\]))[^\[\]]*+)?\](?P<close>\]?)"
)
_ATTRIBUTE = re.compile(
    r"""([\w-]++)\s?=\s?(?:"([^"]*+)"|'([^']*+)'|[”″“]([^”″“]*+)[”″“]|([^\s"'”″“]++))"""
)
_PICTURE = re.compile(
    r"\s*(?:<a\b[^<>]*>\s*<img\b[^<>]*>\s*</a>|<img\b[^<>]*>)", re.IGNORECASE
)
_SOUNDS: Final = ("src", "mp3", "m4a", "ogg", "wav", "flac")
_FILMS: Final = ("src", "mp4", "m4v", "webm", "ogv", "mov", "flv")

_Write = Callable[[Shortcodes, str, str], str]

_LINKS = """
    bandcamp dailymotion facebook flickr instagram mixcloud pinterest reddit scribd slideshare
    soundcloud spotify ted tiktok tweet twitter vine wpvideo
"""
_ALONE: Final[Mapping[str, _Write]] = {
    "gallery": Shortcodes.gallery,
    **dict.fromkeys(_LINKS.split(), Shortcodes.embed),
}
_ENCLOSING: Final[Mapping[str, _Write]] = {
    "caption": Shortcodes.caption,
    "wp_caption": Shortcodes.caption,
    "embed": Shortcodes.embed,
    "gist": Shortcodes.embed,
    "youtube": Shortcodes.youtube,
    "vimeo": Shortcodes.vimeo,
    "audio": Shortcodes.audio,
    "video": Shortcodes.video,
    "code": Shortcodes.code,
    "sourcecode": Shortcodes.code,
}
"""Shortcodes of WordPress and of Jetpack that are written out; those of `_ENCLOSING` may have an end."""


def _is_meant(code: re.Match[str], ended: bool) -> bool:
    """Whether this is a shortcode, not words in brackets: WordPress knows by its plugins, we by its form."""
    name, rest = code["name"], code["rest"] or ""
    return (
        ended
        or bool(re.search(r"[_-]", name))
        or rest == "/"
        or _ATTRIBUTE.search(rest) is not None
    )


def _attributes(rest: str) -> dict[str, str]:
    return {
        found[1].lower(): found[2] or found[3] or found[4] or found[5] or ""
        for found in _ATTRIBUTE.finditer(rest.replace("&quot;", '"'))
    }


def _source(rest: str, inside: str, keys: tuple[str, ...]) -> str:
    given = _attributes(rest)
    typed = [*(given.get(key, "") for key in keys), *rest.split(), inside]
    tidied = (html.unescape(one).strip("\"' \n|") for one in typed)
    return next(filter(is_web, tidied), "")


def _film(before: str, rest: str, inside: str) -> str:
    given = _attributes(rest)
    typed = (given.get("id", ""), given.get("v", ""), inside, rest)
    found = (re.fullmatch(r"[\s=]*([\w-]{5,20})\s*", one) for one in typed)
    number = next((one[1] for one in found if one), "")
    return link(f"{before}{number}") if number else ""


def _figure(picture: str, words: str) -> str:
    below = f"<figcaption>{words}</figcaption>" if words else ""
    return f"\n\n<figure>{picture}{below}</figure>\n\n"
