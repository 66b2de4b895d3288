"""`[newsletter]` of `envoi.toml` -> who sends the letter, what the law wants in it, and its sections."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from envoi import filters
from envoi.addresses import DOT_ATOM, absolute, host_of
from envoi.filters import Filter
from envoi.language import closest, language_tag
from envoi.model import Layout, Site
from envoi.problems import Problem, Report, Stop
from envoi.services import PLAIN, SERVICES, Service, resembling
from envoi.table import FILE_NAME, Table

_ADDRESS: Final = re.compile(rf"{DOT_ATOM}@(?:[^\W_]|-)+(?:\.(?:[^\W_]|-)+)*")
"""What every mail server takes: ASCII before the `@` (else SMTPUTF8, RFC 6531), any letters behind it."""

_MAILBOX: Final = re.compile(r"(?P<name>[^<>]*?)\s*<(?P<address>[^<>]*)>")
_PLACEHOLDER: Final = re.compile(r"\$\{|\[\[|%%")
"""How mailing services that Envoi does not know mark what they fill in for each reader."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SectionConfig:
    """One `[[newsletter.section]]`."""

    title: str = ""
    filter: Filter = field(default_factory=Filter)
    limit: int = 5
    layout: Layout = Layout.CARDS


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """One `[[newsletter.edition]]`: what the letters in a `language` say otherwise; what is empty is as in all."""

    language: str
    title: str = ""
    description: str = ""
    name: str = ""
    address: str = ""
    reply_to: str = ""
    greeting: str = ""
    unsubscribe: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewsletterConfig:
    """`[newsletter]`, if it is `given`. `name` and `address` are the two parts of `from`.

    `description` may be empty; `editions` are what letters in one language say otherwise.
    `lacks` is what the law wants and is not there. `profile` is the name of the mailing service; `greeting` is what a
    letter begins with, in which `{name}` is the reader's. `full` is the most words of a post that is shown whole (0: no
    limit), `keep_reading` how many earlier posts are linked at the end, `embed` whether pictures come with the message.
    """

    title: str
    name: str
    address: str
    description: str = ""
    reply_to: str = ""
    postal_address: str = ""
    unsubscribe: str = ""
    theme: str = "bulletin"
    profile: str = PLAIN
    greeting: str = ""
    languages: bool = False
    full: int = 0
    keep_reading: int = 0
    embed: bool = False
    sections: tuple[SectionConfig, ...] = ()
    editions: tuple[Edition, ...] = ()
    lacks: tuple[Problem, ...] = ()
    given: bool = True

    def of(self, language: str) -> NewsletterConfig:
        """The same as it is for letters in `language`."""
        tag = closest(language, (edition.language for edition in self.editions))
        edition = next((one for one in self.editions if one.language == tag), None)
        if edition is None:
            return self
        return replace(
            self,
            title=edition.title or self.title,
            description=edition.description or self.description,
            name=edition.name or self.name,
            address=edition.address or self.address,
            reply_to=edition.reply_to or self.reply_to,
            greeting=edition.greeting or self.greeting,
            unsubscribe=edition.unsubscribe or self.unsubscribe,
        )

    @property
    def way_out(self) -> str:
        """What stands in the letter for leaving the list: an address, or the placeholder of the service."""
        return SERVICES[self.profile].unsubscribe or self.unsubscribe

    @property
    def whereabouts(self) -> str:
        """What stands in the letter for where the sender is."""
        return self.postal_address or SERVICES[self.profile].address


def read(table: Table, site: Site, profile: str = "") -> NewsletterConfig:
    """What `table` says of the newsletter; `profile` (from the command line) wins over that of `table`.

    Raises Stop for what cannot be used.
    """
    lacks = Report()
    service = _service(table, profile)
    title = table.text("newsletter.title") or site.title
    name, address = _sender(table, site, title, lacks)
    config = NewsletterConfig(
        title=title,
        name=name,
        address=address,
        description=" ".join(table.paragraph("newsletter.description").split()),
        reply_to=_mailbox(table, "newsletter.reply_to")[1],
        postal_address=table.paragraph("newsletter.postal_address"),
        unsubscribe=_unsubscribe(table, "newsletter"),
        theme=table.text("newsletter.theme") or "bulletin",
        profile=service.name,
        greeting=_greeting(table, "newsletter", service, lacks),
        languages=table.flag("newsletter.languages", False),
        full=table.number("newsletter.full", 0),
        keep_reading=table.number("newsletter.keep_reading", 0),
        embed=table.choice("newsletter.pictures", ("link", "embed"), "link") == "embed",
        sections=tuple(map(section, table.each("newsletter.section"))),
        editions=_editions(table, service, lacks),
    )
    if not config.postal_address and not service.address:
        lacks.warn(
            "no-postal-address",
            "the letter has no postal address, which CAN-SPAM and many other laws want",
            f'write postal_address = "…" below [newsletter] in {FILE_NAME}',
            table.place("newsletter.postal_address"),
        )
    if not config.unsubscribe and not service.unsubscribe:
        lacks.warn(
            "no-unsubscribe",
            "the letter has no way to unsubscribe, which the law, Gmail and Yahoo want",
            f'write unsubscribe = "https://…" below [newsletter] in {FILE_NAME}',
            table.place("newsletter.unsubscribe"),
        )
    if not table.has("newsletter"):
        lacks = Report()
        lacks.notice(
            "no-newsletter",
            "a draft of a letter is in newsletter/",
            f"[newsletter] in {FILE_NAME} says who sends it",
        )
    return replace(config, lacks=tuple(lacks), given=table.has("newsletter"))


