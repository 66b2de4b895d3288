"""What the preview shows: one view a file, in the order of the navigation."""

from __future__ import annotations

from envoi.preview.view import View

VIEWS: tuple[View, ...] = ()
