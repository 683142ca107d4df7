"""The sheet ``check_params``: other values for the parameters of checks, by province and year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from poverty_desktop.expressions.tree import Expression, Negate, Number
from poverty_desktop.i18n import N_
from poverty_desktop.packs.checks import Check, Override
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.sheets.row_reader import RowReader
from poverty_desktop.packs.validation.check_bodies import parameter

_PROVINCE = re.compile("[0-9]{2}0{10}")


def with_overrides(
    checks: Sequence[Placed[Check]], rows: RowReader, settings: Mapping[str, str]
) -> tuple[Placed[Check], ...]:
    """Return the checks with what the sheet says for the pack's province; a row that cannot be is left out and noted.

    A row without a province holds everywhere, one with the pack's province goes before it.
    """
    known = {item.value.id: item.value for item in checks}
    general: dict[str, list[tuple[int, Override]]] = {}
    special: dict[str, list[tuple[int, Override]]] = {}
    elsewhere: dict[str, list[tuple[int, Override]]] = {}
    for row in rows.rows():
        first, last = rows.year("valid_from"), rows.year("valid_to")
        override = Override(name=row["name"], value=row["value"], valid_from=first, valid_to=last)
        province = row["province"]
        if first and last and first > last:
            rows.refuse("valid_to", N_("The last year is before the first."))
        if province and not _PROVINCE.fullmatch(province):
            rows.refuse("province", N_("A province is written with 12 digits, such as 420000000000."))
        _fits(rows, known.get(row["check"]), row["check"], override, settings)
        if not province:
            chosen, key = general, row["check"]
        elif province == settings.get("province"):
            chosen, key = special, row["check"]
        else:
            chosen, key = elsewhere, f"{province} {row['check']}"
        for number, other in chosen.get(key, ()):
            if other.name == override.name and _overlap(other, override):
                rows.refuse("valid_from", N_("Row {other} says something else for the same years."), other=number)
        if rows.is_sound:
            chosen.setdefault(key, []).append((row.number, override))
    return tuple(
        replace(
            item,
            value=replace(
                item.value,
                overrides=tuple(
                    override for found in (general, special) for _number, override in found.get(item.value.id, ())
                ),
            ),
        )
        for item in checks
    )


def _fits(rows: RowReader, check: Check | None, identity: str, override: Override, settings: Mapping[str, str]) -> None:
    """Note a check or parameter that there is not, and a value of another type than the usual one."""
    if check is None:
        if identity:
            rows.refuse("check", N_("There is no check {id}."), id=identity)
        return
    if override.name and override.name not in check.params:
        known = ", ".join(check.params) or "–"
        rows.refuse(
            "name", N_("{id} has no parameter {name}. It has: {known}."), id=identity, name=override.name, known=known
        )
        return
    if not override.name or not override.value:
        return
    value, usual = parameter(override.value, settings), parameter(check.params[override.name], settings)
    if value is None or (usual is not None and _is_number(value) is not _is_number(usual)):
        rows.refuse(
            "value",
            N_("“{text}” is no value for this parameter; usually it is {usual}."),
            text=override.value,
            usual=check.params[override.name],
        )


def _is_number(expression: Expression) -> bool:
    return isinstance(expression, Number) or (isinstance(expression, Negate) and _is_number(expression.operand))


def _overlap(one: Override, other: Override) -> bool:
    first = max(one.valid_from or 0, other.valid_from or 0)
    return first <= min(one.valid_to or 9_999, other.valid_to or 9_999)
