"""Laptops, an office and an upper office in memory, and everything that may happen to them, drawn from one seed."""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from sim_desk import (
    KIND,
    NOW,
    OPTIONS,
    SET_FIELD,
    VILLAGE_OF,
    Certificate,
    CountedIds,
    Lives,
    MemoryDatabase,
    TornError,
    certify,
    make_session,
    packs,
    signed_head,
)
from sim_oracle import DECIDES, Oracle

from poverty_desktop.clock import ManualClock
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.ids import ActorId, BatchId, RecordId, ReplicaId
from poverty_desktop.journal import hlc
from poverty_desktop.journal.fold import Status
from poverty_desktop.journal.operation import EXISTENCE, Change, OperationKind, RecordChanges
from poverty_desktop.journal.transaction import Header, parse, seal
from poverty_desktop.office import downstream, receipts, receiving, revocations, statements, witnesses
from poverty_desktop.office.statements import Statement
from poverty_desktop.operations.handover import bundles, conflicts, witnessing
from poverty_desktop.operations.handover import receipts as laptop_receipts
from poverty_desktop.operations.handover.downstream import PASSED_OVER
from poverty_desktop.operations.workspaces import undo
from poverty_desktop.queries.handover.conflict_rows import ConflictRow
from poverty_desktop.store import backup, chains, incarnation, log, settings, told
from poverty_desktop.store.arrival import Packed
from poverty_desktop.store.chains import Stretch
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import RANK_LEADER, RANK_TOWNSHIP, Session
from poverty_desktop.store.writing import RecordEdit, Save, commit
from poverty_desktop.sync import dispatch, merging
from poverty_desktop.sync.manifest import ChainEnd
from poverty_desktop.sync.merging import Allowed
from poverty_desktop.sync.receipt import Receipt
from poverty_desktop.sync.refusal import Refusal

VILLAGES = ("420581001001", "420581001002")
MOST_RECORDS = 5
ADMITTED: Any = SimpleNamespace(chain=(None,))
PLAIN = ("sim_phone", "sim_amount", "sim_name", "sim_status")
_DECIDED_FROM = {"sim_amount": RANK_LEADER, "sim_assigned": RANK_TOWNSHIP}
DAY = timedelta(days=1)
_COUNTS = "SELECT " + ", ".join(
    f"(SELECT count(*) FROM {table})" for table in ("tx", "op", "head", "replica", "action", "unsettled")
)
ROUNDS = 8  # at most: each fork and each late statement may cost one more


@dataclass(frozen=True, slots=True)
class Fact:
    """What the simulator knows of a transaction: its place in a chain, and whether an honest program wrote it."""

    replica: bytes
    sequence: int
    previous: bytes
    village: str
    device: bytes
    packed: Packed
    is_honest: bool = True


