"""An office with two honest laptops of two villages, and the keys of a third that is admitted and lies."""

from __future__ import annotations

from dataclasses import dataclass

import cbor2
from registers import NEIGHBOUR, NOW, VILLAGE, add_family, admit, change, make_field, make_office, save

from poverty_desktop.clock import ManualClock
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import ActorId, BatchId, RecordId, ReplicaId, SeededIds
from poverty_desktop.journal.operation import EXISTENCE, Change, OperationKind, RecordChanges
from poverty_desktop.journal.transaction import Header, seal
from poverty_desktop.operations.handover import bundles, enrolment
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.sync.bundle_writer import Outline, write_bundle
from poverty_desktop.sync.enrolment import device_sender
from poverty_desktop.sync.segments import SegmentTransaction

HOUSEHOLD, PERSON, MEMBERSHIP, STAFF = (
    RecordKind.HOUSEHOLD, RecordKind.PERSON, RecordKind.MEMBERSHIP, RecordKind.STAFF,
)  # fmt: skip
SET, CREATE, REMOVE, RESTORE, ADD = (
    OperationKind.SET, OperationKind.CREATE, OperationKind.REMOVE, OperationKind.RESTORE, OperationKind.ADD,
)  # fmt: skip


@dataclass
class Den:
    """An office with two honest laptops' villages in it, and the keys of a third that is admitted for the first."""

    folder: object
    office: object
    victim: object
    neighbour: object
    mallory: object
    own: object  # a household of the village that mallory is admitted for
    foreign: object  # one of another village
    number: int = 0
    seed: int = 4711

    def __post_init__(self):
        self.ids = SeededIds(self.seed)
        self.replica = ReplicaId(self.ids.new())
        self.actor = ActorId(self.ids.new())
        self.enrolment = enrolment.enrolment(self.mallory)
        self.sender = device_sender(device_keys(self.mallory), self.enrolment)
        self.pack = self.office.pack

    def field(self, kind, name):
        return self.pack.by_name[kind, name].number

    def said(self, kind, record, *changes):
        return RecordChanges(entity=int(kind), record=RecordId(record), changes=tuple(changes))

    def sets(self, kind, record, **values):
        said = [Change(SET, self.field(kind, name), Value(value)) for name, value in values.items()]
        return self.said(kind, record, *said)

    def makes(self, kind, record, **values):
        said = self.sets(kind, record, **values)
        return self.said(kind, record, Change(CREATE, EXISTENCE), *said.changes)

    def packed(self, *records, previous=b"", sequence=1, **header):
        fields = {
            "replica": self.replica, "sequence": sequence, "previous": previous, "hlc": 117_665_051_443_200_000,
            "actor": self.actor, "rank": 1, "pack": self.pack.content_hash, "batch": BatchId(self.ids.new()),
            "records": tuple(records),
        }  # fmt: skip
        made = seal(Header(**{**fields, **header}), self.ids.random_bytes(16))
        return SegmentTransaction(header=made.header_bytes, salt=made.salt, values=made.values)

    def bundle(self, *transactions, village=VILLAGE, sender=None, **outline):
        self.number += 1
        stick = self.folder / f"evil-{self.number}"
        stick.mkdir()
        villages = {cbor2.loads(item.header)[0]: village for item in transactions}
        said = Outline(
            number=self.number, hlc=1, pack=self.pack.content_hash, app_version="1", villages=villages, **outline
        )
        return write_bundle(
            stick, transactions, said, sender=sender or self.sender, clock=self.office.clock, ids=self.ids
        ).path

    def close(self):
        for session in (self.office, self.victim, self.neighbour, self.mallory):
            session.db.conn.close()


def make_den(folder) -> Den:
    """Let the office have what both honest laptops wrote."""
    clock = ManualClock(NOW)
    office = make_office(folder / "office", seed=9, clock=clock)
    victim = make_field(folder / "victim", seed=1, worker="李明", clock=clock)
    neighbour = make_field(folder / "neighbour", seed=2, worker="赵强", village=NEIGHBOUR, clock=clock)
    mallory = make_field(folder / "mallory", seed=3, worker="某人", clock=clock)
    for number, laptop in enumerate((victim, neighbour, mallory)):
        admit(office, laptop, folder / f"admission-{number}")
    own = add_family(victim)
    foreign = add_family(neighbour, village=NEIGHBOUR, household={"village": Value(NEIGHBOUR)})
    gone = add_family(victim)
    save(victim, change(HOUSEHOLD, own.household, group_name=Value("二组")))
    for number, laptop in enumerate((victim, neighbour)):
        stick = folder / f"stick-{number}"
        stick.mkdir()
        bundles.receive(office, bundles.export_bundle(laptop, stick).value.path)
    made = Den(folder, office, victim, neighbour, mallory, own, foreign)
    made.gone = gone
    return made
