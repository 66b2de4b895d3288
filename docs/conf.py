"""How Sphinx builds the documentation: Markdown through MyST, dressed by furo."""

import tomllib
from pathlib import Path

_project = tomllib.loads(
    (Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8")
)["project"]

project = "Envoi"
author = "The Envoi developers"
project_copyright = "2026 The Envoi developers"
release = version = _project["version"]

extensions = ["myst_parser"]
exclude_patterns = ["_build"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = "Envoi"
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#0b5d5e",
        "color-brand-content": "#0b5d5e",
        "color-brand-visited": "#0b5d5e",
    },
    "dark_css_variables": {
        "color-brand-primary": "#86cfc9",
        "color-brand-content": "#86cfc9",
        "color-brand-visited": "#86cfc9",
    },
}
