"""Astro: its collections, their routes, the site's facts in what themes call their configuration."""

from pathlib import Path

import pytest

from envoi.dialects.astro_routes import slugged
from envoi.model import State

from .folders import addresses, dialect, load, read

CONFIG = "import { defineConfig } from 'astro/config';\nexport default defineConfig({ site: 'https://quay.example' });"
POST = "---\ntitle: Lamps\npubDate: 2026-03-04\n---\nLit.\n"
PAGE = """---
import { getCollection, render } from 'astro:content';
export async function getStaticPaths() {
  const posts = await getCollection('NAME');
  return posts.map((post) => ({ params: { slug: post.slug }, props: post }));
}
const { Content } = await render(Astro.props);
---
<html lang="tr"><Content /></html>
"""


def page(name: str = "blog") -> str:
    """A page that shows one entry of the collection `name`."""
    return PAGE.replace("NAME", name)


@pytest.mark.parametrize(
    ("file", "address"),
    [
        ("lamps.md", "/posts/lamps/"),
        ("2026/Lamps & Boats.mdx", "/posts/2026/lamps--boats/"),
        ("lamps/index.md", "/posts/lamps/"),
        ("Şişli Günleri.md", "/posts/şişli-günleri/"),
        ("v1.2.md", "/posts/v12/"),
    ],
)
def test_the_route_of_a_collection(tmp_path: Path, file: str, address: str) -> None:
    """The page that asks for the collection gives the address, with the slug of the file's path."""
    files = {
        "astro.config.mjs": CONFIG,
        "src/pages/posts/[...slug].astro": page(),
        f"src/content/blog/{file}": POST,
    }
    assert addresses(tmp_path, files) == {f"src/content/blog/{file}": address}


def test_slugs_are_those_of_github() -> None:
    """github-slugger: lower case, blanks as dashes, letters, marks, digits and `_` kept, all else left out."""
    assert slugged("A  B_c.d/Ünï-日本/½①/index") == "a--b_cd/ünï-日本/"


@pytest.mark.parametrize(
    ("route", "params", "address"),
    [
        ("blog/[slug]", "{ slug: post.slug }", "/blog/lamps/"),
        ("[...id]", "{ id: post.id }", "/lamps/"),
        ("[year]/[month]/[slug]", "{ year, month, slug }", "/2026/03/lamps/"),
        ("[lang]/blog/[slug]/index", "{ lang: post.data.lang, slug: post.id }", "/tr/blog/lamps/"),
    ],
)  # fmt: skip
def test_parameters_of_all_kinds(
    tmp_path: Path, route: str, params: str, address: str
) -> None:
    """Each parameter of a route stands for the slug, the day or the language."""
    files = {
        "astro.config.ts": CONFIG,
        f"src/pages/{route}.astro": page().replace("{ slug: post.slug }", params),
        "src/pages/tags/[tag].astro": page(),
        "src/content/blog/lamps.md": POST,
    }
    assert addresses(tmp_path, files) == {"src/content/blog/lamps.md": address}


def test_the_slug_of_the_post_wins(tmp_path: Path) -> None:
    """The key `slug` replaces the path below the collection."""
    files = {
        "astro.config.mjs": CONFIG,
        "src/pages/blog/[slug].astro": page(),
        "src/content/blog/lamps.md": POST.replace("title", "slug: lit/lamps\ntitle"),
    }
    assert list(addresses(tmp_path, files).values()) == ["/blog/lit/lamps/"]


def test_a_page_that_asks_through_a_module(tmp_path: Path) -> None:
    """A page may ask for the collection in a module that it imports."""
    files = {
        "astro.config.mjs": CONFIG,
        "src/pages/[...page].astro": "---\n---\n",
        "src/pages/texts/[...slug].astro": "---\nimport { sorted } from '@utils/content';\n---\n<Content />",
        "src/utils/content.ts": 'export const sorted = () => getCollection("posts");',
        "src/content/posts/lamps.md": POST,
        "src/content/spec/about.md": "# About\n",
    }
    assert addresses(tmp_path, files) == {"src/content/posts/lamps.md": "/texts/lamps/"}


def test_a_collection_without_a_page_has_no_address(tmp_path: Path) -> None:
    """Where no page shows the posts, or one does it in a way that is not known, the address is not known."""
    files = {"astro.config.mjs": CONFIG, "src/content/blog/lamps.md": POST}
    assert addresses(tmp_path, files) == {}
    files |= {"src/pages/[secret]/[slug].astro": "---\ngetCollection('other')\n---"}
    assert addresses(tmp_path, files) == {}


