"""What maintainers run now and then: the data of caniemail.com, taken over from a checkout."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

PAGE = """\
---
title: "rope()"
category: {category}
description: "Rope --- or string"
stats: {{
    gmail: {{
        ios: {{
            "2019-08":"n #1",
\t    "2024-01":"a #2 #3",
        }}
    }},
    thunderbird: {{ macos: {{ "60.4":"y" }} }}
}}
notes_by_num: {{ "1": "Not on deck." }}
---
"""


@pytest.fixture
def caniemail(checkout: Path) -> ModuleType:
    """The tool."""
    spec = spec_from_file_location("caniemail", checkout / "tools" / "caniemail.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_feature(caniemail: ModuleType) -> None:
    """Of each program the newest value is kept, without its notes, and a sign where it was never tried."""
    said = caniemail.feature(PAGE.format(category="css"))

    values = dict(zip(caniemail.CLIENTS, said.pop("values"), strict=True))
    assert said == {"kind": "css", "title": "rope()"}
    assert values.pop("gmail.ios") == "a"
    assert values.pop("thunderbird.macos") == "y"
    assert set(values.values()) == {"-"}


def test_what_no_letter_uses(caniemail: ModuleType) -> None:
    """A feature of another kind is left out."""
    assert caniemail.feature(PAGE.format(category="others")) is None
