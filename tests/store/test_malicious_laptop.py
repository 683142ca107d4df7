"""An admitted laptop that lies: attacks with valid keys; the register stays as it is, and everything waits."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import cbor2
import pytest
from den import ADD, CREATE, HOUSEHOLD, MEMBERSHIP, PERSON, REMOVE, RESTORE, SET, STAFF, Den, make_den
from registers import NEIGHBOUR, admit, change, living, make_field, save

from poverty_desktop.crypto import sealing
from poverty_desktop.crypto.hashes import sha256
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import ActorId, BatchId, RecordId, ReplicaId
from poverty_desktop.journal.operation import EXISTENCE, Change, OperationKind
from poverty_desktop.office.receiving import office_keys
from poverty_desktop.operations.handover import bundles, enrolment
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.queries.handover.quarantine import set_aside
from poverty_desktop.store import log
from poverty_desktop.sync import limits
from poverty_desktop.sync.enrolment import device_sender
from poverty_desktop.sync.refusal import Refusal
from poverty_desktop.sync.segments import SegmentTransaction


@pytest.fixture(scope="module")
def den(tmp_path_factory):
    made = make_den(tmp_path_factory.mktemp("den"))
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _as_it_was(den):
    """Each attack writes a chain of its own, as a laptop that was set up anew would."""
    den.replica = ReplicaId(den.ids.new())
    den.actor = ActorId(den.ids.new())


def new_id(den):
    return RecordId(den.ids.new())


def noise(den, length):
    """Text that does not shrink, so that it is not refused as a bomb."""
    return den.ids.random_bytes(length // 2).hex()


def rewritten(packed, **items):
    """A transaction whose header was written by hand; ``items`` are numbers of header items as ``i5=…``."""
    body = cbor2.loads(packed.header)
    for name, value in items.items():
        body[int(name.removeprefix("i"))] = value
    return replace(packed, header=cbor2.dumps(body, canonical=True))


def head_of(session, device):
    row = session.db.conn.execute(
        "SELECT h.rep, h.h, h.seq FROM head h JOIN replica r ON r.rep = h.rep WHERE r.device = ?", (device,)
    ).fetchone()
    return ReplicaId(row[0]), bytes(row[1]), row[2]


def continues_the_victims_chain(den):
    replica, end, sequence = head_of(den.office, bytes(device_keys(den.victim).device))
    den.replica = replica
    return den.packed(den.sets(HOUSEHOLD, den.own.household, phone="1"), previous=end, sequence=sequence + 1)


def continues_the_offices_own_chain(den):
    save(den.office, change(HOUSEHOLD, den.gone.household, remarks=Value("seen")))
    replica, end, sequence = head_of(den.office, den.office.device)
    den.replica = replica
    return den.packed(den.sets(HOUSEHOLD, den.own.household, phone="1"), previous=end, sequence=sequence + 1)


def victims_actor(den):
    return ActorId(den.victim.actor)


def victims_batch(den):
    return BatchId(den.office.db.conn.execute(
        "SELECT t.batch FROM tx t JOIN replica r ON r.rep = t.rep WHERE r.device = ?",
        (bytes(device_keys(den.victim).device),),
    ).fetchone()[0])  # fmt: skip


def foreign_interview(den):
    """An interview that the other village's laptop has handed over."""
    record = new_id(den)
    entry = den.packed(den.makes(RecordKind.INTERVIEW, record, household=bytes(den.foreign.household)))
    sender = device_sender(device_keys(den.neighbour), enrolment.enrolment(den.neighbour))
    assert bundles.receive(den.office, den.bundle(entry, village=NEIGHBOUR, sender=sender)).value.accepted == 1
    den.replica = ReplicaId(den.ids.new())
    den.actor = ActorId(den.ids.new())
    return record


Attack = Callable[[Den], SegmentTransaction]

