"""An issue -> the plain text part of its letter, printed from the same clean trees."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from envoi.model import Body, Issue, Layout, Post, Sender, Site
from envoi.newsletter import prose
from envoi.newsletter.enclosed import links
from envoi.newsletter.lines import (
    COLUMNS,
    Block,
    collapse,
    flat,
    hang,
    headline,
    paragraph,
    unbroken,
    wrap,
)
from envoi.newsletter.teaser import summary
from envoi.words import Words, words


def write(issue: Issue, sender: Sender, *, url: str, site: Site) -> str:
    """The text part of `issue`, whose web version is at `url`.

    Lines end in `\\n` and are at most 72 columns wide, as a terminal shows them,
    unless they hold one unbreakable word, or code. The text of each post that is shown
    in full names every address that it links to. Only the signature line `-- `
    (RFC 3676 section 4.3) ends with a blank.
    """
    says = words(issue.language)
    shown = [section for section in issue.sections if section.posts]
    blocks = [] if issue.single else paragraph(collapse(issue.preheader))
    if not issue.single or issue.title != issue.posts[0].title:
        blocks.append(headline(issue.title, "="))
    if not issue.single:
        blocks += paragraph(collapse(site.description))
    blocks.append(wrap(_address(says, "view_online", url)))
    if issue.intro:
        blocks += prose.write(issue.intro.tree, words=says, base=url, title=issue.title)
    for section in shown:
        if section.title:
            blocks.append(headline(section.title, "="))
        for post in section.posts:
            speaks = words(post.language or issue.language)
            layout = issue.layout_of(section, post)
            blocks += _LAYOUTS[layout](post, summary(post, layout, issue), speaks)
    if issue.keep_reading:
        blocks.append(headline(says.say("keep_reading"), "="))
    for post in issue.keep_reading:
        blocks.append(hang("* ", [*wrap(post.title, COLUMNS - 2), unbroken(post.url)]))
    foot = flat(_foot(issue, sender, says, site), gap=True)
    return "\n".join([*flat([*blocks, ["-- ", *foot]], gap=True), ""])


def _card(post: Post, summary: str, says: Words) -> list[Block]:
    title = flat([wrap(post.title, COLUMNS - 2), *_byline(post, says)])
    said = paragraph(collapse(summary), COLUMNS - 2)
    blocks = [title, *said, *_files(post, says), [unbroken(post.url)]]
    return [hang("* ", flat(blocks, gap=True))]


def _entry(post: Post, summary: str, says: Words) -> list[Block]:
    lines = [wrap(post.title, COLUMNS - 2), *_byline(post, says)]
    said = paragraph(collapse(summary), COLUMNS - 2)
    lines += [*said, *_files(post, says), [unbroken(post.url)]]
    return [hang("* ", flat(lines))]


def _full(post: Post, summary: str, says: Words) -> list[Block]:
    blocks = [flat([headline(post.title, "-"), *_byline(post, says)])]
    blocks += paragraph(collapse(summary))
    if post.body:
        blocks += prose.write(
            post.body.tree, words=says, base=post.url, title=post.title
        )
    return [*blocks, *_files(post, says, post.body), [unbroken(post.url)]]


def _files(post: Post, says: Words, body: Body | None = None) -> list[Block]:
    found = links(post, says, shown=body.tree if body else None)
    return [[*wrap(link.text, COLUMNS - 2), unbroken(link.url)] for link in found]


_LAYOUTS: Mapping[Layout, Callable[[Post, str, Words], list[Block]]] = {
    Layout.CARDS: _card,
    Layout.LIST: _entry,
    Layout.FULL: _full,
}


def _byline(post: Post, says: Words) -> list[Block]:
    date = says.date(post.published) if post.published else ""
    names = says.list(author.name for author in post.authors)
    return paragraph(" · ".join(filter(None, (date, names))), COLUMNS - 2)


def _foot(issue: Issue, sender: Sender, says: Words, site: Site) -> Iterator[Block]:
    yield wrap(says.say("why", title=issue.title))
    yield from paragraph(sender.postal_address.strip())
    ways = {"unsubscribe": sender.unsubscribe}
    ways["all_letters"] = sender.archive if issue.key else ""
    lines = [wrap(_address(says, key, url)) for key, url in ways.items() if url]
    yield flat([*lines, wrap(prose.label(says, site.title, unbroken(site.url)))])


def _address(says: Words, key: str, url: str) -> str:
    return prose.label(says, says.say(key), unbroken(url))
