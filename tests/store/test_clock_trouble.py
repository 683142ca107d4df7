"""A wrong clock is said where one works, and what was saved by it counts nevertheless."""

from __future__ import annotations

from datetime import timedelta

import pytest
from registers import NOW, add_family, admit, make_field, make_office

from poverty_desktop.clock import ManualClock
from poverty_desktop.operations import bundles, downstream
from poverty_desktop.queries.clock_trouble import AHEAD, BEHIND, WENT_BACK, clock_trouble
from poverty_desktop.store import ledger
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
    bundles.take_receipt(field, received.receipt)


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
