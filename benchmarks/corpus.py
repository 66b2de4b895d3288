"""A number and a seed -> a folder of that many invented posts, in the layout that a site generator reads.

The same number, seed and layout give the same bytes, and post 7 is the same among a hundred as among a hundred thousand.
Dates are 90 minutes apart, from 2005 on: some 190,000 posts are in the past.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

FIRST = datetime(2005, 1, 1, 6, tzinfo=UTC)
STEP = timedelta(minutes=90)
LANGUAGES = (
    ("en", "a an at bread bridge came carried ferry for harbour lamp letter market of on quay river roof salt shed six stove the wind with", " ", ". "),
    ("tr", "ağaç bir çarşı da deniz ekmek fırın gemi gün ile ıhlamur iskele kış köprü mektup pazar rüzgâr şehir tuz ve yağmur yol", " ", ". "),
    ("de", "am auf Boot Brücke das der die ein Fähre für Hafen Licht mit Markt Öl Regen Salz Straße über und vom Wind zwölf", " ", ". "),
    ("fr", "à au bateau ce déjà et forêt fête le les lumière marché même neige où pain pont pour quai rivière sel sœur vent", " ", ". "),
    ("el", "από βροχή γέφυρα η θάλασσα και καράβι λιμάνι με ο πλοίο σε το φως χειμώνας ψωμί", " ", ". "),
    ("ru", "большой в ветер дождь зима и лодка мост на о пристань река рынок с свет снег соль хлеб", " ", ". "),
    ("ar", "إلى البحر الجسر الخبز الريح السوق الشتاء الضوء الملح الميناء النهر على في قارب مع من", " ", ". "),
    ("he", "אור ב גשר הים הנמל חורף לחם מלח נהר סירה על רוח שוק של", " ", ". "),
    ("ja", "が は 冬 船 橋 港 塩 灯 市場 手紙 雨 風 川 雪 海 で と の に 来ました", "", "。"),
    ("hi", "एक और का की के को जहाज़ नदी नमक पत्र पर पुल बाज़ार बारिश में रोटी समुद्र से हवा", " ", "। "),
)  # fmt: skip
"""A language, its words, what stands between them, and what ends a sentence."""

NAMES = ("Ada Quill", "Bedir Ozan", "Cleo Brandt", "Δάφνη Ρήγα", "Éloi Sanz", "冬木 渚")
TAGS = (
    "bread", "bridges", "deniz", "fêtes", "harbour", "how to", "lamps", "market & fair", "minutes", "Öl", "people", "press",
    "river", "salt", "snow", "Straße", "the board's letter", "wind", "зима", "手紙",
)  # fmt: skip
CODE = (
    ("python", "for lamp in lamps:\n    if lamp.oil < 2 and not lamp.lit:\n        print(f\"fill {lamp.name!r} & light it\")\n"),
    ("sh", "ls -l ./lamps | sort -k5 > lamps.txt && wc -l < lamps.txt\n"),
    ("html", "<ul>\n  <li><a href=\"/quay/?a=1&amp;b=2\">Quay</a></li>\n</ul>\n"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One invented post; `number` is its place, the oldest being 0."""

    number: int
    language: str
    title: str
    tags: tuple[str, ...]
    author: str
    summary: str
    body: str

    @property
    def date(self) -> datetime:
        """When it came out."""
        return FIRST + self.number * STEP

    @property
    def name(self) -> str:
        """Its file's name without suffix, and the last part of its address."""
        return f"entry-{self.number:06}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Corpus:
    """Which posts: how many, of which seed, with how many tags to choose from (20: those of `TAGS`)."""

    count: int
    seed: int = 1
    tags: int = len(TAGS)

    def fill(self, folder: Path, layout: str) -> None:
        """Write all of it into `folder`."""
        folder.mkdir(parents=True)
        for number in range(self.count):
            self.write(folder, layout, number)

    def write(self, folder: Path, layout: str, number: int, edits: int = 0) -> None:
        """Write one post, with as many sentences more as it was edited."""
        entry = self.entry(number)
        text = LAYOUTS[layout](entry) + "Once more looked through.\n\n" * edits
        dated = f"{entry.date:%Y-%m-%d}-" if layout == "jekyll" else ""
        (folder / f"{dated}{entry.name}.md").write_bytes(text.encode())

    def entry(self, number: int) -> Entry:
        """Post `number`, made of nothing but its number, the seed and the tags."""
        chance = Random(f"{self.seed} {number}")
        tongue = chance.randrange(2 * len(LANGUAGES))  # half are in the first
        language, *manner = LANGUAGES[tongue if tongue < len(LANGUAGES) else 0]
        speak = _speaker(chance, *manner)
        size, aim, blocks = 0, chance.triangular(3000, 7600, 4600), [speak(30)]
        while size < aim:
            blocks.append(chance.choice(BLOCKS)(chance, speak, number))
            size += len(blocks[-1].encode()) + 2
        return Entry(
            number=number,
            language=language,
            title=speak(chance.randint(3, 8)).rstrip(".。।") + chance.choice(("", "", "", ": 5 < 6", " & “so on”")),
            author=chance.choice(NAMES),
            summary=speak(chance.randint(10, 24)).strip(),
            body="\n\n".join(blocks) + "\n\n",
            tags=tuple(chance.sample(self._tags, chance.randint(1, 5))),
        )  # fmt: skip

    @property
    def _tags(self) -> Sequence[str]:
        more = (f"lot {number}" for number in range(len(TAGS), self.tags))
        return [*TAGS, *more][: self.tags]


