"""The sheets ``procedures``, ``procedure_steps`` and ``holidays`` read row by row."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from poverty_desktop.domain.procedure import Actor, Ending, Share, Step
from poverty_desktop.domain.workdays import Unit
from poverty_desktop.i18n import N_
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.procedures import Holiday, ProcedureHead, ProcedureStep, StepPaper, StepRow, Subject
from poverty_desktop.packs.sheets.procedure_texts import parts, read_after, read_effect, read_rule, read_share
from poverty_desktop.packs.sheets.row_reader import RowReader

T = TypeVar("T")
_NAME = re.compile("[a-z][a-z0-9_]*")
_ERAS = re.compile("a?b?c?")
BAD_NAME = N_("Use small letters, digits and _ only, and begin with a letter.")
_NO_RULE = N_("“{text}” is no date rule such as display.end+1d or household.identified_on+6m.")


def read_procedures(rows: RowReader) -> tuple[Placed[ProcedureHead], ...]:
    """Return the rows of ``procedures`` that hold together."""
    found = []
    for row in rows.rows():
        if row["id"] and not _NAME.fullmatch(row["id"]):
            rows.refuse("id", BAD_NAME)
        eras = row["era"] or "abc"
        if not _ERAS.fullmatch(eras):
            rows.refuse("era", N_("“{text}” is not one or more of the eras a, b and c, in this order."), text=eras)
        rows.one_of("counts_first_day", ("0", "1"))
        subject = rows.member("subject", Subject, Subject.HOUSEHOLD) if row["subject"] else Subject.HOUSEHOLD
        if rows.is_sound:
            head = ProcedureHead(
                id=row["id"],
                name=rows.label("name"),
                eras=eras,
                household_types=tuple(row["household_types"].split()),
                counts_first_day=row["counts_first_day"] != "0",
                source=row["source"],
                subject=subject,
            )
            found.append(Placed(row=row.number, value=head))
    return tuple(found)


def read_steps(rows: RowReader) -> tuple[Placed[StepRow], ...]:
    """Return the rows of ``procedure_steps`` that hold together."""
    found = []
    for row in rows.rows():
        if row["step"] and not _NAME.fullmatch(row["step"]):
            rows.refuse("step", BAD_NAME)
        actor = rows.member("actor", Actor, Actor.VILLAGE)
        paper = rows.member("paper", StepPaper, StepPaper.APPROVAL) if row["paper"] else None
        ends = rows.member("ends", Ending, Ending.COMPLETED) if row["ends"] else None
        unit = rows.member("display_unit", Unit, Unit.DAY) if row["display_unit"] else Unit.DAY
        days = rows.integer("display_days")
        if days is not None and days < 1:
            rows.refuse("display_days", N_("A display lasts at least one day."))
        if unit is Unit.MONTH:
            rows.refuse("display_unit", N_("A display is counted in days (d) or working days (w)."))
        step = Step(
            id=row["step"],
            actor=actor,
            after=_all(rows, "after", read_after, N_("“{text}” is no step, nor step:failed.")),
            needs=parts(row["needs"]),
            earliest=_all(rows, "earliest", read_rule, _NO_RULE),
            latest=_all(rows, "latest", read_rule, _NO_RULE),
            display_days=days,
            display_unit=unit,
            quorum=_share(rows, "quorum"),
            majority=_share(rows, "majority"),
            signatures=tuple(row["signatures"].split()),
            ends=ends,
        )
        effects = _all(rows, "sets", read_effect, N_("“{text}” is not written as household.name=value."))
        title, note = rows.optional_label("title"), rows.optional_label("note")
        if rows.is_sound:
            made = ProcedureStep(
                step=step,
                name=rows.label("name"),
                source=row["source"],
                paper=paper,
                title=title,
                effects=effects,
                note=note,
            )
            found.append(Placed(row=row.number, value=StepRow(procedure=row["procedure"], row=made)))
    return tuple(found)


def read_holidays(rows: RowReader) -> tuple[Placed[Holiday], ...]:
    """Return the rows of ``holidays`` that hold together."""
    found = []
    for row in rows.rows():
        kind = rows.one_of("kind", ("off", "work"))
        day = None
        if row["day"]:
            try:
                day = date.fromisoformat(row["day"])
            except ValueError:
                rows.refuse("day", N_("“{text}” is not a date such as 2026-10-01."), text=row["day"])
        if rows.is_sound and day is not None:
            holiday = Holiday(day=day, is_off=kind == "off", name=rows.label("name"), source=row["source"])
            found.append(Placed(row=row.number, value=holiday))
    return tuple(found)


def _all(rows: RowReader, column: str, read: Callable[[str], T | None], message_id: str) -> tuple[T, ...]:
    found = []
    for text in parts(rows.text(column)):
        item = read(text)
        if item is None:
            rows.refuse(column, message_id, text=text)
        else:
            found.append(item)
    return tuple(found)


def _share(rows: RowReader, column: str) -> Share | None:
    text = rows.text(column)
    share = read_share(text) if text else None
    if text and share is None:
        rows.refuse(column, N_("“{text}” is no share such as >=2/3 or >1/2."), text=text)
    return share
