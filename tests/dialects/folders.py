"""Folders of invented sites, and what is read of them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from envoi import config, posts
from envoi.config import Config
from envoi.dialects import Dialect, Files, detect
from envoi.model import Post
from envoi.problems import Report

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def fill(folder: Path, files: Mapping[str, str]) -> Files:
    """Write files by their paths."""
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return Files(folder)


def dialect(folder: Path, files: Mapping[str, str]) -> Dialect:
    """The dialect of a folder with these files."""
    return detect(fill(folder, files))


def load(folder: Path, files: Mapping[str, str]) -> Config:
    """What a folder with these files says about itself."""
    fill(folder, files)
    return config.load(folder, Report(), formats=("rss",), lenient=True)


def read(folder: Path, files: Mapping[str, str]) -> dict[str, Post]:
    """All posts of a folder with these files, by their paths."""
    loaded = load(folder, files)
    found = posts.read(loaded, NOW, folder / "out", Report(), lambda _, it: it)
    return {post.path: post for post in found}


def addresses(folder: Path, files: Mapping[str, str]) -> dict[str, str]:
    """The paths on the site of all posts that one was found for, as people read them, by the posts' paths."""
    return {
        path: unquote(urlsplit(post.url).path)
        for path, post in read(folder, files).items()
        if post.addressed
    }