@dataclass(kw_only=True)
class Parcel:
    """A bundle on its way: what a reader would have proven of it, and what the simulator knows beside."""

    sender: Node
    certificate: Certificate
    manifest: Any
    heads: list[Any]
    runs: list[tuple[bytes, int, list[bytes]]]
    receipt: Heard | None = None
    crl: int = 0
    is_hostile: bool = False


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A receipt, and what the office really had and had safely when it wrote it."""

    receipt: Receipt
    known: frozenset[bytes]
    durable: frozenset[bytes]


@dataclass(frozen=True, kw_only=True)
class Image:
    """A backup, or the disk of a moment."""

    data: bytes
    order: tuple[bytes, ...]
    pack: int
    hears: Heard | None
    retired: frozenset[bytes]
    written: frozenset[bytes]
    signed: frozenset[bytes]
    proven: frozenset[bytes]
    revoked: frozenset[bytes]
    dead: frozenset[bytes]


@dataclass(eq=False, kw_only=True)
class Node:
    """One workspace; ``order`` is what arrived, in order, and so what a screen of any moment showed."""

    name: str
    session: Session
    clock: ManualClock
    device: bytes
    certificate: Certificate
    villages: tuple[str, ...]
    is_office: bool = False
    order: list[bytes] = field(default_factory=list)
    known: set[bytes] = field(default_factory=set)
    screens: list[int] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    inbox: list[Parcel] = field(default_factory=list)
    hears: Heard | None = None
    retired: set[bytes] = field(default_factory=set)
    written: set[bytes] = field(default_factory=set)  # bundles, since the present epoch of the office was heard of
    dead: set[bytes] = field(default_factory=set)  # chains that a restored machine may not write any more
    signed: set[bytes] = field(default_factory=set)  # ends whose signatures are here, whether they came in or not
    proven: set[bytes] = field(default_factory=set)
    revoked: set[bytes] = field(default_factory=set)  # devices, as this office knows
    durable: frozenset[bytes] = frozenset()
    keys: Any = None
    is_barred: bool = False
    is_mistaken: bool = False  # the office may think here what only its twin, or its own later disk, had
    time: int = 0  # of its last own entry, or of a believable one that came in

    @property
    def db(self) -> MemoryDatabase:
        db = self.session.db
        assert isinstance(db, MemoryDatabase)
        return db

    @property
    def pack(self) -> int:
        return packs().index(self.session.pack)


class World:
    """Everything of one seed. ``run`` takes steps; a broken invariant is an ``AssertionError`` that names it."""

    def __init__(self, seed: int, *, has_skew: bool = True) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self.has_skew = has_skew
        self.lives = Lives(seed)
        self.oracle = Oracle()
        self.facts: dict[bytes, Fact] = {}
        self.numbers: dict[tuple[bytes, int], list[bytes]] = {}
        self.doubled: set[tuple[bytes, int]] = set()  # numbers that several transactions of a chain have
        self.records: list[RecordId] = []
        self.epochs = 0
        self.values = 0
        self.seen: Counter[str] = Counter()
        VILLAGE_OF.clear()
        count = self.random.randint(2, 6)
        self.laptops = [self._laptop(number) for number in range(count)]
        self.office = self._office("office")
        self.upper = self._office("upper")
        for laptop in self.laptops:
            self._enrol(laptop)
        self.upward: list[Parcel] = []
        self.weights = [self.random.choice(choices) for _name, choices in STEPS]

    # ---- who there is

    def _identity(self, name: str) -> bytes:
        return hashlib.sha256(f"{self.seed}/{name}".encode()).digest()[:16]

    def _laptop(self, number: int) -> Node:
        villages = VILLAGES[:1] if number < 2 else self.random.choice((VILLAGES[:1], VILLAGES, VILLAGES[1:]))
        name = f"laptop-{number}"
        device, clock = self._identity(name), ManualClock(NOW)
        rank = 1 + number % 2
        session = make_session(device=device, rank=rank, village=villages[0], clock=clock, ids=self.lives.next())
        certificate = certify(device, is_office=False, max_rank=rank, villages=villages)
        return Node(name=name, session=session, clock=clock, device=device, certificate=certificate, villages=villages)

    def _office(self, name: str) -> Node:
        device, clock = self._identity(f"{name}'s computer"), ManualClock(NOW)
        session = make_session(device=device, rank=4, village="", clock=clock, ids=self.lives.next())
        certificate = certify(self._identity(name), is_office=True, max_rank=4, villages=VILLAGES)
        keys = SimpleNamespace(office=certificate.subject, epoch=self._epoch(), issuing_certificate=None)
        return Node(
            name=name, session=session, clock=clock, device=device, certificate=certificate, villages=VILLAGES,
            is_office=True, keys=keys,
        )  # fmt: skip

    def _epoch(self) -> bytes:
        self.epochs += 1
        return self._identity(f"epoch {self.epochs}")

    def _enrol(self, laptop: Node) -> None:
        self.office.db.conn.execute(
            "INSERT OR IGNORE INTO device VALUES(?,?,?,?,?,?)",
            (laptop.device, laptop.name, laptop.certificate.der, "", json.dumps(laptop.villages), ""),
        )

    @property
    def nodes(self) -> list[Node]:
        return [*self.laptops, self.office, self.upper]

    # ---- the run

    def run(self, steps: int) -> None:
        """Take so many steps, then let all exchange everything and compare them."""
        for _number in range(2):
            self.add(self.laptops[0])
        self.everybody_exchanges()
        names = [name for name, _choices in STEPS]
        for name in self.random.choices(names, self.weights, k=steps):
            getattr(self, name)(self._draw(self.nodes))
        self.agree()

    def signature(self) -> str:
        """Return a digest of everything that happened: the same seed gives the same."""
        told = hashlib.sha256()
        for node in self.nodes:
            for digest in node.order:
                told.update(digest)
            told.update(b"|")
        return told.hexdigest()

    def truth(self) -> list[tuple[object, ...]]:
        """Return what stands at each workspace, without any clock in it (I12)."""
        found: list[tuple[object, ...]] = []
        for node in self.nodes:
            for record, state in sorted(node.db.states.items()):
                found.append((node.name, record, state.is_alive, state.existence))
                found += [
                    (number, item.status, tuple(sorted(repr(head.value) for head in item.heads)))
                    for number, item in sorted(state.fields.items())
                ]
        return found

    # ---- what people do

    def add(self, node: Node) -> None:
        if len(self.records) >= MOST_RECORDS:
            return
        record = RecordId(self._identity(f"household {len(self.records)}"))
        self.records.append(record)
        VILLAGE_OF[record] = self._draw(node.villages)
        self._save(node, self._edit(record, sim_phone=self._fresh(), is_new=True))

    def add_twice(self, node: Node) -> None:
        """Two laptops bring one household of a roster, which has one id, into being."""
        record = self._record(node)
        if record is not None and not self.oracle.is_known(record, node.known):
            self._save(node, self._edit(record, sim_amount=self._fresh(), is_new=True))

    def edit(self, node: Node) -> None:
        self._edit_one(node, seen=None)

    def open_form(self, node: Node) -> None:
        node.screens.append(log.position(node.db))

    def edit_late(self, node: Node) -> None:
        """A form that was opened long ago is saved now."""
        back = log.position(node.db) - self.random.randint(1, 8)
        seen = node.screens.pop() if node.screens else max(0, back)
        self.seen["late"] += seen < log.position(node.db)
        self._edit_one(node, seen=seen)

    def say_the_same(self, node: Node) -> None:
        record = self._record(node)
        if record is not None:
            name = self._draw(PLAIN)
            self._save(node, self._edit(record, **{name: Value("the same")}), seen=self._some_screen(node))

    def choose(self, node: Node) -> None:
        record = self._record(node)
        if record is not None:
            some = self.random.sample(OPTIONS, self.random.randint(0, 3))
            options = Value(" ".join(sorted(some))) if some else BLANK
            self._save(node, self._edit(record, sim_causes=options), seen=self._some_screen(node))

    def take_out(self, node: Node) -> None:
        record = self._record(node)
        if record is not None:
            edit = RecordEdit(kind=KIND, record=record, values={}, removes=True)
            self._save(node, edit, seen=self._some_screen(node))

    def bring_back(self, node: Node) -> None:
        record = self._record(node)
        if record is not None:
            self._save(node, RecordEdit(kind=KIND, record=record, values={}, restores=True))

    def official(self, node: Node) -> None:
        """One household's name and status are written by the office and by laptops, in turn."""
        writer = self._draw((node, self.office, self._draw(self.laptops)))
        name = self._draw(("sim_name", "sim_status"))
        if VILLAGE_OF[self.records[0]] in writer.villages:
            self._save(writer, self._edit(self.records[0], **{name: self._fresh()}))

    def propose(self, node: Node) -> None:
        """A laptop sees what the office decided and says otherwise; the office sees that and decides again."""
        laptop, record = self._draw(self.laptops), self.records[0]
        if laptop.is_barred or VILLAGE_OF[record] not in laptop.villages:
            return
        name = self._draw(("sim_name", "sim_status"))
        for writer in (self.office, laptop, self.office):
            self._save(writer, self._edit(record, **{name: self._fresh()}))
            if writer is laptop and (up := self._export(laptop)) is not None:
                self._receive(up, answers=[laptop])
            elif writer is self.office and (down := self._send(laptop)) is not None:
                self._take_in(laptop, down)

    def assign(self, node: Node) -> None:
        """The office writes what belongs to it alone."""
        record = self._record(self.office)
        if record is not None:
            self._save(self.office, self._edit(record, sim_assigned=self._fresh()))

    def take_back(self, node: Node) -> None:
        state = undo.state(node.session)
        step, act = (state.undo, undo.undo) if self.random.random() < 0.7 else (state.redo, undo.redo)
        if step is None:
            return
        shown, position, before = frozenset(node.known), log.position(node.db), self._shown(node)
        rows = node.db.conn.execute("SELECT h, arrived FROM tx WHERE batch = ?", (step.batch,)).fetchall()
        try:
            act(node.session)
        except RuleError:
            assert log.position(node.db) == position, "I2: a refused undo wrote something"
            return
        self.seen["undo"] += 1
        self._require_nobody_between(node, step.batch, [row[0] for row in rows])
        self._learn(node, shown, position)
        assert self._shown(node).keys() == before.keys()

    def decide(self, node: Node) -> None:
        """Somebody decides a conflict: whose rank and knowledge do not reach is refused."""
        rows = node.db.conn.execute("SELECT eid, field FROM unsettled ORDER BY eid, field").fetchall()
        if not rows:
            return
        record, number = self._draw(rows)
        state, item = node.db.states[record], node.session.pack.by_number.get(number)
        if number != EXISTENCE and item is None:
            return
        row = ConflictRow(
            kind=KIND, record=RecordId(record), number=number, item=item, label="", household=None, head_name="",
            subject="", status=Status.HARD, values=(), is_incomplete=bool(state.missing),
        )  # fmt: skip
        values = sorted({str(head.value.scalar) for head in state.fields[number].heads if head.value}) if item else []
        value = Value(self._draw([*values, self._fresh().scalar])) if item else self._draw((None, Value(1)))
        needed = RANK_TOWNSHIP if item is None else DECIDES.get(item.merge_class, 1)
        if item is not None and item.name in _DECIDED_FROM:
            needed = _DECIDED_FROM[item.name]
        may = node.session.rank >= needed and not self.oracle.is_incomplete(RecordId(record), node.known)
        shown, position = frozenset(node.known), log.position(node.db)
        try:
            conflicts.decide(node.session, row, value, seen=position, reason="回访")
        except RuleError:
            assert not may, "a decision that was due was refused"
            assert log.position(node.db) == position
            return
        assert may, "a decision was taken without the rank or the knowledge for it"
        self.seen["decision"] += 1
        self._learn(node, shown, position)
        still = node.db.states[record]
        status = still.existence if item is None else still.fields[number].status
        assert status is Status.CLEAN, "a decision did not settle what it was about"

    def skew(self, node: Node) -> None:
        days = self.random.randint(-3650, 3650)
        if self.has_skew:
            node.clock.advance(NOW + days * DAY - node.clock.now())

    def new_pack(self, node: Node) -> None:
        node.session.pack = packs()[1]
        node.db.refold(node.session.pack)
        self._compare(node)

    def tear_a_save(self, node: Node) -> None:
        """The machine stops in the middle of a save: nothing of it is there."""
        record = self._record(node)
        if record is None:
            return
        before = self._rows(node)
        node.db.fails = True
        try:
            self._commit(node, (self._edit(record, sim_phone=self._fresh()),), log.position(node.db))
        except (TornError, RuleError):
            pass
        finally:
            node.db.fails = False
        assert self._rows(node) == before, "I2: half a save"
        self.seen["torn save"] += 1

    # ---- what happens to bundles

    def export(self, node: Node) -> None:
        laptop = self._draw(self.laptops)
        parcel = self._export(laptop)
        if parcel is not None:
            self.upward.append(parcel)

    def receive(self, node: Node) -> None:
        """The office takes in any bundle that ever was written to it, as often as it comes."""
        if self.upward:
            self._receive(self._draw(self.upward))

    def receive_torn(self, node: Node) -> None:
        if self.upward:
            self._receive(self._draw(self.upward), is_torn=True)

    def send(self, node: Node) -> None:
        laptop = self._draw(self.laptops)
        parcel = self._send(laptop)
        if parcel is not None:
            laptop.inbox.append(parcel)

    def take_in(self, node: Node) -> None:
        laptop = self._draw(self.laptops)
        if laptop.inbox:
            self._take_in(laptop, self._draw(laptop.inbox))

    def lose(self, node: Node) -> None:
        heap = self._draw([self.upward, *(laptop.inbox for laptop in self.laptops)])
        if heap:
            heap.remove(self._draw(heap))
            self.seen["lost"] += 1

    def gossip(self, node: Node) -> None:
        """Two workspaces exchange directly: any of the chains, in any order, once or twice, whole or in part."""
        giver, taker = self.random.sample(self.nodes, 2)
        if giver.is_barred or taker.is_barred:
            return
        stretches = self._everything(giver, self._draw((None, taker)))
        self.random.shuffle(stretches)
        parcel = self._pack(giver, stretches[: self.random.randint(1, len(stretches))] if stretches else [])
        if parcel.runs and self.random.random() < 0.3:
            place = self.random.randrange(len(parcel.runs))
            replica, low, hashes = parcel.runs[place]
            cut = self.random.randint(0, len(hashes) - 1)
            parcel.runs[place] = (replica, low + cut, hashes[cut:])
            self.seen["gap"] += cut > 0
        for _time in range(self.random.randint(1, 2)):
            self._take(taker, parcel)

    def to_the_upper_office(self, node: Node) -> None:
        self._take(self.upper, self._pack(self.office, self._everything(self.office, self.upper)))
        self._take(self.office, self._pack(self.upper, self._everything(self.upper, self.office)))

    # ---- what happens to machines

    def back_up(self, node: Node) -> None:
        node = self._draw((node, self.office))
        node.images = [*node.images[-2:], self._image(node)]
        if node is self.office:
            proven = backup.held_by(node.session.db, node.session.clock.now())
            with Write(node.session.db):
                receipts.note_durable(node.session, proven)
            node.durable = frozenset(node.known)
            node.images[-1] = self._image(node)
            self.seen["durable"] += 1

    def restore(self, node: Node) -> None:
        """A backup is laid into a new workspace, newest or older; it writes chains of its own from then on."""
        node = self._draw((node, node, self.office))
        if not node.images:
            return
        image = self._draw(node.images)
        if node is self.office and image is node.images[-1]:
            self._require_safe(image)
        node.dead |= {row[0] for row in node.db.conn.execute("SELECT rep FROM replica WHERE is_own")}
        self._set_back(node, image)
        node.session.was_copied = True
        incarnation.begin(node.session)
        assert not self._acknowledged(node), "D6: a restored workspace trusts what it was told before"
        if node.is_office:
            node.keys = SimpleNamespace(**{**vars(node.keys), "epoch": self._epoch()})
            node.hears = None
            # the newest backup need not hold what this one does: nothing is safe before the next
            receipts.forget_durable(node.session)
            receipts.ask_everybody(node.session)
            node.durable = frozenset()
            for laptop in self.laptops:
                self._enrol(laptop)
        self.seen["restored"] += 1

    def set_back(self, node: Node) -> None:
        """The whole disk of a laptop is an older one, and nobody can notice: the chain forks."""
        if node.images and not node.is_office:
            image = self._draw(node.images)
            node.dead = set(image.dead)
            self._set_back(node, image)
            node.is_mistaken = True
            self.seen["set back"] += 1

    def clone(self, node: Node) -> None:
        """A second machine from the disk of the first: both write the same chains."""
        if len(self.laptops) >= 7 or node.is_office or node.is_barred:
            return
        image = self._image(node)
        clock = ManualClock(node.clock.now())
        session = make_session(
            device=node.device, rank=node.session.rank, village=node.villages[0], clock=clock, ids=self.lives.next()
        )
        twin = Node(
            name=f"{node.name}'", session=session, clock=clock, device=node.device, certificate=node.certificate,
            villages=node.villages, dead=set(node.dead),
        )  # fmt: skip
        self._set_back(twin, image)
        node.is_mistaken = twin.is_mistaken = True
        self.laptops.append(twin)
        self.seen["clone"] += 1

    def revoke(self, node: Node) -> None:
        laptop = self._draw(self.laptops)
        others = {one.device for one in self.laptops if not one.is_barred} - {laptop.device}
        if len(others) < 2 or laptop.is_barred:
            return
        revocations.revoke(self.office.session, laptop.device, "丢失")
        self.office.revoked.add(laptop.device)
        for one in self.laptops:
            one.is_barred = one.is_barred or one.device == laptop.device
        self.seen["revoked"] += 1

    def attack(self, node: Node) -> None:
        """A certified laptop that lies: more rank than it has, the office's own facts, another's chain, a bad value."""
        liar = self._draw(self.laptops)
        kind = self._draw(("rank", "owned", "value", "foreign", "number", "village", "bytes"))
        record = self._draw(self.records)
        replica = ReplicaId(self.lives.next().new())
        village = VILLAGE_OF[record]
        changes = [Change(OperationKind.SET, 1901, self._fresh())]
        rank = liar.session.rank
        if kind == "rank":
            rank = 4
        elif kind == "owned":
            changes = [Change(OperationKind.SET, 1906, self._fresh())]
        elif kind == "value":
            changes = [
                self._draw(
                    (Change(OperationKind.SET, 1902, Value(b"x")), Change(OperationKind.ADD, SET_FIELD, Value("zz")))
                )
            ]
        elif kind in ("foreign", "village"):
            victims = [fact for fact in self.facts.values() if fact.device != liar.device and fact.is_honest]
            if not victims:
                return
            chosen = self._draw(victims).replica
            victim = max((fact for fact in victims if fact.replica == chosen), key=lambda fact: fact.sequence)
            self._lie(liar, ReplicaId(victim.replica), village, rank, record, changes, after=victim)
            return
        good = [Change(OperationKind.SET, 1901, self._fresh())] if self.random.random() < 0.5 else None
        self._lie(liar, replica, village, rank, record, changes, good=good, kind=kind)

    # ---- the end

    def everybody_exchanges(self) -> None:
        for _round in range(ROUNDS):
            is_quiet = True
            for laptop in self.laptops:
                parcel = self._export(laptop)
                if parcel is not None:
                    is_quiet = is_quiet and laptop.is_barred
                    self._receive(parcel, answers=[laptop])
            self.to_the_upper_office(self.office)
            for laptop in self.laptops:
                parcel = self._send(laptop)
                if parcel is not None:
                    is_quiet = False
                    self._take_in(laptop, parcel)
            if is_quiet:
                return

    def mistaken_hand_over(self) -> None:
        """A twin, or a disk set back, to which nothing is sent cannot notice anything: it hands over once more.

        Until then the office knows no better (decision 0014). To whom anything is sent, that must suffice.
        """
        mistaken = [one for one in self.laptops if one.is_mistaken and not one.is_barred]
        silent = [one for one in mistaken if (sent := self._send(one)) is None or not sent.runs]
        for laptop in silent:
            with Write(laptop.db):
                told.doubt(laptop.session)
        if silent:
            self.everybody_exchanges()

    def agree(self) -> None:
        """In the end everybody has what anybody had and may have, and shows the same (I3, I5)."""
        living = [node for node in self.nodes if not node.is_barred]
        had = {digest for node in living for digest in node.known if self._is_provable(node, digest)}
        self.everybody_exchanges()
        self.mistaken_hand_over()
        for node in living:
            mine = {one for one in had if node.is_office or self.facts[one].village in node.villages}
            barred = {one for one in mine if self.facts[one].device in self.office.revoked}
            assert mine - barred <= node.known, f"I3: {node.name} lacks what somebody had"
        truth = {one for one in self.office.known if self._is_provable(self.office, one)}
        for node in living:
            mine = {one for one in truth if node.is_office or self.facts[one].village in node.villages}
            theirs = {one for one in node.known if self.facts[one].device not in self.office.revoked}
            assert mine <= node.known, f"I5: {node.name} lacks something"
            assert theirs <= mine | (node.known - truth if node.is_office else set()) or node is self.upper, "I5"
            if not node.is_office:
                waiting = self._unsent(node)
                assert not waiting, f"{node.name} still has something to hand over"
            node.session.pack = packs()[1]
            states = dict(node.db.states)
            node.db.refold(packs()[1])
            self._compare(node, everything=True)
            assert states.keys() == node.db.states.keys()
            quarantined = {row[0] for row in node.db.conn.execute("SELECT h FROM quarantine")}
            assert not quarantined & node.known, "what came in still waits"
        self.seen["conflicts"] += self.office.db.conn.execute("SELECT count(*) FROM unsettled").fetchone()[0]
        self.seen["fork"] += bool(self.doubled)

    # ---- how people write

    def _draw(self, some: Sequence[Any]) -> Any:
        return self.random.choice(some)

    def _fresh(self) -> Value:
        self.values += 1
        return Value(str(1000 + self.values))

    def _record(self, node: Node) -> RecordId | None:
        some = [record for record in self.records if VILLAGE_OF[record] in node.villages]
        return self._draw(some) if some else None

    def _some_screen(self, node: Node) -> int | None:
        return max(0, log.position(node.db) - self.random.randint(1, 6)) if self.random.random() < 0.3 else None

    def _edit(self, record: RecordId, *, is_new: bool = False, **values: Value) -> RecordEdit:
        return RecordEdit(kind=KIND, record=record, values=values, is_new=is_new)

    def _edit_one(self, node: Node, *, seen: int | None) -> None:
        record = self._record(node)
        if record is None:
            return
        names = [*PLAIN, *(["sim_note"] if node.pack else [])]
        some = self.random.sample(names, self.random.choice((1, 1, 1, 2)))
        self._save(node, self._edit(record, **{name: self._fresh() for name in some}), seen=seen)

    def _save(self, node: Node, edit: RecordEdit, *, seen: int | None = None) -> None:
        position = log.position(node.db)
        seen = position if seen is None else min(seen, position)
        shown = frozenset(node.known) if seen == position else frozenset(node.order[:seen])
        is_seen = self.oracle.is_known(edit.record, shown)
        is_alive = is_seen and self.oracle.is_alive(edit.record, shown)
        try:
            self._commit(node, (edit,), seen)
        except RuleError:
            assert not is_alive, "a save that was due was refused"
            assert log.position(node.db) == position, "I2: a refused save wrote something"
            return
        is_known = self.oracle.is_known(edit.record, node.known)
        assert edit.is_new or is_alive or edit.removes or edit.restores or (not is_seen and is_known)
        self._learn(node, shown, position)

    def _commit(self, node: Node, edits: tuple[RecordEdit, ...], seen: int) -> None:
        saves = [Save(village=VILLAGE_OF[edit.record], edits=(edit,)) for edit in edits]
        commit(node.session, saves, seen=seen, label="Changed")

    def _learn(self, node: Node, shown: Collection[bytes], position: int) -> None:
        """Take note of what was just written, and check its place in its chain (I11) and its time."""
        for transaction in log.read(node.db, "arrived > ?", (position,)):
            header = transaction.header
            assert header.replica not in node.dead, "a restored workspace goes on with an old chain"
            assert header.previous in node.known or header.sequence == 1, "I7"
            if header.previous:
                before = self.facts[header.previous]
                assert (before.replica, before.sequence + 1) == (header.replica, header.sequence), "I7"
            assert header.hlc > node.time, "a workspace goes back in time"
            node.time = header.hlc
            (record,) = {item.record for item in header.records if item.entity == KIND}
            packed = Packed(transaction.header_bytes, transaction.salt, transaction.values)
            self._note(
                transaction.hash,
                Fact(header.replica, header.sequence, header.previous, VILLAGE_OF[record], self._writer(node), packed),
            )
            self.oracle.learn(transaction, shown, (SET_FIELD,))
            node.order.append(transaction.hash)
            node.known.add(transaction.hash)
        self._compare(node)

    def _writer(self, node: Node) -> bytes:
        return node.certificate.subject

    def _note(self, digest: bytes, fact: Fact) -> None:
        self.facts[digest] = fact
        same = self.numbers.setdefault((fact.replica, fact.sequence), [])
        same.append(digest)
        if len(same) > 1:
            self.doubled.add((fact.replica, fact.sequence))

    def _require_nobody_between(self, node: Node, batch: bytes, hashes: list[bytes]) -> None:
        """An undo is refused where somebody else has changed the same facts since."""
        if not hashes:  # an action that changed nothing is taken back, and done again, without an entry
            return
        first = min(node.order.index(digest) for digest in hashes)
        mine = self._facts_said(hashes)
        own = {row[0] for row in node.db.conn.execute("SELECT rep FROM replica WHERE device = ?", (node.device,))}
        others = [one for one in node.order[first:] if one not in hashes and self.facts[one].replica not in own]
        assert not mine & self._facts_said(others), "an undo took back what somebody else wrote since"

    def _facts_said(self, hashes: Iterable[bytes]) -> set[tuple[bytes, int]]:
        return {
            (record, operation.field)
            for digest in hashes
            for _kind, record, operation in parse(*self.facts[digest].packed).operations()
            if operation.field != SET_FIELD  # a set is undone option by option
        }

    # ---- how bundles are made

    def _pack(self, node: Node, stretches: list[Stretch], **manifest: object) -> Parcel:
        """Return a parcel of these stretches, signed as far as the sender can prove them."""
        runs: list[tuple[bytes, int, list[bytes]]] = []
        heads: dict[tuple[bytes, bytes], Any] = {}
        for item in stretches:
            own = node.db.conn.execute("SELECT device FROM replica WHERE rep = ?", (item.replica,)).fetchone()[0]
            for position in item.positions:
                digest = node.order[position - 1]
                number, before = self.facts[digest].sequence, self.facts[digest].previous
                # by the link, as ``segments.build`` does: numbers alone would join two branches of a fork, and the
                # end of the first would go without a signature
                if not runs or runs[-1][0] != item.replica or runs[-1][2][-1] != before:
                    runs.append((item.replica, number, []))
                runs[-1][2].append(digest)
            if own == node.device:
                for replica, low, hashes in runs:
                    if replica == item.replica:
                        end = low + len(hashes) - 1
                        heads[replica, hashes[-1]] = signed_head(
                            replica, hashes[-1], end, item.village, node.certificate
                        )
            else:
                heads |= dispatch.signed_ends(node.session, item.replica, None)  # type: ignore[arg-type]
        going = {digest for run in runs for digest in run[2]}
        made = [head for key, head in heads.items() if key[1] in going]
        self._keep_signatures(node, [head for head in made if head.signer is node.certificate])
        told_of = {
            "bundle_id": self.lives.next().new(), "number": 1, "have": (), "want_blobs": (), "previous_bundle_id": None,
            "created_ms": int(node.clock.now().timestamp() * 1000), "trust": SimpleNamespace(crl=0), "witnessed": b"",
            "heads": [
                ChainEnd(replica=one.head.replica, hash=one.head.hash, sequence=one.head.sequence) for one in made
            ],
        }  # fmt: skip
        return Parcel(
            sender=node, certificate=node.certificate, manifest=SimpleNamespace(**(told_of | manifest)), heads=made,
            runs=runs,
        )  # fmt: skip

    def _keep_signatures(self, node: Node, heads: Iterable[Any]) -> None:
        node.db.conn.executemany(
            "INSERT OR REPLACE INTO head_sig VALUES(?,?,?,?,?)",
            [(item.head.replica, item.head.hash, item.head.sequence, item.signer.der, b"signed") for item in heads],
        )

    def _everything(self, giver: Node, taker: Node | None) -> list[Stretch]:
        """Return what the giver can prove and the taker lacks; with no taker, all of it."""
        found = []
        there: dict[bytes, list[bytes]] = {}
        for one in () if taker is None else taker.known:
            there.setdefault(self.facts[one].replica, []).append(one)
        rows = giver.db.conn.execute("SELECT rep, village, device FROM replica ORDER BY rep").fetchall()
        for rep, village, device in rows:
            ends = None
            if device != giver.device:
                ends = [end for _rep, end in dispatch.signed_ends(giver.session, rep, None)]  # type: ignore[arg-type]
            item = chains.stretch(giver.db, ReplicaId(rep), village, there.get(rep, ()), ends=ends)
            if item is not None:
                found.append(item)
        return found

    def _export(self, laptop: Node) -> Parcel | None:
        """Write what the office lacks, as ``operations.handover.bundles.export_bundle`` does."""
        session = laptop.session
        unsent = bundles.unsent_of(session.db, session.device)
        _heads, others = bundles._lost_at_the_office(session, ADMITTED)
        if not unsent and not others and not told.is_due(session):
            return None
        own = [bundles._stretch(session, item) for item in unsent]
        number = int(settings.get(session.db, "bundle_number", "0")) + 1
        parcel = self._pack(
            laptop,
            [*own, *others],
            number=number,
            previous_bundle_id=settings.secret(session.db, "previous_bundle"),
            have=dispatch.ends_here(session),
            trust=SimpleNamespace(crl=int(settings.get(session.db, told.CRL_NUMBER, "0"))),
            witnessed=witnessing.told(session),
        )
        with Write(session.db):
            settings.put(session.db, "bundle_number", str(number))
            settings.put_secret(session.db, "previous_bundle", parcel.manifest.bundle_id)
            told.note(session, parcel.manifest.bundle_id)
            session.db.conn.execute(
                "INSERT INTO bundle VALUES(?,'out',?,?,?,'',0,'written','{}')",
                (parcel.manifest.bundle_id, number, session.device, session.clock.now().isoformat()),
            )
        laptop.written.add(parcel.manifest.bundle_id)
        return parcel

    def _receive(self, parcel: Parcel, *, answers: Sequence[Node] = (), is_torn: bool = False) -> None:
        """Take a bundle in at the office, as ``office.receiving.receive`` does, and answer with a receipt."""
        office = self.office
        session, device = office.session, parcel.certificate.subject
        is_barred = revocations.is_revoked(session, parcel.certificate)
        outcome = self._take(office, parcel, is_torn=is_torn)
        if outcome is None:
            return
        with Write(session.db):
            if not is_barred:
                witnesses.hear(session, device, parcel.manifest.witnessed, office.keys.epoch)
                statements.listen(session, self._bundle(parcel))
            merging.note(session, self._bundle(parcel), "", outcome)
            number = receipts.next_number(session)
        if is_barred or parcel.is_hostile:
            return
        receipt = self._receipt(device, number)
        forked = {
            replica
            for replica, number in self.doubled
            if len(here := [one for one in self.numbers[replica, number] if one in office.known]) > 1
            and any(self.facts[one].device == device for one in here)
        }
        assert set(receipt.forks) == forked, "I11: a fork is not told"
        answer = self._answer(receipt)
        for laptop in answers or [one for one in self.laptops if one.device == device]:
            (self._take_in(laptop, answer) if answers else laptop.inbox.append(answer))

    def _receipt(self, device: bytes, number: int) -> Receipt:
        session = self.office.session
        receipt = receipts.of_device(session, self.office.keys, device, number=number)
        with Write(session.db):
            receipts.note_written(session, receipt)
        return receipt

    def _answer(self, receipt: Receipt, stretches: list[Stretch] | None = None) -> Parcel:
        parcel = self._pack(self.office, stretches or [])
        parcel.receipt = Heard(receipt=receipt, known=frozenset(self.office.known), durable=self.office.durable)
        return parcel

    def _send(self, laptop: Node) -> Parcel | None:
        """Write what a laptop lacks, as ``office.downstream.write`` does, or a receipt where that is news to it."""
        office = self.office
        session = office.session
        if laptop.is_barred or laptop.device not in downstream.laptops(session):
            return None
        said = statements.of_device(session, laptop.device) or Statement(last=bytes(16))
        found = downstream._chains(session, office.keys, laptop.device, said)
        number = revocations.list_number(session)
        lacks_something = bool(found.own or found.others or number > said.crl)
        if not lacks_something and not receipts.is_news(session, office.keys, laptop.device):
            return None
        with Write(session.db):
            receipt_number = receipts.next_number(session)
        parcel = self._answer(self._receipt(laptop.device, receipt_number), [*found.own, *found.others])
        parcel.crl = number if lacks_something else 0
        proven = {one for run in parcel.runs for one in run[2]}
        assert all(self._is_provable(office, one) for one in proven), "I9: something unsigned is sent"
        assert all(self.facts[one].village in laptop.villages for one in proven), "another village's chain is sent"
        return parcel

    def _take_in(self, laptop: Node, parcel: Parcel) -> None:
        """Take in what came from the office, as ``operations.downstream.take_in`` does."""
        session = laptop.session
        outcome = self._take(laptop, parcel)
        assert outcome is not None
        with Write(session.db):
            if parcel.crl > int(settings.get(session.db, told.CRL_NUMBER, "0")):
                settings.put(session.db, told.CRL_NUMBER, str(parcel.crl))
            told.weigh(session, parcel.manifest.bundle_id, outcome)
            merging.note(session, self._bundle(parcel), "", outcome)
        heard = parcel.receipt
        assert heard is not None
        stood = self._acknowledged(laptop)
        try:
            laptop_receipts.believe(session, heard.receipt)
        except Refusal as refusal:
            if refusal.reason not in PASSED_OVER:
                raise
        self._hear(laptop, heard)
        said = {(0, end.hash) for end in heard.receipt.heads} | {(1, end.hash) for end in heard.receipt.durable}
        stands = {(safe, end) for safe, end in said if end in laptop.known} if laptop.hears is heard else stood
        assert self._acknowledged(laptop) == stands, "D6: another receipt stands than the newest"
        sent = self._own(laptop) - self._unsent(laptop)
        safe = self._own(laptop) - self._unsent(laptop, is_durable=True)
        assert laptop.hears is not None
        assert sent <= laptop.hears.known, "I3: a laptop believes that the office has what it has not"
        assert safe <= laptop.hears.durable, "I3: a laptop believes safe what is in no backup"

    def _hear(self, laptop: Node, heard: Heard) -> None:
        """Judge by itself which receipt stands: of the newest epoch the one with the highest number (2.9)."""
        before = laptop.hears
        epoch = heard.receipt.epoch
        if epoch in laptop.retired and laptop.written.isdisjoint(heard.receipt.bundle_ids):
            return  # a late one; but one that answers what was written since was no late one, the other was
        if before is None:
            laptop.written.clear()
        elif before.receipt.epoch != epoch:
            laptop.retired = laptop.retired - {epoch} | {before.receipt.epoch}
            laptop.written.clear()
            self.seen["new epoch"] += 1
        elif before is not None and before.receipt.number > heard.receipt.number:
            self.seen["old receipt"] += 1
            return
        laptop.hears = heard

    def _acknowledged(self, laptop: Node) -> set[tuple[int, bytes]]:
        return set(laptop.db.conn.execute("SELECT durable, h FROM ack").fetchall())

    def _own(self, laptop: Node) -> set[bytes]:
        return {one for one in laptop.known if self.facts[one].device == laptop.device and self.facts[one].is_honest}

    def _unsent(self, laptop: Node, *, is_durable: bool = False) -> set[bytes]:
        """Return what a laptop counts as not handed over."""
        session = laptop.session
        found: set[bytes] = set()
        for item in bundles.unsent_of(session.db, session.device, is_durable=is_durable):
            known = bundles.acknowledged(session.db, item.replica, is_durable=is_durable)
            positions = chains.lacking(session.db, item.replica, known)
            found |= {laptop.order[position - 1] for position in positions}
        return found

    # ---- how bundles are taken in

    def _bundle(self, parcel: Parcel, *, torn_at: int | None = None, torn: MemoryDatabase | None = None) -> Any:
        """Return a parcel as its reader gives it; one that is torn stops in a run, while it is read or written."""

        def transactions(number: int, hashes: list[bytes]) -> Iterable[Packed]:
            for place, digest in enumerate(hashes):
                if number == torn_at and place == len(hashes) // 2:
                    if torn is None:
                        raise TornError
                    torn.fails = True
                yield self.facts[digest].packed

        return SimpleNamespace(
            manifest=parcel.manifest,
            certificate=parcel.certificate,
            heads=parcel.heads,
            signers=[head.signer for head in parcel.heads],
            transactions=sum(len(run[2]) for run in parcel.runs),
            segments=lambda: (
                SimpleNamespace(replica=replica, low=low, transactions=transactions(number, hashes))
                for number, (replica, low, hashes) in enumerate(parcel.runs)
            ),
        )

    def _allowed(self, node: Node) -> Allowed:
        if node.is_office:
            return receiving._allowed(node.session, node.keys)
        return Allowed(villages=node.villages, names={node.device: node.session.device})

    def _take(self, node: Node, parcel: Parcel, *, is_torn: bool = False) -> Any:
        """Merge a parcel, and compare what came in with what had to (I2, I6, I7, I9, I10)."""
        torn_at = self.random.randrange(len(parcel.runs)) if is_torn and parcel.runs else None
        torn = node.db if self.random.random() < 0.5 else None
        expected, end = self._expected(node, parcel, torn_at, is_reading=torn is None)
        before = self._rows(node) if expected == node.known else None
        last_hlc = log.last_hlc(node.db)
        outcome, states = None, dict(node.db.states)
        try:
            bundle = self._bundle(parcel, torn_at=torn_at, torn=torn)
            outcome = merging.merge(node.session, bundle, self._allowed(node))
        except TornError:
            node.db.states = states  # the folded states stand for tables, which are rolled back
            node.db.touched &= states.keys()
            self.seen["torn import"] += 1
        finally:
            node.db.fails = False
        position = len(node.order)
        fresh = [
            row[0] for row in node.db.conn.execute("SELECT h FROM tx WHERE arrived > ? ORDER BY arrived", (position,))
        ]
        node.order += fresh
        node.known.update(fresh)
        assert node.known == expected, f"I2/I7/I9: {node.name} took in {len(node.known)} and not {len(expected)}"
        brought = {one for number, run in enumerate(parcel.runs) if number < end for one in run[2]}
        kept = {row[0] for row in node.db.conn.execute("SELECT h FROM quarantine")}
        assert brought - node.known <= kept, "I10: something refused is gone"
        assert not kept & node.known, "what came in still waits"
        if before is not None:
            assert self._rows(node) == before, "I6: what was known changed something"
        limit = int((node.clock.now() + DAY).timestamp() * 1000) + 1 << hlc.COUNTER_BITS
        node.time = log.last_hlc(node.db)
        assert last_hlc <= node.time <= max(last_hlc, limit), "a clock from the future is followed"
        # signatures are kept before the first entry, so that neither a torn import nor a gap leaves anything unprovable
        signatures = {head.head.hash for head in parcel.heads}
        node.signed |= signatures
        for digest in (signatures & node.known) | (node.signed & set(fresh)):
            self._prove(node, digest)
        if outcome is not None:
            self.seen["refused"] += bool(brought - node.known)
        self._compare(node)
        return outcome

    def _expected(self, node: Node, parcel: Parcel, torn_at: int | None, *, is_reading: bool) -> tuple[set[bytes], int]:
        """Say by itself what a parcel must bring: link by link, of whom and where it may come from.

        And how many of its runs count: one that is torn leaves nothing, whether it is while a run is read or at the
        next one that brings anything to be written.
        """
        found = set(node.known)
        signers = {head.head.replica: head for head in parcel.heads}
        for number, (replica, _low, hashes) in enumerate(parcel.runs):
            if is_reading and number == torn_at:
                return set(node.known), 0
            fresh = self._expected_of(node, signers.get(replica), hashes, found)
            if fresh and torn_at is not None and number >= torn_at:
                return set(node.known), 0
            found |= fresh
        return found, len(parcel.runs)

    def _expected_of(self, node: Node, head: Any, hashes: list[bytes], found: set[bytes]) -> set[bytes]:
        fresh: set[bytes] = set()
        for digest in hashes:
            fact = self.facts[digest]
            if digest in found:
                continue
            if head is None or (not node.is_office and head.head.village not in node.villages):
                break
            if not fact.is_honest or (fact.previous and fact.previous not in found | fresh):
                break
            if node is self.office and head.signer.subject in node.revoked:
                break
            fresh.add(digest)
        return fresh

    def _prove(self, node: Node, digest: bytes) -> None:
        while digest and digest not in node.proven:
            node.proven.add(digest)
            digest = self.facts[digest].previous

    def _is_provable(self, node: Node, digest: bytes) -> bool:
        """Say whether a workspace can show whose it is: it wrote it, or has a signature at it or after it."""
        return self.facts[digest].device == node.certificate.subject or digest in node.proven

    # ---- how machines are set back

    def _image(self, node: Node) -> Image:
        return Image(
            data=node.db.conn.serialize(),
            order=tuple(node.order),
            pack=node.pack,
            hears=node.hears,
            retired=frozenset(node.retired),
            written=frozenset(node.written),
            signed=frozenset(node.signed),
            proven=frozenset(node.proven),
            revoked=frozenset(node.revoked),
            dead=frozenset(node.dead),
        )

    def _set_back(self, node: Node, image: Image) -> None:
        old = node.session
        node.session = make_session(
            device=node.device, rank=old.rank, village=old.village, clock=node.clock, ids=self.lives.next(),
            image=image.data,
        )  # fmt: skip
        old.db.conn.close()
        node.session.pack = packs()[image.pack]
        node.order, node.known, node.time = list(image.order), set(image.order), log.last_hlc(node.db)
        node.hears, node.retired, node.proven = image.hears, set(image.retired), set(image.proven)
        node.written, node.signed = set(image.written), set(image.signed)
        if node.is_office:
            self._revoke_again(node, image)
        node.screens.clear()
        node.db.refold(node.session.pack)
        self._compare(node, everything=True)

    def _revoke_again(self, node: Node, image: Image) -> None:
        """What the office had revoked since is on paper, and is revoked again before anything else."""
        for device in sorted(node.revoked - image.revoked):
            revocations.revoke(node.session, device, "丢失")

    def _require_safe(self, image: Image) -> None:
        """What a laptop believes safe is in the newest backup of the office (I3)."""
        for laptop in self.laptops:
            if laptop.hears is not None and laptop.hears.receipt.epoch == self.office.keys.epoch:
                safe = self._own(laptop) - self._unsent(laptop, is_durable=True)
                assert safe <= set(image.order), "I3: what was called safe is in no backup"

    # ---- how liars write

    def _lie(
        self,
        liar: Node,
        replica: ReplicaId,
        village: str,
        rank: int,
        record: RecordId,
        changes: list[Change],
        *,
        after: Fact | None = None,
        good: list[Change] | None = None,
        kind: str = "foreign",
    ) -> None:
        if liar.is_barred or village not in liar.villages:
            return
        ids: CountedIds = self.lives.next()
        digests: list[bytes] = []
        sequence, previous = (after.sequence, self._hash_of(after)) if after is not None else (0, b"")
        low = sequence + 1
        for said, honest in ([(good, True)] if good else []) + [(changes, False)]:
            sequence += 1
            number = sequence + 1 if kind == "number" and not honest else sequence
            transaction = seal(
                Header(
                    replica=replica, sequence=number, previous=previous or (b"\x07" * 32 if number > 1 else b""), hlc=1,
                    actor=ActorId(liar.device), rank=liar.session.rank if honest else rank, pack=bytes(32),
                    batch=BatchId(ids.new()),
                    records=(RecordChanges(entity=int(KIND), record=record, changes=tuple(said)),),
                ),
                ids.random_bytes(16),
            )  # fmt: skip
            packed = Packed(transaction.header_bytes, transaction.salt, transaction.values)
            if kind == "bytes" and not honest:
                packed = packed._replace(values=b"\x80")
            self._note(
                transaction.hash, Fact(replica, number, previous, village, liar.device, packed, is_honest=honest)
            )
            if honest:
                self.oracle.learn(transaction, (), (SET_FIELD,))
            digests.append(transaction.hash)
            previous = transaction.hash
        parcel = self._pack(liar, [])
        parcel.heads = [signed_head(replica, digests[-1], sequence, village, liar.certificate)]
        parcel.manifest.heads = []
        parcel.runs = [(replica, low, digests)]
        parcel.is_hostile = True
        before = set(self.office.known)
        self._receive(parcel)
        assert self.office.known - before <= set(digests[:-1]), "I9: a lie came into the register"
        self.seen["attack"] += 1

    def _hash_of(self, fact: Fact) -> bytes:
        return hashlib.sha256(fact.packed.header).digest()

    # ---- how it is compared

    def _compare(self, node: Node, *, everything: bool = False) -> None:
        db = node.db
        for record in sorted(db.states if everything else db.touched):
            self.oracle.check(record, db.states[record], node.known, node.session.pack)
        db.touched.clear()

    def _shown(self, node: Node) -> dict[RecordId, bool]:
        return {record: state.is_alive for record, state in node.db.states.items()}

    def _rows(self, node: Node) -> tuple[object, ...]:
        """Return how many rows there are and where the chains end: what a write that came to nothing leaves alone."""
        return tuple(node.db.conn.execute(_COUNTS).fetchone())


