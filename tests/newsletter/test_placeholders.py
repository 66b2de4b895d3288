"""The letter for a mailing service: its placeholders byte by byte, and nothing else that the service fills in."""

from collections.abc import Iterable
from dataclasses import replace
from email import message_from_bytes
from html import escape, unescape

import pytest

from envoi import newsletter
from envoi.config import NewsletterConfig
from envoi.model import Body, Layout, Letter
from envoi.newsletter import mime
from envoi.newsletter.placeholders import filled, greeted, html_filled, marked
from envoi.newsletter.theme import load
from envoi.problems import Report
from envoi.services import SERVICES, Service
from envoi.services.service import GAP

from .samples import SENDER, SITE, issue, post, section, tree

CONFIG = NewsletterConfig(
    title="Deniz Notes",
    name="Deniz",
    address="letter@deniz.example.org",
    unsubscribe="https://deniz.example.org/leave/",
)
services = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)


def written(service: Service, *words: str, **more: str) -> Letter:
    """The letter for `service` with a post that says `words`, also as code and as title."""
    said = escape(" ".join(words))
    shown = post(" ".join(words) or "Snow", f"<p>{said}</p><pre>{said}</pre>")
    config = replace(CONFIG, profile=service.name, **more)
    made = issue(section(" ".join(words), Layout.FULL, shown), subject=" ".join(words))
    theme, report = load("bulletin", None), Report()
    return newsletter.letter(
        made, SITE, config, theme, report, feeds={}, gallery=gallery(report)
    )


def gallery(report: Report) -> newsletter.Gallery:
    """No picture at all."""
    return newsletter.Gallery(site=SITE.url, read=lambda _: None, report=report)


def tags(chosen: Iterable[Service]) -> list[str]:
    """All that `chosen` fill in."""
    found = [
        (one.unsubscribe, one.web, one.address, one.person, one.header)
        for one in chosen
    ]
    return [tag for several in found for tag in several if tag]


@services
def test_placeholders_stand_byte_by_byte(service: Service) -> None:
    """Way out, web version and postal address are the service's own words, in HTML and in text."""
    letter = written(service)
    leave = service.unsubscribe or CONFIG.unsubscribe

    assert letter.html.count(f'href="{leave}"') == 1
    assert f"Unsubscribe: {leave}\n" in letter.text
    assert (f'href="{letter.url}"' in letter.html) is not bool(service.web)
    if service.web:
        assert letter.html.count(f'href="{service.web}"') == 1
        assert f"Read it in your browser: {service.web}\n" in letter.text
    if service.address:
        assert f">{service.address}</p>" in letter.html
        assert f"\n{service.address}\n" in letter.text
    for text in (letter.html, letter.text):
        assert not {"\uffff", "\ufdd0"} & {*text}


@services
def test_own_postal_address_comes_first(service: Service) -> None:
    """What the user says of where they are is not left to the service."""
    letter = written(service, postal_address="1 Harbour Street")

    assert ">1 Harbour Street</p>" in letter.html
    assert "\n1 Harbour Street\n" in letter.text
    assert not service.address or service.address not in letter.html + letter.text


@services
def test_posts_fill_nothing_in(service: Service) -> None:
    """A post that writes the placeholders of all services shows them; the service finds its own alone."""
    typed = tags(SERVICES.values())
    letter = written(service, *typed, name=" ".join(typed))
    plain = written(service)

    for placeholder in tags([service]):
        assert letter.html.count(placeholder) == plain.html.count(placeholder)
        assert letter.text.count(placeholder) == plain.text.count(placeholder)
        assert placeholder not in letter.subject + letter.title + letter.sender.name
    shown = unescape(letter.html).replace(GAP, "")
    assert all(placeholder in shown for placeholder in typed)
    assert letter.subject.replace(GAP, "") == " ".join(typed)


@services
def test_message(service: Service) -> None:
    """The `.eml` holds the placeholders too, and List-Unsubscribe where the service does not write it."""
    letter = written(service)
    mail = message_from_bytes(mime.message(letter, site_url=SITE.url))
    parts = [part.get_payload(decode=True).decode() for part in mail.get_payload()]

    assert all((service.unsubscribe or CONFIG.unsubscribe) in part for part in parts)
    if service.name == "plain":
        assert mail["List-Unsubscribe"] == f"<{CONFIG.unsubscribe}>"
    else:
        assert (mail["List-Unsubscribe"] or "") == service.header
    assert mail["List-Archive"] == "<https://deniz.example.org/newsletter/>"


def test_services_are_told_apart() -> None:
    """The same issue has the same key for one service, and another for each."""
    keys = {written(service).key for service in SERVICES.values()}

    assert len(keys) == len(SERVICES)
    assert written(SERVICES["kit"]).key == written(SERVICES["kit"]).key


def test_page_has_no_placeholder() -> None:
    """The page on the site is for everybody, so nothing of a service is on it."""
    made = issue(section("", Layout.FULL, post()))
    config = replace(CONFIG, profile="mailchimp")
    theme, report = load("bulletin", None), Report()
    files = newsletter.write(
        made, SITE, config, theme, report, feeds={}, gallery=gallery(report)
    )
    page = next(file for file in files if file.path.endswith("index.html"))

    assert "*|" not in page.content.decode()


def test_greeting() -> None:
    """It comes before the introduction, with the reader's name where the service has one."""
    intro = Body(tree=tree("Words <p>One.</p>"), html="", summary="Words")
    made = replace(issue(section("", Layout.FULL, post())), intro=intro)
    service = SERVICES["keila"]
    begun = greeted(made, "Dear {name},").intro
    sender, url = marked(SENDER, "https://deniz.example.org/", service)
    letter = replace(written(service), html=begun.html, text=begun.tree.text_content())

    assert sender.unsubscribe not in ("", SENDER.unsubscribe)
    assert url == "https://deniz.example.org/"
    assert html_filled(letter.html, service) == (
        "<p>Dear {{ contact.first_name }},</p>Words <p>One.</p>"
    )
    assert filled(letter, service).text == ("Dear {{ contact.first_name }},Words One.")
    assert begun.summary == "Words"
    assert greeted(made, "").intro is intro
    assert intro.tree.text == "Words "
    assert greeted(replace(made, intro=None), "Hello").intro.html == "<p>Hello</p>"
