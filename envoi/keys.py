"""What `envoi.toml` may say: each key with its type, its default and a sentence on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """One key of `envoi.toml`: what it says, its type as a word, and what holds when it is left out."""

    says: str
    type: str = "text"
    default: str = ""


KEYS: Final[Mapping[str, Key]] = {
    "site.title": Key(
        says="Name of the site, shown in feeds and letters.", default="the site's host"
    ),
    "site.url": Key(
        says="Address of the site; every link is made absolute with it.",
        default="that of a known site configuration, or `--url`",
    ),
    "site.description": Key(says="One sentence on what the site is about."),
    "site.language": Key(
        says="Language of posts that name none, as a BCP 47 tag (`en`, `tr`, `pt-BR`).",
        default="`en`",
    ),
    "site.timezone": Key(
        says="Zone of dates that name none, as an IANA name (`Europe/Istanbul`).",
        default="`UTC`",
    ),
    "site.author": Key(
        says="Who writes, where a post names nobody: a name, or a list of names.",
        type="text or list",
    ),
    "posts.dialect": Key(
        says="Site generator whose conventions the posts follow, such as `jekyll` or `plain`.",
        default="what the folder shows; `envoi build --explain` tells",
    ),
    "posts.folder": Key(
        says="Folder of the posts, below the folder of `envoi.toml`.",
        default="where the dialect has them; else the first of `posts`, `_posts`, `content` that is there, else the folder itself",
    ),
    "posts.permalink": Key(
        says="Address of a post below `site.url`, with `:path`, `:folders`, `:name`, `:slug`, "
        "`:year`, `:month`, `:day`, `:lang`.",
        default="as the dialect has it, else `/:path/`",
    ),
    "feeds.limit": Key(
        says="How many of the newest posts a feed holds; 0 holds all.",
        type="number",
        default="20",
    ),
    "feeds.content": Key(says="`full` or `summary`.", default="`full`"),
    "feeds.formats": Key(
        says='Which formats to write, such as `["rss", "json"]`.',
        type="list",
        default="all",
    ),
    "feeds.languages": Key(
        says="Whether posts in several languages get a feed for each language, beside that of all posts.",
        type="true or false",
        default="`true`",
    ),
    "newsletter.title": Key(says="Name of the newsletter.", default="`site.title`"),
    "newsletter.from": Key(
        says="Sender: `Name <address>` or an address.",
        default="`newsletter@` the site's host",
    ),
    "newsletter.reply_to": Key(says="Where answers go, if not to the sender."),
    "newsletter.postal_address": Key(
        says="Postal address of the sender; CAN-SPAM and many other laws want it in each letter."
    ),
    "newsletter.unsubscribe": Key(
        says="`https:` or `mailto:` address that takes a reader off the list."
    ),
    "newsletter.theme": Key(says="Name of the theme.", default="`bulletin`"),
    "newsletter.section.title": Key(says="Heading of the section."),
    "newsletter.section.tag": Key(
        says="Takes posts with this tag that no earlier section took; without a tag: all that are left."
    ),
    "newsletter.section.limit": Key(
        says="How many posts the section shows at most; 0 shows all.",
        type="number",
        default="5",
    ),
    "newsletter.section.layout": Key(
        says="`cards` (picture, summary), `list` or `full`.", default="`cards`"
    ),
}
"""All keys of `envoi.toml`. `newsletter.section` is a list of tables (`[[newsletter.section]]`)."""

SECTIONS: Final = "newsletter.section"
TABLES: Final = tuple(dict.fromkeys(key.split(".")[0] for key in KEYS))

PERMALINK_WORDS: Final = (
    "path", "folders", "name", "slug", "year", "month", "day", "lang"
)  # fmt: skip
"""What `posts.permalink` may hold behind a colon."""

POSTS_FOLDERS: Final = ("posts", "_posts", "content")
"""Where posts usually are, the first that is there."""
