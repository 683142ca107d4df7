"""The source of a pack as typed rows that remember their place, and the errors met while reading them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from poverty_desktop.i18n import N_
from poverty_desktop.packs.accounting import AccountingRule, IncomeRule
from poverty_desktop.packs.assessment_items import AssessmentItem
from poverty_desktop.packs.check_params import with_overrides
from poverty_desktop.packs.checks import Check
from poverty_desktop.packs.county_codes import read_county_codes
from poverty_desktop.packs.duties import DutyTemplate
from poverty_desktop.packs.fact_rules import Deprivation, Evidence
from poverty_desktop.packs.indicators import ExampleTarget, Indicator
from poverty_desktop.packs.measures import MeasureItem
from poverty_desktop.packs.model import Division, IncomeItem, Label, Line, Property
from poverty_desktop.packs.paper_templates import BlockRow, PaperTemplate
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.procedures import Holiday, ProcedureHead, StepRow
from poverty_desktop.packs.sheets import layout
from poverty_desktop.packs.sheets.accounting_rows import read_accounting, read_income_rules
from poverty_desktop.packs.sheets.assessment_item_rows import read_assessment_items
from poverty_desktop.packs.sheets.check_rows import read_checks
from poverty_desktop.packs.sheets.code_rows import CodeRow, read_codes
from poverty_desktop.packs.sheets.division_rows import read_divisions
from poverty_desktop.packs.sheets.duty_rows import read_duties
from poverty_desktop.packs.sheets.fact_rule_rows import read_deprivations, read_evidence
from poverty_desktop.packs.sheets.income_item_rows import read_income_items, read_lines
from poverty_desktop.packs.sheets.indicator_rows import read_indicators, read_targets
from poverty_desktop.packs.sheets.measure_rows import read_measures
from poverty_desktop.packs.sheets.paper_rows import read_blocks, read_papers
from poverty_desktop.packs.sheets.procedure_rows import read_holidays, read_procedures, read_steps
from poverty_desktop.packs.sheets.property_rows import read_properties
from poverty_desktop.packs.sheets.row_reader import RowReader
from poverty_desktop.packs.sheets.village_condition_rows import read_conditions
from poverty_desktop.packs.sheets.visit_rule_rows import read_visit_rules
from poverty_desktop.packs.sheets.workbook import Sheet, Workbook
from poverty_desktop.packs.village_conditions import VillageCondition
from poverty_desktop.packs.visit_rules import VisitRule

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackSource:
    """What could be read of a pack's source; rows with an error in them are left out and reported."""

    settings: Mapping[str, Placed[str]]
    properties: tuple[Placed[Property], ...]
    codes: tuple[Placed[CodeRow], ...]
    divisions: tuple[Placed[Division], ...]
    income_items: tuple[Placed[IncomeItem], ...]
    lines: tuple[Placed[Line], ...]
    checks: tuple[Placed[Check], ...]
    texts: Mapping[str, Placed[Label]]
    county_codes: Mapping[str, tuple[str, int, int]]
    accounting: tuple[Placed[AccountingRule], ...] = ()
    income_rules: tuple[Placed[IncomeRule], ...] = ()
    evidence: tuple[Placed[Evidence], ...] = ()
    deprivations: tuple[Placed[Deprivation], ...] = ()
    measures: tuple[Placed[MeasureItem], ...] = ()
    procedures: tuple[Placed[ProcedureHead], ...] = ()
    procedure_steps: tuple[Placed[StepRow], ...] = ()
    holidays: tuple[Placed[Holiday], ...] = ()
    village_sums: Mapping[str, Placed[str]] = field(default_factory=dict)
    village_conditions: tuple[Placed[VillageCondition], ...] = ()
    indicators: tuple[Placed[Indicator], ...] = ()
    targets: tuple[Placed[ExampleTarget], ...] = ()
    assessment_items: tuple[Placed[AssessmentItem], ...] = ()
    papers: tuple[Placed[PaperTemplate], ...] = ()
    paper_blocks: tuple[Placed[BlockRow], ...] = ()
    visit_rules: tuple[Placed[VisitRule], ...] = ()
    duties: tuple[Placed[DutyTemplate], ...] = ()

    def setting(self, key: str) -> str:
        """Return a setting, empty where it is missing."""
        return self.settings[key].value if key in self.settings else ""


