"""Kill a process that saves, at a random instant, again and again; run alone for more rounds than the tests do.

``python tests/store/kill_rounds.py --rounds 1000 --folder somewhere`` prints what was acknowledged and found.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from registers import add_family, change, living, make_field, save, unlock  # noqa: E402

from poverty_desktop.clock import SystemClock  # noqa: E402
from poverty_desktop.domain.kinds import RecordKind  # noqa: E402
from poverty_desktop.domain.values import Value  # noqa: E402
from poverty_desktop.errors import RuleError  # noqa: E402
from poverty_desktop.ids import HouseholdId, InterviewId, RecordId  # noqa: E402
from poverty_desktop.interviews.draft import DraftRow  # noqa: E402
from poverty_desktop.operations.workspaces import undo  # noqa: E402
from poverty_desktop.store import drafts, engine, log, projection  # noqa: E402
from poverty_desktop.store.engine import Write  # noqa: E402

DRAFT = InterviewId(b"d" * 16)
_LONGEST_S = 0.12


def work(folder: Path, pipe: int, seed: int) -> None:
    """Save until killed; whatever the program has told the user is saved is told to the pipe, after it was."""
    rnd = random.Random(seed)
    session = unlock(folder, clock=SystemClock())
    households = [row[0] for row in session.db.conn.execute("SELECT id FROM household WHERE alive").fetchall()]
    while True:
        choice = rnd.random()
        if choice < 0.3 or not households:
            households.append(add_family(session).household)
            tell = f"position {log.position(session.db)}"
        elif choice < 0.6:
            phone = str(rnd.randrange(10**9))
            record = RecordId(rnd.choice(households))
            try:
                save(session, change(RecordKind.HOUSEHOLD, record, phone=Value(phone)))
            except RuleError:
                continue  # taken out by an undo
            tell = f"position {log.position(session.db)}"
        elif choice < 0.7:
            try:
                undo.undo(session)
            except RuleError:
                continue
            tell = f"position {log.position(session.db)}"
        else:
            row = DraftRow(kind="answer", path="/q", text=str(rnd.random()), why=0, at="")
            drafts.save(session, DRAFT, [row], progress=("", 1, 1))
            tell = f"draft {row.text}"
        os.write(pipe, f"{tell}\n".encode())


def rounds(folder: Path, count: int, *, seed: int) -> tuple[int, int]:
    """Return how many saves and answers were acknowledged in ``count`` kills; raises ``AssertionError`` on a loss."""
    rnd = random.Random(seed)
    begin(folder)
    saves = answers = 0
    for number in range(count):
        told = one_round(folder, rnd.uniform(0.004, _LONGEST_S), seed=seed * 1_000_000 + number)
        positions = [int(line.split()[1]) for line in told if line.startswith("position")]
        texts = [line.split()[1] for line in told if line.startswith("draft")]
        check(folder, max(positions, default=0), texts)
        saves, answers = saves + len(positions), answers + len(texts)
    return saves, answers


def begin(folder: Path) -> None:
    session = make_field(folder)
    family = add_family(session)
    drafts.begin(
        session,
        drafts.Draft(
            id=DRAFT, form="f", pack=session.pack.content_hash, household=HouseholdId(family.household), year=2026,
            seen=0, opened_at="", saved_at="", section="", answered=0, total=1, head="", is_new_household=False,
        ),
    )  # fmt: skip
    session.db.conn.close()


def one_round(folder: Path, after_s: float, *, seed: int) -> list[str]:
    """Let a child work, kill it, and return the whole lines that it had told.

    Three children of four are killed a while after their first save, one while it opens the workspace.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            work(folder, writer, seed)
        finally:
            os._exit(1)  # only a kill ends the child
    os.close(writer)
    told = os.read(reader, 65536) if seed % 4 else b""
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    while piece := os.read(reader, 65536):
        told += piece
    os.close(reader)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the child ended by itself"
    return told.decode().split("\n")[:-1]


def check(folder: Path, position: int, texts: list[str]) -> None:
    """Everything acknowledged is there, pages are whole, no new replica was made, the register follows."""
    session = unlock(folder, clock=SystemClock())
    try:
        assert not session.was_copied, "a crash was taken for a copy"
        assert log.position(session.db) >= position, "an acknowledged save is gone"
        kept = {row.text for row in drafts.rows(session.db, DRAFT)}
        assert kept >= set(texts), "an acknowledged answer is gone"
        engine.check_integrity(session.db)
        chains = session.db.conn.execute(
            "SELECT count(DISTINCT seq), max(seq), count(*) FROM tx GROUP BY rep"
        ).fetchall()
        assert all(distinct == last == total for distinct, last, total in chains), "a chain has a hole or a fork"
        before = living(session)
        with Write(session.db):
            projection.rebuild(session.db, session.pack)
        assert living(session) == before, "the register does not follow from its journal"
    finally:
        session.db.conn.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    os.environ["POVERTY_DESKTOP_HOME"] = str(options.folder / "home")
    saves, answers = rounds(options.folder / "workspace", options.rounds, seed=options.seed)
    print(f"kills {options.rounds}, acknowledged saves {saves}, answers {answers}, lost 0")  # noqa: T201


if __name__ == "__main__":
    main()
