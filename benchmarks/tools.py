"""A site generator -> its program, and the least configuration with which it makes one feed of whole posts and nothing else.

What a generator cannot leave out (Jekyll writes a page for each post) is part of what it takes.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

HUGO_CONFIG = """\
baseURL = "https://town.example/"
title = "The town"
disableKinds = ["taxonomy", "term", "section", "sitemap", "robotstxt", "404"]
[outputs]
home = ["rss"]
[services.rss]
limit = {limit}
[[cascade]]
[cascade.target]
kind = "page"
[cascade.build]
render = "link"
[markup.goldmark.renderer]
unsafe = true
[markup.highlight]
codeFences = false
[[module.mounts]]
source = "{posts}"
target = "content/posts"
"""
HUGO_FEED = """\
{{- printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}
{{- $posts := site.RegularPages }}{{ $limit := site.Config.Services.RSS.Limit }}
{{- if ge $limit 1 }}{{ $posts = first $limit $posts }}{{ end }}
<rss version="2.0"><channel><title>{{ site.Title }}</title><link>{{ .Permalink }}</link><description>Town</description>
{{- range $posts }}
<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link><guid>{{ .Permalink }}</guid>
<pubDate>{{ .PublishDate.Format "Mon, 02 Jan 2006 15:04:05 -0700" | safeHTML }}</pubDate>
{{- range .Params.tags }}<category>{{ . }}</category>{{ end }}
<description>{{ .Content | transform.XMLEscape | safeHTML }}</description></item>
{{- end }}
</channel></rss>
"""
PELICAN_CONFIG = """\
SITENAME, SITEURL, AUTHOR, TIMEZONE, DEFAULT_LANG = "The town", "https://town.example", "Town", "UTC", "en"
PATH, ARTICLE_PATHS, PAGE_PATHS, STATIC_PATHS = "{posts}", [""], [], []
THEME, DIRECT_TEMPLATES = "simple", []
ARTICLE_SAVE_AS = AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = DRAFT_SAVE_AS = ARTICLE_LANG_SAVE_AS = ""
ARTICLE_URL = "{{slug}}/"
FEED_ALL_ATOM, FEED_MAX_ITEMS, RSS_FEED_SUMMARY_ONLY = "feed.xml", {limit}, False
FEED_ALL_RSS = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TAG_FEED_ATOM = None
MARKDOWN = {{"extensions": ["extra", "meta"], "extension_configs": {{}}, "output_format": "html5"}}
LOAD_CONTENT_CACHE = CACHE_CONTENT = DELETE_OUTPUT_DIRECTORY = False
"""
JEKYLL_CONFIG = """\
title: The town
url: https://town.example
permalink: /:title/
plugins: [jekyll-feed]
highlighter: none
kramdown: {{input: GFM, syntax_highlighter: null}}
excerpt_separator: ""
feed: {{posts_limit: {limit}, path: feed.xml}}
"""
ELEVENTY_CONFIG = """\
const text = (one) => one.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

class Feed {{
  data = {{ permalink: "/feed.xml", eleventyExcludeFromCollections: true, eleventyImport: {{ collections: ["posts"] }} }};
  render({{ collections }}) {{
    const entries = collections.posts.slice(-{limit}).reverse().map((post) => `<entry><title>${{text(post.data.title)}}</title>
<id>https://town.example/${{post.fileSlug}}/</id><link href="https://town.example/${{post.fileSlug}}/"/>
<updated>${{post.date.toISOString()}}</updated><content type="html">${{text(post.content)}}</content></entry>`);
    return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>The town</title><id>https://town.example/</id>${{entries.join("\\n")}}</feed>`;
  }}
}}

module.exports = function (config) {{
  config.addTemplate("feed.11ty.js", Feed);
  config.addGlobalData("eleventyComputed.permalink", () => (data) => data.page.inputPath.startsWith("./posts/") ? false : data.permalink);
  config.addCollection("posts", (api) => api.getFilteredByGlob("posts/*.md"));
  config.setQuietMode(true);
  return {{ markdownTemplateEngine: false }};
}};
"""
ZOLA_CONFIG = """\
base_url = "https://town.example"
title = "The town"
generate_feeds = true
feed_filenames = ["rss.xml"]
feed_limit = {limit}
taxonomies = [{{ name = "tags", render = false }}]
"""
ZOLA_PAGE = "{{ section.title | default(value='') }}{{ page.content | default(value='') | safe }}"  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Tool:
    """A site generator, found at `program` ("" if it is not there).

    `files` are its configuration by path, with {limit} and {posts} in the first of them; `link` is where
    below its site it wants the folder of posts, if its configuration cannot name another place. In `words` stand {site} and {out}.
    """

    name: str
    program: str
    layout: str
    files: Mapping[str, str]
    words: tuple[str, ...]
    version: tuple[str, ...] = ("--version",)
    link: str = ""
    every: int = 10**9
    """The limit that stands for every post."""

    def site(self, folder: Path, posts: Path, limit: int) -> None:
        """Write the configuration for a feed of the newest `limit` of `posts` (0: of all)."""
        shutil.rmtree(folder, ignore_errors=True)
        for number, (path, text) in enumerate(self.files.items()):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            if not number:
                text = text.format(limit=limit or self.every, posts=posts)
            (folder / path).write_text(text, encoding="utf-8")
        if self.link:
            (folder / self.link).symlink_to(posts, target_is_directory=True)

    def command(self, site: Path, out: Path) -> list[str]:
        """What builds `site` into `out`."""
        return [self.program, *(word.format(site=site, out=out) for word in self.words)]

    def told(self) -> str:
        """What it says of its version, the first words of it."""
        done = subprocess.run(
            [self.program, *self.version], capture_output=True, text=True, check=False
        )
        said = (done.stdout or done.stderr).replace("hugo v", "v").split()
        return said[-1] if len(said) < 3 else said[0].partition("-")[0]


@dataclass(frozen=True, kw_only=True, slots=True)
class Programs:
    """Where programs are that are not found by their name, or shall be others."""

    paths: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, name: str) -> str:
        """The path of a program, or ""."""
        return shutil.which(self.paths.get(name) or name) or ""


def hugo(programs: Programs) -> Tool:
    """Hugo, whose pages are not rendered unless the feed shows them."""
    return Tool(
        name="Hugo",
        program=programs("hugo"),
        layout="plain",
        files={"hugo.toml": HUGO_CONFIG, "layouts/home.rss.xml": HUGO_FEED},
        words=("--quiet", "--noBuildLock", "-s", "{site}", "-d", "{out}"),
        version=("version",),
        every=-1,
    )


def others(programs: Programs) -> list[Tool]:
    """The other rivals, which render every post whatever the feed shows."""
    return [
        Tool(
            name="Pelican",
            program=programs("pelican"),
            layout="pelican",
            files={"pelicanconf.py": PELICAN_CONFIG},
            words=("-q", "-s", "{site}/pelicanconf.py", "-o", "{out}"),
        ),
        Tool(
            name="Eleventy",
            program=programs("eleventy"),
            layout="plain",
            files={"eleventy.config.cjs": ELEVENTY_CONFIG, "package.json": "{}"},
            words=("--output={out}",),
            link="posts",
        ),
        Tool(
            name="Jekyll",
            program=programs("jekyll"),
            layout="jekyll",
            files={"_config.yml": JEKYLL_CONFIG},
            words=("build", "-q", "--disable-disk-cache", "-s", "{site}", "-d", "{out}"),
            link="_posts",
        ),
        Tool(
            name="Zola",
            program=programs("zola"),
            layout="zola",
            files={"config.toml": ZOLA_CONFIG, "templates/page.html": ZOLA_PAGE, "templates/index.html": ZOLA_PAGE},
            words=("--root", "{site}", "build", "--force", "--output-dir", "{out}"),
            link="content",
        ),
    ]  # fmt: skip
