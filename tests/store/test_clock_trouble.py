"""A wrong clock is said where one works, and what was saved by it counts nevertheless."""

from __future__ import annotations

from datetime import timedelta

import pytest
from registers import NOW, add_family, admit, make_field, make_office

from poverty_desktop.clock import ManualClock
from poverty_desktop.journal.clock_note import ToldBy
from poverty_desktop.operations.handover import bundles, downstream, receipts
from poverty_desktop.operations.workspaces import undo
from poverty_desktop.queries.register import history
from poverty_desktop.store import clock_notes, ledger
from poverty_desktop.store.clock_trouble import AHEAD, BEHIND, WENT_BACK, clock_trouble
from poverty_desktop.store.engine import Write
from poverty_desktop.store.ledger import Act


@pytest.fixture
def pair(tmp_path):
    """An office, and a laptop with a clock of its own."""
    office = make_office(tmp_path / "office", clock=ManualClock(NOW))
    field = make_field(tmp_path / "field", clock=ManualClock(NOW))
    admit(office, field, tmp_path)
    yield office, field
    for session in (office, field):
        session.db.conn.close()


def exchange(office, field, folder):
    """Hand over and take the answer, an hour after whatever happened last."""
    for session in (office, field):
        session.clock.advance(timedelta(hours=1))
    add_family(field)
    received = bundles.receive(office, bundles.export_bundle(field, folder).value.path).value
    receipts.take_receipt(field, received.receipt)


def write_log(session):
    with Write(session.db):
        ledger.note(session, Act.PRINT)


def sentence(session):
    trouble = clock_trouble(session)
    return None if trouble is None else trouble.sentence


def test_that_clocks_that_agree_give_no_trouble(pair, tmp_path):
    exchange(*pair, tmp_path)
    assert [sentence(session) for session in pair] == [None, None]


@pytest.mark.parametrize("off", [timedelta(days=300), timedelta(minutes=20)])
def test_that_a_clock_that_is_ahead_is_found_by_the_answer_until_an_answer_fits(pair, tmp_path, off):
    office, field = pair
    field.clock.advance(off)
    exchange(office, field, tmp_path)
    trouble = clock_trouble(field)
    assert trouble is not None
    assert trouble.sentence == AHEAD
    assert trouble.here - trouble.there == off
    field.clock.advance(-off)
    assert sentence(field) != AHEAD
    exchange(office, field, tmp_path)
    write_log(field)
    assert sentence(field) is None


def test_that_a_clock_that_is_behind_is_found_by_what_the_office_wrote(pair, tmp_path):
    office, field = pair
    field.clock.advance(timedelta(hours=-20))
    write_log(field)
    exchange(office, field, tmp_path)
    assert sentence(field) == BEHIND
    field.clock.advance(timedelta(hours=20))
    assert sentence(field) is None


def test_that_a_clock_that_went_back_is_found_without_any_office(pair):
    office, _field = pair
    write_log(office)
    office.clock.advance(timedelta(days=-2))
    assert sentence(office) == WENT_BACK
    write_log(office)
    assert sentence(office) is None


def test_that_other_news_of_the_office_does_not_hide_that_the_clock_is_ahead(pair, tmp_path):
    office, field = pair
    field.clock.advance(timedelta(days=3))
    exchange(office, field, tmp_path)
    add_family(office)
    stick = tmp_path / "stick"
    stick.mkdir()
    downstream.send(office, stick)
    downstream.take_in(field, stick)
    assert sentence(field) == AHEAD


def said(session, household):
    return {row.clock for row in history.of_household(session, household)}


def noted(session):
    chains = clock_notes.of_chains(session.db)
    return [(borne.note.ahead, borne.note.told_by) for notes in chains.values() for borne in notes]


def test_that_the_next_entry_says_that_the_clock_is_wrong_and_the_first_after_it_that_it_is_right(pair, tmp_path):
    """Said once to each chain; what was written between is shown with it here and at the office (sync.md 2.12).

    What is written after the clock was set back bears the latest time there was, until the clock has caught up.
    """
    office, field = pair
    before = add_family(field)
    field.clock.advance(timedelta(days=3))
    exchange(office, field, tmp_path)
    wrong = [add_family(field) for _number in range(2)]
    assert noted(field) == [(timedelta(days=3), ToldBy.OFFICE_ANSWERED)]
    field.clock.advance(timedelta(days=-3))
    dated_ahead = [add_family(field) for _number in range(2)]
    assert noted(field)[1:] == [(timedelta(days=3), ToldBy.RIGHT_AGAIN)]
    field.clock.advance(timedelta(days=4))
    right = add_family(field)
    office.clock.advance(timedelta(days=4))
    exchange(office, field, tmp_path)
    assert len(noted(field)) == 2
    for session in (field, office):
        shown = [said(session, family.household) for family in (before, *wrong, *dated_ahead, right)]
        assert shown == [{""}, *[{"clock 3 days fast"}] * 4, {""}]


def test_that_an_entry_with_a_note_is_undone_and_the_note_stays(pair):
    _office, field = pair
    write_log(field)
    field.clock.advance(timedelta(minutes=-50))
    family = add_family(field)
    undo.undo(field)
    assert noted(field) == [(timedelta(minutes=-50), ToldBy.OWN_LOG)]
    assert "clock 50 minutes slow" in said(field, family.household)


def test_that_an_answer_of_the_office_shows_that_a_clock_did_not_go_back(pair, tmp_path):
    """Somebody worked with a clock that was years ahead and set it right; without an answer nobody can know that."""
    office, field = pair
    field.clock.advance(timedelta(days=800))
    write_log(field)
    field.clock.advance(timedelta(days=-800))
    assert sentence(field) == WENT_BACK
    exchange(office, field, tmp_path)
    assert sentence(field) is None


def test_that_a_bundle_of_the_wrong_years_does_not_hide_that_the_clock_is_ahead_again(pair, tmp_path):
    """Each receipt names the bundles of before once more; only the last one says how the clock stands now."""
    office, field = pair
    for off in (timedelta(days=300), timedelta(days=3)):
        field.clock.advance(off)
        exchange(office, field, tmp_path)
        assert sentence(field) == AHEAD
        field.clock.advance(-off)
    exchange(office, field, tmp_path)
    assert sentence(field) is None
