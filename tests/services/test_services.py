"""The mailing services: their placeholders, what looks like one in a post, and the files they take in."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from envoi.model import Artifact, Letter, Sender
from envoi.services import SERVICES, Service, resembling
from envoi.services.service import GAP

LETTER = Letter(
    title="Fener Mektupları",
    subject="İlk kar",
    html='<!doctype html>\n<html lang="tr"><head><title>İlk kar</title></head>'
    '<body class="page">\n<p>Kar yağdı.</p>\n</body></html>\n',
    text="Kar yağdı.\n",
    language="tr",
    date=datetime(2026, 11, 12, 9, tzinfo=UTC),
    url="https://relief.example.org/newsletter/next/",
    key="3f9a0c11d2",
    sender=Sender(
        name="Fener, Mektupları",
        address="mektup@örnek.example",
        archive="https://relief.example.org/newsletter/",
    ),
)
TAGGED = [service for service in SERVICES.values() if service.tag]
names = pytest.mark.parametrize("service", TAGGED, ids=lambda service: service.name)


def placeholders(service: Service) -> list[str]:
    """All that the service fills in."""
    found = (service.unsubscribe, service.web, service.address, service.person)
    return [placeholder for placeholder in found if placeholder]


def tree(html: str) -> str:
    """What a browser makes of `html`, without signs that nobody sees."""
    parsed = html5lib.parse(html, namespaceHTMLElements=False)
    return html5lib.serialize(parsed, quote_attr_values="always").replace(GAP, "")


def test_registry() -> None:
    """Each service goes by its own name; `plain` alone has no tags and fills nothing in."""
    assert all(service.name == name for name, service in SERVICES.items())
    assert set(SERVICES) - {service.name for service in TAGGED} == {"plain"}
    assert all(service.unsubscribe for service in TAGGED)
    assert placeholders(SERVICES["plain"]) == []


@names
def test_placeholder_in_an_attribute(service: Service) -> None:
    """What stands for an address fits between quotes, and is the same in HTML and in text."""
    assert not re.search(r"[\"'<>&]", service.unsubscribe + service.web)


@names
def test_a_placeholder_in_a_post_is_none(service: Service) -> None:
    """Whoever writes the placeholder of the service in a post shows it, and nothing is filled in."""
    for placeholder in placeholders(service):
        page = f'<p title="{placeholder}">{placeholder}</p>'
        quiet = service.quiet_html(page)

        assert placeholder not in service.quiet(placeholder)
        assert placeholder not in quiet
        assert service.quiet(placeholder).replace(GAP, "") == placeholder
        assert tree(quiet) == tree(page)


HTML = {
    "mailchimp": ("*|UNSUB|*", "&#42;|UNSUB|*", "*\u200c|UNSUB|*"),
    "buttondown": (
        "{{ a }} {% b %} {# c #}",
        "{&zwnj;{ a }} {&zwnj;% b %} {&zwnj;# c #}",
        "{\u200c{ a }} {\u200c% b %} {\u200c# c #}",
    ),
    "listmonk": (
        "{{{ a }} https://a.example/@TrackLink",
        "&#123;&#123;{ a }} https://a.example/&#64;TrackLink",
        "{\u200c{\u200c{ a }} https://a.example/@\u200cTrackLink",
    ),
    "keila": (
        "{{ a }} {% b %}",
        "&#123;{ a }} &#123;% b %}",
        "{\u200c{ a }} {\u200c% b %}",
    ),
    "ghost": ("100 %%{uuid}%%", "100 %&zwnj;%{uuid}%%", "100 %\u200c%{uuid}%%"),
    "mailgun": (
        "%recipient.name% %unsubscribe_url% 5% https://a.example/%C3%B6%C3%A7",
        "%&zwnj;recipient.name% %&zwnj;unsubscribe_url% 5% https://a.example/%C3%B6%C3%A7",
        "%\u200crecipient.name% %\u200cunsubscribe_url% 5% https://a.example/%C3%B6%C3%A7",
    ),
    "kit": ("{{ a }}", "{&zwnj;{ a }}", "{\u200c{ a }}"),
    "brevo": ("{{ a }}", "{&zwnj;{ a }}", "{\u200c{ a }}"),
    "mailerlite": ("{$name} {a}", "{&zwnj;$name} {a}", "{\u200c$name} {a}"),
    "sendy": (
        "[Name,fallback=x] [1] [ ]",
        "[&zwnj;Name,fallback=x] [1] [ ]",
        "[\u200cName,fallback=x] [1] [ ]",
    ),
    "sendgrid": (
        "{{a}} &lt;%b%&gt; [%c%]",
        "{&zwnj;{a}} &lt;&zwnj;%b%&gt; [&zwnj;%c%]",
        "{\u200c{a}} <\u200c%b%> [\u200c%c%]",
    ),
    "resend": ("{{{A}}}", "{&zwnj;{&zwnj;{A}}}", "{\u200c{\u200c{A}}}"),
}


@names
def test_look_alikes_byte_by_byte(service: Service) -> None:
    """What a service would read as a tag is parted by what nobody sees; everything else stays as it is."""
    typed, html, text = HTML[service.name]
    plain = typed.replace("&lt;", "<").replace("&gt;", ">")

    assert service.quiet_html(f"<p>{typed}</p>") == f"<p>{html}</p>"
    assert service.quiet(plain) == text


def test_styles_and_comments_are_left_alone() -> None:
    """Selectors and what only Outlook reads are the theme's, and nobody undoes entities there."""
    page = "<style>[data-ogsc] a{color:red}</style><!--[if mso]>[a]<![endif]--><p>"

    assert SERVICES["sendy"].quiet_html(f"{page}[a]</p>") == f"{page}[&zwnj;a]</p>"


