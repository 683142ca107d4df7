"""Read the published form of a pack back into frozen rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from poverty_desktop.domain.kinds import kind_of
from poverty_desktop.packs import layout
from poverty_desktop.packs.accounting_codec import decode_accounting, decode_income_rule
from poverty_desktop.packs.assessment_items import decode_assessment_item
from poverty_desktop.packs.check_codec import decode_check
from poverty_desktop.packs.fact_rules import decode_deprivation, decode_evidence
from poverty_desktop.packs.indicators import decode_indicator, decode_target
from poverty_desktop.packs.measures import decode_measure
from poverty_desktop.packs.model import (
    Certainty,
    Code,
    CodeList,
    Division,
    Edition,
    IncomeItem,
    Label,
    Line,
    MergeClass,
    Pack,
    Property,
    PropertyType,
    PublishedForm,
    Sensitivity,
)
from poverty_desktop.packs.paper_templates import decode_papers
from poverty_desktop.packs.procedure_codec import decode_holidays, decode_procedures
from poverty_desktop.packs.village_condition_codec import decode_condition

Cells = Mapping[str, Any]
"""One decoded row; the constructors below fail on a cell of the wrong type."""


class NotAPackError(ValueError):
    """The bytes are not a published pack, or are damaged."""


class NewerFormatError(ValueError):
    """The pack was published by a newer program."""


def decode(data: bytes, content_hash: bytes) -> Pack:
    """Return the pack that ``data`` holds; ``content_hash`` is that of ``data`` and is not looked at here.

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
        return _pack(tables, content_hash)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise NotAPackError from error


def _pack(tables: Mapping[str, Sequence[Any]], content_hash: bytes) -> Pack:
    settings: dict[str, str] = dict(tables["settings"])
    reference_from = int(settings["reference_lines_from"])
    codes: dict[str, list[Code]] = {}
    for row in tables["codes"]:
        codes.setdefault(row["list"], []).append(_code(row))
    income_items = tuple(_income_item(row) for row in tables["income_items"])
    codes[layout.INCOME_LIST] = [income_code(item) for item in income_items]
    procedures = decode_procedures(tables.get("procedures", ()), tables.get("procedure_steps", ()))
    codes[layout.PROCEDURE_LIST] = [Code(code=item.id, label=item.name, source=item.source) for item in procedures]
    steps = {row.step.id: row for item in reversed(procedures) for row in reversed(item.steps)}
    codes[layout.STEP_LIST] = [Code(code=name, label=row.name, source=row.source) for name, row in steps.items()]
    measures = tuple(decode_measure(row) for row in tables.get("measures", ()))
    codes[layout.ITEM_LIST] = [item.as_code() for item in measures]
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
        checks=tuple(decode_check(row) for row in tables.get("checks", ())),
        procedures=procedures,
        calendar=decode_holidays(tables.get("holidays", ())),
        county_codes={code: (name, first, last) for code, name, first, last in tables["county_codes"]},
        edition=read_edition(tables),
        accounting=tuple(decode_accounting(row) for row in tables.get("accounting", ())),
        evidence=tuple(decode_evidence(row) for row in tables.get("cause_evidence", ())),
        deprivations=tuple(decode_deprivation(row) for row in tables.get("deprivations", ())),
        measures=measures,
        indicators=tuple(decode_indicator(row) for row in tables.get("indicators", ())),
        targets=tuple(decode_target(row) for row in tables.get("targets", ())),
        assessment_items=tuple(decode_assessment_item(row) for row in tables.get("assessment_items", ())),
        village_sums=dict(tables.get("village_sums", ())),
        village_conditions=tuple(decode_condition(row) for row in tables.get("village_conditions", ())),
        papers=decode_papers(tables.get("papers", ()), tables.get("paper_blocks", ())),
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
