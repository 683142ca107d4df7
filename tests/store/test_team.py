"""Two laptops of one village exchange directly, by stick and over the network; the office sees the same in the end."""

from __future__ import annotations

import contextlib

import pytest
from network import Host, StopAt, serves, some_of
from registers import NEIGHBOUR, add_family, admit, value

from poverty_desktop import i18n
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import Cancelled, RuleError
from poverty_desktop.i18n import _
from poverty_desktop.network import troubles
from poverty_desktop.operations.handover import bundles, downstream, enrolment, team, team_visit
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.progress import Progress
from poverty_desktop.queries import today
from poverty_desktop.queries.handover import bundles as pages
from poverty_desktop.store import backup
from poverty_desktop.store.engine import Write
from poverty_desktop.sync.refusal import Reason, Refusal


def key(session) -> bytes:
    return device_keys(session).device


@pytest.fixture
def two(office, field, another, tmp_path):
    other = another(worker="乙")
    for session in (field, other):
        admit(office, session, tmp_path / "admission")
    return field, other


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def visit(host: Host, guest, address: str | None = None, progress: Progress | None = None) -> team_visit.Exchanged:
    call = team_visit.begin(guest, host.address if address is None else address)
    met = host.while_it_serves(lambda: team_visit.look(call, progress))
    there = team_visit.prepare(guest, met, host.address, progress)
    host.while_it_serves(lambda: team_visit.carry(there, progress))
    return team_visit.finish(guest, there, progress).value


def equal(*sessions) -> bool:
    return len({backup.fingerprint(session.db) for session in sessions}) == 1


def test_that_two_laptops_have_the_same_after_one_visit(two):
    one, other = two
    mine, theirs = add_family(one), add_family(other)
    with serves(one) as host:
        found = visit(host, other)
        assert (found.sent, found.news.accepted) == (1, 1)
        assert equal(one, other)
        again = visit(host, other)
        assert (again.sent, again.news.accepted) == (0, 0)
    for session in two:  # nobody reads the digest that a file was called on its way
        came = {row.file_name for row in pages.bundle_rows(session) if row.direction == "in"}
        assert came == {_("From the network")}
        written = session.db.conn.execute("SELECT file_name FROM bundle WHERE direction = 'in'").fetchall()
        assert written == [("/network",)] * len(written)  # a mark of no language
        assert today.today(session).news is None  # what a mate brings is no news of the office
    assert value(other, RecordKind.HOUSEHOLD, mine.household, "group_name") == "一组"
    assert value(one, RecordKind.HOUSEHOLD, theirs.household, "group_name") == "一组"


@pytest.mark.parametrize("written", ["/network", "From the network", "网络接收"])
def test_that_a_bundle_without_a_file_is_called_so_in_the_language_of_today(office, two, stick, english, written):
    one, other = two
    add_family(one)
    with serves(one) as host:
        visit(host, other)
    with Write(other.db) as connection:  # as this program writes it, or an older one did in the language of its day
        connection.execute("UPDATE bundle SET file_name = ? WHERE direction = 'in'", (written,))
    for language, words in (("en", "From the network"), ("zh_CN", "网络接收")):
        i18n.set_language(language)
        assert {row.file_name for row in pages.bundle_rows(other) if row.direction == "in"} == {words}


def test_that_stop_at_any_step_of_the_exchange_by_stick_loses_nothing(two, stick):
    one, other = two
    add_family(other)
    team.hand_over(other, stick)
    whole = StopAt()
    team.take_in(one, stick, whole)
    for number in some_of(whole.steps):
        add_family(other)
        team.hand_over(other, stick)
        with contextlib.suppress(Cancelled):
            team.take_in(one, stick, StopAt(number))
        with contextlib.suppress(RuleError):  # all of it came in before the stop
            team.take_in(one, stick)
        assert equal(one, other), number


def test_that_stop_at_any_step_of_a_visit_loses_nothing(two):
    one, other = two
    with serves(one) as host:
        whole = StopAt()
        visit(host, other, progress=whole)
        for number in some_of(whole.steps):
            add_family(one)
            add_family(other)
            try:
                visit(host, other, progress=StopAt(number))
            except Cancelled:
                visit(host, other)
            assert equal(one, other), number


def test_that_a_laptop_knows_its_mate_from_the_admission_and_writes_a_stick_for_it(office, two, stick):
    one, other = two
    add_family(other)
    assert [mate.device for mate in team.mates(other)] == [key(one)]  # admitted before it, so its admission names it
    (written,) = team.hand_over(other, stick).value
    assert written.transactions == 1
    news = team.take_in(one, stick).value
    assert (news.accepted, news.refused) == (1, 0)
    assert team.take_in(one, stick).value.known == 1
    assert [mate.device for mate in team.mates(one)] == [key(other)]  # met by its file
    with pytest.raises(RuleError):
        team.take_in(other, stick)  # nothing there is for itself


def test_that_what_one_laptop_carries_for_the_other_reaches_the_office_as_the_writers_own(office, two, stick):
    one, other = two
    family = add_family(other)
    sealed = bundles.export_bundle(other, stick).value.path
    team.hand_over(other, stick)
    team.take_in(one, stick)
    with pytest.raises(Refusal) as refused:
        team.take_in(one, sealed)
    assert refused.value.reason is Reason.NOT_FOR_ME  # what is sealed for the office, no mate can read
    received = bundles.receive(office, sealed).value  # brought by the other laptop, and theirs all the same
    assert (received.device, received.accepted) == (key(other), 1)
    assert value(office, RecordKind.HOUSEHOLD, family.household, "group_name") == "一组"


def test_that_the_loss_of_a_laptop_loses_nothing_that_its_mate_has(office, two, stick):
    one, other = two
    family = add_family(other)
    team.hand_over(other, stick)
    team.take_in(one, stick)
    add_family(one)
    path = bundles.export_bundle(one, stick).value.path
    bundles.receive(office, path)
    downstream.send(office, stick, [key(one)])
    downstream.take_in(one, stick)
    bundles.receive(office, bundles.export_bundle(one, stick).value.path)  # what the receipt does not name goes up
    assert value(office, RecordKind.HOUSEHOLD, family.household, "group_name") == "一组"


def test_that_a_laptop_of_another_village_or_one_that_is_trusted_no_more_gets_nothing(
    office, two, another, stick, tmp_path
):
    one, other = two
    stranger = another(worker="丙", village=NEIGHBOUR)
    admit(office, stranger, tmp_path / "admission")
    assert team.mates(stranger) == []
    add_family(one)
    with serves(one) as host:
        with pytest.raises(RuleError) as error:
            visit(host, stranger)
        assert error.value.message_id == troubles.STRANGER
    enrolment.revoke(office, key(other), "stolen")
    downstream.send(office, stick, [key(one)])
    downstream.take_in(one, stick)
    assert team.mates(one) == []
    with serves(one) as host:
        with pytest.raises(RuleError) as error:
            visit(host, other)
        assert error.value.message_id == troubles.REVOKED


def test_that_nobody_there_is_said_plainly(two):
    one, _other = two
    with pytest.raises(RuleError) as error:
        team_visit.look(team_visit.begin(one, "127.0.0.1:9"))
    assert error.value.message_id == team_visit.NOBODY