ENTRIES: dict[str, tuple[str, Attack]] = {
    # rank
    "a rank of the county": ("rank", lambda den: den.packed(den.sets(HOUSEHOLD, den.own.household, phone="1"), rank=4)),
    "a rank of the township": (
        "rank", lambda den: den.packed(den.sets(HOUSEHOLD, den.own.household, phone="1"), rank=3),
    ),
    "a rank beyond all": ("rank", lambda den: den.packed(den.sets(HOUSEHOLD, den.own.household, phone="1"), rank=99)),
    "an erasure": ("rank", lambda den: den.packed(
        den.said(PERSON, den.own.head, Change(OperationKind.ERASE, den.field(PERSON, "name"))))),
    "a link of two persons": ("rank", lambda den: den.packed(
        den.said(PERSON, den.own.head, Change(OperationKind.SAME_AS, EXISTENCE, Value(bytes(den.foreign.head)))))),
    "a parting of two persons": ("rank", lambda den: den.packed(
        den.said(PERSON, den.own.head, Change(OperationKind.NOT_SAME, EXISTENCE, Value(bytes(den.foreign.head)))))),
    "a decision about an identity": ("rank", lambda den: den.packed(
        den.said(PERSON, den.own.head, Change(OperationKind.RESOLVE, den.field(PERSON, "name"), Value("王五"))))),
    "a decision about an official status": ("rank", lambda den: den.packed(den.said(
        HOUSEHOLD, den.own.household,
        Change(OperationKind.RESOLVE, den.field(HOUSEHOLD, "household_type"), Value("02"))))),
    "a decision about an amount": ("rank", lambda den: den.packed(den.said(
        HOUSEHOLD, den.own.household,
        Change(OperationKind.RESOLVE, den.field(HOUSEHOLD, "group_name"), Value("九组"))))),
    # scope
    "a fact of a household of another village": (
        "scope", lambda den: den.packed(den.sets(HOUSEHOLD, den.foreign.household, phone="1")),
    ),
    "a fact of a person of another village": (
        "scope", lambda den: den.packed(den.sets(PERSON, den.foreign.head, name="王五")),
    ),
    "an income of a household of another village": (
        "scope", lambda den: den.packed(den.sets(RecordKind.HOUSEHOLD_YEAR, den.foreign.year, wage_income=1)),
    ),
    "a removal in another village": ("scope", lambda den: den.packed(
        den.said(HOUSEHOLD, den.foreign.household, Change(REMOVE, EXISTENCE)))),
    "a restoration in another village": ("scope", lambda den: den.packed(
        den.said(HOUSEHOLD, den.foreign.household, Change(RESTORE, EXISTENCE)))),
    "a new household in another village": (
        "scope", lambda den: den.packed(den.makes(HOUSEHOLD, new_id(den), village=NEIGHBOUR)),
    ),
    "a household moved to another village": (
        "scope", lambda den: den.packed(den.sets(HOUSEHOLD, den.own.household, village=NEIGHBOUR)),
    ),
    "a member smuggled into a household of another village": ("scope", lambda den: den.packed(
        den.makes(MEMBERSHIP, new_id(den), person=bytes(den.own.head), household=bytes(den.foreign.household)))),
    "a person of another village taken into one's own": ("scope", lambda den: den.packed(
        den.makes(MEMBERSHIP, new_id(den), person=bytes(den.foreign.head), household=bytes(den.own.household)))),
    "a visit hung on a household of another village": ("scope", lambda den: den.packed(
        den.makes(RecordKind.VISIT, new_id(den), household=bytes(den.foreign.household), content="x"))),
    "the yearly record of another village": ("scope", lambda den: den.packed(
        den.makes(RecordKind.VILLAGE_YEAR, new_id(den), village=NEIGHBOUR, year=2026))),
    "an assessment of another village": ("scope", lambda den: den.packed(
        den.makes(RecordKind.ASSESSMENT, new_id(den), place=NEIGHBOUR))),
    "a correction hung on an interview of another village": ("scope", lambda den: den.packed(
        den.makes(RecordKind.INTERVIEW, new_id(den), corrects=bytes(foreign_interview(den))))),
    # authors and chains
    "somebody else's name": ("foreign", lambda den: den.packed(
        den.sets(HOUSEHOLD, den.own.household, phone="1"), actor=victims_actor(den))),
    "a colleague renamed": (
        "foreign", lambda den: den.packed(den.sets(STAFF, RecordId(victims_actor(den)), name="王五")),
    ),
    "an entry slipped into somebody else's action": ("foreign", lambda den: den.packed(
        den.sets(HOUSEHOLD, den.own.household, phone="1"), batch=victims_batch(den))),
    "somebody else's action said to be undone": ("foreign", lambda den: den.packed(
        den.sets(HOUSEHOLD, den.own.household, phone="1"), undoes=victims_batch(den))),
    "another laptop's chain continued": ("foreign", continues_the_victims_chain),
    "the office's own chain continued": ("foreign", continues_the_offices_own_chain),
    "a chain without its beginning": ("gap", lambda den: den.packed(
        den.sets(HOUSEHOLD, den.own.household, phone="1"), previous=bytes(32), sequence=7)),
    # kinds, types, values
    "a text for an amount": ("value", lambda den: den.packed(
        den.sets(RecordKind.HOUSEHOLD_YEAR, den.own.year, wage_income="a lot"))),
    "an amount beyond all": ("value", lambda den: den.packed(
        den.sets(RecordKind.HOUSEHOLD_YEAR, den.own.year, wage_income=1 << 60))),
    "a code that is in no list": ("value", lambda den: den.packed(den.sets(PERSON, den.own.head, sex="999"))),
    "a year that no calendar can count on from": ("value", lambda den: den.packed(
        den.sets(RecordKind.HOUSEHOLD_YEAR, den.own.year, year=0))),
    "a day near the end of all calendars": ("value", lambda den: den.packed(
        den.sets(PERSON, den.own.head, birth_date="9999-12-31"))),
    "a day that is in no calendar": ("value", lambda den: den.packed(
        den.sets(PERSON, den.own.head, birth_date="2026-02-30"))),
    "a name of 300 characters": ("value", lambda den: den.packed(
        den.sets(PERSON, den.own.head, name=noise(den, 300)))),
    "a text of 65,000 characters": (
        "value", lambda den: den.packed(den.sets(HOUSEHOLD, den.own.household, remarks=noise(den, 65_000))),
    ),
    "a name that ends a text": ("value", lambda den: den.packed(den.sets(PERSON, den.own.head, name="王\x00五"))),
    "a name that steers a terminal": (
        "value", lambda den: den.packed(den.sets(PERSON, den.own.head, name="王\x1b[2J五")),
    ),
    "a name that turns the line round": (
        "value", lambda den: den.packed(den.sets(PERSON, den.own.head, name="王\u202e五")),
    ),
    "a reason of 100,000 characters": ("value", lambda den: den.packed(
        den.sets(HOUSEHOLD, den.own.household, phone="1"), reason=noise(den, 100_000))),
    "a reference that names nothing": ("value", lambda den: den.packed(
        den.makes(MEMBERSHIP, new_id(den), person=b"short"))),
    "a photo's name of the wrong length": ("value", lambda den: den.packed(
        den.makes(RecordKind.ATTACHMENT, new_id(den), hash=b"x" * 16))),
    "a property of another kind of record": ("value", lambda den: den.packed(
        den.said(HOUSEHOLD, den.own.household, Change(SET, den.field(PERSON, "name"), Value("王五"))))),
    "an addition to what is no set": ("value", lambda den: den.packed(
        den.said(PERSON, den.own.head, Change(ADD, den.field(PERSON, "name"), Value("王五"))))),
    "a set overwritten as a whole": ("value", lambda den: den.packed(den.said(
        RecordKind.PERSON_YEAR, den.own.head_year,
        Change(SET, den.field(RecordKind.PERSON_YEAR, "health"), Value("02"))))),
    "a creation that is about a field": ("value", lambda den: den.packed(
        den.said(HOUSEHOLD, den.own.household, Change(CREATE, den.field(HOUSEHOLD, "phone"))))),
    # bytes
    "values that are not those of the header": ("malformed", lambda den: replace(
        den.packed(den.sets(PERSON, den.own.head, name="王五")), values=cbor2.dumps(["赵六"]))),
    "a header with an item of its own": ("malformed", lambda den: rewritten(
        den.packed(den.sets(PERSON, den.own.head, name="王五")), i40=1)),
    "a header of another suite": ("malformed", lambda den: rewritten(
        den.packed(den.sets(PERSON, den.own.head, name="王五")), i11=9)),
    "a change of no known kind": ("malformed", lambda den: rewritten(
        den.packed(den.sets(PERSON, den.own.head, name="王五")),
        i8=[[2, bytes(den.own.head), [[77, den.field(PERSON, "name"), []]]]])),
    "a record without a name": ("malformed", lambda den: rewritten(
        den.packed(den.sets(PERSON, den.own.head, name="王五")), i8=[[2, b"", [[1, 2101, []]]]])),
}  # fmt: skip
"""Attacks within a bundle that is well made: why each waits, and the entry."""


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", ENTRIES)
def test_that_an_entry_that_a_laptop_may_not_write_has_no_effect_and_waits_with_a_reason(den, name):
    reason, attack = ENTRIES[name]
    entry = attack(den)
    before, position = living(den.office), log.position(den.office.db)
    names = den.office.db.conn.execute("SELECT * FROM staff ORDER BY id").fetchall()
    received = bundles.receive(den.office, den.bundle(entry)).value
    assert (received.accepted, received.refused) == (0, 1)
    assert living(den.office) == before
    assert den.office.db.conn.execute("SELECT * FROM staff ORDER BY id").fetchall() == names
    assert log.position(den.office.db) == position
    kept = den.office.db.conn.execute("SELECT reason FROM quarantine WHERE h = ?", (sha256(entry.header),)).fetchall()
    assert kept == [(reason,)]


