"""The view Newsletter: the issues, and one of them as letter, text, headers, source or page, as mail programs show it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote, urlencode

from envoi import guises
from envoi.newsletter.fit import BYTES_AT_MOST
from envoi.outcome import Made
from envoi.preview import contents, letters, mailhead, reading, weight
from envoi.preview.letters import Letter, Listed
from envoi.preview.local import framed, localized
from envoi.preview.snapshot import Snapshot
from envoi.preview.view import Asked, File, Page, View
from envoi.problems import Problem, Stop
from envoi.services import SERVICES, Service

TABS: Final = {
    "letter": "Letter",
    "text": "Text",
    "headers": "Headers",
    "source": "Source",
    "page": "Web page",
}
WIDTHS: Final = {"phone": "Phone", "tablet": "Tablet", "desktop": "Desktop"}
"""360 and 768 pixels, and all that there is."""

LOOKS: Final = {
    "light": ("Light", "In light mode", guises.light),
    "dark": ("Dark", "Dark mode of programs that ask the letter, such as Apple Mail", guises.dark),
    "inverted": ("Inverted", "Dark mode of programs that turn all colours round, such as Gmail’s apps", guises.inverted),
    "pictureless": ("No pictures", "Until the reader asks for pictures", guises.pictureless),
    "bare": ("No styles", "Where style sheets are taken out", guises.bare),
    "outlook": ("Outlook", "As Outlook for Windows lays it out, with Word", guises.outlook),
}  # fmt: skip
PAGE_LOOKS: Final = ("light", "dark")
"""How a browser may show the page on the site."""

_FRAMES: Final = {"letter": "letter.html", "page": "index.html"}
_TYPES: Final = {
    "letter.eml": "message/rfc822",
    "letter.txt": "text/plain; charset=utf-8",
}
_ADDRESS: Final = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)\]])")


@dataclass(frozen=True, kw_only=True, slots=True)
class _State:
    """What of the view is open; all of it is in the address."""

    name: str
    tab: str
    width: str
    look: str
    theme: str
    own: str

    def address(self, **changes: str) -> str:
        """The address of the same with `changes`; what goes without saying is not in it."""
        state = replace(self, **changes)
        said = {
            "tab": state.tab if state.tab != "letter" else "",
            "width": state.width if state.width != "desktop" else "",
            "look": state.look if state.look != "light" else "",
            "theme": state.theme if state.theme != state.own else "",
        }
        query = urlencode({key: value for key, value in said.items() if value})
        return f"/newsletter/{quote(state.name)}{'?' if query else ''}{query}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Chip:
    """One of a few things to choose from."""

    label: str
    address: str
    current: bool
    title: str = ""
    mark: str = ""


def show(asked: Asked) -> Page | File | None:
    """The list and its first issue, one issue (`<name>`), or a file of it (`<name>/letter.html`)."""
    snapshot = asked.snapshot
    issues = letters.listed(snapshot)
    if snapshot.made is None or not issues:
        if asked.path:
            return None
        return Page(
            template="newsletter_none.html.j2",
            title="Newsletter",
            values={"coming": None},
        )
    name, _, file = asked.path.partition("/")
    wanted = name or issues[0].name
    listed = next((each for each in issues if each.name == wanted), None)
    if listed is None:
        return None
    state = _state(asked.query, listed.name, snapshot.made)
    return _file(snapshot, state, file) if file else _page(snapshot, state, listed)


def _state(query: Mapping[str, str], name: str, made: Made) -> _State:
    own = made.settings.newsletter.theme
    theme = query.get("theme", own)

    def one(key: str, known: Mapping[str, object], usual: str) -> str:
        return query[key] if query.get(key) in known else usual

    return _State(
        name=name,
        tab=one("tab", TABS, "letter"),
        width=one("width", WIDTHS, "desktop"),
        look=one("look", LOOKS, "light"),
        theme=theme if theme in letters.themes(made.settings) else own,
        own=own,
    )


def _file(snapshot: Snapshot, state: _State, file: str) -> File | None:
    if file not in letters.FILES:
        return None
    try:
        letter = letters.letter(snapshot, state.name, state.theme)
    except Stop as stop:
        said = f"{stop.problem.place or ''} {stop.problem.message}".strip()
        return reading.frame(said, "text/plain")
    if kind := _TYPES.get(file):
        return File(content=letter.files[file], media_type=kind, framed="text/" in kind)
    html = LOOKS[state.look][2](_seen(snapshot, letter, file))
    return reading.frame(localized(html, snapshot))


def _seen(snapshot: Snapshot, letter: Letter, file: str) -> str:
    """The text of `file` as readers get it once the mailing service had it."""
    text = letter.text(file)
    if snapshot.made is None or file == "index.html":
        return text
    return SERVICES[snapshot.made.settings.newsletter.profile].seen(text)


def _page(snapshot: Snapshot, state: _State, listed: Listed) -> Page:
    made = snapshot.made
    assert made
    if state.tab == "page" and state.look not in PAGE_LOOKS:
        state = replace(state, look="light")
    broken, letter = None, None
    try:
        letter = letters.letter(snapshot, state.name, state.theme)
    except Stop as stop:
        broken = stop.problem
    values: dict[str, object] = {
        "issue": listed,
        "issues": letters.listed(snapshot),
        "shown": state,
        "tabs": [
            Chip(label=label, address=state.address(tab=tab), current=tab == state.tab)
            for tab, label in TABS.items()
        ],
        "widths": [
            Chip(
                label=label,
                address=state.address(width=width),
                current=width == state.width,
            )
            for width, label in WIDTHS.items()
        ],
        "looks": list(_looks(state)),
        "themes": list(_themes(state, made)),
        "broken": broken,
        "letter": letter,
        "most": BYTES_AT_MOST,
        "contents": contents.contents(snapshot, state.name),
        "problems": _problems(snapshot, state, letter),
    }
    if letter:
        values |= _letter(snapshot, state, letter, made)
    return Page(template="newsletter.html.j2", title=listed.subject, values=values)


def _looks(state: _State) -> Iterator[Chip]:
    for look, (label, title, _) in LOOKS.items():
        if state.tab != "page" or look in PAGE_LOOKS:
            yield Chip(
                label=label,
                address=state.address(look=look),
                current=look == state.look,
                title=title,
            )


def _themes(state: _State, made: Made) -> Iterator[Chip]:
    for theme in letters.themes(made.settings):
        yield Chip(
            label=theme,
            address=state.address(theme=theme),
            current=theme == state.theme,
            mark="yours" if theme == state.own else "",
        )


def _letter(
    snapshot: Snapshot, state: _State, letter: Letter, made: Made
) -> Mapping[str, object]:
    """What the page says of a letter that could be made."""
    html = letter.text("letter.html")
    size = len(letter.files["letter.html"])
    weights = weight.weigh(html)
    service = SERVICES[made.settings.newsletter.profile]
    values: dict[str, object] = {
        "inbox": mailhead.inbox(letter.files["letter.eml"], service.seen(html)),
        "size": size,
        "share": round(100 * size / BYTES_AT_MOST),
        "weights": sorted(weights.items(), key=lambda each: -each[1]),
        "placeholders": list(_placeholders(service, html)),
        "service": service,
        "message": f"/newsletter/{quote(state.name)}/letter.eml?{urlencode({'theme': state.theme})}",
    }
    if file := _FRAMES.get(state.tab):
        values["frame"] = _frame(snapshot, state, letter, file)
    elif state.tab == "text":
        values["words"] = _ADDRESS.split(_seen(snapshot, letter, "letter.txt"))
    elif state.tab == "headers":
        values["headers"] = list(mailhead.headers(letter.files["letter.eml"]))
    elif state.tab == "source":
        values["lines"] = html.splitlines()
    return values


def _frame(snapshot: Snapshot, state: _State, letter: Letter, file: str) -> str:
    """The address of the frame that shows `file`; it changes when what is in it does."""
    address = f"/newsletter/{quote(state.name)}/{file}"
    shown = localized(_seen(snapshot, letter, file), snapshot)
    return framed(address, shown, theme=state.theme, look=state.look)


def _placeholders(service: Service, html: str) -> Iterator[tuple[str, str, bool]]:
    """What the mailing service fills in, what it stands for, and whether the letter has it."""
    for placeholder, meaning in (
        (service.unsubscribe, "the address that takes the reader off the list"),
        (service.web, "the address of the letter on the web"),
        (service.address, "your postal address"),
        (service.person, "the reader’s first name"),
    ):
        if placeholder:
            yield placeholder, meaning, placeholder in html


def _problems(
    snapshot: Snapshot, state: _State, letter: Letter | None
) -> tuple[Problem, ...]:
    """What is wrong with the letter; in another theme than that of the build, what its own making found is among it."""
    found = contents.concerning(snapshot, state.name)
    if letter is None or state.theme == state.own:
        return found
    fits = ("letter-fit", "letter-too-long")
    others = (problem for problem in found if problem.code not in fits)
    return tuple(dict.fromkeys([*letter.problems, *others]))


VIEW: Final = View(name="newsletter", title="Newsletter", show=show)
