"""What waits at the office for a person: let in after all, or kept out for good, with a reason, and never lost."""

from __future__ import annotations

import hashlib
import json

import pytest
from registers import PASSPHRASE, add_family, admit, change, make_field, make_office, save, value

from poverty_desktop.cli.main import main
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.office import revocations
from poverty_desktop.operations import bundles, downstream, quarantine
from poverty_desktop.operations.enrolment import device_keys
from poverty_desktop.queries.quarantine import set_aside


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


@pytest.fixture
def lost(tmp_path):
    found = Lost(tmp_path)
    yield found
    for session in (found.office, found.one, found.two):
        session.db.conn.close()


def test_that_what_waits_is_listed_with_whose_it_is_and_why(lost):
    (row,) = set_aside(lost.office)
    assert (row.laptop, row.reason, row.count) == (lost.one.name, "revoked", 1)


def test_that_what_a_person_lets_in_stands_and_goes_on_to_the_other_laptop(lost):
    (row,) = set_aside(lost.office)
    done = quarantine.release(lost.office, row.replica, "the team leader confirms it").value
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
    quarantine.release(lost.office, row.replica, "confirmed")
    lost.say("later words")
    bundles.receive(lost.office, lost.export(lost.one))
    assert lost.shown(lost.office) == "last words"
    assert [(item.reason, item.why) for item in set_aside(lost.office)] == [("revoked", "confirmed")]


def test_that_what_came_in_several_bundles_is_let_in_together(lost):
    lost.say("second words")
    bundles.receive(lost.office, lost.export(lost.one))
    (replica,) = {row.replica for row in set_aside(lost.office)}
    done = quarantine.release(lost.office, replica, "confirmed").value
    assert (done.accepted, done.waiting, lost.shown(lost.office)) == (2, 0, "second words")


def test_that_what_a_person_kept_out_stays_out_until_he_lets_it_in(lost):
    (row,) = set_aside(lost.office)
    assert quarantine.discard(lost.office, row.replica, "written by the thief").value == 1
    revocations.lift(lost.office, device_keys(lost.one).device)
    lost.office.db.conn.execute("DELETE FROM revocation")
    received = bundles.receive(lost.office, lost.bundle).value
    assert (received.accepted, received.refused) == (0, 1)
    (kept,) = set_aside(lost.office)
    assert (kept.reason, kept.why) == ("discarded", "written by the thief")
    quarantine.release(lost.office, row.replica, "it was his own hand")
    assert lost.shown(lost.office) == "last words"


def test_that_a_decision_needs_a_reason_and_something_that_waits(lost):
    (row,) = set_aside(lost.office)
    for act in (quarantine.release, quarantine.discard):
        with pytest.raises(RuleError, match="reason"):
            act(lost.office, row.replica, "  ")
    quarantine.release(lost.office, row.replica, "confirmed")
    for act in (quarantine.release, quarantine.discard):
        with pytest.raises(RuleError, match="waits"):
            act(lost.office, row.replica, "confirmed")


def test_that_letting_in_forgives_nothing_but_the_revocation(lost):
    digest = hashlib.sha256(b"\x80").digest()
    lost.office.db.conn.execute("UPDATE quarantine SET header = x'80', h = ?", (digest,))
    (row,) = set_aside(lost.office)
    done = quarantine.release(lost.office, row.replica, "confirmed").value
    assert (done.accepted, done.waiting) == (0, 1)
    assert [item.reason for item in set_aside(lost.office)] == ["malformed"]


def test_that_the_terminal_lists_what_waits_and_lets_it_in(lost, capsys, monkeypatch):
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)
    (row,) = set_aside(lost.office)
    folder = str(lost.office.folder)
    lost.office.db.conn.close()
    assert main(["set-aside", folder, "--json", "--language", "en"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["chain"], told["entries"]) == (row.replica.hex(), 1)
    assert main(["release", folder, "no such chain", "--reason", "confirmed"]) == 1
    assert main(["release", folder, told["chain"][:8], "--reason", "confirmed", "--json", "--language", "en"]) == 0
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
    assert main(["release", folder, chains[0], "no such chain", "--reason", "confirmed"]) == 1
    assert main(["release", folder, *chains, "--reason", "confirmed", "--json", "--language", "en"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["new entries"] > 1, told["still waiting"]) == (True, 0)
