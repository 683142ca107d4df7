"""Read the published form of a pack back into frozen rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from poverty_desktop.domain.kinds import kind_of
from poverty_desktop.packs.model import (
    PAID_AT_ONCE,
    Certainty,
    Code,
    CodeList,
    Division,
    Edition,
    IncomeItem,
    Label,
    Line,
    MergeClass,
    Property,
    PropertyType,
    PublishedForm,
    Sensitivity,
)
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.published import parts
from poverty_desktop.packs.published.accounting_codec import decode_accounting, decode_income_rule
from poverty_desktop.packs.published.deferred import later
from poverty_desktop.packs.sheets import layout

Cells = Mapping[str, Any]
"""One decoded row; the constructors below fail on a cell of the wrong type."""


class NotAPackError(ValueError):
    """The bytes are not a published pack, or are damaged."""


class NewerFormatError(ValueError):
    """The pack was published by a newer program."""


def decode(data: bytes, content_hash: bytes, *, is_known: bool = False) -> Pack:
    """Return the pack that ``data`` holds; ``content_hash`` is that of ``data`` and is not looked at here.

    Of a pack that ``is_known`` to be sound, for it was read whole before, parts are left to be read when asked for.
    Raises ``NotAPackError`` for anything that ``encode`` did not write and ``NewerFormatError`` for a later layout.
    """
    try:
        tables = json.loads(data)
        newer = tables["format"][0] > layout.FORMAT
    except (ValueError, TypeError, KeyError, IndexError, RecursionError) as error:
        raise NotAPackError from error
    if newer:
        raise NewerFormatError
    try:
        pack = _pack(tables, content_hash)
        if not is_known:
            pack.read_whole()
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise NotAPackError from error
    return pack


def _pack(tables: Mapping[str, Sequence[Any]], content_hash: bytes) -> Pack:
    settings: dict[str, str] = dict(tables["settings"])
    reference_from = int(settings["reference_lines_from"])
    codes: dict[str, list[Code]] = {}
    for row in tables["codes"]:
        codes.setdefault(row["list"], []).append(_code(row))
    income_items = tuple(_income_item(row) for row in tables["income_items"])
    codes[layout.INCOME_LIST] = [income_code(item) for item in income_items]
    procedures, steps = tables.get("procedures", ()), tables.get("procedure_steps", ())
    codes[layout.PROCEDURE_LIST] = [_named_code(row["id"], row) for row in procedures]
    codes[layout.STEP_LIST] = [_named_code(name, row) for name, row in _first_by_step(procedures, steps).items()]
    codes[layout.ITEM_LIST] = [_measure_code(row) for row in tables.get("measures", ())]
    return Pack(
        content_hash=content_hash,
        name=settings["name"],
        version=settings["version"],
        settings=settings,
        properties=tuple(_property(row) for row in tables["properties"]),
        code_lists={name: CodeList(name=name, codes=tuple(entries)) for name, entries in codes.items()},
        divisions={row["code"]: _division(row) for row in tables["divisions"]},
        income_items=income_items,
        lines=tuple(_line(row, reference_from) for row in tables["lines"]),
        texts={key: Label(zh=zh, en=en) for key, zh, en in tables["texts"]},
        forms={row["form_id"]: _form(row, tables[f"xform {row['form_id']}"]) for row in tables["forms"]},
        checks=later(lambda: parts.checks(tables)),
        procedures=later(lambda: parts.procedures(tables)),
        calendar=later(lambda: parts.calendar(tables)),
        county_codes=later(lambda: {code: (name, *years) for code, name, *years in tables["county_codes"]}),
        edition=read_edition(tables),
        accounting=tuple(decode_accounting(row) for row in tables.get("accounting", ())),
        evidence=later(lambda: parts.evidence(tables)),
        deprivations=later(lambda: parts.deprivations(tables)),
        measures=later(lambda: parts.measures(tables)),
        indicators=later(lambda: parts.indicators(tables)),
        targets=later(lambda: parts.targets(tables)),
        assessment_items=later(lambda: parts.assessment_items(tables)),
        village_sums=dict(tables.get("village_sums", ())),
        village_conditions=later(lambda: parts.village_conditions(tables)),
        papers=later(lambda: parts.papers(tables)),
        visit_rules=later(lambda: parts.visit_rules(tables)),
        duties=later(lambda: parts.duties(tables)),
        income_rules=tuple(decode_income_rule(row) for row in tables.get("income_rules", ())),
    )


def read_edition(tables: Mapping[str, Sequence[Any]]) -> Edition:
    """Return which edition decoded tables are; raises ``ValueError`` or ``TypeError`` where that is not sound."""
    if "edition" not in tables:
        return Edition()
    number, parent, day = tables["edition"]
    if not isinstance(number, int) or number < 1:
        raise ValueError("an office's editions are counted from 1")
    return Edition(number=number, parent=bytes.fromhex(parent), published_on=date.fromisoformat(day))


def income_code(item: IncomeItem) -> Code:
    """Return an income item as a code of the list that ``income_line.item`` names."""
    return Code(
        code=item.code, label=item.label, valid_from=item.valid_from, valid_to=item.valid_to, source=item.source
    )


def _named_code(code: str, row: Cells) -> Code:
    return Code(code=code, label=_label(row, "name"), source=row["source"])


def _first_by_step(procedures: Sequence[Cells], steps: Sequence[Cells]) -> dict[str, Cells]:
    """Return the row of each step; a step of several procedures is named as in the first of them."""
    order = {row["id"]: place for place, row in enumerate(procedures)}
    placed = sorted((row for row in steps if row["procedure"] in order), key=lambda row: order[row["procedure"]])
    return {row["step"]: row for row in reversed(placed)}


def _measure_code(row: Cells) -> Code:
    """Return an item of the catalogue of measures as a code of the list that ``measure.item`` names."""
    check = row["check"]
    return Code(
        code=check["id"],
        label=_label(check, "title"),
        aliases=tuple(row.get("names", ())),
        valid_from=check.get("valid_from"),
        valid_to=check.get("valid_to"),
        source=check.get("source", ""),
    )


def _label(row: Cells, prefix: str) -> Label:
    return Label(zh=row[f"{prefix}_zh"], en=row[f"{prefix}_en"])


def _optional_label(row: Cells, prefix: str) -> Label | None:
    return _label(row, prefix) if f"{prefix}_zh" in row else None


def _property(row: Cells) -> Property:
    return Property(
        number=row["number"],
        kind=kind_of(row["kind"]),
        name=row["name"],
        type=PropertyType(row["type"]),
        label=_label(row, "label"),
        section=row["section"],
        unit=_optional_label(row, "unit"),
        code_list=row.get("code_list"),
        target=kind_of(row["target"]) if "target" in row else None,
        official_code=row.get("official_code"),
        sensitivity=Sensitivity(row["sensitivity"]),
        merge_class=MergeClass(row["merge_class"]),
        minimum=row.get("minimum"),
        maximum=row.get("maximum"),
        pattern=row.get("pattern"),
        source=row["source"],
    )


def _code(row: Cells) -> Code:
    return Code(
        code=row["code"],
        label=_label(row, "label"),
        aliases=tuple(row.get("aliases", ())),
        schemes=row.get("schemes", {}),
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
        source=row["source"],
    )


def _division(row: Cells) -> Division:
    return Division(
        code=row["code"],
        name=row["name"],
        level=row["level"],
        parent=row.get("parent"),
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
    )


def _income_item(row: Cells) -> IncomeItem:
    return IncomeItem(
        code=row["code"],
        label=_label(row, "label"),
        category=row["category"],
        counted=row["counted"],
        property_name=row.get("property_name"),
        note=_optional_label(row, "note"),
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
        source=row["source"],
        certainty=Certainty(row["certainty"]),
        cost_rate=row.get("cost_rate", ""),
        is_paid_at_once=row.get("paid", "") == PAID_AT_ONCE,
    )


def _line(row: Cells, reference_from: int) -> Line:
    return Line(
        year=row["year"],
        meaning=row["meaning"],
        amount_fen=row["amount_fen"],
        is_reference=row["year"] >= reference_from,
        source=row["source"],
        certainty=Certainty(row["certainty"]),
        province=row.get("province", ""),
    )


def _form(row: Cells, lines: Sequence[str]) -> PublishedForm:
    return PublishedForm(
        form_id=row["form_id"], version=row["version"], title=_label(row, "title"), xform="\n".join(lines)
    )
