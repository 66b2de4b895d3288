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
    "feeds.tags": Key(
        says="Whether each tag has a feed of its own; or a list of those that have.",
        type="true, false or list",
        default="`false`",
    ),
    "feeds.authors": Key(
        says="Whether each author has a feed of their own; or a list of those who have.",
        type="true, false or list",
        default="`false`",
    ),
    "feeds.sections": Key(
        says="Whether each folder of posts below `posts.folder` has a feed of its own; or a list of those that have.",
        type="true, false or list",
        default="`false`",
    ),
    "feeds.archives": Key(
        says="Whether posts that no longer fit into a feed are kept in its archives, `limit` posts each.",
        type="true or false",
        default="`false`",
    ),
    "feeds.budget": Key(
        says="Bytes that no feed file shall exceed; beyond it older entries carry their summary only. 0: no budget.",
        type="number",
        default="250000",
    ),
    "feeds.hub": Key(
        says="Address of a WebSub hub, which `envoi ping` tells of changes; or a list of them.",
        type="text or list",
    ),
    "feeds.license": Key(
        says="Licence of the posts that name none: an address, or a name such as `CC-BY-4.0`."
    ),
    "feeds.moved_from": Key(
        says="Paths below the output at which an older feed of the site was, such as `feed.xml`: the main feed stays there too.",
        type="text or list",
    ),
    "feed.title": Key(says="Title of the feed.", default="what its filters name"),
    "feed.path": Key(
        says="Folder of the feed below the output.",
        default="`feeds/` and its title in small letters",
    ),
    "feed.description": Key(
        says="One sentence on the feed.", default="`site.description`"
    ),
    "feed.tag": Key(
        says="Takes posts with this tag, or with one of a list.", type="text or list"
    ),
    "feed.without_tag": Key(
        says="Leaves posts with this tag, or with one of a list, out.",
        type="text or list",
    ),
    "feed.author": Key(
        says="Takes posts by this author, or by one of a list.", type="text or list"
    ),
    "feed.section": Key(
        says="Takes posts in this folder below `posts.folder`, or in one of a list.",
        type="text or list",
    ),
    "feed.language": Key(
        says="Takes posts in this language, or in one of a list.", type="text or list"
    ),
    "feed.limit": Key(says="As `feeds.limit`.", type="number", default="`feeds.limit`"),
    "feed.content": Key(says="As `feeds.content`.", default="`feeds.content`"),
    "feed.formats": Key(
        says="As `feeds.formats`.", type="list", default="`feeds.formats`"
    ),
    "feed.archives": Key(
        says="As `feeds.archives`.", type="true or false", default="`feeds.archives`"
    ),
    "feed.moved_from": Key(says="As `feeds.moved_from`.", type="text or list"),
    "podcast.title": Key(says="Name of the podcast.", default="`site.title`"),
    "podcast.description": Key(
        says="What the podcast is about, in at most 4,000 bytes.",
        default="`site.description`",
    ),
    "podcast.image": Key(
        says="Artwork: path or address of a square JPEG or PNG, 1,400 to 3,000 pixels wide. Required."
    ),
    "podcast.category": Key(
        says='Category of Apple\'s list, such as `"Society & Culture > Documentary"`, or a list of at most three. Required.',
        type="text or list",
    ),
    "podcast.explicit": Key(
        says="Whether it is for adults only.", type="true or false", default="`false`"
    ),
    "podcast.author": Key(says="Who makes it.", default="`site.author`"),
    "podcast.owner_name": Key(
        says="Who is to be written to about it.", default="`podcast.author`"
    ),
    "podcast.owner_email": Key(
        says="Address that directories write to; it is published in the feed. Without it no address is."
    ),
    "podcast.type": Key(
        says="`episodic` (newest first) or `serial` (in order).", default="`episodic`"
    ),
    "podcast.language": Key(says="Language of the podcast.", default="`site.language`"),
    "podcast.copyright": Key(says="Copyright notice."),
    "podcast.tag": Key(
        says="Takes episodes with this tag only.",
        type="text or list",
        default="all posts with sound or film",
    ),
    "podcast.limit": Key(
        says="How many of the newest episodes the feed holds; 0 holds all.",
        type="number",
        default="0",
    ),
    "podcast.locked": Key(
        says="Whether other hosts are to refuse to import the feed.",
        type="true or false",
        default="`false`",
    ),
    "podcast.funding": Key(says="Address of a page where listeners can give money."),
    "podcast.funding_text": Key(
        says="What the link to it says.", default="`Support the show`"
    ),
    "podcast.person": Key(
        says="Who is heard in every episode: `Name`, or `Name (role)`, or a list of them.",
        type="text or list",
    ),
    "podcast.guid": Key(
        says="UUID by which Podcasting 2.0 knows the podcast.",
        default="made from the feed's first address",
    ),
    "podcast.new_feed_url": Key(says="Address to which the podcast has moved."),
    "podcast.complete": Key(
        says="Whether there will be no more episodes.",
        type="true or false",
        default="`false`",
    ),
    "podcast.moved_from": Key(says="As `feeds.moved_from`.", type="text or list"),
    "newsletter.title": Key(says="Name of the newsletter.", default="`site.title`"),
    "newsletter.description": Key(
        says="One sentence on the newsletter, shown below its name.",
        default="`site.description`",
    ),
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
    "newsletter.theme": Key(
        says="`bulletin` (a magazine of cards), `letter` (a personal letter), `statement` (text first), or a folder in `templates/`.",
        default="`bulletin`",
    ),
    "newsletter.profile": Key(
        says="Mailing service that sends the letter, such as `mailchimp`; its placeholders stand for what it fills in for each reader.",
        default="`plain`: none",
    ),
    "newsletter.greeting": Key(
        says="What the letter begins with, such as `Dear {name},`; the service fills in the name of each reader."
    ),
    "newsletter.languages": Key(
        says="Whether posts in several languages make an issue for each language.",
        type="true or false",
        default="`false`",
    ),
    "newsletter.full": Key(
        says="Most words of a post that a layout `full` shows whole; of a longer one the letter shows an excerpt. 0: no limit.",
        type="number",
        default="0",
    ),
    "newsletter.keep_reading": Key(
        says="How many earlier posts a letter links to at its end.",
        type="number",
        default="0",
    ),
    "newsletter.pictures": Key(
        says="`link` (pictures stay on the web) or `embed` (those of the folder come with the `.eml`).",
        default="`link`",
    ),
    "newsletter.edition.language": Key(
        says="Language of the letters that this says something of. Required."
    ),
    "newsletter.edition.title": Key(
        says="Name of the newsletter in this language.", default="`newsletter.title`"
    ),
    "newsletter.edition.description": Key(
        says="One sentence on it.", default="`newsletter.description`"
    ),
    "newsletter.edition.from": Key(
        says="Sender: `Name <address>` or an address.", default="`newsletter.from`"
    ),
    "newsletter.edition.reply_to": Key(
        says="Where answers go.", default="`newsletter.reply_to`"
    ),
    "newsletter.edition.greeting": Key(
        says="What the letter begins with.", default="`newsletter.greeting`"
    ),
    "newsletter.edition.unsubscribe": Key(
        says="Address that takes a reader off the list.",
        default="`newsletter.unsubscribe`",
    ),
    "newsletter.section.title": Key(says="Heading of the section."),
    "newsletter.section.tag": Key(
        says="Takes posts with this tag, or with one of a list, that no earlier section took; without a filter: all that are left.",
        type="text or list",
    ),
    "newsletter.section.without_tag": Key(
        says="Leaves posts with this tag, or with one of a list, out.",
        type="text or list",
    ),
    "newsletter.section.author": Key(
        says="Takes posts by this author, or by one of a list.", type="text or list"
    ),
    "newsletter.section.section": Key(
        says="Takes posts in this folder below `posts.folder`, or in one of a list.",
        type="text or list",
    ),
    "newsletter.section.language": Key(
        says="Takes posts in this language, or in one of a list.", type="text or list"
    ),
    "newsletter.section.limit": Key(
        says="How many posts the section shows at most; 0 shows all.",
        type="number",
        default="5",
    ),
    "newsletter.section.layout": Key(
        says="`cards` (picture, summary), `list` or `full`.", default="`cards`"
    ),
    "smtp.host": Key(
        says="Mail server that takes a letter to try, such as `smtp.example.org`."
    ),
    "smtp.port": Key(
        says="Its port.",
        type="number",
        default="587 for `starttls`, 465 for `implicit`, 25 for `none`",
    ),
    "smtp.tls": Key(
        says="`starttls` (encrypted after a first word), `implicit` (from the start on), or `none`, for a server on this machine.",
        default="`starttls`; `none` for `localhost`",
    ),
    "smtp.user": Key(says="Who logs in.", default="nobody"),
    "smtp.password_env": Key(
        says="Variable of the environment that holds the password, which never stands in `envoi.toml`.",
        default="`ENVOI_SMTP_PASSWORD`",
    ),
    "smtp.timeout": Key(
        says="Seconds that the server may be silent.", type="number", default="15"
    ),
}
"""All keys of `envoi.toml`; those of `LISTS` stand in lists of tables (`[[newsletter.section]]`)."""

LISTS: Final = ("feed", "newsletter.edition", "newsletter.section")
"""What is a list of tables, each with the keys below that name."""

TABLES: Final = tuple(
    name
    for name in dict.fromkeys(key.split(".")[0] for key in KEYS)
    if name not in LISTS
)

PERMALINK_WORDS: Final = (
    "path", "folders", "name", "slug", "year", "month", "day", "lang"
)  # fmt: skip
"""What `posts.permalink` may hold behind a colon."""

POSTS_FOLDERS: Final = ("posts", "_posts", "content")
"""Where posts usually are, the first that is there."""