Speak = Callable[[int], str]
"""A number -> as many words, in sentences."""


def _speaker(chance: Random, words: str, between: str, end: str) -> Speak:
    known = words.split()

    def speak(count: int) -> str:
        text = []
        while count > 0:
            length = min(count, chance.randint(4, 16))
            sentence = between.join(chance.choices(known, k=length))
            text.append(sentence[0].upper() + sentence[1:] + end)
            count -= length
        return "".join(text).rstrip(" ")

    return speak


def _paragraph(chance: Random, speak: Speak, number: int) -> str:
    near = chance.randrange(number + 1)
    return " ".join(
        (
            speak(chance.randint(12, 40)),
            chance.choice((f"**{speak(2)}**", f"*{speak(3)}*", "`a < b && c[0]`", "AT&T — 5 > 4 ✅")),
            chance.choice((f"[{speak(2)}](https://town.example/{near}/?a=1&b=%C3%A7)", f"[{speak(2)}](/board/{near}/)", f"[{speak(1)}](../entry-{near:06}/#top)")),
            speak(chance.randint(8, 30)),
        )
    )  # fmt: skip


def _heading(chance: Random, speak: Speak, number: int) -> str:
    return f"{'#' * chance.randint(2, 4)} {speak(4)}\n\n{_paragraph(chance, speak, number)}"


def _items(chance: Random, speak: Speak, number: int) -> str:
    marks = chance.choice((("-",) * 5, ("1.", "2.", "3.", "4.", "5.")))
    lines = [f"{mark} {speak(chance.randint(3, 12))}" for mark in marks]
    if marks[0] == "-" and number % 3 == 0:
        lines.insert(2, f"    - {speak(5)}")
    return "\n".join(lines)


def _quotation(chance: Random, speak: Speak, number: int) -> str:
    return f"> {speak(20)}\n> {speak(8)}\n>\n> — {NAMES[number % len(NAMES)]}"


def _picture(chance: Random, speak: Speak, number: int) -> str:
    place = chance.choice(("/pictures", "https://pictures.example"))
    return f'![{speak(4)}]({place}/{number % 400}.jpg "{speak(2)}")'


def _listing(chance: Random, speak: Speak, number: int) -> str:
    language, lines = chance.choice(CODE)
    return f"```{language}\n{lines}```"


def _table(chance: Random, speak: Speak, number: int) -> str:
    rows = [f"| {speak(2)} | {chance.randrange(10**4)} | {speak(3)} |" for _ in range(4)]  # fmt: skip
    return "\n".join((f"| {speak(1)} | № | {speak(1)} |", "|---|--:|---|", *rows))


BLOCKS: tuple[Callable[[Random, Speak, int], str], ...] = (
    *(_paragraph,) * 5, _heading, _heading, _items, _items, _quotation, _picture, _listing, _table,
)  # fmt: skip
"""What a body is made of, each as often as it comes."""


def _quoted(*values: str) -> str:
    """Strings that YAML, TOML and JSON read alike, with commas between."""
    return ", ".join(json.dumps(value, ensure_ascii=False) for value in values)


def _yaml(entry: Entry) -> str:
    lines = (
        "---", f"title: {_quoted(entry.title)}", f"date: {entry.date.isoformat()}", f"author: {_quoted(entry.author)}",
        f"lang: {entry.language}", "tags:", *(f"  - {_quoted(tag)}" for tag in entry.tags), f"summary: {_quoted(entry.summary)}", "---",
    )  # fmt: skip
    return "\n".join((*lines, "", entry.body))


def _toml(entry: Entry) -> str:
    lines = (
        "+++", f"title = {_quoted(entry.title)}", f"date = {entry.date.isoformat()}", f"authors = [{_quoted(entry.author)}]",
        f"description = {_quoted(entry.summary)}", "[taxonomies]", f"tags = [{_quoted(*entry.tags)}]", "[extra]", f"lang = {_quoted(entry.language)}", "+++",
    )  # fmt: skip
    return "\n".join((*lines, "", entry.body))


def _lines(entry: Entry) -> str:
    lines = (
        f"Title: {entry.title}", f"Date: {entry.date.isoformat()}", f"Slug: {entry.name}", f"Authors: {entry.author}",
        f"Tags: {', '.join(entry.tags)}", f"Summary: {entry.summary}",
    )  # fmt: skip
    return "\n".join((*lines, "", entry.body))


LAYOUTS: dict[str, Callable[[Entry], str]] = {
    "plain": _yaml,
    "jekyll": _yaml,
    "pelican": _lines,
    "zola": _toml,
}
"""How posts look: `plain` suits Envoi, Hugo and Eleventy; `jekyll` has dates in its files' names."""
