"""What the preview shows: one view a file, in the order of the navigation."""

from __future__ import annotations

from envoi.preview import feeds, posts, problems
from envoi.preview.view import View

VIEWS: tuple[View, ...] = (feeds.VIEW, posts.VIEW, problems.VIEW)