def test_that_forty_attacks_and_more_are_tried():
    assert len(ENTRIES) + len(FILES) >= 40


def taken_apart(den, path):
    stream = io.BytesIO(sealing.open_sealed(path.read_bytes(), [office_keys(den.office).sealing]))
    return cbor2.load(stream), stream.read()


def with_manifest(den, **items):
    """A bundle whose signed manifest says something else, as only its own laptop can make it."""
    from poverty_desktop.crypto import cbor, dsse

    path = den.bundle(den.packed(den.sets(HOUSEHOLD, den.own.household, phone="1")))
    envelope, rest = taken_apart(den, path)
    manifest = cbor2.loads(envelope[1])
    for name, value in items.items():
        number = int(name.removeprefix("i"))
        manifest[number] = value(manifest[number]) if callable(value) else value
    signed = dsse.sign(
        envelope[0], cbor.encode(manifest), [den.sender.key], certificates=[item.der for item in den.sender.chain]
    )
    path.write_bytes(sealing.seal(dsse.to_cbor(signed) + rest, den.sender.recipients))
    return path


def victims_bundle(den):
    row = den.office.db.conn.execute(
        "SELECT id FROM bundle WHERE device = ?", (bytes(device_keys(den.victim).device),)
    ).fetchone()
    return bytes(row[0])


