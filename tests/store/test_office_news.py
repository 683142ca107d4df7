"""For how long the office has been silent: told, and never a reason to stop."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from registers import NOW, add_family, admit, make_field, make_office

from poverty_desktop.clock import ManualClock
from poverty_desktop.operations.handover import bundles, downstream, receipts
from poverty_desktop.queries.handover.office_news import days_without_news, note_news
from poverty_desktop.store.engine import Write


@pytest.fixture
def pair(tmp_path):
    clock = ManualClock(NOW)
    office, field = make_office(tmp_path / "office", clock=clock), make_field(tmp_path / "field", clock=clock)
    admit(office, field, tmp_path)
    yield office, field, clock
    for session in (office, field):
        session.db.conn.close()


def test_that_a_receipt_is_news_for_45_days_and_work_goes_on_after(pair, tmp_path):
    office, field, clock = pair
    assert days_without_news(field) is None
    add_family(field)
    received = bundles.receive(office, bundles.export_bundle(field, tmp_path).value.path).value
    receipts.take_receipt(field, received.receipt)
    clock.advance(timedelta(days=44))
    assert days_without_news(field) is None
    clock.advance(timedelta(days=3))
    assert days_without_news(field) == 47
    add_family(field)
    assert bundles.export_bundle(field, tmp_path).value.transactions == 1


def test_that_a_bundle_of_the_office_is_news_as_of_the_day_it_was_written(pair, tmp_path):
    office, field, clock = pair
    add_family(office)
    downstream.send(office, tmp_path)
    clock.advance(timedelta(days=50))
    downstream.take_in(field, tmp_path)
    assert days_without_news(field) == 50
    add_family(office)
    downstream.send(office, tmp_path)
    downstream.take_in(field, tmp_path)
    assert days_without_news(field) is None


def test_that_a_clock_that_runs_ahead_brings_no_news_from_the_future(pair):
    _office, field, clock = pair
    with Write(field.db):
        note_news(field, NOW + timedelta(days=900))
    clock.advance(timedelta(days=46))
    assert days_without_news(field) == 46


def test_that_the_pack_says_for_how_many_days_a_word_of_the_office_holds(pair, tmp_path):
    _office, field, clock = pair
    with Write(field.db):
        note_news(field, NOW)
    clock.advance(timedelta(days=20))
    assert days_without_news(field) is None
    field.pack = replace(field.pack, settings={**field.pack.settings, "office_silence_days": "14"})
    assert days_without_news(field) == 20
