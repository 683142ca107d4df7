"""The published form of a pack: deterministic UTF-8 JSON with one row per line, so that a diff of it can be read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from poverty_desktop.packs.assessment_items import encode_assessment_item
from poverty_desktop.packs.duties import encode_duty
from poverty_desktop.packs.fact_rules import encode_deprivation, encode_evidence
from poverty_desktop.packs.indicators import encode_indicator, encode_target
from poverty_desktop.packs.measures import encode_measure
from poverty_desktop.packs.model import (
    PAID_AT_ONCE,
    Code,
    Division,
    Edition,
    IncomeItem,
    Label,
    Line,
    Property,
    PublishedForm,
)
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.paper_templates import BlockRow, encode_block, encode_paper
from poverty_desktop.packs.published.accounting_codec import encode_accounting, encode_income_rule
from poverty_desktop.packs.published.check_codec import encode_check
from poverty_desktop.packs.published.procedure_codec import encode_head, encode_holiday, encode_step
from poverty_desktop.packs.published.village_condition_codec import encode_condition
from poverty_desktop.packs.sheets import layout
from poverty_desktop.packs.sheets.source import PackSource
from poverty_desktop.packs.visit_rules import encode_visit_rule

_XFORM = "xform "

Json = str | int | Mapping[str, "Json"] | Sequence["Json"] | None


def encode(source: PackSource, forms: Sequence[PublishedForm], edition: Edition | None = None) -> bytes:
    """Return the published bytes of ``source`` and ``forms``; equal contents give equal bytes.

    ``edition`` is the place in an office's series, None for the pack that ships with the program.
    """
    tables: dict[str, Sequence[Json]] = {
        "accounting": [encode_accounting(item.value) for item in source.accounting],
        "checks": [encode_check(item.value) for item in source.checks],
        "codes": [_row(list=item.value.list, **_code(item.value.code)) for item in source.codes],
        "county_codes": [[code, *rest] for code, rest in sorted(source.county_codes.items())],
        "divisions": [_division(item.value) for item in source.divisions],
        "format": [layout.FORMAT],
        "cause_evidence": [encode_evidence(item.value) for item in source.evidence],
        "duties": [encode_duty(item.value) for item in source.duties],
        "deprivations": [encode_deprivation(item.value) for item in source.deprivations],
        "holidays": [encode_holiday(item.value) for item in source.holidays],
        "indicators": [encode_indicator(item.value) for item in source.indicators],
        "targets": [encode_target(item.value) for item in source.targets],
        "assessment_items": [encode_assessment_item(item.value) for item in source.assessment_items],
        "income_items": [_income_item(item.value) for item in source.income_items],
        "income_rules": [encode_income_rule(item.value) for item in source.income_rules],
        "lines": [_line(item.value) for item in source.lines],
        "papers": [encode_paper(item.value) for item in source.papers],
        "paper_blocks": [encode_block(item.value) for item in source.paper_blocks],
        "measures": [encode_measure(item.value) for item in source.measures],
        "procedure_steps": [encode_step(item.value) for item in source.procedure_steps],
        "procedures": [encode_head(item.value) for item in source.procedures],
        "properties": [_property(item.value) for item in source.properties],
        "settings": [[key, item.value] for key, item in source.settings.items()],
        "village_conditions": [encode_condition(item.value) for item in source.village_conditions],
        "visit_rules": [encode_visit_rule(item.value) for item in source.visit_rules],
        "village_sums": [[name, item.value] for name, item in source.village_sums.items()],
        "texts": [[key, item.value.zh, item.value.en] for key, item in source.texts.items()],
    }
    return _whole(tables, forms, edition)


def with_forms(published: bytes, forms: Sequence[PublishedForm], edition: Edition) -> bytes:
    """Return ``published`` as another edition with ``forms`` for its questionnaires, every other row as it stands."""
    tables = {name: rows for name, rows in json.loads(published).items() if not name.startswith(_XFORM)}
    return _whole(tables, forms, edition)


def with_papers(published: bytes, pack: Pack) -> bytes:
    """Return ``published`` with the papers and texts of ``pack``, every other row as it stands."""
    tables = json.loads(published)
    tables["papers"] = [encode_paper(paper) for paper in pack.papers]
    tables["paper_blocks"] = [
        encode_block(BlockRow(paper=paper.id, block=block)) for paper in pack.papers for block in paper.blocks
    ]
    tables["texts"] = [[key, text.zh, text.en] for key, text in pack.texts.items()]
    return _written(tables)


def _whole(tables: dict[str, Sequence[Json]], forms: Sequence[PublishedForm], edition: Edition | None) -> bytes:
    tables["forms"] = [
        _row(form_id=form.form_id, version=form.version, **_label("title", form.title)) for form in forms
    ]
    if edition is not None:
        day = edition.published_on.isoformat() if edition.published_on else ""
        tables["edition"] = [edition.number, edition.parent.hex(), day]
    for form in forms:
        tables[f"{_XFORM}{form.form_id}"] = form.xform.split("\n")
    return _written(tables)


def _written(tables: Mapping[str, Sequence[Json]]) -> bytes:
    parts = [f"{_json(name)}: [\n" + ",\n".join(_json(row) for row in rows) + "\n]" for name, rows in tables.items()]
    return ("{\n" + ",\n".join(sorted(parts)) + "\n}\n").encode()


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _row(**cells: Json) -> Mapping[str, Json]:
    return {name: cell for name, cell in cells.items() if cell not in (None, "", (), [], {})}


def _label(prefix: str, label: Label | None) -> Mapping[str, Json]:
    return {f"{prefix}_zh": label.zh, f"{prefix}_en": label.en} if label else {}


def _property(item: Property) -> Mapping[str, Json]:
    return _row(
        number=item.number,
        kind=item.kind.table,
        name=item.name,
        type=item.type.value,
        section=item.section,
        code_list=item.code_list,
        target=item.target.table if item.target else None,
        official_code=item.official_code,
        sensitivity=item.sensitivity.value,
        merge_class=item.merge_class.value,
        minimum=item.minimum,
        maximum=item.maximum,
        pattern=item.pattern,
        source=item.source,
        **_label("label", item.label),
        **_label("unit", item.unit),
    )


def _code(item: Code) -> Mapping[str, Json]:
    return _row(
        code=item.code,
        aliases=list(item.aliases),
        schemes=dict(item.schemes),
        valid_from=item.valid_from,
        valid_to=item.valid_to,
        source=item.source,
        **_label("label", item.label),
    )


def _division(item: Division) -> Mapping[str, Json]:
    return _row(
        code=item.code,
        name=item.name,
        level=item.level,
        parent=item.parent,
        valid_from=item.valid_from,
        valid_to=item.valid_to,
    )


def _income_item(item: IncomeItem) -> Mapping[str, Json]:
    return _row(
        code=item.code,
        category=item.category,
        counted=item.counted,
        property_name=item.property_name,
        valid_from=item.valid_from,
        valid_to=item.valid_to,
        source=item.source,
        certainty=item.certainty.value,
        cost_rate=item.cost_rate,
        paid=PAID_AT_ONCE if item.is_paid_at_once else "",
        **_label("label", item.label),
        **_label("note", item.note),
    )


def _line(item: Line) -> Mapping[str, Json]:
    return _row(
        year=item.year,
        meaning=item.meaning,
        amount_fen=item.amount_fen,
        source=item.source,
        certainty=item.certainty.value,
        province=item.province,
    )
