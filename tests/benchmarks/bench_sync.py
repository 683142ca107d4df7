"""Bundles of a whole county: written by its laptops, verified and merged at one office, and what peers need for it.

There are two floors. Both open the same files (age, SHA-256, zstd) and write into the same encrypted engine, one commit
for each bundle, and verify nothing. The bare one inserts the bytes of the transactions alone. The floor with the
register inserts every row that the office had afterwards in journal, index, register and lists, which were worked out
beforehand: what it takes to have something to look at. PouchDB replicates documents between local databases (``npm ci
--prefix tests/benchmarks/pouchdb``), on disk (leveldb, what Node takes unless told otherwise) and in memory: once a
document for each record, which can be looked at there as here, once a document for each sealed entry, byte for byte
what a bundle carries, of which nothing can be looked at.
"""

from __future__ import annotations

import base64
import gc
import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cbor2
import zstandard

from poverty_desktop.crypto import wrapping
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.office.receiving import office_keys
from poverty_desktop.operations.handover import bundles, enrolment
from poverty_desktop.operations.workspaces import sample, workspace
from poverty_desktop.packs import load
from poverty_desktop.sample import plan
from poverty_desktop.store import schema
from poverty_desktop.store.database import Database
from poverty_desktop.store.session import Session
from tests.benchmarks.county import PASSPHRASE, YEAR, bare_file, remove
from tests.benchmarks.figures import Figure, Timed, medians, one

CHEAP = wrapping.PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1)
HOLDER = "silver otter bridge 19 moon"
POUCHDB = Path(__file__).parent / "pouchdb"
ONE_VILLAGE_TIMES = 3
BARE_FLOOR = "the same bytes: age, zstd, SHA-256, bare inserts"
REGISTER_FLOOR = "the same, and every row of index, register and lists"


def measure(folder: Path) -> list[Figure]:
    """Return the figures of export and import."""
    remove(folder)
    folder.mkdir(parents=True)
    made = _County(folder)
    figures = list(_one_village(made))
    figures += _whole_county(made)
    return figures


