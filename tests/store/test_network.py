"""The same files over the network: found, let in, brought, taken in by the same code, cut wherever it can be."""

from __future__ import annotations

import pytest
from network import StopAt, serves, some_of
from registers import add_family, admit, make_office, value

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import Cancelled, RuleError
from poverty_desktop.network import lookout, troubles
from poverty_desktop.operations.handover import bundles, downstream, enrolment, office_address, relay, serving, syncing
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.queries import today
from poverty_desktop.queries.handover import bundles as bundles_page
from poverty_desktop.sync import refusal
from poverty_desktop.sync.service_card import read_card


def key(session) -> bytes:
    return device_keys(session).device


def tx_count(session) -> int:
    return session.db.conn.execute("SELECT count(*) FROM tx").fetchone()[0]


@pytest.fixture
def laptop(office, field, tmp_path):
    admit(office, field, tmp_path / "admission")
    return field


def test_that_one_press_brings_everything_and_takes_the_receipt_home(office, laptop):
    add_family(laptop)
    with serves(office) as host:
        found = host.sync(laptop).value
    assert found.sent == 1
    assert found.news is not None
    assert found.news.receipt is not None
    assert (found.news.receipt.merged, found.is_complete, found.clock_days) == (1, True, 0)
    assert today.unsent(laptop) == 0


def test_that_what_others_wrote_comes_home_and_is_confirmed_by_the_same_press(office, laptop, another, tmp_path):
    other = another(worker="乙")
    admit(office, other, tmp_path / "admission")
    family = add_family(laptop)
    with serves(office) as host:
        host.sync(laptop)
        found = host.sync(other).value
        assert found.news is not None
        assert found.news.accepted == 1
        assert value(other, RecordKind.HOUSEHOLD, family.household, "group_name") == "一组"
        tasks = len(host.done)
        again = host.sync(other).value
    assert (again.sent, again.bytes_up, len(host.done) - tasks) == (0, 0, 1)
    (row,) = [row for row in bundles_page.intake(office, has_keys=True).devices if row.id == key(other)]
    assert row.confirmed_at is not None


def test_that_a_bundle_whose_answer_was_lost_is_not_written_again_and_counts_once(office, laptop):
    add_family(laptop)
    with serves(office) as host:
        journey, sent = syncing.prepare(laptop, host.address)
        host.while_it_serves(lambda: syncing.carry(journey))  # and the laptop is switched off here
        before = tx_count(office)
        journey, sent = syncing.prepare(laptop, host.address)
        assert (journey.up, sent) == ((), 0)
        host.sync(laptop)
    assert tx_count(office) == before
    assert today.unsent(laptop) == 0


def test_that_a_bundle_left_from_a_cut_goes_first_and_what_was_saved_since_goes_after_it(office, laptop):
    add_family(laptop)
    with serves(office) as host:
        journey, _sent = syncing.prepare(laptop, host.address)
        add_family(laptop)
        found = host.sync(laptop).value
        assert not journey.up[0].exists()
    assert (found.sent, today.unsent(laptop)) == (2, 0)
    assert tx_count(office) == tx_count(laptop)


def test_that_stop_at_any_step_loses_nothing_and_the_next_press_goes_on(office, laptop, another, tmp_path):
    other = another(worker="乙")
    admit(office, other, tmp_path / "admission")
    add_family(laptop)
    add_family(other)
    with serves(office) as host:
        host.sync(other)
        whole = StopAt()
        host.sync(laptop, progress=whole)
        stopped = 0
        for number in some_of(whole.steps):
            mine, theirs = add_family(laptop), add_family(other)
            host.sync(other)
            stop = StopAt(number)
            try:
                stopped += host.sync(laptop, progress=stop).was_stopped
            except Cancelled:
                stopped += 1
            host.sync(laptop)
            assert today.unsent(laptop) == 0, number
            assert value(office, RecordKind.HOUSEHOLD, mine.household, "group_name") == "一组", number
            assert value(laptop, RecordKind.HOUSEHOLD, theirs.household, "group_name") == "一组", number
    assert stopped > 0
    assert tx_count(office) == tx_count(laptop)


def test_that_a_mates_sealed_bundle_is_carried_along_and_its_receipt_waits_for_its_writer(
    office, laptop, another, tmp_path
):
    other = another(worker="乙")
    admit(office, other, tmp_path / "admission")
    family = add_family(other)
    sealed = bundles.export_bundle(other, tmp_path).value.path
    assert relay.carry_along(laptop, sealed).value == relay.carry_along(laptop, sealed).value == 1
    with pytest.raises(RuleError):
        relay.carry_along(laptop, next((tmp_path / "admission").glob("*.fpa")))
    with serves(office) as host:
        found = host.sync(laptop).value
        assert (found.sent, found.relayed, relay.waiting(laptop)) == (0, 1, [])
        assert value(office, RecordKind.HOUSEHOLD, family.household, "group_name") == "一组"
        (offer, *_rest) = host.serving.service.shelf(key(other)).offers()
        assert offer.name.endswith(".fpr")
        host.sync(other)
    assert today.unsent(other) == 0


