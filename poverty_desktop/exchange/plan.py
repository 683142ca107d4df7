"""Making the plan of an import from a roster, the register and a person's decisions: a pure function."""

from __future__ import annotations

from types import MappingProxyType

from poverty_desktop.exchange.differences import differences
from poverty_desktop.exchange.existing import ExistingRegister
from poverty_desktop.exchange.grouping import head_code
from poverty_desktop.exchange.matching import Choice, Decision, Matcher, Option
from poverty_desktop.exchange.planned import Action, ImportPlan, PlannedRecord, PlannedRow, Take
from poverty_desktop.exchange.planning import Decisions, Planning
from poverty_desktop.exchange.roster import Roster
from poverty_desktop.i18n import N_
from poverty_desktop.packs.pack import Pack
from poverty_desktop.progress import Progress

__all__ = [
    "Action",
    "Choice",
    "Decision",
    "Decisions",
    "ImportPlan",
    "Option",
    "PlannedRecord",
    "PlannedRow",
    "Take",
    "plan_import",
]

COMPARING = N_("Comparing with the register")

_STEP_ROWS = 500


def plan_import(
    roster: Roster,
    existing: ExistingRegister,
    pack: Pack,
    *,
    decisions: Decisions = MappingProxyType({}),
    take: Take = Take.NEWER,
    progress: Progress | None = None,
) -> ImportPlan:
    """Return what would happen to each row.

    ``decisions`` answer questions of an earlier plan; one that fits no question any more is not used. The roster's
    day ends the other membership of a person who moves. New records take an id from the hash of the file and the
    row (sync.md 2.0), so that two laptops that import one file make one household. Raises ``Cancelled``.
    """
    progress = progress or Progress()
    planning = Planning(
        roster=roster,
        existing=existing,
        decisions=decisions,
        matcher=Matcher(roster=roster, existing=existing, head=head_code(pack)),
        differences=differences(pack, take, existing.origins),
        pack=pack,
        tells_kept=take is Take.NEWER,
    )
    rows = []
    for index, row in enumerate(roster.rows):
        if index % _STEP_ROWS == 0:
            progress.step(COMPARING, index, len(roster.rows))
        rows.append(planning.plan_row(row))
    planning.withhold(rows)
    progress.step(COMPARING, len(roster.rows), len(roster.rows))
    return ImportPlan(rows=tuple(rows), missing=planning.missing())