class _County:
    """An office, and for each village a laptop's bundle and the records in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.office, _sheet = workspace.create_office(
            folder / "office", PASSPHRASE, worker="王主任", office_name="宜都市乡村振兴办公室", cost=CHEAP
        )
        enrolment.make_office_keys(self.office, folder, PASSPHRASE, HOLDER)
        self.stick = folder / "stick"
        self.stick.mkdir()
        self.records = folder / "records.jsonl"
        self.bundles: list[Path] = []
        self.exports: list[Timed] = []
        self.households = 0
        self.village: Session | None = None
        drawn = plan.article_county(load.load_shipped(), year=YEAR)
        largest = max(drawn.villages, key=lambda village: len(village.filed_sizes))
        with self.records.open("w", encoding="utf-8") as file:
            for number, village in enumerate(drawn.villages):
                if not village.filed_sizes:
                    continue
                laptop = self._laptop(
                    number, replace(drawn, villages=(village,), seed=number + 1)
                )  # records of its own
                self.households += len(village.filed_sizes) + len(village.other_sizes)
                self.exports.append(one(lambda laptop=laptop: self._export(laptop)))
                file.write(json.dumps(list(_records(laptop)), ensure_ascii=False) + "\n")
                if village is largest:
                    self.largest, self.largest_number = laptop, len(self.bundles) - 1
                    self.largest_households = len(village.filed_sizes) + len(village.other_sizes)
                else:
                    workspace.close(laptop)
                print(f"\rvillage {number + 1} of {len(drawn.villages)}", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)

    def _laptop(self, number: int, drawn: plan.Plan) -> Session:
        laptop, _sheet = workspace.create_field(
            self.folder / f"laptop-{number}", PASSPHRASE, worker="队员", village=drawn.villages[0].code, cost=CHEAP
        )
        sample.fill(laptop, drawn)
        asked = enrolment.ask(laptop, self.folder).value
        admitted = enrolment.admit(self.office, asked.path, asked.fingerprint, self.folder).value
        enrolment.accept(laptop, admitted, enrolment.office_fingerprint(self.office))
        return laptop

    def _export(self, laptop: Session) -> None:
        self.bundles.append(bundles.export_bundle(laptop, self.stick).value.path)


def _one_village(made: _County) -> Iterator[Figure]:
    """Yield export and import of the largest village, again and again into fresh offices."""
    path = made.bundles[made.largest_number]
    key = office_keys(made.office).sealing.secret
    exported = medians(one(lambda: bundles.export_bundle(made.largest, made.stick)) for _ in range(ONE_VILLAGE_TIMES))
    what = f"one village's full survey, {made.largest_households} households"
    floor = medians(_floor(made, [path], key) for _ in range(ONE_VILLAGE_TIMES))
    imported = medians(_imported(made, [path], number) for number in range(ONE_VILLAGE_TIMES))
    yield Figure(what=f"{what}: export, CPU", ours=exported.cpu_ms, aim="≤ 1,000 ms")
    yield Figure(what=f"{what}: import, CPU", ours=imported.cpu_ms, aim="≤ 1,500 ms")
    yield Figure(
        what=f"{what}: import, CPU", ours=imported.cpu_ms, peer=floor.cpu_ms, peer_name=BARE_FLOOR, aim="≤ 4 ×"
    )


def _whole_county(made: _County) -> Iterator[Figure]:
    what = f"the county, {len(made.bundles)} bundles, {made.households:,} households"
    key = office_keys(made.office).sealing.secret
    floor = _floor(made, made.bundles, key)
    sizes: dict[int, float] = {}
    ours = one(lambda: _receive(made.office, made.bundles, made.folder / "receipts", sizes))
    for name, spent in (("", ours.wall_ms), (", CPU", ours.cpu_ms)):
        speed = made.households / (spent / 1000)
        yield Figure(what=f"{what}: verified and merged{name}", ours=speed, unit="households/s", aim="≥ 150")
    register = _floor_with_register(made, made.bundles, key)
    for bare, name in ((floor, BARE_FLOOR), (register, REGISTER_FLOOR)):
        yield Figure(what=f"{what}, CPU", ours=ours.cpu_ms, peer=bare.cpu_ms, peer_name=name, aim="≤ 4 ×")
    for count, size in sizes.items():
        yield Figure(what=f"of it, memory (PSS) after {count} bundles", ours=size, unit="MB", aim="flat")
    if (POUCHDB / "node_modules").is_dir():
        entries = made.folder / "entries.jsonl"
        entries.write_text("".join(f"{json.dumps([*_entries(path, key)])}\n" for path in made.bundles), "utf-8")
        for documents, aim in ((made.records, "≤ 0.1 ×"), (entries, "")):
            for adapter in ("leveldb", "memory"):
                found = _pouchdb(made, adapter, documents)
                name = f"PouchDB {found['version']}, {adapter}, {found['docs']:,} {documents.stem}"
                for unit, spent, peer in (("CPU", ours.cpu_ms, "cpu_ms"), ("on the clock", ours.wall_ms, "ms")):
                    yield Figure(what=f"{what}, {unit}", ours=spent, peer=found[peer], peer_name=name, aim=aim)


class _Rows:
    """The rows that an office has after taking in bundles, by bundle: what the floor with the register writes."""

    def __init__(self, made: _County) -> None:
        from tests.benchmarks.county import copy_of

        self._folder = copy_of(made.office.folder, made.folder / "office-read")
        self.session = workspace.unlock(self._folder, PASSPHRASE)
        self._db = self.session.db.conn
        spans = "SELECT min(arrived), max(arrived) FROM tx WHERE origin > 0 GROUP BY rep ORDER BY 1"  # a chain a bundle
        self.spans = self._db.execute(spans).fetchall()

    def of(self, low: int, high: int) -> list[tuple[str, list[list[object]]]]:
        """Return statement by statement what came with the transactions ``low`` to ``high``, as it is bound fastest."""
        span = f"arrived BETWEEN {low} AND {high}"
        found = [("tx", f"SELECT * FROM tx WHERE {span}"), ("op", f"SELECT * FROM op WHERE {span}")]
        for kind in RecordKind:
            said = f"SELECT eid FROM op WHERE {span} AND ent = {int(kind)}"
            found.append((kind.table, f"SELECT * FROM {kind.table} WHERE id IN ({said}) ORDER BY id"))
            if kind is RecordKind.HOUSEHOLD:
                tables = ("household_summary", "person_search")
                found += [(table, f"SELECT * FROM {table} WHERE household IN ({said})") for table in tables]
        return [statement for table, sql in found if (statement := self._statement(table, sql)) is not None]

    def _statement(self, table: str, sql: str) -> tuple[str, list[list[object]]] | None:
        """Return what inserts the rows of a table, with the columns only that any of them fills."""
        cursor = self._db.execute(sql)
        rows = cursor.fetchall()
        names = [column[0] for column in cursor.description]
        used = [place for place in range(len(names)) if any(row[place] is not None for row in rows)]
        columns = ",".join(f'"{names[place]}"' for place in used)
        bound = [[bytearray(cell) if type(cell := row[place]) is bytes else cell for place in used] for row in rows]
        return (f"INSERT INTO {table}({columns}) VALUES({','.join('?' * len(used))})", bound) if rows else None

    def close(self) -> None:
        workspace.close(self.session)
        remove(self._folder)


def _floor_with_register(made: _County, files: list[Path], key: str) -> Timed:
    """Return what opening the bundles and writing all their rows costs, the rows being there already."""
    rows = _Rows(made)
    connection = bare_file(made.folder / "register.sqlite", bytes(32))
    connection.execute("PRAGMA cache_size=-64000")  # as the program has it: most of this is scattered over the file
    schema.create_tables(Database(connection), rows.session.pack)
    wall = cpu = 0.0
    for path, (low, high) in zip(files, rows.spans, strict=True):
        statements = rows.of(low, high)
        gc.collect()
        found = one(lambda path=path, statements=statements: _write(connection, path, key, statements))
        wall, cpu = wall + found.wall_ms, cpu + found.cpu_ms
    connection.close()
    rows.close()
    return Timed(wall_ms=wall, cpu_ms=cpu)


def _write(connection: Any, path: Path, key: str, statements: list[tuple[str, list[list[object]]]]) -> None:
    for _transaction in _opened(path, key):
        pass
    connection.execute("BEGIN IMMEDIATE")
    for statement, rows in statements:
        connection.executemany(statement, rows)
    connection.execute("COMMIT")


def _receive(office: Session, files: list[Path], receipts: Path, sizes: dict[int, float]) -> None:
    """Take in the bundles one after the other; ``sizes`` gets the memory after some of them."""
    receipts.mkdir(exist_ok=True)
    for number, path in enumerate(files, 1):
        found = bundles.receive(office, path, receipts).value
        assert (found.accepted, found.refused) == (found.transactions, 0), "a bundle did not come in as a whole"
        if number in (10, 60, len(files)):
            sizes[number] = _pss_mb()


def _imported(made: _County, files: list[Path], number: int) -> Timed:
    """Return what one import costs an office that has nothing yet; the office is another one under the same keys."""
    from tests.benchmarks.county import copy_of

    folder = copy_of(made.office.folder, made.folder / f"office-{number}")
    office = workspace.unlock(folder, PASSPHRASE)
    found = one(lambda: _receive(office, files, made.folder / "receipts", {}))
    workspace.close(office)
    remove(folder)
    return found


def _floor(made: _County, files: list[Path], key: str) -> Timed:
    connection = bare_file(made.folder / "bare.sqlite", bytes(32))
    connection.execute("CREATE TABLE tx(h BLOB NOT NULL UNIQUE, header BLOB, salt BLOB, vals BLOB) STRICT")
    gc.collect()
    found = one(lambda: [_insert(connection, path, key) for path in files])
    connection.close()
    return found


def _insert(connection: Any, path: Path, key: str) -> None:
    rows = list(_opened(path, key))
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO tx VALUES(?,?,?,?)", rows)
    connection.execute("COMMIT")


def _opened(path: Path, key: str) -> Iterator[tuple[bytes, bytes, bytes, bytes]]:
    """Yield hash, header, salt and values of the transactions of a bundle."""
    import pyrage

    plaintext = pyrage.decrypt(path.read_bytes(), [pyrage.x25519.Identity.from_str(key)])
    decoder = cbor2.CBORDecoder(io.BytesIO(plaintext))
    envelope = decoder.decode()
    for part in cbor2.loads(envelope[1])[14]:
        data = decoder.decode()
        assert hashlib.sha256(data).digest() == part[2]
        raw = io.BytesIO(zstandard.decompress(data, max_output_size=part[4]))
        records = cbor2.CBORDecoder(raw)
        while raw.tell() < part[4]:
            header, salt, values = records.decode()
            yield hashlib.sha256(header).digest(), header, salt, values


def _records(laptop: Session) -> Iterator[dict[str, object]]:
    """Yield the records of a register as documents: what PouchDB would hold of them."""
    for kind in RecordKind:
        cursor = laptop.db.conn.execute(f"SELECT * FROM {kind.table}")
        names = [column[0] for column in cursor.description]
        for row in cursor:
            told = {name: _plain(value) for name, value in zip(names, row, strict=True) if value is not None}
            yield {"_id": f"{kind.table}:{told.pop('id')}", "kind": kind.table, **told}


def _entries(path: Path, key: str) -> Iterator[dict[str, object]]:
    """Yield the transactions of a bundle as documents, which hold bytes in base64."""
    for digest, *parts in _opened(path, key):
        told = [None if part is None else base64.b64encode(part).decode() for part in parts]
        yield {"_id": digest.hex(), **dict(zip(("header", "salt", "values"), told, strict=True))}


def _plain(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value


def _pouchdb(made: _County, adapter: str, documents: Path) -> dict[str, Any]:
    folder = made.folder / f"pouchdb-{adapter}-{documents.stem}"
    folder.mkdir()
    said = subprocess.run(
        ["node", "--max-old-space-size=4096", str(POUCHDB / "replicate.mjs"), adapter, str(documents), str(folder)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found: dict[str, Any] = json.loads(said)
    return found


def _pss_mb() -> float:
    """Return the memory of this process, of what it shares its part (proc(5), smaps_rollup)."""
    gc.collect()
    lines = Path("/proc/self/smaps_rollup").read_text("utf-8").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("Pss:"))) / 1024
