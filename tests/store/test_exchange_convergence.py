"""Laptops and an office that speak by files only: lost, doubled and late bundles and volumes, old backups, disk copies.

In the end all come to agree on everything that any of them still had.
"""

from __future__ import annotations

import atexit
import os
import random
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from registers import (
    NOW,
    Family,
    admit,
    change,
    family_edits,
    living,
    make_field,
    make_office,
    new,
    remove,
    save,
    unlock,
)

from poverty_desktop import paths
from poverty_desktop.clock import ManualClock
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.media import read_reference
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import RecordId
from poverty_desktop.operations.handover import bundles, conflicts, downstream
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.operations.workspaces import undo
from poverty_desktop.queries import today
from poverty_desktop.queries.handover.conflict_rows import conflict_list
from poverty_desktop.store import backup, blobs, log, projection, told
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit
from poverty_desktop.sync import limits
from poverty_desktop.sync.refusal import Refusal

EXAMPLES = int(os.environ.get("FP_EXCHANGE_EXAMPLES", "60"))
STEPS = int(os.environ.get("FP_EXCHANGE_STEPS", "150"))
PARTS = 12
FIRST = 1 if os.environ.get("CI") else random.SystemRandom().randrange(10**6)
LAPTOPS = int(os.environ.get("FP_EXCHANGE_LAPTOPS", "3"))
FIELDS = ("phone", "group_name", "address")
LAPTOP, NODE = st.integers(0, LAPTOPS - 1), st.integers(0, LAPTOPS)
ROUNDS = 4
PHOTO, VOLUME = 30_000, 40_000
LOOK_EVERY = 5
"""Steps between two looks at a register, which each make it anew from its journal."""


@dataclass
class Node:
    """One workspace, its clock, and what it could be set back to."""

    session: Session
    clock: ManualClock
    images: list[Path] = field(default_factory=list)
    is_mistaken: bool = False  # the office may think here what only this laptop's later disk had

    @property
    def known(self) -> set[bytes]:
        return {row[0] for row in self.session.db.conn.execute("SELECT h FROM tx")}