def section(table: Table) -> SectionConfig:
    """The section that `table`, whose keys begin with `newsletter.section`, tells. Raises Stop for what cannot be used."""
    layout = table.choice(
        "newsletter.section.layout", tuple(map(str, Layout)), Layout.CARDS
    )
    return SectionConfig(
        title=table.text("newsletter.section.title"),
        filter=filters.read(table, "newsletter.section"),
        limit=table.number("newsletter.section.limit", 5),
        layout=Layout(layout),
    )


def _editions(table: Table, service: Service, lacks: Report) -> tuple[Edition, ...]:
    name = "newsletter.edition"
    known = bool(_mailbox(table, "newsletter.from")[0])
    found: dict[str, Edition] = {}
    for part in table.each(name):
        key = f"{name}.language"
        typed = part.text(key)
        language = language_tag(typed)
        if not language:
            said = f'"{typed}" is no language' if typed else "is missing"
            raise part.fail(key, said, "write a tag like en or tr")
        if language in found:
            raise part.fail(key, f"{language} has an edition already", "keep one")
        title = part.text(f"{name}.title")
        sender, address = _mailbox(part, f"{name}.from")
        found[language] = Edition(
            language=language,
            title=title,
            description=" ".join(part.paragraph(f"{name}.description").split()),
            name=sender or ("" if known else title),
            address=address,
            reply_to=_mailbox(part, f"{name}.reply_to")[1],
            greeting=_greeting(part, name, service, lacks),
            unsubscribe=_unsubscribe(part, name),
        )
    return tuple(found.values())


def _sender(table: Table, site: Site, title: str, lacks: Report) -> tuple[str, str]:
    name, address = _mailbox(table, "newsletter.from")
    if not address:
        address = f"newsletter@{host_of(site.url)}"
        lacks.warn(
            "no-sender",
            f"nobody is named as the letter's sender; {address} stands in",
            f'write from = "Name <address>" below [newsletter] in {FILE_NAME}',
            table.place("newsletter.from"),
        )
    return name or title, address


def _mailbox(table: Table, key: str) -> tuple[str, str]:
    """The name and the address of `Name <address>` or of an address alone; nothing for nothing."""
    typed = table.text(key)
    found = _MAILBOX.fullmatch(typed)
    name, address = (found["name"], found["address"].strip()) if found else ("", typed)
    if typed and not _ADDRESS.fullmatch(address):
        raise table.fail(
            key,
            f'"{typed}" is no e-mail address that every mail server takes',
            'write "Name <name@example.org>", with plain letters before the @',
        )
    return name.strip('" '), address


def _service(table: Table, asked: str) -> Service:
    key = "newsletter.profile"
    name = asked or table.text(key) or PLAIN
    if found := SERVICES.get(name.lower()):
        return found
    from difflib import get_close_matches

    near = get_close_matches(name.lower(), SERVICES, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(SERVICES)}"
    if asked:
        raise Stop("profile", f'there is no profile "{name}"', hint)
    raise table.fail(key, f'there is no profile "{name}"', hint)


def _greeting(table: Table, head: str, service: Service, lacks: Report) -> str:
    key = f"{head}.greeting"
    typed = table.text(key)
    if "{name}" in typed and not service.person:
        lacks.notice(
            "greeting",
            "nothing fills in the reader's name, so the letter begins without the greeting",
            f"write it without {{name}}, or name the service with profile in {FILE_NAME}",
            table.place(key),
        )
        return ""
    return typed


def _unsubscribe(table: Table, head: str) -> str:
    key = f"{head}.unsubscribe"
    typed = table.text(key)
    alike = resembling(typed)
    if alike or _PLACEHOLDER.search(typed):
        told = alike if 0 < len(alike) < 4 else ("…",)
        names = " or ".join(f'"{name}"' for name in told)
        raise table.fail(
            key,
            f'"{typed}" is a placeholder of a mailing service, and one address for all readers belongs here',
            f"take it out, and write profile = {names}, which puts it where it belongs",
        )
    found = absolute(typed, "") or ""
    if typed and not found.startswith(("https:", "mailto:")):
        # List-Unsubscribe-Post takes https only (RFC 8058 section 3.1).
        raise table.fail(
            key,
            f'"{typed}" is no address that a reader can unsubscribe at',
            "write an https: or mailto: address",
        )
    return found
