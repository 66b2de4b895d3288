"""Catalogue, Ledger -> which posts go into the next issues, under which names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice

from envoi.config import NewsletterConfig
from envoi.dates import as_read
from envoi.language import closest
from envoi.ledger import Ledger
from envoi.model import Catalogue, Layout, Post, Section
from envoi.newsletter.choice import ALWAYS, Choice, Languages, Wish, placed
from envoi.newsletter.named import Wanted, named, wanted
from envoi.newsletter.names import (
    NEXT,
    Names,
    check,
    is_good,
    is_taken,
    next_plan,
    unused,
)
from envoi.newsletter.notices import (
    apart,
    say_idle,
    say_left,
    say_lost,
    say_nothing,
    say_unused,
    say_waiting,
)
from envoi.newsletter.sections import (
    NEWEST,
    divide,
    divide_picked,
    in_order,
    ordered,
    own_first,
)
from envoi.newsletter.waiting import begun, came_out, earlier, waiting
from envoi.plan import Plan
from envoi.problems import Level, Place, Report, Stop

_SECOND = timedelta(seconds=1)


def choose(
    catalogue: Catalogue,
    config: NewsletterConfig,
    plans: Sequence[Plan],
    known: Ledger,
    report: Report,
    *,
    wish: Wish,
    languages: Languages,
) -> tuple[Choice, ...]:
    """The issues that would go out now, one for each of `languages`; none where nothing waits.

    Raises Stop when no published post goes by the name that is wished for, and for a name that no issue can have.
    """
    check(wish.name)
    names = Names(languages, catalogue.site.language)
    chooser = _Chooser(catalogue, config, plans, known, report, wish, names)
    if wish.post:
        return tuple(chooser.single(wish.post))
    say_unused(catalogue, config, report)
    own: Languages = languages or {"": catalogue.published}
    chosen = (chooser.digest(language, posts) for language, posts in own.items())
    found = tuple(filter(None, chosen))
    say_idle(chooser.idle, report)
    if not found and not wish.draft and not report.count()[Level.ERROR]:
        say_nothing(catalogue, config, own, known, wish, report)
    return found


@dataclass(frozen=True, slots=True)
class _Chooser:
    catalogue: Catalogue
    config: NewsletterConfig
    plans: Sequence[Plan]
    known: Ledger
    report: Report
    wish: Wish
    names: Names
    idle: list[str] = field(default_factory=list)
    """The languages in which nothing waits, so that the draft shows the newest posts."""

    def single(self, slug: str) -> Iterator[Choice]:
        """The one post; nothing, and a notice, if it went out and is not to do so again."""
        post = _published(self.catalogue, slug)
        language = closest(post.language, self.names.languages) or ""
        sent = self.known.sent.get(post.id, {})
        if sent and not (self.wish.again or self.wish.draft):
            name = max(sent)
            changed = (
                "" if sent[name] == post.fingerprint else ", and was changed since"
            )
            self.report.notice(
                "nothing-new",
                f"went out in the issue {name}{changed}",
                "envoi issue --again sends it once more",
                Place(path=post.path, line=1),
            )
            return
        section = Section(title="", layout=Layout.FULL, posts=(post,))
        plan = self._plan(language) if self.wish.name else None
        yield self._choice((section,), language, plan, {}, single=post)

    def digest(self, language: str, posts: Sequence[Post]) -> Choice | None:
        """The issue in `language` of those among `posts` that wait, or that its plan picks; None if there is none."""
        plan = self._plan(language)
        spoken = language or (plan.language if plan else "")
        posts = own_first(posts, spoken or self.catalogue.site.language)
        want = (
            wanted(plan, posts, self.catalogue, self.report)
            if plan is not None
            else Wanted()
        )
        configs = (plan.sections if plan else ()) or self.config.sections
        if plan and plan.pick:
            picks = self._picks(plan, want, posts)
            sections = divide_picked(picks, configs)
        else:
            left, first = self._left(language, posts)
            omitted = [post for post in left if post.path in want.omit]
            left = [post for post in left if post.path not in want.omit]
            sections, rest = divide(left, configs, most=NEWEST if first else 0)
            lost, waits = apart(rest, configs)
            shown = [post for section in sections for post in section.posts]
            say_lost(lost, shown if first else (), self.report)
            if sections:
                say_waiting(omitted if first else [*waits, *omitted], self.report)
        if not sections:
            return None
        order = plan.order if plan else None
        choice = self._choice(ordered(sections, order), language, plan, want.blurbs)
        if choice.began is None:
            return choice
        off = [post for post in posts if post.path in want.omit]
        if plan and plan.pick:
            say_left(self._left_behind(posts, choice, off), self.report)
        sent = self.known.sent
        return replace(choice, waits=tuple(p.id for p in off if not sent.get(p.id)))

    def _left(
        self, language: str, posts: Sequence[Post]
    ) -> tuple[Sequence[Post], bool]:
        """The posts to choose from, and whether they are the newest rather than all that wait."""
        always = self.wish.period == ALWAYS
        first = self._is_first(language)
        if self.wish.again:
            waits, first = posts, always
        elif first:
            waits = [post for post in posts if not self.known.sent.get(post.id)]
        else:
            waits = [*waiting(posts, self.known, language)]
        takes = self.wish.period.takes
        found = (
            waits
            if always
            else [post for post in waits if takes(came_out(post, self.known))]
        )
        if not found and self.wish.draft and always and posts:
            self.idle.append(language)
            return posts, True
        return found, first

    def _left_behind(
        self, posts: Sequence[Post], choice: Choice, off: Sequence[Post]
    ) -> list[Post]:
        """Those of `posts` that came out before the newsletter begins with `choice`, and are neither in it nor put `off`."""
        kept = {post.path for post in (*choice.posts, *off)}
        return [
            post
            for post in posts
            if post.path not in kept
            and choice.began
            and came_out(post, self.known) <= choice.began
        ]

    def _is_first(self, language: str) -> bool:
        """Whether no issue in `language` went out; one for all languages goes on from those of each."""
        if not language and self.known.began:
            return False
        return begun(self.known, language) is None

    def _picks(self, plan: Plan, want: Wanted, posts: Sequence[Post]) -> list[Post]:
        """What `plan` picks; what went out before is an error, and left out."""
        kept = [post for post in want.pick if post.path not in want.omit]
        picked = [*in_order(kept, posts, plan.order)]
        if self.wish.again or self.wish.draft:
            return picked
        for post in picked:
            if sent := self.known.sent.get(post.id):
                own = (name.line for name in plan.pick if named([post], name.text))
                self.report.error(
                    "issue-post",
                    f"{post.path} went out in the issue {max(sent)}",
                    "take it out, or send it once more with envoi issue --again",
                    plan.place(next(own)),
                )
        return [post for post in picked if not self.known.sent.get(post.id)]

    def _plan(self, language: str) -> Plan | None:
        return next_plan(
            self.plans,
            self.known,
            self.report,
            self.names,
            language=language,
            name=self.wish.name,
            now=self.wish.now,
            draft=self.wish.draft,
            public=self.wish.public,
        )

    def _choice(
        self,
        sections: tuple[Section, ...],
        language: str,
        plan: Plan | None,
        blurbs: Mapping[str, str],
        *,
        single: Post | None = None,
    ) -> Choice:
        chosen = [post for section in sections for post in section.posts]
        date = None if self.wish.draft else self._date(chosen, language, plan)
        name = self._name(language, plan, date, single)
        picked = bool(plan and plan.pick and not single)
        began = self._began(language, chosen, picked=picked)
        memory = self.known
        if began and language not in memory.began:
            memory = replace(memory, began={**memory.began, language: began})
        return Choice(
            name=name,
            sections=sections,
            language=language,
            date=date,
            began=began,
            plan=placed(plan, name, self.catalogue.site.url),
            blurbs=blurbs,
            keep_reading=keep_reading(
                self.catalogue, self.config, memory, chosen, language, date
            ),
        )

    def _date(
        self, chosen: Sequence[Post], language: str, plan: Plan | None
    ) -> datetime:
        """The day of the issue: its plan's, else when the last of its posts came out, after all issues before it."""
        if plan and plan.date:
            return plan.date
        post = max(chosen, key=lambda post: came_out(post, self.known))
        newest = came_out(post, self.known)
        if post.published == newest:
            newest = post.published  # in the zone that was typed
        earlier = (
            mark.date
            for name, mark in self.known.issues.items()
            if not language or closest(mark.language, [language])
        )
        last = max(earlier, default=None)
        return last + _SECOND if last and newest <= last else newest

    def _name(
        self,
        language: str,
        plan: Plan | None,
        date: datetime | None,
        single: Post | None,
    ) -> str:
        if date is None:
            return self.names.of(NEXT, language if not single else "")
        if self.wish.name or (plan and not single):
            asked = self.wish.name or (self.names.issue(plan) if plan else "")
            name = asked if single else self.names.of(asked, language)
            if is_taken(name, self.known):
                message = f"the issue {name} is out, and stays as it is"
                raise Stop("issue-name", message, "choose another --name")
            return name
        if single:
            name = single.slug if is_good(single.slug) else f"post-{single.slug}"
            return unused(name, "", self.known)
        day = as_read(date, self.catalogue.site.zone)
        return unused(f"{day:%Y-%m-%d}", language, self.known)

    def _began(
        self, language: str, chosen: Sequence[Post], *, picked: bool
    ) -> datetime | None:
        """When the newsletter begins: with all that is there, or that came out before the period ends.

        Where posts are `picked`, with the newest of these: what is newer was not passed over, but is not ready yet.
        """
        if not self._is_first(language):
            return None
        if picked:
            return max(came_out(post, self.known) for post in chosen)
        end = self.wish.period.end
        lines = (line.first for line in self.known.posts.values())
        firsts = [first for first in lines if end is None or first < end]
        return max(firsts or [came_out(post, self.known) for post in chosen])


