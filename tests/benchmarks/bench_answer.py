"""One answer of an interview until it is on disk, against a bare commit of one row in the same kind of file."""

from __future__ import annotations

from pathlib import Path

from poverty_desktop.interviews import questions
from poverty_desktop.operations.interviewing import interviews
from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.queries.register import households
from poverty_desktop.queries.register.list_rows import HouseholdFilter
from tests.benchmarks import county
from tests.benchmarks.county import County
from tests.benchmarks.figures import Figure, Timed, medians, one

ANSWERS = 200


def measure(made: County, folder: Path) -> list[Figure]:
    """Return the figures of one answer; ours and the bare commit take turns."""
    session = workspace.unlock(county.copy_of(made.workspace, folder / "answers"), county.PASSPHRASE)
    bare = county.bare_file(folder / "bare.db", session.key)
    bare.execute("CREATE TABLE answer(number INTEGER PRIMARY KEY, path TEXT NOT NULL, text TEXT NOT NULL) STRICT")
    opened = interviews.open_interview(session, households.ids(session, HouseholdFilter())[0]).value
    asked = [
        question.path
        for path in questions.order(opened.interview)
        if (question := questions.question(opened.interview, path)).type in ("int", "string", "decimal")
        and not question.is_readonly
    ]
    ours: list[Timed] = []
    peer: list[Timed] = []
    for number in range(ANSWERS):
        path, text = asked[number % len(asked)], str(number % 7 + 1)
        ours.append(one(lambda path=path, text=text: interviews.answer(session, opened, path, text)))
        peer.append(one(lambda number=number, path=path, text=text: _commit(bare, number, path, text)))
    bare.close()
    workspace.close(session)
    we, they = medians(ours), medians(peer)
    name = "bare one-row commit, synchronous=FULL"
    return [
        Figure(what="one answer saved", ours=we.wall_ms, peer=they.wall_ms, peer_name=name, aim="≤ 3 ×"),
        Figure(what="one answer saved, CPU", ours=we.cpu_ms, peer=they.cpu_ms, peer_name=name),
    ]


def _commit(bare: object, number: int, path: str, text: str) -> None:
    execute = bare.execute  # type: ignore[attr-defined]
    execute("BEGIN IMMEDIATE")
    execute("INSERT INTO answer VALUES(?,?,?)", (number, path, text))
    execute("COMMIT")
