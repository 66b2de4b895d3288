"""A finding -> the problem that the report shows: at the post, at the theme, or else in the file that was judged."""

from __future__ import annotations

from envoi.check.letters.letter import Letter
from envoi.check.letters.theme import Theme
from envoi.check.sources import Sources
from envoi.check.subject import Finding, Subject
from envoi.problems import Place, Problem, Report


class Telling:
    """Says each finding once, however many feeds it is in. Without `sources`, no post is known."""

    def __init__(self, report: Report, sources: Sources | None = None) -> None:
        self._report = report
        self._sources = sources
        self._said = set(report.problems)

    def of_feed(self, subject: Subject, finding: Finding) -> None:
        """A finding on `subject` or an entry of it."""
        place = None
        if finding.entry and self._sources:
            place = self._sources.place(finding.entry, finding.needle)
        if place is None:
            line = finding.line or (finding.entry.line if finding.entry else 0)
            place = Place(path=subject.name, line=line)
        self._say(finding, place)

    def of_letter(
        self, name: str, letter: Letter, theme: Theme, finding: Finding
    ) -> None:
        """A finding on the file `name` of a letter in `theme`."""
        place = self._origin(letter, theme, finding)
        self._say(finding, place or Place(path=name, line=finding.line))

    def of_file(self, name: str, finding: Finding, line: int) -> None:
        """A finding on the file `name`, of which no more is known."""
        self._say(finding, Place(path=name, line=line))

    def _origin(self, letter: Letter, theme: Theme, finding: Finding) -> Place | None:
        """Where it was written: how it looks in the theme, what it says in the post, else in the theme, else in the post."""
        if finding.node is None:
            return None
        if finding.style and (place := theme.style(finding.style, finding.node)):
            return place
        url = letter.post_of(finding.node)
        found = self._sources.find(url, finding.needle) if self._sources else None
        found = found or theme.markup(finding.needle)
        return found or (self._sources.find(url, "") if self._sources else None)

    def _say(self, finding: Finding, place: Place) -> None:
        problem = Problem(
            level=finding.level,
            code=finding.code,
            message=finding.message,
            hint=finding.hint,
            place=place,
        )
        if problem not in self._said:
            self._said.add(problem)
            self._report.add(problem)
