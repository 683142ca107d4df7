"""Small questionnaires for tests: rows as in an XLSForm, compiled by pyxform, and interviews at a fixed moment."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from poverty_desktop.expressions.nodes import Node
from poverty_desktop.interviews.draft import DraftHead
from poverty_desktop.interviews.form import Form
from poverty_desktop.interviews.interview import Interview
from poverty_desktop.interviews.load import load_form
from poverty_desktop.interviews.prefill import KnownRecord

FORMS = Path(__file__).parent / "forms"
STARTED = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)

Rows = Sequence[Mapping[str, str]]

YES_NO = (
    {"list_name": "yes_no", "name": "1", "label": "Yes"},
    {"list_name": "yes_no", "name": "0", "label": "No"},
)


def row(kind: str, name: str = "", label: str = "", **columns: str) -> dict[str, str]:
    """Return one row of a survey sheet."""
    return {"type": kind, "name": name, "label": label, **columns}


def xform(survey: Rows, **sheets: Rows) -> str:
    """Return the XForm that pyxform makes of these sheets."""
    return _compile(_markdown({"survey": survey, **sheets}))


def form(survey: Rows, **sheets: Rows) -> Form:
    """Return these sheets as a form that can be run."""
    return load_form(xform(survey, **sheets))


def published(name: str) -> Form:
    """Return one of the forms in ``forms/``, each written elsewhere for ODK or Kobo."""
    return load_form(published_xform(name))


class Ticking:
    """A clock that moves one second per look."""

    def __init__(self) -> None:
        self.at = STARTED

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def head(form: Form, known: tuple[KnownRecord, ...] = (), *, language: str = "", seed: bytes = b"s" * 16) -> DraftHead:
    """Return the head of a draft that starts now."""
    return DraftHead(
        form_id=form.form_id,
        form_version=form.version,
        seed=seed,
        started_at=STARTED.isoformat(timespec="milliseconds"),
        language=language,
        known=known,
        properties={"username": "tester", "deviceid": "laptop"},
    )


def start(
    form: Form,
    known: tuple[KnownRecord, ...] = (),
    *,
    language: str = "",
    instances: Mapping[str, Node] | None = None,
) -> Interview:
    """Return a fresh interview."""
    return Interview.start(form, head(form, known, language=language), now=Ticking(), instances=instances)


def text(interview: Interview, path: str) -> str:
    """Return the answer at a path."""
    return interview.running.tree.find(path).text


def is_relevant(interview: Interview, path: str) -> bool:
    """Say whether the node at a path is relevant."""
    return interview.running.tree.find(path).relevant


def state(interview: Interview) -> list[tuple[object, ...]]:
    """Return everything that an interview knows, in document order, for comparison."""
    tree = interview.running.tree
    return [
        (
            node.path,
            node.text,
            node.why,
            node.relevant,
            node.is_required,
            node.is_readonly,
            node.problem,
            node.note,
        )
        for node in tree.root.subtree()
    ]


def _markdown(sheets: Mapping[str, Rows]) -> str:
    lines: list[str] = []
    for name, rows in sheets.items():
        columns = list(dict.fromkeys(column for item in rows for column in item))
        lines += [f"| {name} |", f"| | {' | '.join(columns)} |"]
        lines += [f"| | {' | '.join(item.get(column, '') for column in columns)} |" for item in rows]
    return "\n".join(lines) + "\n"


@cache
def _compile(markdown: str) -> str:
    from pyxform.xls2xform import convert

    return str(convert(markdown, file_type=".md").xform)


@cache
def published_xform(name: str) -> str:
    from pyxform.xls2xform import convert

    return str(convert(io.BytesIO((FORMS / name).read_bytes())).xform)
