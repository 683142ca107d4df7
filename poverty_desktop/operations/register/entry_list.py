"""The entry list leaves the program on paper or as Excel, and its lines are ticked when they were entered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from poverty_desktop import i18n, paths
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.exchange.text_sheet import write_text_sheet
from poverty_desktop.i18n import N_, _, format_date
from poverty_desktop.ids import RecordId
from poverty_desktop.operations import disclosure
from poverty_desktop.operations.done import Done
from poverty_desktop.queries.casework import entry_list
from poverty_desktop.queries.casework.entry_list import WAITS_WORDS, EntryRow
from poverty_desktop.queries.paperwork import papers
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.villages import village_of
from poverty_desktop.store.writing import RecordEdit, Save, commit

TITLE = N_("Entry list")
TICKED = N_("Entered in the national system: {count}")
NOTHING_OPEN = N_("Nothing waits to be entered in the national system.")
CAPTIONS = (
    N_("No."),
    N_("Villagers' group"),
    N_("Household number"),
    N_("Head of household"),
    N_("Member"),
    N_("ID number"),
    N_("What is to be entered"),
    N_("Day"),
    N_("Reason or value"),
    N_("What differs in the export"),
    N_("Waits for"),
    N_("Entered on"),
)
NOT_WRITTEN = N_("The PDF file could not be written. Choose another folder or free some space.")


def mark_entered(session: Session, lines: Sequence[RecordId], *, on: date) -> Done[int]:
    """Note that these lines were entered by hand on ``on``; raises ``RuleError`` for a day to come."""
    if on > session.clock.today():
        raise RuleError(N_("This day is in the future. Record an event when it has happened."))
    edits: dict[str, list[RecordEdit]] = {}
    for line in lines:
        edit = RecordEdit(kind=RecordKind.ENTRY_LINE, record=line, values={"entered_on": Value(on.isoformat())})
        edits.setdefault(village_of(session, RecordKind.ENTRY_LINE, line), []).append(edit)
    saves = [Save(village=village, edits=tuple(some)) for village, some in edits.items()]
    count = len(lines)
    committed = commit(session, saves, seen=log.position(session.db), label=TICKED, params=json.dumps({"count": count}))
    return Done(value=count, changes=frozenset(committed.kinds), undo_label=TICKED, params={"count": count})


def write_excel(session: Session, path: Path) -> int:
    """Write the open lines to an .xlsx file and return how many; raises ``StorageError``, ``RuleError`` without any."""
    rows = _open(session)
    count = write_text_sheet(
        path, (_cells(number, row) for number, row in enumerate(rows, start=1)), name=_(TITLE),
        captions=[_(caption) for caption in CAPTIONS], widths=(6, 10, 16, 12, 12, 22, 16, 14, 30, 30, 20, 12),
        wrapped=frozenset({8, 9, 10}),
    )  # fmt: skip
    disclosure.note(session, "export", [row.household for row in rows])
    return count


def write_pdf(session: Session, path: Path) -> int:
    """Write the open lines as a PDF to key in from, and return how many; errors as in :func:`write_excel`."""
    from poverty_desktop.pdf.entry_sheet import compose_entry_list
    from poverty_desktop.pdf.volume import pdf_bytes

    rows = _open(session)
    language = i18n.language()
    day = format_date(session.clock.today())
    subtitle = _("{workspace} · as of {day} · {count} lines").format(workspace=session.name, day=day, count=len(rows))
    stamp = papers.stamp(session, rows[0].household)
    captions = [_(caption) for caption in CAPTIONS]
    cells = [_cells(number, row) for number, row in enumerate(rows, start=1)]
    document = compose_entry_list(_(TITLE), subtitle, captions, cells, stamp, language=language)
    try:
        paths.write_whole(path, pdf_bytes(document))
    except OSError as error:
        raise StorageError(NOT_WRITTEN) from error
    disclosure.note(session, "print", [row.household for row in rows])
    return len(rows)


def _open(session: Session) -> tuple[EntryRow, ...]:
    rows = entry_list.entries(session, language=i18n.language())
    if not rows:
        raise RuleError(NOTHING_OPEN)
    return rows


def _cells(number: int, row: EntryRow) -> list[str]:
    return [
        str(number),
        row.group_name,
        row.national_number,
        row.head_name,
        row.person_name,
        row.document,
        row.what,
        format_date(row.happened_on) if row.happened_on else "",
        row.how,
        row.differs,
        _(WAITS_WORDS[row.waits_for]),
        "",
    ]
