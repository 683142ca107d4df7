"""The admission of a laptop is renewed with what the office sends; what is not a renewal is refused; a lost laptop."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from registers import (
    NEIGHBOUR,
    NOW,
    PASSPHRASE,
    VILLAGE,
    add_family,
    admit,
    living,
    make_field,
    make_office,
)

from poverty_desktop.cli.main import main
from poverty_desktop.clock import ManualClock
from poverty_desktop.errors import RuleError
from poverty_desktop.office import renewals
from poverty_desktop.office.receiving import office_keys
from poverty_desktop.operations.handover import bundles, downstream, enrolment, laptops, quarantine
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.queries.handover import bundles as pages
from poverty_desktop.queries.handover.quarantine import set_aside
from poverty_desktop.store.session import RANK_COUNTY
from poverty_desktop.sync import admission, renewal
from poverty_desktop.sync.enrolment_request import EnrolmentRequest
from poverty_desktop.sync.refusal import Reason, Refusal


class Year:
    """An office and a laptop on one clock, which is set forward; a stick for each way."""

    def __init__(self, folder):
        self.folder = folder
        self.clock = ManualClock(NOW)
        self.office = make_office(folder / "office", seed=9, clock=self.clock)
        self.field = make_field(folder / "field", seed=1, worker="李明", clock=self.clock)
        admit(self.office, self.field, folder / "admission")
        self.device = device_keys(self.field).device
        add_family(self.field)
        self.up()

    def export(self):
        return bundles.export_bundle(self.field, self.stick()).value.path

    def up(self):
        return bundles.receive(self.office, self.export()).value

    def down(self):
        stick = self.stick()
        downstream.send(self.office, stick)
        return downstream.take_in(self.field, stick).value

    def stick(self):
        made = self.folder / f"stick-{len(list(self.folder.iterdir()))}"
        made.mkdir()
        return made

    def until(self):
        return enrolment.enrolment(self.field).certificate.not_after

    def row(self):
        return pages.intake(self.office, has_keys=True).devices[0]


@pytest.fixture
def year(tmp_path):
    found = Year(tmp_path)
    yield found
    for session in (found.office, found.field):
        session.db.conn.close()


def test_that_an_admission_is_renewed_with_what_the_office_sends_and_the_laptop_signs_with_it(year):
    first = year.until()
    stick = year.stick()
    assert downstream.send(year.office, stick).value[0].path is None  # nothing is due yet
    year.clock.advance(timedelta(days=320))
    news = year.down()
    assert news.admitted_until == year.until() > first
    assert news.troubles == ()
    assert year.row().is_renewal_waiting
    add_family(year.field)
    assert year.up().accepted == 1
    assert not year.row().is_renewal_waiting
    assert year.row().valid_until == year.until()
    assert downstream.send(year.office, year.stick()).value[0].path is None
    year.clock.advance(timedelta(days=60))  # beyond the end of the first certificate
    add_family(year.field)
    assert year.up().accepted == 1


def test_that_a_lost_stick_with_a_renewal_is_made_up_for(year):
    year.clock.advance(timedelta(days=320))
    downstream.send(year.office, year.stick())
    made = year.row().valid_until
    assert year.down().admitted_until == made
    assert year.down().admitted_until is None  # sent once more until the office sees it used, taken over once


def test_that_an_ended_admission_stops_no_work_and_its_bundle_is_fine_after_a_renewal(year):
    year.clock.advance(timedelta(days=400))
    add_family(year.field)
    path = year.export()
    with pytest.raises(Refusal) as refused:
        bundles.receive(year.office, path)
    assert refused.value.reason is Reason.EXPIRED
    assert [row.reason for row in set_aside(year.office)] == ["expired"]
    assert year.row().days_left(year.clock.now()) < 0
    assert renewals.to_send(year.office, office_keys(year.office), year.device) is None  # a person decides on it
    enrolment.renew(year.office, year.device)
    assert bundles.receive(year.office, path).value.accepted == 1
    assert set_aside(year.office) == ()
    assert living(year.office)["household"] == living(year.field)["household"]
    assert year.down().admitted_until == year.until() > year.clock.now()


def request_of(certificate, **changes):
    said = EnrolmentRequest(
        device=certificate.subject,
        name="x",
        villages=certificate.scope.villages,
        public=certificate.public,
        recipient=certificate.scope.recipient,
        app_version="",
        created_ms=0,
        fingerprint="",
    )
    return replace(said, **changes)


def forged(year, *, villages=(VILLAGE,), rank=1, keys=None, **changes):
    """An admission as an office makes one, otherwise than the laptop was admitted."""
    certificate = enrolment.enrolment(year.field).certificate
    return admission.admit(
        keys or office_keys(year.office),
        request_of(certificate, **changes),
        villages=villages,
        roles=("team",),
        max_rank=rank,
        clock=year.clock,
        ids=year.office.ids,
    ).file


def taken(year, data):
    known = enrolment.enrolment(year.field)
    return renewal.take_over(data, device_keys(year.field), known, clock=year.clock)


def test_that_a_renewal_for_other_villages_another_rank_key_or_office_is_refused(year, tmp_path):
    other = make_field(tmp_path / "other", seed=5)
    foreign = make_office(tmp_path / "foreign", seed=55, clock=year.clock)
    year.clock.advance(timedelta(days=320))
    wrong = {
        Reason.OUT_OF_SCOPE: [forged(year, villages=(VILLAGE, NEIGHBOUR)), forged(year, rank=RANK_COUNTY)],
        Reason.NOT_FOR_ME: [
            forged(year, public=device_keys(other).signing.public),
            forged(year, device=device_keys(other).device),
            forged(year, recipient=device_keys(other).sealing.recipient),
        ],
        Reason.UNKNOWN_SIGNER: [forged(year, keys=office_keys(foreign))],
    }
    for reason, files in wrong.items():
        for data in files:
            with pytest.raises(Refusal) as refused:
                taken(year, data)
            assert refused.value.reason is reason
    for session in (other, foreign):
        session.db.conn.close()


def test_that_an_older_renewal_does_not_come_back_and_a_damaged_one_is_refused(year):
    year.clock.advance(timedelta(days=320))
    old = forged(year)
    year.clock.advance(timedelta(days=10))
    year.down()
    with pytest.raises(Refusal) as refused:
        taken(year, old)
    assert refused.value.reason is Reason.OUTDATED
    broken = bytearray(forged(year))
    broken[len(broken) // 2] ^= 1
    with pytest.raises(Refusal):
        taken(year, bytes(broken))


def test_that_a_refused_renewal_is_said_and_the_rest_of_the_bundle_comes_in(year):
    year.clock.advance(timedelta(days=320))
    with year.office.db.conn:
        name = f"renewal_{year.device.hex()}"
        data = forged(year, villages=(VILLAGE, NEIGHBOUR))
        year.office.db.conn.execute("INSERT INTO secret VALUES(?,?)", (name, data))
    before = year.until()
    news = year.down()
    assert (news.admitted_until, year.until()) == (None, before)
    assert "other villages" in str(news.troubles[0])
    assert news.receipt is not None


def test_that_a_lost_laptop_gets_nothing_and_two_persons_let_it_in_again(year):
    enrolment.revoke(year.office, year.device, "lost")
    add_family(year.field)
    assert year.up().accepted == 0
    assert downstream.send(year.office, year.stick()).value == ()
    with pytest.raises(RuleError, match="revoked"):
        enrolment.renew(year.office, year.device)
    for approver in ("", "核定员"):
        with pytest.raises(RuleError):
            enrolment.let_in_again(year.office, year.device, reason="found", approver=approver)
    year.clock.advance(timedelta(hours=1))
    enrolment.let_in_again(year.office, year.device, reason="found in the car", approver="李主任")
    assert year.down().admitted_until == year.row().valid_until
    add_family(year.field)
    assert year.up().accepted == 2  # what was held back came once more, signed with the new certificate
    assert set_aside(year.office) == ()
    told = laptops.describe(year.office, year.device)
    assert [said.what for said in told.verdicts] == ["lifted", "revoked"]


def test_that_the_office_tells_what_a_laptop_has_lacks_and_waits_for(year, tmp_path):
    two = make_field(tmp_path / "two", seed=2, worker="赵强", clock=year.clock)
    admit(year.office, two, tmp_path / "admission-two")
    add_family(two)
    bundles.receive(year.office, bundles.export_bundle(two, year.stick()).value.path)
    told = laptops.describe(year.office, year.device)
    assert (told.entries, told.households, told.lacks, told.persons) == (1, 1, 1, ("李明",))
    assert [(chain.village, chain.position) for chain in told.chains] == [(VILLAGE, 1)]
    year.down()
    add_family(year.field)
    year.up()
    assert laptops.describe(year.office, year.device).lacks == 0
    two.db.conn.close()


def test_that_the_terminal_lists_renews_revokes_and_lets_in_again(year, capsys, monkeypatch):
    monkeypatch.setenv("POVERTY_DESKTOP_PASSPHRASE", PASSPHRASE)
    folder, digits = str(year.office.folder), year.row().digits
    year.office.db.conn.close()
    assert main(["devices", folder, digits, "--json", "--language", "en"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["role"], told["entries"], told["persons"], len(told["logs"])) == ("team", 1, "李明", 1)
    assert main(["renew", folder, digits]) == 0
    assert main(["revoke", folder, digits, "--reason", "lost"]) == 0
    assert main(["unrevoke", folder, digits, "--reason", "found", "--approver", "李主任", "--json"]) == 0
    capsys.readouterr()
    assert main(["devices", folder, digits, "--json", "--language", "en"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["revoked"], told["renewal_on_its_way"]) == ("", True)
    year.office = make_office(year.folder / "spare", seed=3)


def test_that_what_a_lost_laptop_brought_is_listed_with_the_laptop(year):
    enrolment.revoke(year.office, year.device, "lost")
    add_family(year.field)
    year.up()
    (row,) = set_aside(year.office)
    assert (year.row().waiting, laptops.describe(year.office, year.device).waiting) == (1, 1)
    quarantine.discard(year.office, [row.name], reason="the thief")
    assert year.row().waiting == 0


def test_that_the_pack_says_how_many_days_before_its_end_an_admission_is_renewed(year):
    year.clock.advance(timedelta(days=260))
    assert downstream.send(year.office, year.stick()).value[0].path is None
    settings = {**year.office.pack.settings, "certificate_renewal_days": "120"}
    year.office.pack = replace(year.office.pack, settings=settings)
    assert year.down().admitted_until == year.until()