class Exchange(RuleBasedStateMachine):
    """Two or three laptops of one village and an office; files lie in heaps from which any may come at any time."""

    taken = 0
    """Steps of all histories of this process."""

    def __init__(self) -> None:
        super().__init__()
        self.count = self.steps = 0
        self.families: list[Family] = []
        self.said: set[str] = set()
        self.upward: list[Path] = []
        self.downward: list[list[Path]] = [[] for _number in range(LAPTOPS)]
        self.folder = _place() / "now"
        if not (_place() / "begin").exists():
            self._begin()
        self._lay()

    def _begin(self) -> None:
        """Let all be admitted and two families be there; keep it for every history that begins so."""
        clocks = [ManualClock(NOW) for _number in range(LAPTOPS + 1)]
        self.office = Node(make_office(self.folder / "office", seed=99, clock=clocks[-1]), clocks[-1])
        self.laptops = [
            Node(
                make_field(self.folder / f"laptop-{number}", seed=number + 1, clock=clock, worker="甲乙丙丁"[number]),
                clock,
            )
            for number, clock in enumerate(clocks[:-1])
        ]
        for node in self.laptops:
            admit(self.office.session, node.session, self.folder / "admission")
        for number in range(2):
            self.add_family(node=number)
        self.exchange_everything()
        for node in self.nodes:
            node.session.db.conn.close()
        shutil.copytree(paths.settings_folder(), self.folder / "settings")
        shutil.move(self.folder, _place() / "begin")
        _BEGUN.update(count=self.count, families=self.families, upward=self.upward, downward=self.downward)

    def _lay(self) -> None:
        """Lay out what :meth:`_begin` kept, at the place where it was made: elsewhere it would be a copy."""
        shutil.copytree(_place() / "begin", self.folder)
        shutil.copytree(self.folder / "settings", paths.settings_folder(), dirs_exist_ok=True)
        self.count, self.families = _BEGUN["count"], [*_BEGUN["families"]]
        self.upward, self.downward = [*_BEGUN["upward"]], [[*files] for files in _BEGUN["downward"]]
        names = [*(f"laptop-{number}" for number in range(LAPTOPS)), "office"]
        opened = []
        for name in names:
            clock = ManualClock(NOW)
            node = Node(unlock(self.folder / name, clock=clock), clock)
            assert not node.session.was_copied
            node.session.ids = _Renewed(name)
            opened.append(node)
        *self.laptops, self.office = opened

    def teardown(self) -> None:
        try:
            self.agree()
        finally:
            for node in self.nodes:
                node.session.db.conn.close()
            shutil.rmtree(self.folder)

    @property
    def nodes(self) -> list[Node]:
        return [*self.laptops, self.office]

    # ---- what people do

    @rule(node=NODE)
    def add_family(self, node: int) -> None:
        if len(self.families) < 4:
            family, edits = family_edits(self.nodes[node].session.ids)
            save(self.nodes[node].session, *edits)
            self.families.append(family)

    @rule(node=NODE, which=st.integers(0, 3), name=st.sampled_from(FIELDS), back=st.integers(0, 4))
    def correct(self, node: int, which: int, name: str, back: int) -> None:
        said = self._fresh()
        if self._save(node, change(RecordKind.HOUSEHOLD, self._family(which), **{name: Value(said)}), back=back):
            self.said.add(said)

    @rule(node=NODE, which=st.integers(0, 3), back=st.integers(0, 4))
    def take_out(self, node: int, which: int, back: int) -> None:
        self._save(node, remove(RecordKind.HOUSEHOLD, self._family(which)), back=back)

    @rule(node=NODE, which=st.integers(0, 3))
    def bring_back(self, node: int, which: int) -> None:
        self._save(
            node, RecordEdit(kind=RecordKind.HOUSEHOLD, record=self._family(which), values={}, restores=True), back=0
        )

    @rule(node=NODE)
    def take_back(self, node: int) -> None:
        """Undo changes what was done here last; what came in from others stands as it did."""
        session = self.nodes[node].session
        before, own = self.nodes[node].known, log.own_count(session.db, session.device)
        try:
            undo.undo(session)
        except RuleError:
            assert self.nodes[node].known == before
            return
        assert before <= self.nodes[node].known
        assert log.own_count(session.db, session.device) - own == len(self.nodes[node].known - before)

    @rule(seed=st.integers(0, 99))
    def decide(self, seed: int) -> None:
        found = conflict_list(self.office.session)
        if not found.rows:
            return
        row = random.Random(seed).choice(found.rows)
        value = random.Random(seed).choice(
            [*(item.value for item in row.values), None if row.item is None else Value("9")]
        )
        if row.is_incomplete:
            return
        conflicts.decide(self.office.session, row, value, seen=found.seen, reason="回访")

    @rule(node=NODE, days=st.integers(-300, 300))
    def skew(self, node: int, days: int) -> None:
        """A laptop's clock is wrong by any amount within its certificate; the office's goes on."""
        if node < LAPTOPS:
            clock = self.laptops[node].clock
            clock.advance(NOW + timedelta(days=days) - clock.now())
        else:
            self.office.clock.advance(timedelta(minutes=abs(days)))

    # ---- what happens to bundles

    @rule(laptop=LAPTOP)
    def export(self, laptop: int) -> None:
        try:
            path = bundles.export_bundle(self.laptops[laptop].session, self._stick()).value.path
        except RuleError:
            return
        self.upward.append(path)

    @rule(laptop=LAPTOP, which=st.integers(0, 3))
    def photograph(self, laptop: int, which: int) -> None:
        """Two photos do not fit into one of the volumes that are cut here."""
        session = self.laptops[laptop].session
        for _number in range(2):
            reference = blobs.keep(session, random.Random(self._fresh()).randbytes(PHOTO))
            values = {"household": Value(self._family(which)), "hash": Value(reference.to_bytes())}
            save(session, new(RecordKind.ATTACHMENT, RecordId(session.ids.new()), values))

    @rule(laptop=LAPTOP, begins_anew=st.booleans())
    def export_in_volumes(self, laptop: int, begins_anew: bool) -> None:
        """Each volume travels by itself: it may come first, late, twice or never."""
        session = self.laptops[laptop].session
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(limits, "LEAST_VOLUME_BYTES", 1)
            try:
                written = bundles.export_bundle(
                    session, self._stick(), volume_bytes=VOLUME, begins_anew=begins_anew
                ).value
            except RuleError:
                return
        self.upward += written.volumes or [written.path]

    @rule(seed=st.integers(0, 999))
    def receive(self, seed: int) -> None:
        if self.upward:
            path = random.Random(seed).choice(self.upward)
            received = bundles.receive(self.office.session, path).value
            laptop = next(
                number
                for number, node in enumerate(self.laptops)
                if device_keys(node.session).device == received.device
            )
            self.downward[laptop].append(received.receipt)

    @rule(laptop=LAPTOP)
    def send(self, laptop: int) -> None:
        device = device_keys(self.laptops[laptop].session).device
        (sent,) = downstream.send(self.office.session, self._stick(), [device]).value
        self.downward[laptop] += [path for path in (sent.path, sent.receipt) if path is not None]

    @rule(laptop=LAPTOP, seed=st.integers(0, 999))
    def take_in(self, laptop: int, seed: int) -> None:
        if not self.downward[laptop]:
            return
        path = random.Random(seed).choice(self.downward[laptop])
        before = self.laptops[laptop].known
        try:
            downstream.take_in(self.laptops[laptop].session, path)
        except Refusal:
            assert path.suffix == ".fpr"
        assert before <= self.laptops[laptop].known

    @rule(seed=st.integers(0, 999))
    def lose(self, seed: int) -> None:
        """A stick is lost with everything on it."""
        heap = random.Random(seed).choice([self.upward, *self.downward])
        if heap:
            heap.pop(random.Random(seed).randrange(len(heap)))

    # ---- what happens to machines

    @rule(node=NODE)
    def back_up(self, node: int) -> None:
        it = self.nodes[node]
        if len(it.images) < 2:
            target = self.folder / f"image-{self._fresh()}.fpbackup"
            backup.back_up(backup.source_of(it.session), target)
            it.images.append(target)

    @rule(node=NODE)
    def restore(self, node: int) -> None:
        it = self.nodes[node]
        if not it.images:
            return
        it.session.db.conn.close()
        folder = self.folder / f"restored-{self._fresh()}"
        backup.restore(it.images.pop(), folder)
        self._open(it, folder)

    @rule(node=NODE, seed=st.integers(0, 99))
    def set_the_disk_back(self, node: int, seed: int) -> None:
        """The whole disk is an older image, witness and all, which nobody can notice: the chain forks."""
        it = self.nodes[node]
        session = it.session
        session.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        witness = paths.settings_folder() / "witness" / session.identity
        image = {path: path.read_bytes() for path in (session.folder / "register.db", witness) if path.exists()}
        self._save(node, change(RecordKind.HOUSEHOLD, self._family(seed), phone=Value(self._fresh())), back=0)
        if seed % 2 and node < LAPTOPS:
            self.export(laptop=node)
        session.db.conn.close()
        for name in ("register.db-wal", "register.db-shm"):
            (session.folder / name).unlink(missing_ok=True)
        for path, data in image.items():
            path.write_bytes(data)
        self._open(it, session.folder)
        it.is_mistaken = True

    # ---- what must hold

    @invariant()
    def the_register_is_what_the_journal_gives(self) -> None:
        self.steps += 1
        Exchange.taken += 1
        if self.steps % LOOK_EVERY:
            return
        node = random.Random(self.count).choice(self.nodes)
        before = living(node.session)
        node.session.db.conn.execute("BEGIN")
        projection.rebuild(node.session.db, node.session.pack)
        assert living(node.session) == before
        node.session.db.conn.execute("ROLLBACK")

    def agree(self) -> None:
        """All exchange everything: nothing that anybody had is gone, registers are equal, and so is the list."""
        had = set().union(*(node.known for node in self.nodes))
        self.exchange_everything()
        self.mistaken_hand_over()
        for node in self.nodes:
            assert node.known >= had
        assert len({frozenset(node.known) for node in self.nodes}) == 1
        assert len({backup.fingerprint(node.session.db) for node in self.nodes}) == 1
        rows = self.office.session.db.conn.execute("SELECT hash FROM attachment WHERE alive").fetchall()
        photos = [read_reference(row[0]).digest for row in rows]
        for node in self.laptops:
            assert all(blobs.has(self.office.session, one) for one in photos if blobs.has(node.session, one))
        shown = living(self.office.session)
        for node in self.laptops:
            assert living(node.session) == shown
            assert today.unsent(node.session) == 0
        with Write(self.office.session.db):
            projection.rebuild(self.office.session.db, self.office.session.pack)
        assert living(self.office.session) == shown
        self._every_value_is_somewhere()

    def mistaken_hand_over(self) -> None:
        """A disk set back, to which nothing is sent, cannot notice it: it hands over once more (decision 0014)."""
        silent = [node for node in self.laptops if node.is_mistaken and not self._is_sent_anything(node)]
        for node in silent:
            with Write(node.session.db):
                told.doubt(node.session)
        if silent:
            self.exchange_everything()

    def _is_sent_anything(self, node: Node) -> bool:
        device = device_keys(node.session).device
        (sent,) = downstream.send(self.office.session, self._stick(), [device]).value
        return sent.path is not None

    def exchange_everything(self) -> None:
        for _round in range(ROUNDS):
            for number, node in enumerate(self.laptops):
                try:
                    written = bundles.export_bundle(node.session, self._stick()).value
                except RuleError:
                    continue
                for path in written.volumes or [written.path]:
                    receipt = bundles.receive(self.office.session, path).value.receipt
                    downstream.take_in(node.session, receipt)
                    self.upward.append(path)
                    self.downward[number].append(receipt)
            for number, node in enumerate(self.laptops):
                folder = self._stick()
                (sent,) = downstream.send(self.office.session, folder, [device_keys(node.session).device]).value
                written = sent.path or sent.receipt
                if written is not None:
                    downstream.take_in(node.session, folder)
                    self.downward[number].append(written)

    # ---- how it is done

    def _every_value_is_somewhere(self) -> None:
        """Each value that was saved and not lost with its machine is shown, or stands in the list, or in the log."""
        session = self.office.session
        logged = {
            str(operation.value.scalar)
            for transaction in log.read(session.db)
            for _entity, _record, operation in transaction.operations()
            if operation.value is not None
        }
        listed = {str(item.value.scalar) for row in conflict_list(session).rows for item in row.values}
        standing = {
            str(value)
            for row in session.db.conn.execute(f"SELECT {', '.join(FIELDS)} FROM household").fetchall()
            for value in row
        }
        assert self.said & (listed | standing) <= logged
        unsettled = session.db.conn.execute("SELECT count(*) FROM unsettled").fetchone()[0]
        assert unsettled == len(conflict_list(session).rows)

    def _fresh(self) -> str:
        self.count += 1
        return str(1000 + self.count)

    def _stick(self) -> Path:
        folder = self.folder / f"stick-{self._fresh()}"
        folder.mkdir()
        return folder

    def _family(self, which: int) -> bytes:
        return self.families[which % len(self.families)].household

    def _save(self, node: int, edit: RecordEdit, *, back: int) -> bool:
        session = self.nodes[node].session
        try:
            save(session, edit, seen=max(0, log.position(session.db) - back))
        except RuleError:
            return False
        return True

    def _open(self, node: Node, folder: Path) -> None:
        node.session = unlock(folder, clock=node.clock)
        node.session.ids = _Renewed(self._fresh())