PIECES = st.sampled_from(
    [
        "{",
        "}",
        "%",
        "$",
        "*",
        "|",
        "[",
        "]",
        "#",
        "<",
        ">",
        "&",
        "@TrackLink",
        "recipient",
        "unsubscribe_url",
        "Name",
        "a",
        "ş",
        "\n",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_nothing_is_left_that_a_service_reads(text: str) -> None:
    """Whatever signs stand side by side: no service finds a tag, and readers see the same."""
    page = f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>"
    for service in TAGGED:
        assert service.tag
        assert not service.tag.search(service.quiet(text))
        assert not service.tag.search(service.quiet_html(page))
        assert service.quiet(text).replace(GAP, "") == text
        assert tree(service.quiet_html(page)) == tree(page)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("{{ unsubscribe_url }}", ("buttondown", "kit")),
        ("{{unsubscribe_url}}", ("buttondown", "kit")),
        ("*|UNSUB|*", ("mailchimp",)),
        ("*|LEAVE|*", ("mailchimp",)),
        ("[unsubscribe]", ("sendy",)),
        ("{$unsubscribe}", ("mailerlite",)),
        ("<%asm_group_unsubscribe_raw_url%>", ("sendgrid",)),
        ("https://a.example/leave", ()),
        ("", ()),
    ],
)
def test_resembling(typed: str, expected: tuple[str, ...]) -> None:
    """A placeholder names its services; else the kind of tag does."""
    assert resembling(typed) == expected


def files(name: str, letter: Letter = LETTER) -> dict[str, Artifact]:
    """What the service `name` takes in of `letter`, by path."""
    return {made.path: made for made in SERVICES[name].files(letter)}


def body(name: str, path: str) -> Any:
    """The JSON that the service `name` takes in at `path`."""
    return json.loads(files(name)[path].content)


def form(name: str, path: str, letter: Letter = LETTER) -> dict[str, str]:
    """The fields of the form that the service `name` takes in at `path`."""
    fields = parse_qs(
        files(name, letter)[path].content.decode(), keep_blank_values=True
    )
    return {key: value for key, (value,) in fields.items()}


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_can_be_pasted_into(name: str) -> None:
    """The letter is there as HTML and as text, and what else there is comes with a word on its use."""
    made = files(name)

    assert made["letter.html"].content.decode() == LETTER.html
    assert made["letter.txt"].content.decode() == LETTER.text
    assert made.keys() - {"letter.html", "letter.txt"} == set(
        re.findall(r"\w+\.(?:json|form)", SERVICES[name].use)
    )


