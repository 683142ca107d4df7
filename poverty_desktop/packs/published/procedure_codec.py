"""Procedures and holidays in the published form of a pack, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from poverty_desktop.domain.procedure import Actor, Ending, Step
from poverty_desktop.domain.workdays import Unit, WorkCalendar
from poverty_desktop.packs.model import Label
from poverty_desktop.packs.procedures import (
    Holiday,
    Procedure,
    ProcedureHead,
    ProcedureStep,
    StepPaper,
    StepRow,
    Subject,
)
from poverty_desktop.packs.sheets.procedure_texts import (
    read_after,
    read_effect,
    read_rule,
    read_share,
    write_after,
    write_rule,
)

Cells = Mapping[str, Any]
T = TypeVar("T")


def encode_head(head: ProcedureHead) -> dict[str, Any]:
    """Return a row of ``procedures``; what is usual is left out."""
    row = {
        "id": head.id,
        **_label("name", head.name),
        "era": head.eras,
        "household_types": " ".join(head.household_types),
        "source": head.source,
    }
    usual = {} if head.subject is Subject.HOUSEHOLD else {"subject": head.subject.value}
    return _full(row) | ({} if head.counts_first_day else {"counts_first_day": 0}) | usual


def encode_step(item: StepRow) -> dict[str, Any]:
    """Return a row of ``procedure_steps``."""
    row, step = item.row, item.row.step
    return _full(
        {
            "procedure": item.procedure,
            "step": step.id,
            **_label("name", row.name),
            **_label("title", row.title),
            **_label("note", row.note),
            "actor": step.actor.value,
            "after": [write_after(state) for state in step.after],
            "needs": list(step.needs),
            "earliest": [write_rule(rule) for rule in step.earliest],
            "latest": [write_rule(rule) for rule in step.latest],
            "paper": row.paper.value if row.paper else "",
            "display_days": step.display_days,
            "display_unit": step.display_unit.value if step.display_days is not None else "",
            "quorum": str(step.quorum or ""),
            "majority": str(step.majority or ""),
            "signatures": list(step.signatures),
            "sets": [str(effect) for effect in row.effects],
            "ends": step.ends.value if step.ends else "",
            "source": row.source,
        }
    )


def encode_holiday(holiday: Holiday) -> dict[str, Any]:
    """Return a row of ``holidays``."""
    kind = "off" if holiday.is_off else "work"
    return {"day": holiday.day.isoformat(), "kind": kind, **_label("name", holiday.name), "source": holiday.source}


def decode_procedures(heads: Sequence[Cells], steps: Sequence[Cells]) -> tuple[Procedure, ...]:
    """Return the procedures of published rows; raises ``ValueError`` or ``KeyError`` where a row is not sound."""
    return tuple(
        Procedure(
            id=row["id"],
            name=_read_label(row, "name"),
            eras=row["era"],
            household_types=tuple(row.get("household_types", "").split()),
            counts_first_day=row.get("counts_first_day", 1) != 0,
            subject=Subject(row.get("subject", Subject.HOUSEHOLD)),
            source=row["source"],
            steps=tuple(_step(step) for step in steps if step["procedure"] == row["id"]),
        )
        for row in heads
    )


def decode_holidays(rows: Sequence[Cells]) -> WorkCalendar:
    """Return the working days of published rows."""
    days = [(date.fromisoformat(row["day"]), row["kind"]) for row in rows]
    return WorkCalendar(
        off=frozenset(day for day, kind in days if kind == "off"),
        worked=frozenset(day for day, kind in days if kind == "work"),
    )


def _step(row: Cells) -> ProcedureStep:
    return ProcedureStep(
        step=Step(
            id=row["step"],
            actor=Actor(row["actor"]),
            after=tuple(_sound(read_after(text)) for text in row.get("after", ())),
            needs=tuple(row.get("needs", ())),
            earliest=tuple(_sound(read_rule(text)) for text in row.get("earliest", ())),
            latest=tuple(_sound(read_rule(text)) for text in row.get("latest", ())),
            display_days=row.get("display_days"),
            display_unit=Unit(row.get("display_unit", Unit.DAY)),
            quorum=_sound(read_share(row["quorum"])) if "quorum" in row else None,
            majority=_sound(read_share(row["majority"])) if "majority" in row else None,
            signatures=tuple(row.get("signatures", ())),
            ends=Ending(row["ends"]) if "ends" in row else None,
        ),
        name=_read_label(row, "name"),
        title=_read_label(row, "title") if "title_zh" in row else None,
        note=_read_label(row, "note") if "note_zh" in row else None,
        source=row["source"],
        paper=StepPaper(row["paper"]) if "paper" in row else None,
        effects=tuple(_sound(read_effect(text)) for text in row.get("sets", ())),
    )


def _sound(item: T | None) -> T:
    if item is None:
        raise ValueError("a rule of a procedure cannot be read")
    return item


def _full(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: cell for name, cell in row.items() if cell not in (None, "", [])}


def _label(prefix: str, label: Label | None) -> dict[str, str]:
    return {f"{prefix}_zh": label.zh, f"{prefix}_en": label.en} if label else {}


def _read_label(row: Cells, prefix: str) -> Label:
    return Label(zh=row[f"{prefix}_zh"], en=row[f"{prefix}_en"])
