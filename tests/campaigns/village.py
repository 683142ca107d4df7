"""What the campaigns do to a workspace, and how they judge what is left of it."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "store"), str(HERE.parents[1])]

from registers import PASSPHRASE, add_family, change, make_field, save, unlock

from poverty_desktop.clock import ManualClock, SystemClock
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import HouseholdId, InterviewId
from poverty_desktop.interviews.draft import DraftRow
from poverty_desktop.store import (
    audit,
    backup,
    drafts,
    engine,
    ledger,
    log,
    packs,
    projection,
    schema,
    workspace_keys,
)
from poverty_desktop.store.database import Database
from poverty_desktop.store.session import Session

DRAFT = InterviewId(b"d" * 16)


def found(folder: Path) -> None:
    """Make a village with a family and an interview that is begun."""
    session = make_field(folder, clock=SystemClock())  # type: ignore[arg-type]
    family = add_family(session)
    draft = drafts.Draft(
        id=DRAFT,
        form="f",
        pack=b"",
        household=HouseholdId(family.household),
        year=2026,
        seen=1,
        opened_at="",
        saved_at="",
        section="",
        answered=0,
        total=1,
        head="",
        is_new_household=False,
    )
    drafts.begin(session, draft)
    session.db.conn.close()


def opened(folder: Path) -> Session:
    """Open the workspace for writing."""
    return unlock(folder, clock=ManualClock(SystemClock().now()))


def add(session: Session) -> str:
    """Save a family; return what the user was told."""
    add_family(session)
    return f"position {log.position(session.db)}"


def correct(session: Session, text: str) -> str:
    """Correct a fact; return what the user was told."""
    row = session.db.conn.execute("SELECT id FROM household WHERE alive ORDER BY id LIMIT 1").fetchone()
    save(session, change(RecordKind.HOUSEHOLD, row[0], phone=Value(text)))
    return f"position {log.position(session.db)}"


def answer(session: Session, text: str) -> str:
    """Answer a question of the interview; return what the user was told."""
    drafts.save(session, DRAFT, [DraftRow(kind="answer", path="/q", text=text, why=0, at="")], progress=("", 1, 1))
    return f"answer {text}"


_judged_so_far = itertools.count()
THOROUGH_EVERY = 4


def judge(folder: Path, told: list[str], *, is_thorough: bool | None = None) -> str:
    """Return what is wrong with a workspace after a mishap, "" where everything that was told is there.

    Where it ``is_thorough`` the workspace is opened as a user does and the register is made again from its journal:
    each fourth time where nobody says.
    """
    if is_thorough is None:
        is_thorough = next(_judged_so_far) % THOROUGH_EVERY == 0
    for name in ("register.db-shm", "workspace.lock"):
        (folder / name).unlink(missing_ok=True)
    try:
        db = opened(folder).db if is_thorough else _file(folder)
    except Exception as error:  # noqa: BLE001 - whatever keeps it from opening is the finding
        return f"does not open: {type(error).__name__} {error}"
    try:
        return _judged(db, told, is_thorough=is_thorough)
    except Exception as error:  # noqa: BLE001 - a damaged page shows in many ways
        return f"damaged: {type(error).__name__} {error}"
    finally:
        db.conn.close()


def _file(folder: Path) -> Database:
    return engine.open_database(
        folder / "register.db", workspace_keys.key_of(folder, PASSPHRASE), version=schema.VERSION
    )


def _judged(db: Database, told: list[str], *, is_thorough: bool) -> str:
    engine.check_integrity(db)
    positions = [int(line.split()[1]) for line in told if line.startswith("position")]
    if log.position(db) < max(positions, default=0):
        return f"lost: {log.position(db)} of {max(positions)} saves"
    answers = {line.split()[1] for line in told if line.startswith("answer")}
    kept = {row[0] for row in db.conn.execute("SELECT text FROM draft_row WHERE draft = ?", (DRAFT,))}
    if answers - kept:
        return f"lost: {len(answers - kept)} answers"
    if not is_thorough:
        return ""
    if audit.check_chains(db).broken:
        return "the journal is broken"
    if ledger.broken(db) is not None:
        return "the ledger is broken"
    return "" if _follows(db) else "the register does not follow from its journal"


def _follows(db: Database) -> bool:
    expected = backup.fingerprint(db)
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        projection.rebuild(db, packs.current(db))
        return backup.fingerprint(db) == expected
    finally:
        db.conn.execute("ROLLBACK")