def test_bodies_of_requests() -> None:
    """Each API gets subject, sender and letter under its own names, as a draft, and nothing that sends."""
    address, html, text = "mektup@xn--rnek-4qa.example", LETTER.html, LETTER.text
    mailbox = f'"Fener, Mektupları" <{address}>'
    inside = "<p>Kar yağdı.</p>"

    assert body("mailchimp", "campaign.json") == {
        "type": "regular",
        "settings": {
            "title": "İlk kar",
            "subject_line": "İlk kar",
            "from_name": "Fener, Mektupları",
            "reply_to": address,
        },
    }
    assert body("mailchimp", "content.json") == {"html": html, "plain_text": text}
    assert body("buttondown", "email.json") == {
        "subject": "İlk kar",
        "body": f"<!-- buttondown-editor-mode: fancy -->{html}",
        "status": "draft",
        "template": "naked",
        "canonical_url": LETTER.url,
    }
    assert body("listmonk", "campaign.json") == {
        "name": "İlk kar",
        "subject": "İlk kar",
        "from_email": mailbox,
        "type": "regular",
        "content_type": "html",
        "body": html,
        "altbody": text,
        "headers": [
            {"Archived-At": f"<{LETTER.url}>"},
            {"Auto-Submitted": "auto-generated"},
            {"X-Auto-Response-Suppress": "OOF, AutoReply"},
            {"List-Archive": f"<{LETTER.sender.archive}>"},
        ],
    }
    assert body("keila", "campaign.json") == {
        "data": {
            "subject": "İlk kar",
            "html_body": html,
            "settings": {"type": "html"},
        }
    }
    assert body("ghost", "post.json") == {
        "posts": [
            {
                "title": "İlk kar",
                "html": f"<!--kg-card-begin: html-->\n{inside}\n<!--kg-card-end: html-->",
                "status": "draft",
                "email_only": True,
            }
        ]
    }
    assert body("kit", "broadcast.json") == {
        "subject": "İlk kar",
        "content": inside,
        "email_address": address,
        "public": False,
        "send_at": None,
    }
    assert body("brevo", "campaign.json") == {
        "name": "İlk kar",
        "subject": "İlk kar",
        "sender": {"name": "Fener, Mektupları", "email": address},
        "replyTo": address,
        "htmlContent": html,
    }
    assert body("mailerlite", "campaign.json") == {
        "name": "İlk kar",
        "type": "regular",
        "emails": [
            {
                "subject": "İlk kar",
                "from_name": "Fener, Mektupları",
                "from": address,
                "content": html,
            }
        ],
    }
    assert body("sendgrid", "singlesend.json") == {
        "name": "İlk kar",
        "email_config": {
            "subject": "İlk kar",
            "html_content": html,
            "plain_content": text,
            "generate_plain_content": False,
            "editor": "code",
        },
    }
    assert body("resend", "broadcast.json") == {
        "name": "İlk kar",
        "from": mailbox,
        "subject": "İlk kar",
        "reply_to": [address],
        "html": html,
        "text": text,
    }


def test_forms() -> None:
    """Sendy and Mailgun take forms; Mailgun writes no header that it is not given."""
    address = "mektup@xn--rnek-4qa.example"
    letter = replace(LETTER, list_unsubscribe="<%unsubscribe_url%>")

    assert form("sendy", "campaign.form") == {
        "from_name": "Fener, Mektupları",
        "from_email": address,
        "reply_to": address,
        "title": "İlk kar",
        "subject": "İlk kar",
        "plain_text": LETTER.text,
        "html_text": LETTER.html,
        "send_campaign": "0",
    }
    assert form("mailgun", "message.form", letter) == {
        "from": f'"Fener, Mektupları" <{address}>',
        "subject": "İlk kar",
        "html": LETTER.html,
        "text": LETTER.text,
        "h:Reply-To": address,
        "h:List-Unsubscribe": "<%unsubscribe_url%>",
        "h:List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "h:Archived-At": f"<{LETTER.url}>",
        "h:Auto-Submitted": "auto-generated",
        "h:X-Auto-Response-Suppress": "OOF, AutoReply",
        "h:List-Archive": f"<{LETTER.sender.archive}>",
    }


def test_listmonk_keeps_what_go_would_lose() -> None:
    """Comments, which Outlook reads, and each `<` of the plain text pass html/template as strings."""
    service = SERVICES["listmonk"]

    assert service.html('<p>a</p><!--[if mso]><td width="6"><![endif]-->') == (
        '<p>a</p>{{ Safe "<!--[if mso]><td width=\\"6\\"><![endif]-->" }}'
    )
    assert service.text("1 < 2") == '1 {{ Safe "<" }} 2'
