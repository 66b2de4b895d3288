"""Report and outcome -> one JSON object, in ASCII, so that it can be printed and read in any locale."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from envoi.ledger import FILE_NAME as LOCK
from envoi.model import State
from envoi.problems import Report

if TYPE_CHECKING:
    from envoi.check import Outcome as Checked
    from envoi.outcome import Outcome


def of_build(report: Report, outcome: Outcome | None) -> str:
    """All that became of a folder."""
    return json.dumps(_told(report, outcome), indent=2)


def _told(report: Report, outcome: Outcome | None) -> dict[str, Any]:
    states = outcome.states if outcome else Counter[State]()
    reasons = outcome.reasons if outcome else {}
    files = (
        {**outcome.files, **dict.fromkeys(outcome.skipped, "not read")}
        if outcome
        else {}
    )
    told: dict[str, Any] = {
        "posts": {
            "read": states.total(),
            **{state: states[state] for state in State},
        },
        "files": [
            {"path": path, "state": state}
            | ({"reason": reasons[path]} if path in reasons else {})
            for path, state in files.items()
        ],
        "artifacts": [
            {"path": done.path, "bytes": done.bytes, "changed": done.changed}
            for done in (outcome.published if outcome else ())
        ],
        "removed": list(outcome.removed) if outcome else [],
        "lock": {"path": LOCK, "changed": outcome.lock}
        if outcome and outcome.lock is not None
        else None,
        "problems": _problems(report),
    }
    if outcome and outcome.issues:
        told["issues"] = [
            {
                "name": issue.name,
                "date": issue.date.isoformat(),
                "language": issue.language,
                "subject": issue.subject,
                "posts": [post.path for post in issue.posts],
            }
            for issue in outcome.issues
        ]
    if outcome and outcome.rows:
        told["explain"] = [asdict(row) for row in outcome.rows]
    return told


def _problems(report: Report) -> list[dict[str, Any]]:
    return [
        {
            "level": problem.level,
            "code": problem.code,
            "path": problem.place.path if problem.place else None,
            "line": problem.place.line or None if problem.place else None,
            "message": problem.message,
            "hint": problem.hint,
        }
        for problem in report
    ]


def of_check(report: Report, outcome: Checked | None) -> str:
    """All that a check found."""
    told = {
        "feeds": outcome.feeds if outcome else 0,
        "entries": outcome.entries if outcome else 0,
        "letters": outcome.letters if outcome else 0,
        "hosts": {
            path: {"loads": found.loads, "links": found.links}
            for path, found in (outcome.hosts if outcome else {}).items()
        },
        "problems": _problems(report),
    }
    return json.dumps(told, indent=2)
