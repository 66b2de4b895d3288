"""A post of an issue -> the few words that stand for it, or above it."""

from __future__ import annotations

from envoi.model import Issue, Layout, Post
from envoi.words import LINE, shorten


def summary(post: Post, layout: Layout, issue: Issue) -> str:
    """What `issue` says of `post` itself; else the summary of the post, unless its whole text follows."""
    if blurb := issue.blurbs.get(post.path):
        return blurb
    if layout is Layout.FULL or not post.body:
        return ""
    said = post.body.summary
    return shorten(said, LINE) if layout is Layout.LIST else said
