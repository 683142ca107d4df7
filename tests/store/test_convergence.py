"""Two laptops and an office on the real store: whatever happens, nothing is lost and all come to agree."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from oracle import Oracle
from registers import (
    NOW,
    Family,
    change,
    family_edits,
    living,
    make_field,
    make_office,
    remove,
    save,
    unlock,
    value,
)

from poverty_desktop import paths
from poverty_desktop.clock import ManualClock
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import DeviceId, RecordId, ReplicaId
from poverty_desktop.journal.fold import Status
from poverty_desktop.journal.transaction import Transaction, parse
from poverty_desktop.operations.workspaces import undo
from poverty_desktop.store import arrival, backup, log, projection, workspace
from poverty_desktop.store.arrival import Packed, Refused, Rights, Run, Writer
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit

HEALTH = ("01", "02", "03")
SOFT, HARD = "phone", "group_name"
EXAMPLES = int(os.environ.get("FP_CONVERGENCE_EXAMPLES", "12"))
STEPS = int(os.environ.get("FP_CONVERGENCE_STEPS", "30"))
NODES = st.integers(0, 2)


@dataclass
class Node:
    """One workspace, the transactions it must have, and what it could be set back to."""

    session: Session
    clock: ManualClock
    expected: set[bytes] = field(default_factory=set)
    before: list[tuple[int, object]] = field(default_factory=list)
    images: list[tuple[Path, set[bytes]]] = field(default_factory=list)
    retired: set[bytes] = field(default_factory=set)  # chains of a machine that is gone

    @property
    def known(self) -> set[bytes]:
        return {row[0] for row in self.session.db.conn.execute("SELECT h FROM tx")}

    def shown_at(self, position: int) -> set[bytes]:
        return {row[0] for row in self.session.db.conn.execute("SELECT h FROM tx WHERE arrived <= ?", (position,))}


def everything(session: Session) -> list[tuple[object, ...]]:
    """Return every row that says who writes here and what the office has, beside the journal's."""
    return [
        tuple(row)
        for table in ("setting", "replica", "ack", "head", "tx")
        for row in session.db.conn.execute(f"SELECT * FROM {table} ORDER BY 1, 2")
    ]


