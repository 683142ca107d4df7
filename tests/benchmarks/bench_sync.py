"""Bundles of a whole county: written by its laptops, verified and merged at one office, and what peers need for it.

The bare floor opens the same files (age, SHA-256, zstd) and inserts the same bytes into the same encrypted engine, one
commit for each bundle, knowing nothing of journal, rights or register. PouchDB replicates the register's records as
JSON documents between local databases (``npm ci --prefix tests/benchmarks/pouchdb``).
"""

from __future__ import annotations

import gc
import hashlib
import io
import json
import os
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
from poverty_desktop.operations import bundles, enrolment, sample, workspace
from poverty_desktop.packs import load
from poverty_desktop.sample import plan
from poverty_desktop.store.session import Session
from tests.benchmarks.county import PASSPHRASE, YEAR, bare_file, remove
from tests.benchmarks.figures import Figure, Timed, medians, one

CHEAP = wrapping.PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1)
HOLDER = "silver otter bridge 19 moon"
POUCHDB = Path(__file__).parent / "pouchdb"
ONE_VILLAGE_TIMES = 3


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
    yield Figure(
        what=f"{what}: import, CPU",
        ours=imported.cpu_ms,
        peer=floor.cpu_ms,
        peer_name="the same bytes: age, zstd, SHA-256, bare inserts",
        aim="≤ 1,500 ms, ≤ 4 ×",
    )


def _whole_county(made: _County) -> Iterator[Figure]:
    what = f"the county, {len(made.bundles)} bundles, {made.households:,} households"
    key = office_keys(made.office).sealing.secret
    floor = _floor(made, made.bundles, key)
    _reset_peak()
    before = _peak_mb()
    halves: list[float] = []
    ours = one(lambda: _receive(made.office, made.bundles, made.folder / "receipts", halves))
    for name, spent in (("", ours.wall_ms), (", CPU", ours.cpu_ms)):
        speed = made.households / (spent / 1000)
        yield Figure(what=f"{what}: verified and merged{name}", ours=speed, unit="households/s", aim="≥ 150")
    yield Figure(
        what=f"{what}: verified and merged, CPU",
        ours=ours.cpu_ms,
        peer=floor.cpu_ms,
        peer_name="the same bytes: age, zstd, SHA-256, bare inserts",
        aim="≤ 4 ×",
    )
    yield Figure(what="of it, memory above the start: after half of the bundles", ours=halves[0] - before, unit="MB")
    yield Figure(what="of it, memory above the start: after all", ours=halves[1] - before, unit="MB", aim="flat")
    if (POUCHDB / "node_modules").is_dir():
        for adapter in ("leveldb", "memory"):
            found = _pouchdb(made, adapter)
            yield Figure(
                what=f"{what}: verified and merged",
                ours=ours.wall_ms,
                peer=found["ms"],
                peer_name=f"PouchDB {found['version']}, {adapter}, {found['docs']:,} documents",
                aim="≤ 0.1 ×",
            )


def _receive(office: Session, files: list[Path], receipts: Path, halves: list[float]) -> None:
    receipts.mkdir(exist_ok=True)
    for number, path in enumerate(files, 1):
        bundles.receive(office, path, receipts)
        if number in (len(files) // 2, len(files)):
            halves.append(_peak_mb())


def _imported(made: _County, files: list[Path], number: int) -> Timed:
    """Return what one import costs an office that has nothing yet; the office is another one under the same keys."""
    from tests.benchmarks.county import copy_of

    folder = copy_of(made.office.folder, made.folder / f"office-{number}")
    office = workspace.unlock(folder, PASSPHRASE)
    found = one(lambda: _receive(office, files, made.folder / "receipts", []))
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
    import pyrage

    plaintext = pyrage.decrypt(path.read_bytes(), [pyrage.x25519.Identity.from_str(key)])
    stream = io.BytesIO(plaintext)
    decoder = cbor2.CBORDecoder(stream)
    envelope = decoder.decode()
    parts = cbor2.loads(envelope[1])[14]
    rows = []
    for part in parts:
        data = decoder.decode()
        assert hashlib.sha256(data).digest() == part[2]
        raw = io.BytesIO(zstandard.decompress(data, max_output_size=part[4]))
        records = cbor2.CBORDecoder(raw)
        while raw.tell() < part[4]:
            header, salt, values = records.decode()
            rows.append((hashlib.sha256(header).digest(), header, salt, values))
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO tx VALUES(?,?,?,?)", rows)
    connection.execute("COMMIT")


def _records(laptop: Session) -> Iterator[dict[str, object]]:
    """Yield the records of a register as documents: what PouchDB would hold of them."""
    for kind in RecordKind:
        cursor = laptop.db.conn.execute(f"SELECT * FROM {kind.table}")
        names = [column[0] for column in cursor.description]
        for row in cursor:
            told = {name: _plain(value) for name, value in zip(names, row, strict=True) if value is not None}
            yield {"_id": f"{kind.table}:{told.pop('id')}", "kind": kind.table, **told}


def _plain(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value


def _pouchdb(made: _County, adapter: str) -> dict[str, Any]:
    folder = made.folder / f"pouchdb-{adapter}"
    folder.mkdir()
    said = subprocess.run(
        ["node", "--max-old-space-size=4096", str(POUCHDB / "replicate.mjs"), adapter, str(made.records), str(folder)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found: dict[str, Any] = json.loads(said)
    return found


def _reset_peak() -> None:
    """Let the system count the most memory anew (proc(5), clear_refs)."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")


def _peak_mb() -> float:
    lines = Path(f"/proc/{os.getpid()}/status").read_text("utf-8").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1024
