"""A forgotten passphrase: two persons of the right office help, for this request only, and both sides log it."""

from __future__ import annotations

import shutil
from functools import partial

import pytest
from registers import CHEAP, PASSPHRASE, add_family, admit, living, make_field, make_office, unlock

from poverty_desktop.crypto import cbor, sealing
from poverty_desktop.errors import RuleError
from poverty_desktop.operations.handover import bundles, enrolment, reset
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.operations.workspaces import backup
from poverty_desktop.queries.handover import bundles as pages
from poverty_desktop.store import ledger, workspace_keys
from poverty_desktop.store.ledger import Act
from poverty_desktop.store.workspace_keys import BY_OFFICE
from poverty_desktop.sync import reset as protocol
from poverty_desktop.sync.refusal import Refusal

OWN, HOLDER, FRESH = "stone-winter-apple-17", "green-harbour-violin-63", "lantern-orchard-copper-29"


class Way:
    """An office whose second key holder has a file, and a laptop whose passphrase nobody knows any more."""

    def __init__(self, folder):
        self.folder = folder
        self.office = make_office(folder / "office", has_keys=False)
        self.keys = enrolment.make_office_keys(self.office, folder, OWN, HOLDER).value
        self.field = make_field(folder / "field")
        admit(self.office, self.field, folder / "admission")
        add_family(self.field)
        self.laptop = self.field.folder
        self.expected = living(self.field)
        self.field.db.conn.close()

    def ask(self):
        return reset.ask(self.laptop, self.folder, clock=self.office.clock)

    def answer(self, asked, **changes):
        options = {"present": PASSPHRASE, "holder_file": self.keys.escrow, "holder_passphrase": HOLDER} | changes
        digits = options.pop("digits", asked.fingerprint)
        return reset.answer(self.office, asked.path, digits, self.folder, **options).value

    def accept(self, path, passphrase=FRESH):
        reset.accept(self.laptop, path, passphrase, clock=self.office.clock, cost=CHEAP)


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """What is derived here guards nothing; the cost of a guess is tested elsewhere."""
    from poverty_desktop.crypto import fingerprint
    from poverty_desktop.sync import office_keys

    monkeypatch.setattr(fingerprint, "_MEMORY_KIB", 64)
    for name in ("write_key_file", "write_escrow_file"):
        monkeypatch.setattr(enrolment, name, partial(getattr(office_keys, name), cost=CHEAP))


@pytest.fixture
def way(tmp_path):
    made = Way(tmp_path)
    yield made
    made.office.db.conn.close()


def test_that_two_persons_of_the_office_let_a_laptop_set_a_new_passphrase(way):
    asked = way.ask()
    shown = reset.look(way.office, asked.path)
    (device,) = pages.intake(way.office, has_keys=True).devices
    assert (shown.name, shown.digits) == ("测试村", device.digits)
    way.accept(way.answer(asked))
    with pytest.raises(RuleError, match="passphrase is wrong"):
        unlock(way.laptop)
    again = unlock(way.laptop, passphrase=FRESH)
    assert living(again) == way.expected
    assert not again.was_copied
    assert [entry.detail.get("by") for entry in ledger.entries(again.db)][-1] == "office"
    assert Act.RESET_ANSWERED in [entry.act for entry in ledger.entries(way.office.db)]
    again.db.conn.close()
    assert not reset.is_asked(way.laptop)


def test_that_neither_half_says_anything_of_the_key_and_both_make_it(way):
    wrap = protocol.read_wrap(workspace_keys.read(way.laptop)[BY_OFFICE])
    from poverty_desktop.office.receiving import office_keys
    from poverty_desktop.sync.office_keys import read_escrow_file

    holder = read_escrow_file(way.keys.escrow.read_bytes(), HOLDER)
    request = protocol.read_request(way.ask().path.read_bytes())
    first = protocol.open_half(wrap.for_office, office_keys(way.office).sealing, request)
    second = protocol.open_half(wrap.for_holder, holder, request)
    assert way.field.key not in (first.secret, second.secret)
    assert bytes(a ^ b for a, b in zip(first.secret, second.secret, strict=True)) == way.field.key
    with pytest.raises(RuleError, match="not that of the second key holder"):
        protocol.open_half(wrap.for_holder, office_keys(way.office).sealing, request)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"digits": "000 000 000 000"}, "fingerprints differ"),
        ({"present": "wrong"}, "passphrase is wrong"),
        ({"holder_passphrase": "wrong"}, "passphrase is wrong"),
        ({"holder_passphrase": OWN}, "passphrase is wrong"),
    ],
)
def test_that_one_person_alone_answers_nothing(way, changes, words):
    with pytest.raises(RuleError, match=words):
        way.answer(way.ask(), **changes)
    assert Act.RESET_ANSWERED not in [entry.act for entry in ledger.entries(way.office.db)]
    assert not [*way.folder.glob("*.fpn")]


