"""Draw the sample of a back-check from a published seed, and enter what was found at its households."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.sampling import plain_seed
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.lookback.rounds import household_row_id, require_known
from poverty_desktop.queries.lookback import back_checks, rounds
from poverty_desktop.queries.lookback.back_checks import BackCheck
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit, Save, commit

DRAWN = N_("Draw the back-check sample")
ENTERED = N_("Result of a back-check")
NO_SEED = N_("Type the published seed, such as the winning numbers of a lottery on a day that was named before.")
NOTHING_WANTED = N_("Say how many households of each category are to be drawn.")
OTHER_SEED = N_("The sample of this round was drawn from another seed. It cannot be drawn again, only enlarged.")
SMALLER = N_("A sample that was drawn can be enlarged, but not made smaller.")
NOT_IN_SAMPLE = N_("This household is not in the sample.")
BAD_COUNT = N_("The persons found poor are between none and all of the persons back-checked.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a back-check found at one household."""

    persons_seen: int
    persons_poor: int
    approves: bool | None = None
    note: str = field(default="", repr=False)


def draw(
    session: Session, record: RecordId, seed: str, sizes: Mapping[str, int], *, whole_series: bool = False
) -> Done[BackCheck]:
    """Draw ``sizes`` households of each category of each village; return the sample.

    A sample is drawn once: with the same seed it can be enlarged, so that nobody draws until it suits. Raises
    ``RuleError`` without a seed or size, with another seed, or for a smaller sample.
    """
    require_known(session, record)
    seed = plain_seed(seed)
    if not seed:
        raise RuleError(NO_SEED)
    if not any(size > 0 for size in sizes.values()):
        raise RuleError(NOTHING_WANTED)
    chosen = rounds.series_of(session, record) if whole_series else (rounds.one(session, record),)
    saves = []
    for found in chosen:
        if found.sample_seed and found.sample_seed != seed:
            raise RuleError(OTHER_SEED)
        if any(sizes.get(category, 0) < size for category, size in found.sample_sizes.items()):
            raise RuleError(SMALLER)
        values = {
            "sample_seed": Value(seed),
            "sample_sizes": Value(json.dumps({key: size for key, size in sorted(sizes.items()) if size > 0})),
            "sample_drawn_on": Value((found.sample_drawn_on or session.clock.today()).isoformat()),
        }
        edit = RecordEdit(kind=RecordKind.ROUND, record=found.id, values=values)
        saves.append(Save(village=found.village, edits=(edit,)))
    committed = commit(session, saves, seen=log.position(session.db), label=DRAWN)
    drawn = back_checks.back_check(session, record, whole_series=whole_series)
    return Done(value=drawn, changes=frozenset(committed.kinds), undo_label=DRAWN)


def enter(session: Session, record: RecordId, household: HouseholdId, finding: Finding) -> Done[None]:
    """Enter what was found at a household of the sample; raises ``RuleError`` where it is not in it."""
    require_known(session, record)
    if not 0 <= finding.persons_poor <= finding.persons_seen:
        raise RuleError(BAD_COUNT)
    drawn = back_checks.back_check(session, record)
    if not any(item.household == household for item in drawn.sample):
        raise RuleError(NOT_IN_SAMPLE)
    values = {
        "persons_seen": Value(finding.persons_seen),
        "persons_poor": Value(finding.persons_poor),
        "approves": BLANK if finding.approves is None else Value(int(finding.approves)),
        "back_check_note": Value(finding.note.strip()) if finding.note.strip() else BLANK,
        "back_checked_on": Value(session.clock.today().isoformat()),
    }
    edit = RecordEdit(kind=RecordKind.OUTCOME, record=household_row_id(record, household), values=values)
    village = rounds.one(session, record).village
    committed = commit(session, [Save(village=village, edits=(edit,))], seen=log.position(session.db), label=ENTERED)
    return Done(value=None, changes=frozenset(committed.kinds), undo_label=ENTERED)
