"""What the preview shows: one view a file, in the order of the navigation."""

from __future__ import annotations

from envoi.preview import feeds, newsletter, posts, problems
from envoi.preview.view import View

VIEWS: tuple[View, ...] = (newsletter.VIEW, feeds.VIEW, posts.VIEW, problems.VIEW)
