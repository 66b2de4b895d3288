"""A post and its text -> its Body: one clean tree with absolute addresses, HTML for feeds, a plain summary."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from envoi.addresses import absolute, host_of
from envoi.dialects import Dialect, Value
from envoi.model import Body, Image, Post
from envoi.paths import parts
from envoi.posts import (
    alternatives,
    attributes,
    clean,
    directives,
    emoji,
    excerpt,
    footnotes,
    headings,
    leaks,
    notes,
    shortcodes,
    signs,
    terminal,
    unsafe,
)
from envoi.posts.attachments import gone
from envoi.posts.blanks import Blanks
from envoi.posts.fields import NamedImage
from envoi.posts.header import plain
from envoi.posts.links import Links
from envoi.posts.markup import MARKUPS
from envoi.posts.places import Places
from envoi.posts.remarks import Remarks
from envoi.posts.shortcodes.templates import FOLDER
from envoi.posts.source import one_line
from envoi.posts.summary import summarise
from envoi.posts.wikilinks import Wikilinks
from envoi.problems import Level, Report
from envoi.tree import inner_html

if TYPE_CHECKING:
    from envoi.posts.built import Built


@dataclass(frozen=True, kw_only=True)
class Renderer:
    """Renders posts of one folder for the site at `site`. `addresses` is where each published source file is found on it.

    `built` is that site as its generator built it, if bodies are to come from its pages.
    """

    site: str
    folder: Path
    dialect: Dialect
    addresses: Mapping[str, str]
    report: Report
    built: Built | None = None

    @cached_property
    def places(self) -> Places:
        """Where posts and files are, looked up once for all posts."""
        return Places(
            folder=self.folder,
            site=self.site,
            dialect=self.dialect,
            addresses=self.addresses,
        )

    @cached_property
    def handlers(self) -> shortcodes.Handlers:
        """The user's own templates for template code."""
        return shortcodes.load(self.folder)

    def body(
        self,
        post: Post,
        text: str,
        values: Mapping[str, Value] | None = None,
        named: NamedImage | None = None,
        summary: str = "",
    ) -> Body:
        """The body of `post`, whose source below the front matter is `text`, and that says `values` by plain key.

        `named` is the picture of its front matter, as that names it, and `summary` the one that the author gives there.
        """
        remarks = Remarks(self.report, post.path)
        one = _One(self, post, text, remarks)
        page = self.built.body(post.url, self.site, post.title) if self.built else None
        if self.built and page is None:
            one.say_not_built()
        html = one.html(values or {}) if page is None else page
        html = excerpt.mark_comments(html, self.dialect.separator)
        cleaned = clean.parse(html)
        if not (cleaned.xml and unsafe.is_harmless(html)):
            for found in unsafe.find(html):
                one.say(found.code, found.message, found.hint, found.pattern, found.nth)
        tree = cleaned.tree
        one.report_changes(cleaned)
        links = Links(post, self.places, one.say)
        terminal.strip(tree)
        steps: list[signs.Step] = [(signs.CALLOUT, notes.callouts)]
        if page is None:
            steps += [
                (signs.ATTRIBUTES, attributes.apply),
                (signs.DIRECTIVE, partial(directives.replace, say=one.say_directive)),
                (signs.LINK, Blanks(links, text, one.say_blank).mend),
                (signs.WIKILINK, Wikilinks(links).replace),
                (signs.EMOJI, emoji.replace),
            ]
        outside = signs.take(tree, cleaned.xml, steps)
        headings.tidy(tree, post.title)
        footnotes.own(tree, post.slug)
        one.link_embeds(tree)
        unnamed = list(alternatives.unnamed(tree, text))
        links.resolve(tree, of_page=page is not None)
        if outside is None or signs.is_bracketed(outside):
            leaks.stop(tree, one.say_leak)
        links.size_pictures(tree)
        image = links.image(tree, one.image(links, named))
        told = summarise(tree, summary)
        leaks.forget(tree)
        excerpt.drop(tree)
        remarks.close()
        lines: dict[str, int] = {}
        if named and not named.described and post.image and image and not image.alt:
            lines[image.url] = named.line
        for picture, start in unnamed:
            if url := picture.get("src"):
                lines.setdefault(url, one.line(max(start, 0)))
        return Body(
            tree=tree,
            html=inner_html(tree),
            summary=told,
            image=image,
            files=links.pictures(tree, image),
            unnamed=lines,
        )


