"""Fill a workspace with the synthetic county or its practice village; nobody in it is real, and every page says so."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.clock import Clock, SystemClock
from poverty_desktop.crypto import wrapping
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import SystemIds
from poverty_desktop.operations.done import Done
from poverty_desktop.operations.workspaces.sample_money import Money
from poverty_desktop.operations.workspaces.sample_promises import Promises
from poverty_desktop.packs import load
from poverty_desktop.packs.pack import Pack
from poverty_desktop.progress import Progress
from poverty_desktop.queries.register import years
from poverty_desktop.sample import county, plan
from poverty_desktop.sample.model import SampleHousehold
from poverty_desktop.sample.plan import Plan
from poverty_desktop.store import log, workspace
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit, Save, commit

NOT_EMPTIED = N_("The sample county could not be made anew. Close other windows of this program, then try again.")
PRACTICE_WORKER = "演练队员"
PRACTICE_OFFICE = "演练县"
_AT_ONCE = 400


def create_practice(folder: Path, progress: Progress | None = None, *, clock: Clock | None = None) -> Session:
    """Make the practice workspace: one village as surveyed last year, 68 filed households among all its rural ones."""
    pack = load.load_shipped()
    clock = clock or SystemClock()
    drawn = plan.practice_village(pack, year=_year(pack, clock) - 1)
    village = drawn.villages[0].code
    session = _create(folder, pack, "field", pack.divisions[village].name, village, clock)
    fill(session, drawn, progress, with_funds=True)
    return session


def create_county(folder: Path, progress: Progress | None = None, *, clock: Clock | None = None) -> Session:
    """Make an office workspace with the county of the article: 8,393 filed households, 24,047 persons."""
    pack = load.load_shipped()
    clock = clock or SystemClock()
    session = _create(folder, pack, "office", PRACTICE_OFFICE, "", clock)
    fill(session, plan.article_county(pack, year=_year(pack, clock)), progress, with_funds=True)
    return session


def is_whole(folder: Path) -> bool:
    """Say whether a practice county was drawn to the end."""
    return _mark(folder).exists()


def draw_county(folder: Path, progress: Progress | None = None, *, clock: Clock | None = None) -> Session:
    """Make the practice county, which takes a minute; what an interrupted drawing left is thrown away first.

    Raises ``StorageError`` where the folder cannot be emptied or written.
    """
    try:
        if folder.exists():
            shutil.rmtree(folder)
    except OSError as error:
        raise StorageError(NOT_EMPTIED) from error
    session = create_county(folder, progress, clock=clock)
    paths.write_whole(_mark(folder), b"")
    return session


def _mark(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.whole")


def fill(session: Session, drawn: Plan, progress: Progress | None = None, *, with_funds: bool = False) -> Done[int]:
    """Write the households of a plan into an empty practice workspace, ``with_funds`` its projects and money too.

    Returns how many households.
    """
    progress = progress or Progress()
    total = drawn.household_count
    done = 0
    made = county.households(session.pack, drawn)
    kinds: set[RecordKind] = set()
    money = Money(drawn)
    promises = Promises(session, drawn)
    while some := list(islice(made, _AT_ONCE)):
        progress.step(N_("Drawing the sample"), done, total)
        for household in some if with_funds else ():
            money.note(household)
        committed = commit(session, list(_saves(some)), seen=log.position(session.db))
        kinds |= committed.kinds
        promises.note(some)
        done += len(some)
    if with_funds:
        kinds |= money.write(session)
    progress.step(N_("Drawing the sample"), done, total)
    kinds |= promises.write()
    return Done(value=done, changes=frozenset(kinds))


def _saves(households: Iterable[SampleHousehold]) -> Iterable[Save]:
    for household in households:
        yield Save(
            village=str(household.household.values["village"].scalar),
            edits=tuple(
                RecordEdit(kind=record.kind, record=record.id, values=record.values, is_new=True)
                for record in household.records()
            ),
        )


def add_funds(session: Session, drawn: Plan) -> Done[int]:
    """Write projects and money for the households of a plan that are in the register; return how many can be paid."""
    money = Money(drawn)
    for household in county.households(session.pack, drawn):
        money.note(household)
    return Done(value=money.count, changes=money.write(session))


def _create(folder: Path, pack: Pack, role: str, name: str, village: str, clock: Clock) -> Session:
    session, _code = workspace.create(
        folder,
        "",
        role=role,
        name=name,
        village=village,
        worker=PRACTICE_WORKER,
        pack=pack,
        published_pack=load.shipped_bytes(),
        clock=clock,
        ids=SystemIds(clock.now),
        is_practice=True,
        cost=wrapping.PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1),
    )
    return session


def _year(pack: Pack, clock: Clock) -> int:
    return years.ended_year(pack, clock.today())