class Register(RuleBasedStateMachine):
    """Saves, late saves, undo, exchange in any order and number, restored backups, cloned disks, clocks gone mad."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.oracle = Oracle()
        self.count = 0
        self.families: list[Family] = []
        clocks = [ManualClock(NOW) for _number in range(3)]
        self.nodes = [
            Node(make_field(self.folder / "one", seed=1, clock=clocks[0], worker="甲"), clocks[0]),
            Node(make_field(self.folder / "two", seed=2, clock=clocks[1], worker="乙"), clocks[1]),
            Node(make_office(self.folder / "office", seed=3, clock=clocks[2], has_keys=False), clocks[2]),
        ]

    def teardown(self) -> None:
        try:
            self.agree()
        finally:
            for node in self.nodes:
                node.session.db.conn.close()
            shutil.rmtree(self.folder)

    # ---- what people do

    @initialize()
    def two_families(self) -> None:
        for number in range(2):
            self.add_family(node=number)
        self.exchange_everything()

    @rule(node=NODES)
    def add_family(self, node: int) -> None:
        if len(self.families) < 4:
            family, edits = family_edits(self.nodes[node].session.ids)
            self._save(self.nodes[node], edits)
            self.families.append(family)

    @rule(node=NODES, which=st.integers(0, 3), field=st.sampled_from((SOFT, HARD)), back=st.integers(0, 6))
    def correct(self, node: int, which: int, field: str, back: int) -> None:
        family = self._family(which)
        edit = change(RecordKind.HOUSEHOLD, family.household, **{field: Value(self._fresh())})
        self._save(self.nodes[node], (edit,), back=back)

    @rule(node=NODES, which=st.integers(0, 3), health=st.sets(st.sampled_from(HEALTH)), back=st.integers(0, 6))
    def choose(self, node: int, which: int, health: set[str], back: int) -> None:
        options = Value(" ".join(sorted(health))) if health else BLANK
        edit = change(RecordKind.PERSON_YEAR, self._family(which).head_year, health=options)
        self._save(self.nodes[node], (edit,), back=back)

    @rule(node=NODES, which=st.integers(0, 3), back=st.integers(0, 6))
    def take_out(self, node: int, which: int, back: int) -> None:
        self._save(self.nodes[node], (remove(RecordKind.HOUSEHOLD, self._family(which).household),), back=back)

    @rule(node=NODES, which=st.integers(0, 3))
    def bring_back(self, node: int, which: int) -> None:
        edit = RecordEdit(kind=RecordKind.HOUSEHOLD, record=self._family(which).household, values={}, restores=True)
        self._save(self.nodes[node], (edit,))

    @rule(node=NODES, redo=st.booleans())
    def take_back(self, node: int, redo: bool) -> None:
        it = self.nodes[node]
        state = undo.state(it.session)
        step = state.redo if redo else state.undo
        if step is None:
            return
        shown = it.known
        seen = log.position(it.session.db)
        before = living(it.session)
        try:
            (undo.redo if redo else undo.undo)(it.session)
        except RuleError:
            assert living(it.session) == before
            return
        self._learn(it, shown, seen)
        if not redo and it.before and it.before[-1][0] == seen:  # nothing came in since: exactly as it was
            assert living(it.session) == it.before[-1][1]
        it.before.clear()

    @rule(node=NODES, days=st.integers(-3650, 3650))
    def skew(self, node: int, days: int) -> None:
        self.nodes[node].clock.advance(timedelta(days=days))

    # ---- what happens to bundles

    @rule(giver=NODES, taker=NODES, seed=st.integers(0, 999), copies=st.integers(1, 2))
    def exchange(self, giver: int, taker: int, seed: int, copies: int) -> None:
        """Hand over whole chains, in any order of chains, once or twice."""
        if giver != taker:
            runs = self._runs(self.nodes[giver])
            for number in range(copies):
                random.Random(seed + number).shuffle(runs)
                self._take(self.nodes[taker], runs)
            self._expect(self.nodes[taker], self.nodes[giver])

    @rule(giver=NODES, taker=NODES, seed=st.integers(0, 999))
    def deliver_the_end_only(self, giver: int, taker: int, seed: int) -> None:
        """A chain whose beginning is missing is a gap: nothing of it comes in, nothing of it is thrown away."""
        one, other = self.nodes[giver], self.nodes[taker]
        missing = [run for run in self._runs(one) if not any(log.has(other.session.db, _hash(p)) for p in run)]
        if giver == taker or not missing:
            return
        run = random.Random(seed).choice(missing)
        if len(run) < 2:
            return
        outcome = self._take(other, [run[1:]])
        assert outcome.accepted == 0
        assert [item.reason for item in outcome.refused] == [Refused.GAP]
        kept = {row[0] for row in other.session.db.conn.execute("SELECT h FROM quarantine")}
        assert {_hash(item) for item in run[1:]} <= kept

    # ---- what happens to machines

    @rule(node=NODES)
    def back_up(self, node: int) -> None:
        it = self.nodes[node]
        if len(it.images) < 2:
            target = self.folder / f"image-{self._fresh()}.fpbackup"
            backup.back_up(backup.source_of(it.session), target)
            it.images.append((target, it.known))

    @rule(node=NODES)
    def restore(self, node: int) -> None:
        """The laptop is lost; a backup is laid into a new folder, and writes chains of its own from then on."""
        it = self.nodes[node]
        if not it.images:
            return
        image, known = it.images.pop()
        it.session.db.conn.close()
        folder = self.folder / f"restored-{self._fresh()}"
        backup.restore(image, folder)
        it.session = unlock(folder, clock=it.clock)
        it.session.ids = _Renewed(self._fresh())
        assert it.session.was_copied
        it.retired |= {row[0] for row in it.session.db.conn.execute("SELECT rep FROM replica WHERE is_own")}
        it.expected = set(known)
        it.before.clear()

    @rule(node=NODES)
    def look_at_a_copy(self, node: int) -> None:
        """Somebody opens a copy of the folder and only looks: neither the copy nor the original is another one."""
        it = self.nodes[node]
        it.session.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        folder = self.folder / f"copy-{self._fresh()}"
        shutil.copytree(it.session.folder, folder)
        witness = paths.settings_folder() / "witness" / it.session.identity
        before = witness.read_bytes()
        looking = unlock(folder, clock=it.clock)
        assert looking.was_copied
        assert everything(looking) == everything(it.session)
        workspace.close(looking)
        assert witness.read_bytes() == before
        shutil.rmtree(folder)

    @rule(node=NODES, seed=st.integers(0, 99))
    def set_the_disk_back(self, node: int, seed: int) -> None:
        """The whole disk is an older image, witness and all, which nobody can notice: the chain forks."""
        it = self.nodes[node]
        session = it.session
        session.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        witness = paths.settings_folder() / "witness" / session.identity
        image = {path: path.read_bytes() for path in (session.folder / "register.db", witness)}
        known = it.known
        is_still_a_copy = session.was_copied and not session.is_awake  # restored, and nothing written since
        edit = change(RecordKind.HOUSEHOLD, self._family(seed).household, **{SOFT: Value(self._fresh())})
        self._save(it, (edit,))
        if seed % 2:
            self._expect_all_from(it)
        session.db.conn.close()
        for name in ("register.db-wal", "register.db-shm"):
            (session.folder / name).unlink(missing_ok=True)
        for path, data in image.items():
            path.write_bytes(data)
        it.session = unlock(session.folder, clock=it.clock)
        assert it.session.was_copied == is_still_a_copy
        it.session.ids = _Renewed(self._fresh())
        it.expected = set(known)
        it.before.clear()

    # ---- what must hold

    @invariant()
    def nothing_is_lost(self) -> None:
        for node in self.nodes:
            assert node.known == node.expected

    @invariant()
    def each_shows_what_stands(self) -> None:
        for node in self.nodes:
            self._compare(node)

    def agree(self) -> None:
        """In the end all exchange everything: registers are equal, and equal to what the journal alone gives."""
        self.exchange_everything()
        assert len({backup.fingerprint(node.session.db) for node in self.nodes}) == 1
        for node in self.nodes:
            before = living(node.session)
            with Write(node.session.db):
                projection.rebuild(node.session.db, node.session.pack)
            assert living(node.session) == before
            waiting = {row[0] for row in node.session.db.conn.execute("SELECT h FROM quarantine")}
            assert not waiting & node.known  # what waits came from a machine that lost what stood before it

    def exchange_everything(self) -> None:
        for _round in range(2):
            for one in range(3):
                for other in range(3):
                    self.exchange(giver=one, taker=other, seed=0, copies=1)

    # ---- how it is done

    def _fresh(self) -> str:
        self.count += 1
        return str(1000 + self.count)

    def _family(self, which: int) -> Family:
        return self.families[which % len(self.families)]

    def _save(self, node: Node, edits: tuple[RecordEdit, ...], *, back: int = 0) -> None:
        """Save a form that was opened ``back`` transactions ago."""
        seen = max(0, log.position(node.session.db) - back)
        shown = node.shown_at(seen)
        edit = edits[0]
        is_new = edit.is_new
        is_seen = self.oracle.is_known(int(edit.kind), edit.record, shown)
        is_alive = is_seen and self.oracle.is_alive(int(edit.kind), edit.record, shown)
        before = living(node.session)
        position = log.position(node.session.db)
        try:
            save(node.session, *edits, seen=seen)
        except RuleError:
            assert not is_alive
            assert living(node.session) == before
            return
        is_known = self.oracle.is_known(int(edit.kind), edit.record, node.expected)
        assert is_new or is_alive or edit.removes or edit.restores or (not is_seen and is_known)
        self._learn(node, shown, position)
        if log.position(node.session.db) > position:
            node.before.append((log.position(node.session.db), before))

    def _learn(self, node: Node, shown: set[bytes], position: int) -> None:
        for transaction in log.read(node.session.db, "arrived > ?", (position,)):
            assert transaction.header.replica not in node.retired
            self.oracle.learn(transaction, shown)
            node.expected.add(transaction.hash)

    def _runs(self, node: Node) -> list[list[Packed]]:
        """Return every chain of a node, a forked one as its branches one after the other."""
        replicas = [row[0] for row in node.session.db.conn.execute("SELECT DISTINCT rep FROM tx")]
        return [[Packed(*row) for row in log.packed(node.session.db, ReplicaId(replica), 1)] for replica in replicas]

    def _take(self, node: Node, runs: list[list[Packed]]) -> arrival.Arrived:
        writers = {}
        for other in self.nodes:
            for replica, village, device in other.session.db.conn.execute("SELECT rep, village, device FROM replica"):
                writers.setdefault(ReplicaId(replica), Writer(DeviceId(device), village))
        pieces = [piece for run in runs for piece in _pieces(run)]
        return arrival.accept(node.session, pieces, Rights(writers=writers, max_rank=4), origin=1)

    def _expect(self, taker: Node, giver: Node) -> None:
        taker.expected |= giver.expected
        taker.before.clear()

    def _expect_all_from(self, giver: Node) -> None:
        taker = next(node for node in self.nodes if node is not giver)
        self._take(taker, self._runs(giver))
        self._expect(taker, giver)

    def _compare(self, node: Node) -> None:
        pack, known = node.session.pack, node.expected
        statuses = {
            (row[0], row[1], row[2]): row[3]
            for row in node.session.db.conn.execute("SELECT ent, eid, field, status FROM unsettled")
        }
        for family in self.families:
            entity, record = int(RecordKind.HOUSEHOLD), RecordId(family.household)
            if not self.oracle.is_known(entity, record, known):
                assert value(node.session, RecordKind.HOUSEHOLD, record, "id") is None
                continue
            alive = value(node.session, RecordKind.HOUSEHOLD, record, "alive")
            assert bool(alive) == self.oracle.is_alive(entity, record, known)
            for name in (SOFT, HARD):
                number = pack.by_name[RecordKind.HOUSEHOLD, name].number
                standing = self.oracle.values((entity, record, number), known)
                assert Value(value(node.session, RecordKind.HOUSEHOLD, record, name)) in standing  # type: ignore[arg-type]
                is_quarrel = bool(alive) and len(standing) > 1
                expected = (Status.SOFT if name == SOFT else Status.HARD) if is_quarrel else None
                assert statuses.get((entity, record, number)) == expected
            number = pack.by_name[RecordKind.PERSON_YEAR, "health"].number
            options = self.oracle.options((int(RecordKind.PERSON_YEAR), family.head_year, number), known)
            shown = value(node.session, RecordKind.PERSON_YEAR, family.head_year, "health")
            assert set(str(shown or "").split()) == options


def _pieces(chain: list[Packed]) -> list[Run]:
    """Return a chain as runs without a hole: one, or more where it is forked."""
    runs: list[list[Transaction]] = []
    for transaction in (parse(*item) for item in chain):
        if runs and transaction.header.previous == runs[-1][-1].hash:
            runs[-1].append(transaction)
        else:
            runs.append([transaction])
    return [
        Run(
            replica=run[0].header.replica,
            low=run[0].header.sequence,
            transactions=[Packed(item.header_bytes, item.salt, item.values) for item in run],
        )
        for run in runs
    ]


def _hash(item: Packed) -> bytes:
    return parse(*item).hash


class _Renewed:
    """Ids of a machine whose clock ticked on: a disk that was set back does not repeat its random numbers."""

    def __init__(self, salt: str) -> None:
        self._random = random.Random(salt)

    def new(self) -> bytes:
        return self._random.randbytes(16)

    def random_bytes(self, count: int) -> bytes:
        return self._random.randbytes(count)


TestRegister = Register.TestCase
TestRegister.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=tuple(Phase) if "FP_CONVERGENCE_SHRINK" in os.environ else (Phase.explicit, Phase.reuse, Phase.generate),
)