def _weights(*choices: int) -> tuple[int, ...]:
    return choices


_OFTEN, _SOMETIMES, _SELDOM = _weights(4, 8, 16), _weights(0, 2, 4, 8), _weights(0, 1, 2)
STEPS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("edit", _OFTEN),
    ("edit_late", _SOMETIMES),
    ("open_form", _SOMETIMES),
    ("say_the_same", _SOMETIMES),
    ("choose", _SOMETIMES),
    ("add", _SELDOM),
    ("add_twice", _SELDOM),
    ("take_out", _SOMETIMES),
    ("bring_back", _SOMETIMES),
    ("assign", _SELDOM),
    ("take_back", _SOMETIMES),
    ("decide", _SOMETIMES),
    ("skew", _SOMETIMES),
    ("new_pack", _SELDOM),
    ("tear_a_save", _SELDOM),
    ("export", _OFTEN),
    ("receive", _OFTEN),
    ("receive_torn", _SELDOM),
    ("send", _OFTEN),
    ("take_in", _OFTEN),
    ("lose", _SELDOM),
    ("gossip", _SOMETIMES),
    ("to_the_upper_office", _SOMETIMES),
    ("back_up", _SOMETIMES),
    ("restore", _SOMETIMES),
    ("official", _SELDOM),
    ("propose", _SELDOM),
    ("set_back", _SELDOM),
    ("clone", _SELDOM),
    ("revoke", _SELDOM),
    ("attack", _SOMETIMES),
)