def test_that_the_key_file_of_the_office_itself_is_no_second_person(way):
    with pytest.raises(RuleError):
        way.answer(way.ask(), holder_file=way.keys.keys, holder_passphrase=OWN)


def test_that_an_answer_to_an_earlier_request_opens_nothing(way):
    old = way.answer(way.ask()).read_bytes()
    way.ask()
    (way.folder / "old.fpn").write_bytes(old)
    with pytest.raises(RuleError, match="another request"):
        way.accept(way.folder / "old.fpn")
    unlock(way.laptop).db.conn.close()


def test_that_an_answer_opens_once(way):
    path = way.answer(way.ask())
    way.accept(path)
    with pytest.raises(RuleError, match="waits for no answer"):
        way.accept(path, "another-lantern-orchard-30")


def test_that_another_laptops_answer_opens_nothing(way, tmp_path):
    other = make_field(tmp_path / "other", seed=8)
    admit(way.office, other, tmp_path / "more")
    other.db.conn.close()
    theirs = reset.ask(other.folder, tmp_path / "more", clock=way.office.clock)
    way.ask()
    path = way.answer(theirs)
    with pytest.raises(RuleError, match="another request"):
        way.accept(path)


def test_that_an_answer_of_another_office_changes_nothing(way, tmp_path, monkeypatch):
    """Whoever had stolen both halves would still have to sign as the office."""
    asked = way.ask()
    request = protocol.read_request(asked.path.read_bytes())
    stranger = make_office(tmp_path / "stranger", seed=55)
    from poverty_desktop.office.receiving import office_keys
    from poverty_desktop.sync.office_keys import office_sender

    halves = tuple(
        protocol.Half(workspace=request.workspace, device=b"d" * 16, secret=secret)
        for secret in (bytes(32), way.field.key)
    )
    sender = office_sender(office_keys(stranger), b"d" * 16, request.recipient)
    forged = tmp_path / "forged.fpn"
    forged.write_bytes(protocol.answer(request, halves, sender, clock=way.office.clock))
    stranger.db.conn.close()
    with pytest.raises(Refusal):
        way.accept(forged)
    unlock(way.laptop).db.conn.close()
    assert reset.is_asked(way.laptop)


def test_that_a_request_of_a_laptop_that_is_not_ours_is_refused(way, tmp_path):
    stranger = make_office(tmp_path / "stranger", seed=55)
    with pytest.raises(RuleError, match="another office"):
        reset.look(stranger, way.ask().path)
    stranger.db.conn.close()
    enrolment.revoke(way.office, device_keys(unlock(way.laptop)).device, "stolen")
    with pytest.raises(RuleError, match="was revoked"):
        way.answer(way.ask())


def test_that_a_request_whose_key_was_exchanged_shows_other_digits(way):
    asked = way.ask()
    body = cbor.decode(asked.path.read_bytes(), max_bytes=99_999)
    body[5] = sealing.new_identity().recipient
    asked.path.write_bytes(cbor.encode(body))
    with pytest.raises(RuleError, match="fingerprints differ"):
        way.answer(asked)


@pytest.mark.parametrize("junk", [b"", b"\x80", b"age-encryption.org/v1\n", bytes(70_000)])
def test_that_junk_is_refused_in_words(way, junk):
    asked = way.ask()
    for path in (way.folder / "junk.fpw", way.folder / "junk.fpn"):
        path.write_bytes(junk)
    with pytest.raises(Refusal):
        reset.look(way.office, way.folder / "junk.fpw")
    with pytest.raises(Refusal):
        way.accept(way.folder / "junk.fpn")
    assert asked.path.exists()


def test_that_a_weak_passphrase_is_refused_and_the_answer_stays_good(way):
    path = way.answer(way.ask())
    with pytest.raises(RuleError):
        way.accept(path, "1234")
    way.accept(path)


def test_that_a_laptop_without_an_office_is_told_what_else_helps(tmp_path, field):
    field.db.conn.close()
    with pytest.raises(RuleError, match="recovery sheet"):
        reset.ask(field.folder, tmp_path)


def test_that_a_laptop_admitted_by_an_older_program_is_helped_after_its_next_bundle(way, tmp_path):
    keys = workspace_keys.read(way.laptop)
    keys.pop(BY_OFFICE)
    workspace_keys.write(way.laptop, keys)
    with pytest.raises(RuleError, match="recovery sheet"):
        way.ask()
    again = unlock(way.laptop, clock=way.office.clock)
    bundles.export_bundle(again, tmp_path)
    again.db.conn.close()
    way.accept(way.answer(way.ask()))


def test_that_a_restored_backup_is_helped_too(way, tmp_path):
    again = unlock(way.laptop, clock=way.office.clock)
    made = backup.back_up(again, tmp_path).value
    again.db.conn.close()
    shutil.rmtree(way.laptop)
    backup.restore(made, way.laptop)
    way.accept(way.answer(way.ask()))
    unlock(way.laptop, passphrase=FRESH).db.conn.close()
