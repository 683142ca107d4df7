"""A policy pack: its rows, looked up by name and by year; nothing here reads a file."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.packs import accounting
from poverty_desktop.packs.accounting import AccountingRule, IncomeRule
from poverty_desktop.packs.model import (
    CodeList,
    Division,
    Edition,
    IncomeItem,
    Label,
    Line,
    Property,
    PublishedForm,
)
from poverty_desktop.packs.published.deferred import later, part

if TYPE_CHECKING:
    from poverty_desktop.domain.workdays import WorkCalendar
    from poverty_desktop.packs.assessment_items import AssessmentItem
    from poverty_desktop.packs.checks import Check
    from poverty_desktop.packs.duties import DutyTemplate
    from poverty_desktop.packs.fact_rules import Deprivation, Evidence
    from poverty_desktop.packs.indicators import ExampleTarget, Indicator
    from poverty_desktop.packs.measures import MeasureItem
    from poverty_desktop.packs.paper_templates import PaperTemplate
    from poverty_desktop.packs.procedures import Procedure
    from poverty_desktop.packs.village_conditions import VillageCondition
    from poverty_desktop.packs.visit_rules import VisitRule


def _every_week_alike() -> WorkCalendar:
    from poverty_desktop.domain.workdays import WorkCalendar

    return WorkCalendar()


_EVERY_WEEK_ALIKE: WorkCalendar = later(_every_week_alike)


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A published, validated, immutable policy pack; what opening a register does not need is read when asked for."""

    content_hash: bytes  # SHA-256 of the published bytes
    name: str
    version: str
    settings: Mapping[str, str]
    properties: tuple[Property, ...]
    code_lists: Mapping[str, CodeList]
    divisions: Mapping[str, Division]
    income_items: tuple[IncomeItem, ...]
    lines: tuple[Line, ...]
    texts: Mapping[str, Label]
    forms: Mapping[str, PublishedForm]
    checks: tuple[Check, ...] = part(())
    procedures: tuple[Procedure, ...] = part(())
    calendar: WorkCalendar = part(_EVERY_WEEK_ALIKE)
    county_codes: Mapping[str, tuple[str, int, int]] = part(later(dict))  # see packs.county_prefixes
    edition: Edition = field(default_factory=Edition)
    accounting: tuple[AccountingRule, ...] = ()
    income_rules: tuple[IncomeRule, ...] = ()
    evidence: tuple[Evidence, ...] = part(())
    deprivations: tuple[Deprivation, ...] = part(())
    measures: tuple[MeasureItem, ...] = part(())
    village_sums: Mapping[str, str] = field(default_factory=dict)  # what the households add up to, by property
    village_conditions: tuple[VillageCondition, ...] = part(())
    papers: tuple[PaperTemplate, ...] = part(())
    visit_rules: tuple[VisitRule, ...] = part(())
    duties: tuple[DutyTemplate, ...] = part(())
    indicators: tuple[Indicator, ...] = part(())
    targets: tuple[ExampleTarget, ...] = part(())
    assessment_items: tuple[AssessmentItem, ...] = part(())

    @cached_property
    def by_number(self) -> Mapping[int, Property]:
        """Return the properties by their number in the journal."""
        return {item.number: item for item in self.properties}

    @cached_property
    def by_name(self) -> Mapping[tuple[RecordKind, str], Property]:
        """Return the properties by record kind and name."""
        return {(item.kind, item.name): item for item in self.properties}

    @cached_property
    def villages(self) -> tuple[tuple[str, str], ...]:
        """Return code and name of every village, the name of its town before it: two towns may have one of a name."""
        villages = (item for item in self.divisions.values() if item.level == "village")
        towns = ((item, self.divisions.get(item.parent or "")) for item in villages)
        return tuple((item.code, f"{town.name} {item.name}" if town else item.name) for item, town in towns)

    def with_divisions(self, divisions: Mapping[str, Division]) -> Pack:
        """Return the pack with other divisions; what was not read yet is not read for it."""
        copied = copy(self)
        copied.__dict__["divisions"] = divisions
        return copied

    def read_whole(self) -> None:
        """Read every part; raises what reading a part raises where the pack is not sound."""
        for item in fields(self):
            getattr(self, item.name)

    def of_kind(self, kind: RecordKind) -> tuple[Property, ...]:
        """Return the properties of one record kind in the order of the sheet."""
        return self._by_kind.get(kind, ())

    @cached_property
    def _by_kind(self) -> Mapping[RecordKind, tuple[Property, ...]]:
        return {kind: tuple(item for item in self.properties if item.kind is kind) for kind in RecordKind}

    @property
    def title(self) -> Label:
        """Return the name of the pack that people read."""
        return Label(zh=self.settings["title_zh"], en=self.settings["title_en"])

    def era(self, year: int) -> str:
        """Return the policy era of ``year``: ``a``, ``b`` or ``c``; a year before the first era counts to it."""
        begun = [era for era in ("b", "c") if year >= int(self.settings[f"era_{era}_from"])]
        return begun[-1] if begun else "a"

    def text(self, key: str, year: int | None = None) -> Label:
        """Return a wording; with ``year`` the one of that year's era where the pack has one.

        Raises ``KeyError`` for a key that the pack does not know.
        """
        dated = f"{key}.{self.era(year)}" if year is not None else key
        return self.texts[dated] if dated in self.texts else self.texts[key]

    def codes_of(self, setting: str) -> frozenset[str]:
        """Return the codes that a setting lists, blanks between them."""
        return frozenset(self.settings[setting].split())

    def paper(self, paper_id: str) -> PaperTemplate | None:
        """Return a paper by its id."""
        return next((item for item in self.papers if item.id == paper_id), None)

    def procedure(self, procedure_id: str) -> Procedure | None:
        """Return a procedure by its id."""
        return next((item for item in self.procedures if item.id == procedure_id), None)

    @cached_property
    def measure_items(self) -> Mapping[str, MeasureItem]:
        """Return the catalogue of measures by code."""
        return {item.id: item for item in self.measures}

    def indicator(self, indicator_id: str) -> Indicator | None:
        """Return an indicator by its id."""
        return next((item for item in self.indicators if item.id == indicator_id), None)

    def indicators_in(self, year: int) -> tuple[Indicator, ...]:
        """Return the indicators of ``year``, in the order of the sheet."""
        era = self.era(year)
        return tuple(item for item in self.indicators if item.holds_in(year, era))

    def measures_in(self, year: int) -> tuple[MeasureItem, ...]:
        """Return the measures on offer in ``year``, in the order of the catalogue."""
        era, province = self.era(year), self.settings["province"]
        return tuple(item for item in self.measures if item.holds_in(year, era, province))

    def line(self, year: int) -> Line | None:
        """Return the line that a household of ``year`` is compared with.

        The exit line up to 2020, the monitoring reference from 2021; that of the pack's province before one of
        everywhere, of several the first in the sheet.
        """
        wanted = "monitoring" if year >= int(self.settings["reference_lines_from"]) else "exit"
        for province in (self.settings["province"], ""):
            for line in self.lines:
                if (line.year, line.meaning, line.province) == (year, wanted, province):
                    return line
        return None

    def income_rules_in(self, year: int) -> list[IncomeRule]:
        """Return what the pack's province and year say otherwise of income items, the general rules first."""
        return accounting.in_force(self.income_rules, self.settings["province"], year)

    def accounting_period(self, year: int) -> tuple[date, date]:
        """Return first and last day of accounting year ``year``, by the rule of the province in that year."""
        start = self._accounting(accounting.YEAR_START, year) or self.settings["accounting_year_start"]
        return accounting.period(start, year)

    def member_day(self, year: int) -> date:
        """Return the day on which the members of a household are counted for accounting year ``year``."""
        text = self._accounting(accounting.MEMBER_DAY, year) or accounting.PERIOD_END
        if text == accounting.PERIOD_END:
            return self.accounting_period(year)[1]
        return date.fromisoformat(f"{year}-{text}")

    def counted_member(self, year: int) -> str:
        """Return the expression over a member that says who is counted, empty where everybody is."""
        return self._accounting(accounting.COUNTED_MEMBER, year)

    def household_rule(self, name: str, year: int) -> str:
        """Return the expression over a household that says who is ``filed`` or ``targeted``, empty where none does."""
        return self._accounting(name, year)

    def _accounting(self, name: str, year: int) -> str:
        return accounting.value_of(self.accounting, name, self.settings["province"], year)
