"""The roster of 24,047 persons taken in, against a bare read and a bare insert of the very rows that it leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from poverty_desktop.operations.register import roster
from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.store.session import Session
from tests.benchmarks import county
from tests.benchmarks.county import County
from tests.benchmarks.figures import Figure, Timed, medians, one

RUNS = 3


def measure(made: County, folder: Path) -> list[Figure]:
    """Return the figures of a whole import; ours and the bare one take turns."""
    ours: list[Timed] = []
    peer: list[Timed] = []
    for _ in range(RUNS):
        session = _empty(folder)
        ours.append(one(lambda session=session: _take_in(session, made.roster)))
        tables = _tables(session)
        peer.append(one(lambda session=session, tables=tables: _bare(made.roster, folder, session, tables)))
        workspace.close(session)
    we, they = medians(ours), medians(peer)
    name = "python-calamine's read and one executemany per table"
    return [
        Figure(what="roster of 24,047 persons, CPU", ours=we.cpu_ms, peer=they.cpu_ms, peer_name=name, aim="≤ 2 ×"),
        Figure(what="roster of 24,047 persons", ours=we.wall_ms, peer=they.wall_ms, peer_name=name),
    ]


def _empty(folder: Path) -> Session:
    target = folder / "import"
    county.remove(target)
    return workspace.create_office(target, county.PASSPHRASE, worker="王主任", office_name="宜都市乡村振兴办公室")[0]


def _take_in(session: Session, book: Path) -> None:
    table = roster.read(book)
    shown = roster.preview(session, table, roster.best_map(session, table), year=county.YEAR)
    roster.import_roster(session, shown)


def _tables(session: Session) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """Return how each filled table of journal and register was made, and its rows."""
    found = []
    names = session.db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    for (name,) in names.fetchall():
        if name not in ("policy_pack", "setting", "secret", "column_map"):
            found.append((name, session.db.conn.execute(f"SELECT * FROM {name}").fetchall()))
    return found


def _bare(book: Path, folder: Path, session: Session, tables: list[tuple[str, list[tuple[Any, ...]]]]) -> None:
    """Read every cell and write every row, knowing nothing of either."""
    from python_calamine import CalamineWorkbook

    CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()
    connection = county.bare_file(folder / "bare-import.db", session.key)
    for (statement,) in session.db.conn.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY type DESC"
    ):
        connection.execute(statement)
    connection.execute("BEGIN IMMEDIATE")
    for name, rows in tables:
        if rows:
            connection.executemany(f"INSERT INTO {name} VALUES({','.join('?' * len(rows[0]))})", rows)
    connection.execute("COMMIT")
    connection.close()
