"""The parts of a published pack that are read when they are first asked for; each loads its own reader only then.

Every function takes the tables of the published form and fails as its reader does on a row that is not sound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

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

Tables = Mapping[str, Sequence[Any]]


def checks(tables: Tables) -> tuple[Check, ...]:
    """Return the checks."""
    from poverty_desktop.packs.published.check_codec import decode_check

    return tuple(decode_check(row) for row in tables.get("checks", ()))


def procedures(tables: Tables) -> tuple[Procedure, ...]:
    """Return the procedures with their steps."""
    from poverty_desktop.packs.published.procedure_codec import decode_procedures

    return decode_procedures(tables.get("procedures", ()), tables.get("procedure_steps", ()))


def calendar(tables: Tables) -> WorkCalendar:
    """Return the working days."""
    from poverty_desktop.packs.published.procedure_codec import decode_holidays

    return decode_holidays(tables.get("holidays", ()))


def evidence(tables: Tables) -> tuple[Evidence, ...]:
    """Return what speaks for and against each cause."""
    from poverty_desktop.packs.fact_rules import decode_evidence

    return tuple(decode_evidence(row) for row in tables.get("cause_evidence", ()))


def deprivations(tables: Tables) -> tuple[Deprivation, ...]:
    """Return the indicators of the multidimensional measure."""
    from poverty_desktop.packs.fact_rules import decode_deprivation

    return tuple(decode_deprivation(row) for row in tables.get("deprivations", ()))


def measures(tables: Tables) -> tuple[MeasureItem, ...]:
    """Return the catalogue of measures."""
    from poverty_desktop.packs.measures import decode_measure

    return tuple(decode_measure(row) for row in tables.get("measures", ()))


def village_conditions(tables: Tables) -> tuple[VillageCondition, ...]:
    """Return the conditions that a village meets before it exits."""
    from poverty_desktop.packs.published.village_condition_codec import decode_condition

    return tuple(decode_condition(row) for row in tables.get("village_conditions", ()))


def papers(tables: Tables) -> tuple[PaperTemplate, ...]:
    """Return the papers that the pack composes."""
    from poverty_desktop.packs.paper_templates import decode_papers

    return decode_papers(tables.get("papers", ()), tables.get("paper_blocks", ()))


def visit_rules(tables: Tables) -> tuple[VisitRule, ...]:
    """Return how often whom is visited."""
    from poverty_desktop.packs.visit_rules import decode_visit_rule

    return tuple(decode_visit_rule(row) for row in tables.get("visit_rules", ()))


def duties(tables: Tables) -> tuple[DutyTemplate, ...]:
    """Return the duties that can be given."""
    from poverty_desktop.packs.duties import decode_duty

    return tuple(decode_duty(row) for row in tables.get("duties", ()))


def indicators(tables: Tables) -> tuple[Indicator, ...]:
    """Return what is counted for an assessment."""
    from poverty_desktop.packs.indicators import decode_indicator

    return tuple(decode_indicator(row) for row in tables.get("indicators", ()))


def targets(tables: Tables) -> tuple[ExampleTarget, ...]:
    """Return the sets of targets that ship as examples."""
    from poverty_desktop.packs.indicators import decode_target

    return tuple(decode_target(row) for row in tables.get("targets", ()))


def assessment_items(tables: Tables) -> tuple[AssessmentItem, ...]:
    """Return what villages and teams are assessed by."""
    from poverty_desktop.packs.assessment_items import decode_assessment_item

    return tuple(decode_assessment_item(row) for row in tables.get("assessment_items", ()))
