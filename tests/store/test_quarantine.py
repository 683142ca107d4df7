"""What waits at the office for a person: let in after all, or kept out for good, with a reason, and never lost."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from functools import partial

import pytest
from registers import PASSPHRASE, VILLAGE, add_family, admit, change, make_field, make_office, save, value

from poverty_desktop.cli.exchange import held_told
from poverty_desktop.cli.main import main
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.office import revocations, waiting_words
from poverty_desktop.operations.handover import bundles, downstream, quarantine, receipts
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.queries.handover.bundles import intake
from poverty_desktop.queries.handover.held_at_office import held_at_office
from poverty_desktop.queries.handover.quarantine import set_aside
from poverty_desktop.store import held, verdicts
from poverty_desktop.sync.refusal import Reason, Refusal


class Lost:
    """An office that revoked a laptop which brought a last bundle, and another laptop of the village."""

    def __init__(self, folder):
        self.folder = folder
        self.office = make_office(folder / "office", seed=9)
        self.one = make_field(folder / "one", seed=1, worker="甲")
        self.two = make_field(folder / "two", seed=2, worker="乙")
        for number, laptop in enumerate((self.one, self.two)):
            admit(self.office, laptop, folder / f"admission-{number}")
        self.family = add_family(self.one)
        self.up(self.one)
        revocations.revoke(self.office, device_keys(self.one).device, "lost on the bus")
        self.say("last words")
        self.bundle = self.export(self.one)
        bundles.receive(self.office, self.bundle)

    def say(self, words):
        save(self.one, change(RecordKind.HOUSEHOLD, self.family.household, phone=Value(words)))

    def export(self, laptop):
        stick = self.folder / f"stick-{len(list(self.folder.iterdir()))}"
        stick.mkdir()
        return bundles.export_bundle(laptop, stick).value.path

    def up(self, laptop):
        return bundles.receive(self.office, self.export(laptop)).value

    def shown(self, session):
        return value(session, RecordKind.HOUSEHOLD, self.family.household, "phone")


def let_in(lost, replica, reason):
    return quarantine.release(lost.office, [replica], reason=reason, approver="李主任")


@pytest.fixture
def lost(tmp_path):
    found = Lost(tmp_path)
    yield found
    for session in (found.office, found.one, found.two):
        session.db.conn.close()


def test_that_what_waits_is_listed_with_whose_it_is_and_why(lost):
    (row,) = set_aside(lost.office)
    assert (row.laptop, row.reason, row.count) == (lost.one.name, "revoked", 1)


def test_that_first_words_of_a_laptop_say_who_wrote_them_and_of_which_village_they_are(lost):
    stick = lost.folder / "down"
    stick.mkdir()
    downstream.send(lost.office, stick)
    downstream.take_in(lost.two, stick)
    revocations.revoke(lost.office, device_keys(lost.two).device, "left on the train")
    save(lost.two, change(RecordKind.HOUSEHOLD, lost.family.household, phone=Value("first words")))
    bundles.receive(lost.office, lost.export(lost.two))
    row = next(row for row in set_aside(lost.office) if row.laptop == lost.two.name)
    assert row.village == VILLAGE
    assert {fact.by for fact in quarantine.look(lost.office, row.name, "en").rows} == {"乙"}


def test_that_what_a_person_lets_in_stands_and_goes_on_to_the_other_laptop(lost):
    (row,) = set_aside(lost.office)
    done = let_in(lost, row.replica, "the team leader confirms it").value
    assert (done.accepted, done.waiting) == (1, 0)
    assert lost.shown(lost.office) == "last words"
    assert set_aside(lost.office) == ()
    stick = lost.folder / "down"
    stick.mkdir()
    downstream.send(lost.office, stick)
    downstream.take_in(lost.two, stick)
    assert lost.shown(lost.two) == "last words"


def test_that_later_bundles_of_a_revoked_laptop_wait_again_after_a_release(lost):
    (row,) = set_aside(lost.office)
    let_in(lost, row.replica, "confirmed")
    lost.say("later words")
    bundles.receive(lost.office, lost.export(lost.one))
    assert lost.shown(lost.office) == "last words"
    assert [(item.reason, item.why) for item in set_aside(lost.office)] == [("revoked", "confirmed")]


def test_that_what_came_in_several_bundles_is_let_in_together(lost):
    lost.say("second words")
    bundles.receive(lost.office, lost.export(lost.one))
    (replica,) = {row.replica for row in set_aside(lost.office)}
    done = let_in(lost, replica, "confirmed").value
    assert (done.accepted, done.waiting, lost.shown(lost.office)) == (2, 0, "second words")


def test_that_what_a_person_kept_out_stays_out_until_he_lets_it_in(lost):
    (row,) = set_aside(lost.office)
    assert quarantine.discard(lost.office, [row.name], reason="written by the thief").value == 1
    revocations.lift(lost.office, device_keys(lost.one).device)
    lost.office.db.conn.execute("DELETE FROM revocation")
    received = bundles.receive(lost.office, lost.bundle).value
    assert (received.accepted, received.refused) == (0, 1)
    (kept,) = set_aside(lost.office)
    assert (kept.reason, kept.why) == ("discarded", "written by the thief")
    let_in(lost, row.replica, "it was his own hand")
    assert lost.shown(lost.office) == "last words"


def test_that_a_decision_needs_a_reason_and_something_that_waits(lost):
    (row,) = set_aside(lost.office)
    acts = (partial(quarantine.release, approver="李主任"), quarantine.discard, quarantine.take_up)
    for act in acts:
        with pytest.raises(RuleError, match="reason"):
            act(lost.office, [row.name], reason="  ")
    let_in(lost, row.replica, "confirmed")
    for act in acts:
        with pytest.raises(RuleError, match="waits"):
            act(lost.office, [row.name], reason="confirmed")


def test_that_letting_in_forgives_nothing_but_the_revocation(lost):
    digest = hashlib.sha256(b"\x80").digest()
    lost.office.db.conn.execute("UPDATE quarantine SET header = x'80', h = ?", (digest,))
    (row,) = set_aside(lost.office)
    done = let_in(lost, row.replica, "confirmed").value
    assert (done.accepted, done.waiting) == (0, 1)
    assert [item.reason for item in set_aside(lost.office)] == ["malformed"]


def test_that_the_terminal_lists_what_waits_and_lets_it_in(lost, capsys, monkeypatch):
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)
    (row,) = set_aside(lost.office)
    folder = str(lost.office.folder)
    lost.office.db.conn.close()
    assert main(["quarantine", folder, "--json", "--language", "en"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["name"], told["entries"]) == (row.replica.hex(), 1)
    assert main(["release", folder, "no such chain", "--reason", "confirmed", "--approver", "李主任"]) == 1
    approved = ["--reason", "confirmed", "--approver", "李主任", "--json", "--language", "en"]
    assert main(["release", folder, told["name"][:8], *approved]) == 0
    assert json.loads(capsys.readouterr().out.split("\n", 0)[0])["new entries"] == 1


def test_that_the_terminal_decides_on_several_chains_or_on_none(lost, capsys, monkeypatch):
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)
    revocations.revoke(lost.office, device_keys(lost.two).device, "lost as well")
    add_family(lost.two)
    bundles.receive(lost.office, lost.export(lost.two))
    chains = [replica.hex() for replica in sorted({row.replica for row in set_aside(lost.office)})]
    assert len(chains) == 2
    folder = str(lost.office.folder)
    lost.office.db.conn.close()
    assert main(["release", folder, chains[0], "no such chain", "--reason", "confirmed", "--approver", "李主任"]) == 1
    approved = ["--reason", "confirmed", "--approver", "李主任", "--json", "--language", "en"]
    assert main(["release", folder, *chains, *approved]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["new entries"] > 1, told["still waiting"]) == (True, 0)


def test_that_nobody_lets_something_in_alone(lost):
    (row,) = set_aside(lost.office)
    for approver in ("", "核定员"):
        with pytest.raises(RuleError, match="name of"):
            quarantine.release(lost.office, [row.name], reason="confirmed", approver=approver)
    assert lost.shown(lost.office) != "last words"


def test_that_what_waits_is_looked_into_before_anything_is_decided(lost):
    (row,) = set_aside(lost.office)
    found = quarantine.look(lost.office, row.name, "en")
    (fact,) = found.rows
    assert (fact.home, fact.before, fact.after) == ("张三", "07170000000", "last words")
    assert (found.entries, found.households, row.households) == (1, 1, 1)
    assert lost.shown(lost.office) == "07170000000"


def test_that_what_was_put_aside_is_taken_up_again_for_the_reason_it_waited_for(lost):
    (row,) = set_aside(lost.office)
    quarantine.discard(lost.office, [row.name], reason="the thief wrote it")
    (kept,) = set_aside(lost.office)
    assert (kept.reason, kept.is_aside) == ("discarded", True)
    quarantine.take_up(lost.office, [row.name], reason="he wrote it himself")
    (again,) = set_aside(lost.office)
    assert (again.reason, again.is_aside, again.decided.reason) == ("revoked", False, "he wrote it himself")
    assert [said.what for said in verdicts.of(lost.office, row.name)] == ["taken_up", "discarded"]


def late(lost):
    """A bundle of the other laptop that comes when its admission has ended; the office has refused it."""
    add_family(lost.two, head={"name": Value("李四")})
    path = lost.export(lost.two)
    lost.office.clock.advance(timedelta(days=400))
    with pytest.raises(Refusal) as refused:
        bundles.receive(lost.office, path)
    assert refused.value.reason is Reason.EXPIRED
    return path


def of_file(lost):
    return next(row for row in set_aside(lost.office) if row.is_file)


def test_that_the_bundle_of_a_laptop_whose_admission_has_ended_waits_and_is_let_in_by_two_persons(lost):
    late(lost)
    row = of_file(lost)
    assert (row.laptop, row.reason) == (lost.two.name, "expired")
    found = quarantine.look(lost.office, row.name, "en")
    assert (found.households, {fact.home for fact in found.rows}) == (1, {"", "李四 (new household)"})
    assert lost.office.db.conn.execute("SELECT count(*) FROM person WHERE name = '李四'").fetchone() == (0,)
    done = quarantine.release(lost.office, [row.name], reason="the stick was late", approver="李主任").value
    assert (done.accepted, done.waiting, done.troubles) == (1, 0, ())
    assert lost.office.db.conn.execute("SELECT count(*) FROM person WHERE name = '李四'").fetchone() == (1,)
    assert not [row for row in set_aside(lost.office) if row.is_file]
    assert lost.office.db.conn.execute("SELECT count(*) FROM held_part").fetchone() == (0,)


def test_that_a_refused_file_is_kept_once_and_stays_put_aside_whoever_brings_it_again(lost):
    path = late(lost)
    quarantine.discard(lost.office, [of_file(lost).name], reason="not ours")
    with pytest.raises(Refusal):
        bundles.receive(lost.office, path)
    assert of_file(lost).is_aside
    quarantine.take_up(lost.office, [of_file(lost).name], reason="ours after all")
    assert not of_file(lost).is_aside


def test_that_a_changed_file_waits_but_cannot_come_in(lost):
    add_family(lost.two)
    path = lost.export(lost.two)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(Refusal):
        bundles.receive(lost.office, path)
    row = of_file(lost)
    assert row.reason == "damaged"
    assert quarantine.look(lost.office, row.name, "en").trouble is not None
    done = quarantine.release(lost.office, [row.name], reason="try", approver="李主任").value
    assert (done.accepted, done.waiting, len(done.troubles)) == (0, 1, 1)


def test_that_a_damaged_file_waits_no_more_once_a_whole_one_of_its_name_came_in(lost):
    """The list goes on telling of it; nobody has to decide on what came in."""
    add_family(lost.two)
    path = lost.export(lost.two)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes((whole[-1] ^ 1,)))
    with pytest.raises(Refusal):
        bundles.receive(lost.office, path)
    assert of_file(lost).waits
    assert (intake(lost.office, has_keys=True).files_waiting, held.waiting(lost.office)) == (1, 2)
    path.write_bytes(whole)
    bundles.receive(lost.office, path)
    row = of_file(lost)
    assert not row.waits
    assert row.came_at is not None
    assert (intake(lost.office, has_keys=True).files_waiting, held.waiting(lost.office)) == (0, 1)
    assert waiting_words.short(row.reason, row.came_at) == "damaged; a whole copy came in"
    assert f"{row.came_at.astimezone():%Y-%m-%d}" in waiting_words.advice(row.reason, row.came_at)


def test_that_half_a_file_and_the_file_of_another_office_are_not_kept(lost, tmp_path):
    other = make_office(tmp_path / "other", seed=77)
    path = lost.export(lost.two) if add_family(lost.two) else None
    with pytest.raises(Refusal):
        bundles.receive(other, path)
    path.write_bytes(path.read_bytes()[:10])
    with pytest.raises(Refusal):
        bundles.receive(lost.office, path)
    assert set_aside(other) == ()
    assert not [row for row in set_aside(lost.office) if row.is_file]
    other.db.conn.close()


def test_that_the_laptop_is_told_what_of_its_work_waits_at_the_office_and_why(lost):
    family = add_family(lost.two, head={"name": Value("李四")})
    lost.two.rank = 4
    save(lost.two, change(RecordKind.HOUSEHOLD, family.household, phone=Value("king")))
    lost.two.rank = 1
    received = lost.up(lost.two)
    assert held_at_office(lost.two) == ()
    receipts.take_receipt(lost.two, received.receipt)
    (held,) = held_at_office(lost.two)
    assert (held.code, held.entries, held.households, held.heads) == ("rank", 1, 1, ("李四",))
    sentence = "The laptop is not allowed to write this."
    assert held.sentence == sentence
    assert held_told(lost.two, as_json=True) == {
        "held back at the office": [{"reason": "rank", "why": sentence, "entries": 1, "households": 1}]
    }
    assert held_told(lost.two, as_json=False) == {"held back at the office": [f"1: {sentence}"]}


def test_that_a_script_is_told_also_that_nothing_waits_and_a_reader_is_not(lost):
    assert held_told(lost.two, as_json=True) == {"held back at the office": []}
    assert held_told(lost.two, as_json=False) == {}