@dataclass(frozen=True, slots=True)
class _One:
    renderer: Renderer
    post: Post
    text: str
    remarks: Remarks

    def say(
        self,
        code: str,
        message: str,
        hint: str,
        pattern: str,
        nth: int = 0,
        level: Level = Level.WARNING,
    ) -> None:
        """A problem on the line where `pattern` is met for the `nth` time (from 0), else where the body begins."""

        def line() -> int:
            found = re.finditer(pattern, self.text, re.IGNORECASE) if pattern else ()
            starts = [
                hit.start() for hit, _ in zip(found, range(nth + 1), strict=False)
            ]
            return (
                self.line(starts[min(nth, len(starts) - 1)])
                if starts
                else self.post.line
            )

        self.remarks.say(code, message, hint, line, level)

    def html(self, values: Mapping[str, Value]) -> str:
        """The text in its markup, without template code, as HTML that is not clean yet."""
        renderer = self.renderer
        suffix = parts(self.post.path).suffix.lower()
        markup = MARKUPS[renderer.dialect.SUFFIXES.get(suffix, suffix)]
        if not markup.braces:
            return markup.render(self.text)
        text = excerpt.mark_lines(self.text, renderer.dialect.separator)
        return markup.render(self._expanded(text, values))

    def _expanded(self, text: str, values: Mapping[str, Value]) -> str:
        """`text` without template code; what was left out is named, and so is each handler that cannot be used or fails."""
        renderer, post = self.renderer, self.post
        page = shortcodes.Page(
            path=post.path,
            url=post.url,
            site=renderer.site,
            title=post.title,
            values=values,
            find=renderer.places.post,
            read=renderer.places.text,
            settings=renderer.dialect.variables,
        )
        expanded = shortcodes.expand(
            text, renderer.dialect.SYNTAX, page, renderer.handlers
        )
        for problem in (*renderer.handlers.problems, *expanded.problems):
            if problem not in renderer.report.problems:
                renderer.report.add(problem)
        self._say_left_out(text, expanded.left_out)
        return expanded.text

    def say_not_built(self) -> None:
        """Name a post that the built site has no page for."""
        self.say(
            "not-built",
            f"no page in the built site has the text of {self.post.url}; the source was read",
            "build the site first, or correct posts.permalink",
            "",
        )

    def report_changes(self, cleaned: clean.Cleaned) -> None:
        """Name what cleaning changed that nobody typed as such."""
        if cleaned.too_deep:
            self.say(
                "too-deep",
                f"elements left open, or nested more than {clean.DEPTH_AT_MOST} deep, were taken out",
                "close the elements that were left open",
                "",
            )
        for char in cleaned.illegal:
            self.say(
                "control-character",
                f"U+{ord(char):04X}, written as a reference, removed",
                "delete it",
                rf"&#(?:0*{ord(char)}|x0*{ord(char):x})(?![0-9a-f]);?",
            )

    def image(self, links: Links, named: NamedImage | None) -> Image | None:
        """The picture of the front matter, at the address of the file it names; one that is not there is named."""
        given = self.post.image
        there = links.attach(named.typed if named else given.url) if given else None
        if given is None or there is None:
            return given
        if named and there.missing:
            message, hint = gone(named.typed, there.missing)
            self.remarks.say("missing-file", message, hint, named.line)
        return replace(given, url=there.url)

    def say_directive(self, name: str) -> None:
        """Name a directive of which nothing can be shown."""
        self.say(
            "template-code",
            f"::{name[:40]} left out",
            "give it words: ::name[words]",
            re.escape(f"::{name}"),
        )

    def say_blank(self, typed: str, path: str) -> None:
        """Name what was meant as a link or picture, and is none for the blanks in its path; nor is there such a file."""
        self.say(
            "blank-in-path",
            f'"{typed[:80]}" is no link for the blanks in it, and stays as it is: no file {path[:80]}',
            f"correct its name, and write <{path[:80]}>, or %20 for a blank",
            re.escape(path),
        )

    def say_leak(self, piece: str) -> None:
        """Name what looks like code of a template or a wiki, and is shown as code."""
        snippet = " ".join(piece.split())[:60]
        self.say(
            "wikilink" if piece.startswith("[[") else "template-code",
            f'"{snippet}" is shown as code',
            "mark it as code, or write it out",
            re.escape(piece[:200]),
        )

    def link_embeds(self, tree: HtmlElement) -> None:
        """Put a link where a frame of another page was: no reader or mail client shows frames."""
        embeds = list(tree.iter(clean.EMBED))
        for nth, embed in enumerate(embeds):
            src = embed.get("src", "").strip()
            target = absolute(src, self.post.url) if src else None
            title = " ".join(embed.get("title", "").split())
            if not target or not target.startswith("http"):
                clean.replace_by_text(embed, "")
                continue
            words = title or host_of(target)
            if next(embed.iterancestors("a"), None) is not None:
                clean.replace_by_text(embed, words)
            else:
                for child in list(embed):
                    embed.remove(child)
                embed.tag = "a"
                embed.attrib.clear()
                embed.set("href", target)
                embed.text = words
            self.say(
                "embed",
                f"frame of {host_of(target)} replaced by a link",
                'give it a title="…", which becomes the text of the link',
                "<iframe",
                nth,
                Level.NOTICE,
            )
        if embeds:
            clean.strip_left(tree)

    def _say_left_out(
        self, text: str, left_out: tuple[shortcodes.LeftOut, ...]
    ) -> None:
        """One warning for each name of a tag, on the line of the first; for each file of an include."""
        built = f"--built {self.renderer.places.built() or 'DIR'}" if left_out else ""
        counts: dict[tuple[str, str], list[shortcodes.LeftOut]] = {}
        for tag in left_out:
            counts.setdefault((tag.name, tag.file), []).append(tag)
        for (name, _), tags in counts.items():
            if plain(name) in self.renderer.handlers:
                continue  # what is wrong with the handler is said of the handler
            often = f", {len(tags)} times" if len(tags) > 1 else ""
            line = self.post.line + text.count("\n", 0, tags[0].start)
            can_handle = re.fullmatch(r"[\w-]{1,40}", name)
            handle = f"handle it in {FOLDER}/{name}.html, or " if can_handle else ""
            self.remarks.say(
                "template-code",
                f"{one_line(tags[0].typed or name)[:80]} left out{often}",
                f"{handle}read the built site: {built}; code in backticks stays as typed",
                line,
            )

    def line(self, start: int) -> int:
        """The line of the file that the character `start` of the text stands on."""
        return self.post.line + self.text.count("\n", 0, start)