def test_collections_that_a_loader_reads(tmp_path: Path) -> None:
    """The base of a glob loader is the folder of the collection, also put together of names."""
    files = {
        "astro.config.mjs": CONFIG,
        "src/config.ts": "export const FOLDER = 'src/data/texts';",
        "src/content.config.ts": """
            import { FOLDER } from '@/config';
            const blog = defineCollection({ loader: glob({ pattern: '**/*.md', base: `./${FOLDER}` }), schema: z.object({}) });
            export const collections = { blog };
        """,
        "src/pages/posts/[...slug].astro": page(),
        "src/data/texts/2026/lamps.md": POST,
    }
    assert addresses(tmp_path, files) == {
        "src/data/texts/2026/lamps.md": "/posts/2026/lamps/"
    }


def test_which_collections_are_posts(tmp_path: Path) -> None:
    """Those that people call so and that have dated files; else the one with most of them."""
    files = {
        "astro.config.mjs": CONFIG,
        "src/content/blog/a.md": POST,
        "src/content/docs/a.md": POST,
        "src/content/docs/b.md": POST,
    }
    assert dialect(tmp_path / "one", files).roots == ("src/content/blog",)
    del files["src/content/blog/a.md"]
    assert dialect(tmp_path / "two", files).roots == ("src/content/docs",)


def test_pages_that_are_posts(tmp_path: Path) -> None:
    """Dated Markdown below `src/pages` is found where its path is."""
    files = {
        "astro.config.mjs": CONFIG,
        "src/pages/posts/lamps.md": POST,
        "src/pages/posts/boats/index.md": POST,
        "src/pages/about.md": "---\ntitle: About\n---\n",
    }
    assert sorted(addresses(tmp_path, files).values()) == [
        "/posts/boats/",
        "/posts/lamps/",
    ]


@pytest.mark.parametrize(
    ("key", "published", "state"),
    [
        ("isDraft: true", "pubDate", State.DRAFT),
        ("draft: true", "published", State.DRAFT),
        ("x: y", "pubDatetime", State.PUBLISHED),
        ("x: y", "published", State.PUBLISHED),
        ("x: y", "publishedDate", State.PUBLISHED),
    ],
)
def test_states_and_days(
    tmp_path: Path, key: str, published: str, state: State
) -> None:
    """Themes have several keys for the day and for drafts."""
    path = "src/content/blog/a.md"
    post = f"---\ntitle: A\n{key}\n{published}: 2026-03-04\n---\nText."
    assert read(tmp_path, {"astro.config.mjs": CONFIG, path: post})[path].state is state


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/consts.ts", "export const SITE_TITLE = 'Quay';\nexport const SITE_DESCRIPTION = 'Boats';"),
        ("src/config.ts", "export const siteConfig: Config = { title: 'Quay', subtitle: 'Boats', lang: 'tr' };"),
        ("src/site.config.ts", "export const siteConfig = { title: 'Quay', description: 'Boats', lang: 'tr' } satisfies C;"),
        ("src/data/site.json", '{"title": "Quay", "description": "Boats"}'),
    ],
)  # fmt: skip
def test_the_site_in_the_words_of_themes(tmp_path: Path, path: str, text: str) -> None:
    """Title, description and language are where themes keep them; the language else in the layout."""
    files = {
        "astro.config.mjs": CONFIG,
        path: text,
        "src/layouts/Base.astro": '<html lang="tr">',
    }
    site = load(tmp_path, files).site
    assert (site.title, site.description, site.language) == ("Quay", "Boats", "tr")
    assert site.url == "https://quay.example/"


def test_the_configuration_may_take_the_address_from_a_file(tmp_path: Path) -> None:
    """`site`, `base`, `trailingSlash` and `i18n` of the configuration, some of it imported."""
    files = {
        "astro.config.ts": """
            import { SITE } from "./src/config";
            export default defineConfig({ site: SITE.website, base: "/notes", trailingSlash: "never",
              i18n: { defaultLocale: "pt-br", locales: ["pt-br"] } });
        """,
        "src/config.ts": "export const SITE = { website: 'https://quay.example/', title: 'Quay' };",
        "src/pages/[slug].astro": page(),
        "src/content/blog/lamps.md": POST,
    }
    site = load(tmp_path, files).site
    assert (site.url, site.language) == ("https://quay.example/notes/", "pt-BR")
    assert list(addresses(tmp_path, files).values()) == ["/notes/lamps"]
