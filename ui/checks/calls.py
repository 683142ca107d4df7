"""What the page of checks asks of the store: each function here runs on the store thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.packs.model import Label

if TYPE_CHECKING:
    from poverty_desktop.checks.worklist import CheckCount, FindingRow, LastRun, VillageCount
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.lookback.checks import Explanation, FindingKey, Ran
    from poverty_desktop.operations.lookback.findings_exchange import TakenIn
    from poverty_desktop.operations.register.hit_outcomes import Rectification
    from poverty_desktop.operations.session import Session

MOST_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How things stand: the last run, the counts both ways, and the reasons on offer."""

    last_run: LastRun
    by_check: tuple[CheckCount, ...]
    by_village: tuple[VillageCount, ...]
    reasons: tuple[tuple[str, Label], ...]


def overview(session: Session) -> Overview:
    """Return how things stand."""
    from poverty_desktop.checks import worklist

    return Overview(
        last_run=worklist.last_run(session),
        by_check=worklist.by_check(session),
        by_village=worklist.by_village(session),
        reasons=tuple(worklist.reasons_on_offer(session)),
    )


def findings(check: str, village: str, state: str, language: str, session: Session) -> tuple[FindingRow, ...]:
    """Return the findings of a check or a village, open or explained."""
    from poverty_desktop.checks import worklist

    return worklist.findings(
        session, language=language, check=check, village=village, state=worklist.State(state), limit=MOST_ROWS
    )


def why(row: FindingRow, year: int, language: str, session: Session) -> tuple[str, ...]:
    """Return why a finding is there and what makes it go away, as lines; none where the facts have changed since."""
    from poverty_desktop.checks import why

    found = why.why(session, row.check, row.household, row.record, year, language)
    return found.lines if found is not None else ()


def run(session: Session) -> Done[Ran]:
    """Run every check over the register."""
    from poverty_desktop.operations.lookback import checks

    return checks.run(session)


def waive(keys: Sequence[FindingKey], explanation: Explanation, session: Session) -> Done[int]:
    """Let findings stand with a reason."""
    from poverty_desktop.operations.lookback import checks

    return checks.waive(session, keys, explanation)


def unwaive(keys: Sequence[FindingKey], session: Session) -> Done[int]:
    """Take explanations back."""
    from poverty_desktop.operations.lookback import checks

    return checks.unwaive(session, keys)


def rectify(keys: Sequence[FindingKey], done: Rectification, session: Session) -> Done[int]:
    """Note the hits of departments' lists on which findings rest as put right."""
    from poverty_desktop.operations.register import hit_outcomes

    return hit_outcomes.rectify_households(session, [key.household for key in keys], done)


def write_out(path: Path, check: str, village: str, session: Session) -> Done[int]:
    """Write the open findings to Excel."""
    from poverty_desktop.operations.lookback import findings_exchange

    return findings_exchange.write_out(session, path, check=check, village=village)


def read_back(path: Path, session: Session) -> TakenIn:
    """Return what taking in a sheet would do."""
    from poverty_desktop.operations.lookback import findings_exchange

    return findings_exchange.preview(session, path)


def take_in(found: TakenIn, session: Session) -> Done[int]:
    """Keep the explanations of a sheet."""
    from poverty_desktop.operations.lookback import findings_exchange

    return findings_exchange.take_in(session, found)