FILES: dict[str, Callable[[Den], object]] = {
    "a chain signed for a village that it is not admitted for": lambda den: den.bundle(
        den.packed(den.sets(HOUSEHOLD, den.foreign.household, phone="1")), village=NEIGHBOUR
    ),
    "the sender's name of another laptop": lambda den: with_manifest(
        den, i6=lambda sender: [bytes(device_keys(den.victim).device), sender[1]]
    ),
    "a certificate that is not its own": lambda den: den.bundle(
        den.packed(den.sets(HOUSEHOLD, den.own.household, phone="1")),
        sender=replace(den.sender, chain=enrolment.enrolment(den.victim).chain),
    ),
    "parts that are not in the table of contents": lambda den: with_manifest(den, i14=lambda parts: parts[:-1]),
    "a length that is not that of the part": lambda den: with_manifest(
        den, i14=lambda parts: [[*parts[0][:3], parts[0][3] + 1, *parts[0][4:]], *parts[1:]]
    ),
    "the name of another laptop's bundle": lambda den: with_manifest(den, i3=victims_bundle(den)),
    "an addressee that is another office": lambda den: with_manifest(den, i7=bytes(16)),
}
"""Attacks with a file that cannot be right as a whole."""


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", FILES)
def test_that_a_file_that_lies_is_refused_whole(den, name):
    path = FILES[name](den)
    before, position = living(den.office), log.position(den.office.db)
    with pytest.raises(Refusal):
        bundles.receive(den.office, path)
    assert living(den.office) == before
    assert log.position(den.office.db) == position
    assert not list((den.office.folder / "inbox").iterdir())


