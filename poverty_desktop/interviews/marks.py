"""What stands beside the answers of an interview and is no answer: notes, and why there is none.

Kept as JSON by the question's path, ``{"/data/home/phone": {"note": "…", "why": "refused"}}``, so that whoever opens
the record in ten years can read it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from poverty_desktop.domain.values import Why
from poverty_desktop.errors import RuleError
from poverty_desktop.interviews.draft import DraftRow
from poverty_desktop.interviews.interview import Interview

_WHYS = {Why.NOT_APPLICABLE: "not applicable", Why.DONT_KNOW: "not known", Why.REFUSED: "refused"}
_BY_WORD = {word: why for why, word in _WHYS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The note beside a question, and why it has no answer (``Why.BLANK`` where it has one, or nobody said)."""

    note: str = ""
    why: Why = Why.BLANK


def marks_text(interview: Interview) -> str:
    """Return the marks of every question that is asked; "" where there are none."""
    found: dict[str, dict[str, str]] = {}
    for node in interview.running.tree.root.subtree():
        said = {"note": node.note, "why": _WHYS.get(node.why, "") if not node.text else ""}
        kept = {name: text for name, text in said.items() if text}
        if kept and node.relevant:
            found[node.path] = kept
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")) if found else ""


def read_marks(text: str) -> Mapping[str, Mark]:
    """Return what :func:`marks_text` wrote, nothing where it cannot be read."""
    try:
        plain = json.loads(text or "{}")
        return {
            path: Mark(note=str(item.get("note", "")), why=_BY_WORD.get(item.get("why", ""), Why.BLANK))
            for path, item in plain.items()
        }
    except (ValueError, AttributeError):
        return {}


def put_marks(interview: Interview, marks: Mapping[str, Mark]) -> list[DraftRow]:
    """Put marks beside the answers of another interview; return the steps. A question that is gone loses its mark."""
    steps: list[DraftRow] = []
    for path, mark in marks.items():
        try:
            node = interview.running.tree.find(path)
            if mark.why is not Why.BLANK and not node.text and node.why is not mark.why:
                steps.append(interview.answer_nothing(path, mark.why).row)
            if mark.note and node.note != mark.note:
                steps.append(interview.annotate(path, mark.note).row)
        except RuleError:
            continue
    return steps