def read_source(book: Workbook, county_codes: Path | None, problems: list[PackProblem]) -> PackSource:
    """Return the typed rows of ``book``; everything that cannot be read is appended to ``problems``.

    Raises ``StorageError`` where the file of county codes cannot be read.
    """
    _check_sheets(book, problems)

    def reader(name: str) -> RowReader:
        return RowReader(book.sheets.get(name), problems)

    settings = _keyed(reader("settings"), lambda rows: rows.text("value"))
    checks = read_checks(reader("checks"))
    income_items = read_income_items(reader("income_items"))
    categories = {item.value.code: item.value.category for item in income_items}
    return PackSource(
        settings=settings,
        properties=read_properties(reader("properties")),
        codes=read_codes(reader("codes")),
        divisions=read_divisions(reader("divisions")),
        income_items=income_items,
        lines=read_lines(reader("lines")),
        checks=with_overrides(checks, reader("check_params"), {key: item.value for key, item in settings.items()}),
        texts=read_texts(reader("texts")),
        county_codes=read_county_codes(county_codes, problems) if county_codes else {},
        accounting=read_accounting(reader("accounting")),
        income_rules=read_income_rules(reader("income_rules"), categories),
        evidence=read_evidence(reader("cause_evidence")),
        deprivations=read_deprivations(reader("deprivations")),
        measures=read_measures(reader("measures")),
        procedures=read_procedures(reader("procedures")),
        procedure_steps=read_steps(reader("procedure_steps")),
        holidays=read_holidays(reader("holidays")),
        village_sums=_keyed(reader("village_sums"), lambda rows: rows.text("sum"), key="property"),
        village_conditions=read_conditions(reader("village_conditions")),
        indicators=read_indicators(reader("indicators")),
        targets=read_targets(reader("targets")),
        assessment_items=read_assessment_items(reader("assessment_items")),
        papers=read_papers(reader("papers")),
        paper_blocks=read_blocks(reader("paper_blocks")),
        visit_rules=read_visit_rules(reader("visit_rules")),
        duties=read_duties(reader("duties")),
    )


def _check_sheets(book: Workbook, problems: list[PackProblem]) -> None:
    for name, sheet in book.sheets.items():
        if name in layout.UNREAD:
            continue
        if name not in layout.SHEETS:
            problems.append(
                PackProblem(
                    sheet=name,
                    message_id=N_("There is no such sheet in a policy pack. Known sheets: {known}."),
                    params={"known": ", ".join(layout.SHEETS)},
                )
            )
            continue
        check_columns(sheet, problems)
    problems.extend(
        PackProblem(sheet=name, message_id=N_("This sheet is missing."))
        for name in layout.SHEETS
        if name not in book.sheets and name not in layout.OPTIONAL
    )


def check_columns(sheet: Sheet, problems: list[PackProblem]) -> None:
    """Append what is wrong with the columns of a known sheet to ``problems``."""
    known = layout.SHEETS[sheet.name]

    def note(column: str, message_id: str) -> None:
        problems.append(PackProblem(sheet=sheet.name, row=layout.HEADER_ROW, column=column, message_id=message_id))

    for column in known.required:
        if column not in sheet.columns:
            note(column, N_("This column is missing. The second row holds the names of the columns."))
    for column in dict.fromkeys(sheet.columns):
        if column not in known.all:
            note(column, N_("There is no such column in this sheet."))
        elif sheet.columns.count(column) > 1:
            note(column, N_("This column stands here twice."))


def read_texts(rows: RowReader) -> Mapping[str, Placed[Label]]:
    """Return the rows of ``texts`` that hold together, by their key."""
    return _keyed(rows, lambda row: Label(zh=row.text("zh"), en=row.text("en")))


def _keyed(rows: RowReader, value: Callable[[RowReader], T], *, key: str = "key") -> Mapping[str, Placed[T]]:
    found: dict[str, Placed[T]] = {}
    for row in rows.rows():
        name = row[key]
        if name in found:
            rows.refuse(key, N_("“{text}” stands already in row {other}."), text=name, other=found[name].row)
        if rows.is_sound:
            found[name] = Placed(row=row.number, value=value(rows))
    return found