def test_that_what_is_not_known_is_kept_and_has_no_effect(den):
    """Kinds and properties of a later program are kept for it (sync.md 2.13); nobody is shown them."""
    before = living(den.office)
    entry = den.packed(
        den.said(999, new_id(den), Change(CREATE, EXISTENCE), Change(SET, 999_001, Value("x"))),
        den.said(HOUSEHOLD, den.own.household, Change(SET, 1_999, Value("x"))),
    )
    assert bundles.receive(den.office, den.bundle(entry)).value.accepted == 1
    after = living(den.office)
    assert {name for name in before if after[name] != before[name]} <= {"household"}
    assert after["household"] == before["household"]


def test_that_nobody_puts_his_name_under_another_laptops_chain(den):
    """A head of the victim's chain, signed by the liar: what goes down later is still proven by the victim."""
    device = bytes(device_keys(den.victim).device)
    replica, _end, _sequence = head_of(den.office, device)
    rows = den.office.db.conn.execute("SELECT header, salt, vals FROM tx WHERE rep = ? ORDER BY seq", (replica,))
    copied = [SegmentTransaction(header=row[0], salt=row[1], values=row[2]) for row in rows.fetchall()]
    known = den.office.db.conn.execute("SELECT h, cert FROM head_sig WHERE rep = ?", (replica,)).fetchall()
    received = bundles.receive(den.office, den.bundle(*copied)).value
    assert (received.accepted, received.known) == (0, len(copied))
    assert den.office.db.conn.execute("SELECT h, cert FROM head_sig WHERE rep = ?", (replica,)).fetchall() == known


def test_that_more_entries_than_a_bundle_may_hold_are_refused_before_they_are_read(den, monkeypatch):
    first = den.packed(den.sets(HOUSEHOLD, den.own.household, phone="1"))
    second = den.packed(den.sets(HOUSEHOLD, den.own.household, phone="2"), previous=sha256(first.header), sequence=2)
    path = den.bundle(first, second)
    monkeypatch.setattr(limits, "TRANSACTIONS", 1)
    before = living(den.office)
    with pytest.raises(Refusal):
        bundles.receive(den.office, path)
    assert living(den.office) == before


def test_that_what_follows_a_refused_entry_waits_with_it(den):
    good = den.sets(HOUSEHOLD, den.own.household, phone="1")
    first = den.packed(good, rank=4)
    second = den.packed(good, previous=sha256(first.header), sequence=2)
    received = bundles.receive(den.office, den.bundle(first, second)).value
    assert (received.accepted, received.refused) == (0, 2)


@pytest.fixture
def outcast(den, tmp_path):
    """A den whose liar is a laptop of its own, so that revoking it bars the liar of no other test."""
    mallory = make_field(tmp_path / "outcast", seed=4, worker="某人", clock=den.office.clock)
    admit(den.office, mallory, tmp_path / "admission")
    yield replace(den, folder=tmp_path, mallory=mallory, number=0, seed=4712)
    mallory.db.conn.close()


def test_that_a_revoked_laptop_cannot_claim_that_it_wrote_before(outcast):
    entry = outcast.packed(outcast.sets(HOUSEHOLD, outcast.own.household, phone="1"), hlc=1 << 16)
    path = outcast.bundle(entry)
    outcast.office.clock.advance(timedelta(hours=1))
    enrolment.revoke(outcast.office, device_keys(outcast.mallory).device, "lost")
    before = living(outcast.office)
    received = bundles.receive(outcast.office, path).value
    assert (received.accepted, received.refused, received.receipt) == (0, 1, None)
    assert living(outcast.office) == before
    row = next(row for row in set_aside(outcast.office) if row.name == outcast.replica)
    assert (row.reason, row.laptop) == ("revoked", outcast.mallory.name)