def test_that_a_revoked_laptop_is_told_so_and_nothing_of_its_comes_in(office, laptop):
    add_family(laptop)
    enrolment.revoke(office, key(laptop), "lost")
    before = tx_count(office)
    with serves(office) as host, pytest.raises(RuleError) as error:
        host.sync(laptop)
    assert error.value.message_id == troubles.REVOKED
    assert tx_count(office) == before


def test_that_who_is_revoked_while_the_office_serves_is_out_at_once(office, laptop):
    add_family(laptop)
    with serves(office) as host:
        host.sync(laptop)
        enrolment.revoke(office, key(laptop), "lost")
        host.serving.service.move_in(serving.house(office))
        with pytest.raises(RuleError) as error:
            host.sync(laptop)
    assert error.value.message_id == troubles.REVOKED


def test_that_a_refused_file_is_told_and_the_register_stays_as_it_was(office, laptop, tmp_path):
    add_family(laptop)
    with serves(office) as host:
        journey, sent = syncing.prepare(laptop, host.address)
        data = bytearray(journey.up[0].read_bytes())
        data[-20] ^= 1
        journey.up[0].write_bytes(data)
        before = tx_count(office)
        carried = host.while_it_serves(lambda: syncing.carry(journey))
        done = syncing.finish(laptop, carried, sent).value
        assert [error.message_id for error in done.refused] == [refusal.SENTENCES[refusal.Reason.DAMAGED]]
        assert tx_count(office) == before
        assert not journey.up[0].exists()
        host.sync(laptop)
    assert today.unsent(laptop) == 0


def test_that_the_office_is_found_by_calling_and_a_stranger_cannot_answer(office, laptop, tmp_path, monkeypatch):
    add_family(laptop)
    admitted = enrolment.enrolment(laptop)
    foreign = make_office(tmp_path / "foreign", seed=77)

    def read(data: bytes):
        return read_card(data, root=admitted.root, office=admitted.office, now=laptop.clock.now())

    def called(*ports: int):
        where = tuple(("127.0.0.1", port) for port in ports)
        return lookout.call(admitted.office, lookout.OFFICE, read, seconds=0.5, where=where)

    with serves(foreign, is_found=True) as wrong:
        # it hears the call of another house and says nothing; even told to, it could not sign for our office
        assert called(wrong.serving.service.port) == []
        monkeypatch.setattr(lookout, "_nonce_of", lambda data, _office, _kind: data[8:24])
        assert called(wrong.serving.service.port) == []
        monkeypatch.undo()
        with serves(office, is_found=True) as right:
            port = right.serving.service.port
            ((host, proven),) = called(wrong.serving.service.port, port)
    assert (host, proven.card.port, proven.card.office) == ("127.0.0.1", port, admitted.office)
    foreign.db.conn.close()


def test_that_the_key_of_the_service_comes_with_the_admission_and_a_new_place_with_the_next_bundle(
    office, laptop, tmp_path
):
    admitted = enrolment.enrolment(laptop)
    first = office_address.card(laptop, admitted)
    assert first is not None
    assert first.card.port == 0
    with serves(office) as host:
        port = host.serving.service.port
        assert first.card.pin == host.serving.service.doors.house.pin
    stick = tmp_path / "stick"
    stick.mkdir()
    (sent,) = downstream.send(office, stick, [key(laptop)]).value
    assert sent.path is not None
    downstream.take_in(laptop, stick)
    assert office_address.places(laptop, admitted) == [("127.0.0.1", port)]
    (again,) = downstream.send(office, stick, [key(laptop)]).value
    assert again.path is None


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("192.168.1.20:45820", ("192.168.1.20", 45820)),
        (" 192.168.1.20 ", ("192.168.1.20", 7)),
        ("192.168.1.20：45821", ("192.168.1.20", 45821)),
        ("[fe80::1%2]:45820", ("fe80::1%2", 45820)),
        ("fe80::1", ("fe80::1", 7)),
        ("office-pc", ("office-pc", 7)),
    ],
)
def test_that_an_address_is_read_as_people_type_it(typed, place):
    assert office_address.read_place(typed, 7) == place


@pytest.mark.parametrize("typed", ["", "http://office/", "a b", "office:0", "office:99999", ":45820", "x" * 300])
def test_that_what_is_no_address_is_said_to_be_none(typed):
    with pytest.raises(RuleError):
        office_address.read_place(typed, 7)
