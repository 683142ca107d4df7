"""What the benchmarks work on: the article's county in an encrypted workspace, a plain copy of it, its roster."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as dbapi

from poverty_desktop.operations.workspaces import sample, workspace
from poverty_desktop.packs import load
from poverty_desktop.sample import county, plan, roster
from poverty_desktop.store.session import Session

PASSPHRASE = "一百二十三个工作队 123 teams"
YEAR = 2025
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")


@dataclass(frozen=True, slots=True)
class County:
    """A folder with everything, made once per run."""

    folder: Path

    @property
    def workspace(self) -> Path:
        """Return the encrypted workspace; it opens with ``PASSPHRASE`` at the standard cost."""
        return self.folder / "county"

    @property
    def plain(self) -> Path:
        """Return a plain SQLite copy of its register file."""
        return self.folder / "plain.sqlite"

    @property
    def roster(self) -> Path:
        """Return the roster of its 24,047 persons as a workbook."""
        return self.folder / "roster.xlsx"

    def open(self) -> Session:
        """Open the workspace."""
        return workspace.unlock(self.workspace, PASSPHRASE)


def make(folder: Path) -> County:
    """Make everything that is not there yet."""
    made = County(folder)
    if not made.workspace.exists():
        session, _sheet = workspace.create_office(
            made.workspace, PASSPHRASE, worker="王主任", office_name="宜都市乡村振兴办公室"
        )
        sample.fill(session, plan.article_county(session.pack, year=YEAR))
        workspace.close(session)
    if not made.plain.exists():
        session = made.open()
        connection = session.db.conn
        connection.execute("ATTACH DATABASE ? AS plain KEY ''", (str(made.plain),))
        connection.execute("SELECT sqlcipher_export('plain')").fetchall()
        connection.execute("DETACH DATABASE plain")
        workspace.close(session)
    if not made.roster.exists():
        write_roster(made.roster)
    return made


def write_roster(path: Path) -> None:
    """Write the county's persons in the 26 columns of the national export, every cell as text."""
    import xlsxwriter

    pack = load.load_shipped()
    households = county.households(pack, plan.article_county(pack, year=YEAR))
    part = path.with_suffix(".part")
    with xlsxwriter.Workbook(part, {"constant_memory": True}) as book:
        page = book.add_worksheet("Sheet1")
        for number, cells in enumerate(roster.sheet(roster.roster(pack, households))):
            page.write_row(number, 0, cells)
    part.replace(path)


def bare_file(path: Path, key: bytes) -> Any:
    """Return a connection to a new encrypted file set as the program sets its own, and nothing else."""
    for file in path.parent.glob(path.name + "*"):
        file.unlink()
    connection = dbapi.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def copy_of(source: Path, target: Path) -> Path:
    """Return a fresh copy of a workspace folder."""
    remove(target)
    shutil.copytree(source, target)
    return target


def remove(target: Path) -> None:
    """Take a folder away, if it is there."""
    shutil.rmtree(target, ignore_errors=True)
