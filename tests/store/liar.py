"""Lies of an admitted laptop drawn from a seed (sync.md 5, B6): each breaks one rule that the generator chose itself.

One bundle carries many chains. In each some honest entries come first, then the lie, then more of what would be
honest: what came before the lie must be in the register, the lie and all behind it must wait with its reason.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from den import Den
from registers import NEIGHBOUR, VILLAGE

from poverty_desktop.crypto.hashes import sha256
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import ActorId, BatchId, RecordId, ReplicaId
from poverty_desktop.journal.operation import EXISTENCE, Change, OperationKind, RecordChanges
from poverty_desktop.operations.handover import bundles, enrolment
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.packs.model import MergeClass, Property, PropertyType
from poverty_desktop.store import log
from poverty_desktop.sync.enrolment import device_sender
from poverty_desktop.sync.segments import SegmentTransaction

CHAINS = 25
"""Of one bundle."""
KINDS = [kind for kind in RecordKind if kind not in (RecordKind.STAFF, RecordKind.PERSON_LINK)]
HARD = (MergeClass.IDENTITY, MergeClass.OFFICIAL, MergeClass.MEMBERSHIP, MergeClass.AMOUNT, MergeClass.OFFICE)
TYPE = PropertyType
Records = dict[RecordKind, RecordId]


class Liar:
    """What one laptop may write, and everything that it may not."""

    def __init__(self, den: Den, rnd: random.Random, own: Records, foreign: Records) -> None:
        self.den, self.rnd, self.own, self.foreign = den, rnd, own, foreign
        items = [item for item in den.pack.properties if item.kind in own]
        self.written = [item for item in items if item.merge_class is not MergeClass.OFFICE]
        self.owned = [item for item in items if item.merge_class is MergeClass.OFFICE]
        self.lies: dict[str, tuple[str, Callable[[], dict[str, object]]]] = {
            "a rank": ("rank", self._rank),
            "a decision": ("rank", self._decision),
            "a link or an erasure": ("rank", self._link),
            "what the office owns": ("rank", self._owned),
            "another village's record": ("scope", self._foreign_record),
            "hung on another village's record": ("scope", self._foreign_reference),
            "another village's name": ("scope", self._foreign_village),
            "a value": ("value", self._misfit),
            "a property of another kind": ("value", self._wrong_kind),
            "an operation of another kind": ("value", self._wrong_operation),
            "an author": ("foreign", self._author),
            "an action": ("foreign", self._action),
            "a predecessor": ("gap", self._gap),
            "a number": ("gap", self._number),
            "bytes": ("malformed", dict),
        }

    # ---- what is honest

    def good(self, item: Property) -> Value:
        """Return a value that fits a property."""
        rnd = self.rnd
        match item.type:
            case TYPE.TEXT:
                return Value("".join(rnd.choices("一二三四五六七八九十abc 12", k=rnd.randint(1, 20))))
            case TYPE.INTEGER | TYPE.MONEY:
                return Value(rnd.choice((0, 1, 2026, -7, rnd.randint(0, 10**6), 2**53)))
            case TYPE.YEAR:
                return Value(rnd.choice((1000, 1900, 2025, 2026, 8999)))
            case TYPE.DECIMAL:
                return Value(rnd.choice(("0", "3.25", "-1.5")))
            case TYPE.DATE:
                return Value(f"{rnd.choice((1000, 1950, 2026, 8999))}-0{rnd.randint(1, 9)}-1{rnd.randint(0, 9)}")
            case TYPE.MONTH:
                return Value(f"2026-0{rnd.randint(1, 9)}")
            case TYPE.BOOLEAN:
                return Value(rnd.randint(0, 1))
            case TYPE.CHOICE | TYPE.CHOICES:
                return Value(self._code(item))
            case TYPE.DIVISION:
                return Value(VILLAGE)
            case TYPE.REFERENCE:
                assert item.target is not None
                is_own = item.target in self.own
                return Value(bytes(self.own[item.target]) if is_own else bytes(self.den.ids.new()))
            case TYPE.PHOTO:
                return Value(rnd.randbytes(48))

    def change(self, item: Property) -> Change:
        if item.type is TYPE.CHOICES:
            return Change(OperationKind.ADD, item.number, self.good(item))
        return Change(OperationKind.SET, item.number, self.good(item))

    def honest(self) -> RecordChanges:
        """Return something that the laptop may write of one of its records."""
        items = [item for item in self.written if item.type is not TYPE.PHOTO]
        first = self.rnd.choice(items)
        alike = [item for item in items if item.kind is first.kind]
        chosen = {item.number: item for item in self.rnd.sample(alike, min(len(alike), self.rnd.randint(1, 3)))}
        return self.den.said(first.kind, self.own[first.kind], *map(self.change, chosen.values()))

    def _code(self, item: Property) -> str:
        codes = self.den.pack.code_lists.get(item.code_list or "")
        if codes is None:
            return self.rnd.choice(self.den.pack.income_items).code if item.code_list == "income_item" else "01"
        return self.rnd.choice(codes.codes).code

    # ---- what is not: each returns what of the entry is other than honest

    def _rank(self) -> dict[str, object]:
        return {"rank": self.rnd.choice((2, 3, 4, 5, 9, 200))}

    def _decision(self) -> dict[str, object]:
        item = self._any(lambda item: item.merge_class in HARD and item.type is not TYPE.CHOICES)
        return self._says(item, Change(OperationKind.RESOLVE, item.number, self.good(item)))

    def _link(self) -> dict[str, object]:
        item = self._any(lambda _item: True)
        kind = self.rnd.choice((OperationKind.SAME_AS, OperationKind.NOT_SAME, OperationKind.ERASE))
        value = None if kind is OperationKind.ERASE else Value(bytes(self.own[item.kind]))
        field = item.number if kind is OperationKind.ERASE else EXISTENCE
        return self._says(item, Change(kind, field, value))

    def _owned(self) -> dict[str, object]:
        item = self.rnd.choice(self.owned)
        return self._says(item, self.change(item))

    def _foreign_record(self) -> dict[str, object]:
        item = self._any(lambda item: item.kind in self.foreign)
        kind = self.rnd.choice((OperationKind.SET, OperationKind.REMOVE, OperationKind.RESTORE, OperationKind.CREATE))
        said = self.change(item) if kind is OperationKind.SET else Change(kind, EXISTENCE)
        return {"records": (self.den.said(item.kind, self.foreign[item.kind], said),)}

    def _foreign_reference(self) -> dict[str, object]:
        item = self._any(lambda item: item.type is TYPE.REFERENCE and item.target in self.foreign)
        assert item.target is not None
        change = Change(OperationKind.SET, item.number, Value(bytes(self.foreign[item.target])))
        if self.rnd.random() < 0.5:
            return self._says(item, change)
        made = self.den.said(item.kind, self.den.ids.new(), Change(OperationKind.CREATE, EXISTENCE), change)
        return {"records": (made,)}

    def _foreign_village(self) -> dict[str, object]:
        item = self._any(lambda item: item.type is TYPE.DIVISION)
        return self._says(item, Change(OperationKind.SET, item.number, Value(NEIGHBOUR)))

    def _misfit(self) -> dict[str, object]:
        item = self._any(lambda item: item.type not in (TYPE.CHOICES, TYPE.DIVISION))
        texts = ("nonsense", "2026-02-30", "2026-13", "-", "1e5x")
        wrong: dict[PropertyType, tuple[object, ...]] = {
            TYPE.TEXT: (7, b"bytes", "王\x00", "王\u202e", "王\x1b[2J"),
            TYPE.CHOICE: (7, b"01", "no such code", "") if item.code_list in self.den.pack.code_lists else (7,),
            TYPE.DATE: (*texts, 20260101, "2026-1-1", "0001-01-01", "9999-12-31"),
            TYPE.MONTH: (*texts, 202601, "0000-01", "9999-12"),
            TYPE.DECIMAL: (*texts, "NaN", "Infinity", "1" * 40),
            TYPE.BOOLEAN: (*texts, 2, -1),
            TYPE.YEAR: (*texts, 0, 1, -2026, 999, 9000, 9999, 10**6),
            TYPE.REFERENCE: (*texts, b"short", b"", 3),
            TYPE.PHOTO: (*texts, b"x" * 16, b"x" * 47, b"x" * 49),
        }
        scalar = self.rnd.choice(wrong.get(item.type, (*texts, 1 << 60, -(1 << 60), b"7")))
        return self._says(item, Change(OperationKind.SET, item.number, Value(scalar)))  # type: ignore[arg-type]

    def _wrong_kind(self) -> dict[str, object]:
        item = self._any(lambda item: item.type not in (TYPE.REFERENCE, TYPE.DIVISION))
        kind = self.rnd.choice([kind for kind in self.own if kind is not item.kind])
        return {"records": (self.den.said(kind, self.own[kind], self.change(item)),)}

    def _wrong_operation(self) -> dict[str, object]:
        item = self._any(lambda item: item.type not in (TYPE.REFERENCE, TYPE.DIVISION))
        is_set = item.type is TYPE.CHOICES
        kinds = {OperationKind.CREATE, OperationKind.REMOVE, OperationKind.RESTORE}
        kinds |= {OperationKind.SET} if is_set else {OperationKind.ADD, OperationKind.TAKE}
        kind = self.rnd.choice(sorted(kinds))
        has_value = kind in (OperationKind.ADD, OperationKind.TAKE, OperationKind.SET)
        return self._says(item, Change(kind, item.number, self.good(item) if has_value else None))

    def _author(self) -> dict[str, object]:
        victim = self.rnd.choice((self.den.victim, self.den.neighbour))
        if self.rnd.random() < 0.5:
            return {"actor": ActorId(victim.actor)}
        return {"records": (self.den.sets(RecordKind.STAFF, RecordId(victim.actor), name="王五"),)}

    def _action(self) -> dict[str, object]:
        rows = self.den.office.db.conn.execute(
            "SELECT DISTINCT t.batch FROM tx t JOIN replica r ON r.rep = t.rep WHERE r.device <> ?",
            (bytes(device_keys(self.den.mallory).device),),
        ).fetchall()
        return {self.rnd.choice(("batch", "undoes")): BatchId(self.rnd.choice(rows)[0])}

    def _gap(self) -> dict[str, object]:
        return {"previous": self.rnd.randbytes(32)}

    def _number(self) -> dict[str, object]:
        return {"skips": self.rnd.choice((1, 2, 1000))}

    def _any(self, fits: Callable[[Property], bool]) -> Property:
        return self.rnd.choice([item for item in self.written if fits(item)])

    def _says(self, item: Property, change: Change) -> dict[str, object]:
        return {"records": (self.den.said(item.kind, self.own[item.kind], change),)}


def spoilt(entry: SegmentTransaction, rnd: random.Random) -> SegmentTransaction:
    """Return an entry whose values are not those that its header commits to."""
    values = bytearray(entry.values or b"")
    values[rnd.randrange(len(values))] ^= 1 << rnd.randrange(8)
    return replace(entry, values=bytes(values))


def furnish(den: Den) -> tuple[Records, Records]:
    """Let an honest laptop of each village write a record of every kind; return them."""
    found = []
    for laptop, village, family in (
        (den.victim, VILLAGE, den.own),
        (den.neighbour, NEIGHBOUR, den.foreign),
    ):
        records: Records = {
            RecordKind.HOUSEHOLD: RecordId(family.household),
            RecordKind.PERSON: RecordId(family.head),
            RecordKind.MEMBERSHIP: RecordId(family.membership),
            RecordKind.HOUSEHOLD_YEAR: RecordId(family.year),
            RecordKind.PERSON_YEAR: RecordId(family.head_year),
        }
        fresh = {kind: RecordId(den.ids.new()) for kind in KINDS if kind not in records}
        made = [den.said(kind, record, Change(OperationKind.CREATE, EXISTENCE)) for kind, record in fresh.items()]
        den.replica = ReplicaId(den.ids.new())
        den.actor = ActorId(laptop.actor)
        sender = device_sender(device_keys(laptop), enrolment.enrolment(laptop))
        taken = bundles.receive(den.office, den.bundle(den.packed(*made), village=village, sender=sender)).value
        assert (taken.accepted, taken.refused) == (1, 0)
        found.append(records | fresh)
    return found[0], found[1]


def one(den: Den, seed: int, own: Records, foreign: Records) -> tuple[list[str], Counter[str]]:
    """Let one bundle with :data:`CHAINS` lies come in; return what is wrong, and which lies were told."""
    rnd = random.Random(seed)
    liar = Liar(den, rnd, own, foreign)
    entries: list[SegmentTransaction] = []
    told: list[tuple[str, str, ReplicaId, list[bytes], list[bytes]]] = []
    for _chain in range(CHAINS):
        den.replica, den.actor = ReplicaId(den.ids.new()), ActorId(den.ids.new())
        name = rnd.choice(list(liar.lies))
        reason, lie = liar.lies[name]
        before, after = rnd.randint(0, 2), rnd.randint(0, 2)
        chain: list[SegmentTransaction] = []
        for number in range(before + 1 + after):
            other = lie() if number == before else {}
            records = other.pop("records", None) or (liar.honest(),)
            sequence = number + 1 + int(other.pop("skips", 0))  # type: ignore[call-overload]
            previous = sha256(chain[-1].header) if chain else b""
            said = {"previous": previous, "sequence": sequence, **other}
            if sequence > 1 and not said["previous"]:
                said["previous"] = bytes(32)
            if number == 0 and "previous" in other:
                said["sequence"] = 2
            entry = den.packed(*records, **said)
            chain.append(spoilt(entry, rnd) if name == "bytes" and number == before else entry)
        hashes = [sha256(item.header) for item in chain]
        told.append((name, reason, den.replica, hashes[:before], hashes[before:]))
        entries += chain
    expected_before = log.position(den.office.db)
    received = bundles.receive(den.office, den.bundle(*entries)).value
    found = []
    for name, reason, _replica, good, bad in told:
        where = f"seed {seed}, {name}"
        if not all(log.has(den.office.db, digest) for digest in good):
            found.append(f"{where}: what is honest did not come in")
        if any(log.has(den.office.db, digest) for digest in bad):
            found.append(f"{where}: it came into the register")
        kept = [_reason(den, digest) for digest in bad]
        if kept[0] != reason or None in kept:
            found.append(f"{where}: waits as {kept}, not as {reason}")
    if log.position(den.office.db) - expected_before != received.accepted != sum(len(item[3]) for item in told):
        found.append(f"seed {seed}: {received.accepted} came in")
    return found, Counter(item[0] for item in told)


def _reason(den: Den, digest: bytes) -> str | None:
    row = den.office.db.conn.execute("SELECT reason FROM quarantine WHERE h = ?", (digest,)).fetchone()
    return None if row is None else str(row[0])