def keep_reading(
    catalogue: Catalogue,
    config: NewsletterConfig,
    known: Ledger,
    chosen: Sequence[Post],
    language: str,
    date: datetime | None,
) -> tuple[Post, ...]:
    """The newest posts that readers of the issue in `language` had before `date`, none of them `chosen`."""
    if not config.keep_reading:
        return ()
    paths = {post.path for post in chosen}
    posts = (
        post
        for post in catalogue.published
        if post.path not in paths
        and (not language or closest(post.language, [language]))
    )
    return tuple(islice(earlier(posts, known, language, date), config.keep_reading))


def _published(catalogue: Catalogue, name: str) -> Post:
    """The published post that goes by `name`. Raises Stop unless there is one."""
    found = named(catalogue.published, name)
    if len(found) == 1:
        return found[0]
    if found:
        paths = ", ".join(post.path for post in found)
        message = f"several posts are named {name}: {paths}"
        raise Stop("no-post", message, "name one by its path")
    held = next(iter(named(catalogue.posts, name)), None)
    message = (
        f"the post {name} is not published ({held.state})"
        if held
        else f"no post is named {name}"
    )
    newest = ", ".join(post.slug for post in catalogue.published[:3])
    raise Stop("no-post", message, f"name a published one, such as {newest}")
