"""A post, published or not -> what becomes of it in a feed, and as a letter of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from envoi import feeds, newsletter, posts, press
from envoi.feeds.selection import MAIN
from envoi.model import Layout, Letter, Post, Section, State
from envoi.outcome import Made
from envoi.posts.memory import Memory
from envoi.preview.snapshot import Snapshot
from envoi.problems import Place, Report, Stop
from envoi.services import SERVICES

NEVER: Final = frozenset({State.BROKEN, State.PAGE})
"""States of files that nothing becomes of."""

_NAME: Final = "next"


def rendered(snapshot: Snapshot, post: Post) -> Post:
    """`post` with its body. Raises Stop if it cannot be rendered, or changed since the look."""
    made = _made(snapshot)

    def render() -> Post:
        built = snapshot.request.built
        render = posts.rendering(made.arranged, made.settings, Report(), built)
        found = render([post]).get(post.path)
        if found is None:
            raise Stop(
                "changed",
                "is not as it was when the folder was last read without an error",
                "mend what is wrong with it, and it appears here",
                place=Place(path=post.path),
            )
        return found

    return snapshot.once(("rendered", post.path), render)


def letter(snapshot: Snapshot, post: Post) -> Letter:
    """The letter that `post` alone would be, in the theme of the configuration, as if it came out now, once the mailing service had it. Raises Stop."""
    return snapshot.once(("letter", post.path), lambda: _letter(snapshot, post))


def _letter(snapshot: Snapshot, post: Post) -> Letter:
    made, report = _made(snapshot), Report()
    settings, arranged = made.settings, made.arranged
    if post.state is State.PUBLISHED:
        wish = newsletter.Wish(now=snapshot.now, post=post.path, draft=True)
        (choice,) = newsletter.choose(
            arranged,
            settings.newsletter,
            made.plans,
            made.known,
            report,
            wish=wish,
            languages=made.languages,
        )
    else:
        post = replace(post, published=post.published or snapshot.now)
        part = Section(title="", layout=Layout.FULL, posts=(post,))
        choice = newsletter.Choice(name=_NAME, sections=(part,))
    render = posts.rendering(arranged, settings, report, snapshot.request.built)
    own = replace(rendered(snapshot, post), published=post.published)
    shown = {**render(choice.keep_reading), post.path: own}
    (issue,) = press.issues([choice], shown, arranged, settings)
    theme = newsletter.load(
        settings.newsletter.theme, settings.folder / press.TEMPLATES
    )
    main = made.offers.get(MAIN)
    found = newsletter.letter(
        issue,
        arranged.site,
        settings.newsletter,
        theme,
        report,
        feeds=feeds.addresses(main.feed, settings.feeds.formats) if main else {},
        gallery=press.gallery(settings, report, Memory(copies=snapshot.copies)),
    )
    seen = SERVICES[settings.newsletter.profile].seen
    return replace(found, html=seen(found.html), text=seen(found.text))


def _made(snapshot: Snapshot) -> Made:
    if snapshot.made is None:
        raise Stop("no-posts", "nothing can be made of this folder yet")
    return snapshot.made