_BEGUN: dict[str, Any] = {}


@cache
def _place() -> Path:
    """Return the folder of all histories, which goes with the process.

    It lies in memory where the system has room there: what a sync costs is not what is looked for here.
    """
    memory = "/dev/shm"
    folder = Path(tempfile.mkdtemp(prefix="fp-exchange-", dir=memory if os.access(memory, os.W_OK) else None))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


class _Renewed:
    """Ids of a machine that goes on: a disk that was set back does not repeat its random numbers."""

    def __init__(self, salt: str) -> None:
        self._random = random.Random(salt)

    def new(self) -> bytes:
        return self._random.randbytes(16)

    def random_bytes(self, count: int) -> bytes:
        return self._random.randbytes(count)


def run(number: int, histories: int) -> None:
    """Let so many histories happen that Hypothesis draws from the seed ``number``."""
    chosen = settings(
        max_examples=histories,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=tuple(Phase) if "FP_EXCHANGE_SHRINK" in os.environ else (Phase.explicit, Phase.generate),
    )
    run_state_machine_as_test(seed(number)(Exchange), settings=chosen)


@pytest.mark.parametrize("part", range(PARTS))
def test_that_all_agree_in_the_end_and_nothing_is_lost(part: int) -> None:
    """What fails is shown again, shrunk, by ``FP_EXCHANGE_SHRINK=1 python tests/campaigns/exchange.py --seed N``."""
    try:
        run(FIRST + part, EXAMPLES // PARTS)
    except BaseException as error:
        error.add_note(f"seed {FIRST + part}")
        raise
