"""A letter -> the features of CSS and HTML that it uses, as caniemail names them, and where the first of each stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from envoi.check.letters import css
from envoi.check.letters.letter import ACTIVE, Letter, line_of

_PATTERNS: Final = tuple(
    (re.compile(pattern), slug)
    for pattern, slug in (
        (r"border(-(top|bottom)-(left|right))?-radius", "css-border-radius"),
        (r"border-(start|end)-(start|end)-radius", "css-border-radius-logical"),
        (r"border-(inline|block)", "css-border-inline-block"),
        (r"border-(inline|block)-(start|end)(-\w+)?", "css-border-inline-block-individual"),
        (r"border-(inline|block)-\w+", "css-border-inline-block-longhand"),
        (r"border-image-\w+", "css-border-image"),
        (r"border(-(top|right|bottom|left))?(-(color|style|width))?", "css-border"),
        (r"(margin|padding)-(top|right|bottom|left)", r"css-\1"),
        (r"(margin|padding)-(inline|block)", r"css-\1-inline-block"),
        (r"(margin|padding)-inline-(start|end)", r"css-\1-inline-start-end"),
        (r"(margin|padding)-block-(start|end)", r"css-\1-block-start-end"),
        (r"(block|inline)-size", "css-block-inline-size"),
        (r"left|right|top|bottom", "css-left-right-top-bottom"),
        (r"inset-\w+(-\w+)?", "css-inset"),
        (r"(row-|column-|grid-)?gap|grid-(row|column)-gap", "css-gap"),
        (r"grid-template-\w+", "css-grid-template"),
        (r"columns|column-(rule|span|width|fill)(-\w+)?", "css-column-layout-properties"),
        (r"overflow-[xy]", "css-overflow"),
        (r"(animation|transition|outline|mask|list-style|text-emphasis|text-wrap|scroll-snap)-\w+(-\w+)?", r"css-\1"),
        (r"(?:-webkit-|-moz-|-ms-)(.+)", r"css-\1"),
    )
)  # fmt: skip
"""Properties that share a feature, by their whole names."""

_FUNCTIONS: Final[Mapping[str, str]] = {
    "calc": "css-unit-calc", "clamp": "css-function-clamp", "max": "css-function-max", "min": "css-function-min",
    "light-dark": "css-function-light-dark", "rgb": "css-rgb", "rgba": "css-rgba", "var": "css-variables",
    "linear-gradient": "css-linear-gradient", "repeating-linear-gradient": "css-linear-gradient",
    "radial-gradient": "css-radial-gradient", "repeating-radial-gradient": "css-radial-gradient",
    "conic-gradient": "css-conic-gradient", "lab": "css-modern-color", "lch": "css-modern-color",
    "oklab": "css-modern-color", "oklch": "css-modern-color", "color": "css-modern-color",
    "color-mix": "css-modern-color", "hwb": "css-modern-color",
}  # fmt: skip
_WORDS: Final[Mapping[tuple[str, str], str]] = {
    ("display", "none"): "css-display-none",
    ("display", "flex"): "css-display-flex",
    ("display", "inline-flex"): "css-display-flex",
    ("display", "grid"): "css-display-grid",
    ("display", "inline-grid"): "css-display-grid",
    ("flex-direction", "column"): "css-flex-direction",
    ("flex-wrap", "wrap"): "css-flex-wrap",
}
_ANYWHERE: Final[Mapping[str, str]] = {
    "initial": "css-unit-initial", "fit-content": "css-intrinsic-size", "min-content": "css-intrinsic-size",
    "max-content": "css-intrinsic-size", "system-ui": "css-sytem-ui", "ui-serif": "css-sytem-ui",
    "ui-sans-serif": "css-sytem-ui", "ui-rounded": "css-sytem-ui", "ui-monospace": "css-sytem-ui",
}  # fmt: skip
_MEDIA: Final = tuple(
    (re.compile(pattern), f"css-at-media-{name}")
    for pattern, name in (
        ("prefers-color-scheme", "prefers-color-scheme"),
        ("prefers-reduced-motion", "prefers-reduced-motion"),
        (r"\((any-)?hover", "hover"),
        (r"\(orientation", "orientation"),
        ("device-pixel-ratio", "device-pixel-ratio"),
    )
)
_TAGS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "html-h1-h6"),
    **dict.fromkeys(("ul", "ol", "dl"), "html-lists"),
    **dict.fromkeys(("b", "strong"), "html-strong"),
    **dict.fromkeys(("s", "strike"), "html-strike"),
    **dict.fromkeys(("map", "area"), "html-image-maps"),
    **dict.fromkeys(
        (
            "article", "aside", "details", "figcaption", "figure", "footer", "header", "main", "mark", "nav",
            "section", "summary", "time",
        ),
        "html-semantics",
    ),
}  # fmt: skip
_ATTRIBUTES: Final = (
    "align", "aria-describedby", "aria-hidden", "aria-label", "aria-labelledby", "aria-live", "background",
    "cellpadding", "cellspacing", "dir", "height", "hidden", "lang", "popover", "required", "role", "srcset",
    "target", "valign", "width",
)  # fmt: skip
_IMAGES: Final[Mapping[str, str]] = {
    "apng": "apng", "avif": "avif", "bmp": "bmp", "gif": "gif", "hdr": "hdr", "heic": "heif", "heif": "heif",
    "ico": "ico", "jpeg": "jpg", "jpg": "jpg", "mp4": "mp4", "png": "png", "svg": "svg", "tif": "tiff",
    "tiff": "tiff", "webp": "webp",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """One use of a feature: the element and the line, and what is written there, as a declaration or otherwise.

    `hides` says that what it stands with hides something.
    """

    slug: str
    said: str
    node: Any
    line: int
    style: str = ""
    hides: bool = False


def used(letter: Letter, wanted: AbstractSet[str]) -> Iterator[Use]:
    """Each use of a feature that is `wanted`, but for elements that work nowhere."""
    for tag, sheet in letter.sheets:
        yield from (use for use in _of_sheet(tag, sheet) if use.slug in wanted)
    for tag in letter.tags:
        styles = css.declarations(tag.get("style", ""))
        for one in styles:
            for slug in sorted(_of_declaration(one) & wanted):
                yield Use(
                    slug=slug,
                    said=str(one),
                    node=tag,
                    line=line_of(tag),
                    style=str(one),
                    hides=_hides(styles),
                )
        for slug, said in _of_tag(tag):
            if slug in wanted:
                yield Use(slug=slug, said=said, node=tag, line=line_of(tag))


def _of_sheet(tag: Any, sheet: css.Sheet) -> Iterator[Use]:
    above = line_of(tag) - 1

    def use(
        slug: str, said: str, line: int, style: str = "", hides: bool = False
    ) -> Use:
        return Use(
            slug=slug,
            said=said,
            node=tag,
            line=above + line,
            style=style,
            hides=hides,
        )

    if "/*" in sheet.css:
        yield use("css-comments", "/*", sheet.css.count("\n", 0, sheet.css.find("/*")))
    for line in sheet.nested:
        yield use("css-nesting", "a rule within a rule", line)
    for rule in sheet.at_rules:
        said = f"@{rule.name} {rule.prelude}".strip()
        yield use(f"css-at-{rule.name}", said, rule.line)
        if rule.name == "media":
            for pattern, slug in _MEDIA:
                if pattern.search(rule.prelude):
                    yield use(slug, said, rule.line)
    for one in sheet.rules:
        for slug in _of_selector(one):
            yield use(slug, one.selector, one.line)
        hides = _hides(one.declarations)
        for style in one.declarations:
            if style.important:
                yield use("css-important", f"{style} !important", style.line)
            for slug in sorted(_of_declaration(style)):
                yield use(slug, str(style), style.line, str(style), hides)


def _hides(found: Sequence[css.Declaration]) -> bool:
    return any(
        str(one) in ("display: none", "max-height: 0", "max-height: 0px")
        for one in found
    )


@lru_cache(maxsize=8192)
def _of_declaration(one: css.Declaration) -> frozenset[str]:
    found: list[str] = []
    if one.name.startswith("--"):
        found.append("css-variables")
    else:
        found.append(f"css-{one.name}")
        for pattern, slug in _PATTERNS:
            if matched := pattern.fullmatch(one.name):
                found.append(matched.expand(slug))
                break
    _of_tokens(one.name, one.tokens, found)
    return frozenset(found)


def _of_tokens(name: str, tokens: Sequence[Any], found: list[str]) -> None:
    for token in tokens:
        if token.type == "dimension":
            found.append(f"css-unit-{token.lower_unit}")
        elif token.type == "percentage":
            found.append("css-unit-percent")
        elif token.type == "ident":
            word = token.lower_value
            found.append(_WORDS.get((name, word), ""))
            found.append(_ANYWHERE.get(word, ""))
        elif token.type == "url":
            found += _of_address(token.value)
        elif token.type == "function":
            found.append(_FUNCTIONS.get(token.lower_name, ""))
            _of_tokens(name, token.arguments, found)
        elif token.type == "() block":
            _of_tokens(name, token.content, found)


_PSEUDO: Final = re.compile(r"(::?)([\w-]+)")
_OLD: Final = ("after", "before", "first-letter", "first-line")


@lru_cache(maxsize=2048)
def _of_selector(rule: css.Rule) -> tuple[str, ...]:
    found = []
    for colons, name in _PSEUDO.findall(rule.selector):
        kind = "element" if colons == "::" or name in _OLD else "class"
        found.append(f"css-pseudo-{kind}-{name}")
    if any(token.type == "[] block" for token in rule.tokens):
        found.append("css-selector-attribute")
    bare = _PSEUDO.sub("", re.sub(r"\[[^\]]*\]|\([^)]*\)", "", rule.selector))
    for pattern, name in (
        (r"\.[\w-]", "class"),
        (r"#[\w-]", "id"),
        (r"(^|[\s,>+~])[a-z]", "type"),
        (r"\*", "universal"),
        (r"[\w-][.#]", "chaining"),
        (r",", "grouping"),
        (r">", "child"),
        (r"\+", "adjacent-sibling"),
        (r"~", "general-sibling"),
        (r"[\w\])*-]\s+[\w.#\[*]", "descendant"),
    ):
        if re.search(pattern, bare):
            found.append(f"css-selector-{name}")
    return tuple(found)


def _of_tag(tag: Any) -> Iterator[tuple[str, str]]:
    if tag.tag in ACTIVE:
        return
    shown = f"<{tag.tag}>"
    yield _TAGS.get(tag.tag, f"html-{tag.tag}"), shown
    for name in _ATTRIBUTES:
        if tag.get(name) is not None:
            yield f"html-{name}", f"{name} of {shown}"
    if tag.get("loading") is not None:
        yield "html-loading-attribute", f"loading of {shown}"
    if tag.get("inert") is not None:
        yield "css-inert-attribute", f"inert of {shown}"
    if tag.tag == "meta" and "color-scheme" in tag.get("name", ""):
        yield "html-meta-color-scheme", tag.get("name")
    href = tag.get("href", "").strip()
    if href.startswith("#"):
        yield "html-anchor-links", href
    elif href.lower().startswith("mailto:"):
        yield "html-mailto-links", href
    if tag.tag == "img":
        for slug in _of_address(tag.get("src", "")):
            yield slug, tag.get("src")


def _of_address(url: str) -> list[str]:
    """What kind of picture is at `url`, as far as its name says."""
    typed = url.strip().lower()
    if typed.startswith("data:"):
        kind = re.match(r"data:image/(?:x-)?([\w]+)", typed)
        end = kind[1] if kind else ""
        data = ["image-base64"]
    else:
        try:
            end = urlsplit(typed).path.rpartition(".")[2]
        except ValueError:
            end = ""
        data = []
    return data + ([f"image-{_IMAGES[end]}"] if end in _IMAGES else [])
