"""What a new edition changes against the one before it, row by row, so that a person can read it before publishing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from poverty_desktop.interviews.load import load_form
from poverty_desktop.packs.model import PublishedForm
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.questionnaires.canonical import canonical
from poverty_desktop.packs.questionnaires.form_outline import question_texts, rule_texts

_KEYS: Mapping[str, tuple[str, ...]] = {
    "cause_evidence": ("id",),
    "checks": ("id",),
    "codes": ("list", "code"),
    "deprivations": ("id",),
    "divisions": ("code",),
    "duties": ("id",),
    "visit_rules": ("id",),
    "income_items": ("code",),
    "measures": ("id",),
    "indicators": ("id",),
    "targets": ("set", "indicator", "level", "place", "year"),
    "assessment_items": ("id",),
    "lines": ("year", "meaning", "province"),
    "income_rules": ("item", "province", "valid_from"),
    "accounting": ("name", "province", "valid_from"),
    "holidays": ("day",),
    "papers": ("id",),
    "paper_blocks": ("paper", "block", "title_zh"),
    "procedure_steps": ("procedure", "step"),
    "procedures": ("id",),
    "village_conditions": ("procedure", "property", "province", "valid_from"),
    "properties": ("kind", "name"),
}
"""The cells by which a row of each sheet is known again."""
_PLAIN = ("settings", "texts", "county_codes", "village_sums")
"""Sheets whose rows are lists and are known by their first cell."""


class Fate(StrEnum):
    """What became of a row."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row that differs: its sheet (or the form_id of a questionnaire), its key, and its words before and after."""

    sheet: str
    key: str
    fate: Fate
    before: str = ""
    after: str = ""


def changes(old: bytes, new: bytes) -> tuple[Change, ...]:
    """Return what differs between two published packs outside their questionnaires, sheet by sheet."""
    before, after = json.loads(old), json.loads(new)
    return tuple(
        change
        for sheet in sorted({*_KEYS, *_PLAIN})
        for change in _compared(sheet, _rows(sheet, before.get(sheet, [])), _rows(sheet, after.get(sheet, [])))
    )


def form_changes(old: Pack, new: Pack) -> tuple[Change, ...]:
    """Return which questions of which questionnaires come, go or are said in other words."""
    found: list[Change] = []
    for form_id in sorted({*old.forms, *new.forms}):
        before, after = old.forms.get(form_id), new.forms.get(form_id)
        if before is not None and after is not None and canonical(before.xform) == canonical(after.xform):
            continue
        if before is None or after is None:
            fate = Fate.ADDED if before is None else Fate.REMOVED
            found.append(Change(sheet=form_id, key="", fate=fate, before=_title(before), after=_title(after)))
            continue
        if before.version != after.version:
            found.append(
                Change(sheet=form_id, key="version", fate=Fate.CHANGED, before=before.version, after=after.version)
            )
        for texts in (_questions, rule_texts):
            old_texts, new_texts = (
                {_below(path): text for path, text in texts(form.xform).items()} for form in (before, after)
            )
            found += _compared(form_id, old_texts, new_texts)
    return tuple(found)


def _questions(xform: str) -> Mapping[str, str]:
    return question_texts(load_form(xform))


def _title(form: PublishedForm | None) -> str:
    if form is None:
        return ""
    return form.title.zh if form.title.zh == form.title.en else f"{form.title.zh} / {form.title.en}"


def _below(path: str) -> str:
    return "/".join(path.split("/")[2:])


def _rows(sheet: str, rows: list[Any]) -> Mapping[str, Any]:
    if sheet in _PLAIN:
        return {str(row[0]): {str(number): cell for number, cell in enumerate(row[1:], start=1)} for row in rows}
    found: dict[str, Any] = {}
    for row in map(_flat, rows):
        key = " ".join(str(row.get(name, "")) for name in _KEYS[sheet])
        number = 1
        while (unique := key if number == 1 else f"{key} ({number})") in found:
            number += 1
        found[unique] = row
    return found


def _flat(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a row with the cells of the check that it is built on beside its own, as they stand in the workbook."""
    return {**{name: cell for name, cell in row.items() if name != "check"}, **row.get("check", {})}


def _compared(sheet: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for key, row in new.items():
        if key not in old:
            yield Change(sheet=sheet, key=key, fate=Fate.ADDED, after=_said(row))
        elif old[key] != row:
            before, after = _differing(old[key], row)
            yield Change(sheet=sheet, key=key, fate=Fate.CHANGED, before=before, after=after)
    for key, row in old.items():
        if key not in new:
            yield Change(sheet=sheet, key=key, fate=Fate.REMOVED, before=_said(row))


def _said(row: Any) -> str:
    if isinstance(row, str):
        return row
    return " · ".join(_cell(cell) for name, cell in row.items() if name not in ("source", "certainty"))


def _differing(old: Any, new: Any) -> tuple[str, str]:
    """Return only what differs of two rows; the cells of a list have no names worth showing."""
    if isinstance(old, str) or isinstance(new, str):
        return str(old), str(new)
    names = [name for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name)]

    def told(row: Mapping[str, Any]) -> str:
        return " · ".join(
            _cell(row[name]) if name.isdecimal() else f"{name} {_cell(row[name])}" for name in names if name in row
        )

    return told(old), told(new)


def _cell(cell: Any) -> str:
    if isinstance(cell, list):
        return ", ".join(map(str, cell))
    return json.dumps(cell, ensure_ascii=False) if isinstance(cell, dict) else str(cell)
