"""An issue -> the plain text part of its letter, printed from the same clean trees."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from envoi.model import Issue, Layout, Post, Sender, Site
from envoi.newsletter import prose
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
from envoi.words import LINE, Words, shorten, words


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
    blocks.append(wrap(_address(says, "view_online", url)))
    for section in shown:
        if section.title:
            blocks.append(headline(section.title, "="))
        for post in section.posts:
            speaks = words(post.language or issue.language)
            blocks += _LAYOUTS[issue.layout_of(section, post)](post, speaks)
    foot = flat(_foot(issue, sender, says, site), gap=True)
    return "\n".join([*flat([*blocks, ["-- ", *foot]], gap=True), ""])


def _card(post: Post, says: Words) -> list[Block]:
    summary = post.body.summary if post.body else post.summary
    title = flat([wrap(post.title, COLUMNS - 2), *_byline(post, says)])
    blocks = [title, *paragraph(collapse(summary), COLUMNS - 2), [unbroken(post.url)]]
    return [hang("* ", flat(blocks, gap=True))]


def _entry(post: Post, says: Words) -> list[Block]:
    summary = shorten(collapse(post.body.summary), LINE) if post.body else ""
    lines = [wrap(post.title, COLUMNS - 2), *_byline(post, says)]
    lines += [*paragraph(summary, COLUMNS - 2), [unbroken(post.url)]]
    return [hang("* ", flat(lines))]


def _full(post: Post, says: Words) -> list[Block]:
    blocks = [flat([headline(post.title, "-"), *_byline(post, says)])]
    if post.body:
        blocks += prose.write(
            post.body.tree, words=says, base=post.url, title=post.title
        )
    else:
        blocks += paragraph(collapse(post.summary))
    return [*blocks, [unbroken(post.url)]]


_LAYOUTS: Mapping[Layout, Callable[[Post, Words], list[Block]]] = {
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
    leave = [wrap(_address(says, "unsubscribe", sender.unsubscribe))]
    home = wrap(prose.label(says, site.title, unbroken(site.url)))
    yield flat([*(leave if sender.unsubscribe else []), home])


def _address(says: Words, key: str, url: str) -> str:
    return prose.label(says, says.say(key), unbroken(url))
