"""Targets, figures and whoever is behind them: counted from the register, kept, and computed again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from registers import change, make_office, save, shipped_pack

from poverty_desktop.assessment.progress import Standing
from poverty_desktop.checks import indicators, places, target_board
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.operations.assessment import freezing, targets
from poverty_desktop.operations.assessment.targets import NewTarget
from poverty_desktop.operations.workspaces import sample, sample_office, undo
from poverty_desktop.packs.indicators import Counting, Level
from poverty_desktop.queries.assessment import counted_rows
from poverty_desktop.queries.assessment.counted_rows import Behind
from poverty_desktop.sample import plan
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit, Save, commit


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    session = make_office(tmp_path_factory.mktemp("county") / "office", has_keys=False)
    sample.fill(session, plan.county(shipped_pack(), year=2025, households=160, persons=450, villages=6, teams=6))
    yield session
    session.db.conn.close()


def lifted_by_hand(session: Session) -> set[bytes]:
    """Return the persons of households with a completed exit, counted without the program's own counting."""
    sql = (
        "SELECT m.person FROM membership m JOIN person p ON p.id = m.person WHERE m.alive"
        " AND coalesce(m.from_date, '') <= '2015-12-31' AND coalesce(m.to_date, '9999') > '2015-12-31'"
        " AND coalesce(p.birth_date, '') <= '2015-12-31' AND m.household IN"
        " (SELECT household FROM step WHERE alive AND name = 'marking' AND outcome = 'passed'"
        " AND done_on BETWEEN '2015-01-01' AND '2015-12-31')"
    )
    return {bytes(row[0]) for row in session.db.conn.execute(sql)}


def test_that_a_figure_is_the_list_behind_it_and_places_add_up(county):
    board = target_board.board(county, year=2015)
    rows = {row.indicator.id: row for row in board.rows}
    found = indicators.counted(county, 2015, "lifted")
    assert {item.record for item in found} == lifted_by_hand(county)
    assert rows["lifted"].figure == len(found) > 0
    townships = target_board.unfolded(county, 2015, "lifted", board.place)
    assert sum(row.figure or 0 for row in townships) == rows["lifted"].figure
    assert [row.place for row in townships] == sorted(row.place for row in townships)
    villages = [row for town in townships for row in target_board.unfolded(county, 2015, "lifted", town.place)]
    assert sum(row.figure or 0 for row in villages) == rows["lifted"].figure
    training = indicators.counted(county, 2015, "training")
    assert sum(item.amount for item in training) == rows["training"].figure
    assert rows["income_growth"].goal == pytest.approx(10.7)


def test_that_a_figure_of_a_past_year_stays_whatever_becomes_of_its_people(county):
    before = indicators.counted(county, 2015, "lifted")
    (membership,) = county.db.conn.execute(
        "SELECT id FROM membership WHERE person = ? AND alive", (before[0].record,)
    ).fetchone()
    save(county, change(RecordKind.MEMBERSHIP, membership, to_date=Value("2026-09-15")))
    assert indicators.counted(county, 2015, "lifted") == before


def test_that_who_is_marked_as_out_of_poverty_without_a_procedure_counts_for_nothing(county):
    marked = county.db.conn.execute(
        "SELECT count(*) FROM membership m JOIN household h ON h.id = m.household"
        " WHERE m.alive AND m.to_date IS NULL AND h.exit_year = 2015"
    ).fetchone()[0]
    assert len(indicators.counted(county, 2015, "lifted")) < marked


def test_that_every_counted_person_shows_the_steps_and_every_household_the_measure(county):
    for name in ("lifted", "training"):
        item = county.pack.indicator(name)
        behind = [
            Behind(record=row.record, household=row.household, village=row.village, amount=row.amount)
            for row in indicators.counted(county, 2015, name)
        ]
        rows = counted_rows.rows(county, item, 2015, behind, "zh_CN")
        assert all(row.because and row.head_name and row.village_name for row in rows)
        proofs = counted_rows.proofs(county, item, 2015, rows[0], "zh_CN")
        assert len(proofs) == (11 if name == "lifted" else 1)
        assert all(proof.day for proof in proofs)


def test_that_a_figure_that_was_kept_is_computed_again_after_everything_has_changed(county):
    before = {row.indicator.id: row.figure for row in target_board.board(county, year=2015).rows}
    assert freezing.freeze(county, year=2015).value >= 8
    kept = [item for item in freezing.frozen(county, year=2015) if item.indicator in ("lifted", "income_growth")]
    steps = county.db.conn.execute("SELECT id FROM step WHERE alive AND name = 'marking'").fetchall()
    villages = county.db.conn.execute("SELECT id, village FROM village_year WHERE alive AND year = 2015").fetchall()
    edits = [RecordEdit(kind=RecordKind.STEP, record=bytes(row[0]), values={}, removes=True) for row in steps]
    saves = [
        Save(
            village=row[1],
            edits=(
                RecordEdit(
                    kind=RecordKind.VILLAGE_YEAR, record=bytes(row[0]), values={"net_income_per_capita": Value(100)}
                ),
            ),
        )
        for row in villages
    ]
    committed = commit(
        county, [Save(village=villages[0][1], edits=tuple(edits)), *saves], seen=log.position(county.db), label="x"
    )
    now = {row.indicator.id: row.figure for row in target_board.board(county, year=2015).rows}
    assert now["lifted"] == 0 != before["lifted"]
    assert now["income_growth"] != before["income_growth"]
    again = freezing.recompute(county, [item.id for item in kept])
    assert [(item.frozen.indicator, item.agrees) for item in again] == [(item.indicator, True) for item in kept]
    assert {item.frozen.indicator: item.value for item in again}["lifted"] == before["lifted"]
    undo.undo(county)
    assert committed.position < log.position(county.db)
    assert {row.indicator.id: row.figure for row in target_board.board(county, year=2015).rows} == before


def test_that_a_kept_figure_of_another_computer_is_not_computed_here(county, monkeypatch):
    freezing.freeze(county, year=2015)
    kept = freezing.frozen(county)[0]
    monkeypatch.setattr(county, "device", b"\x01" * len(county.device))
    with pytest.raises(RuleError) as refused:
        freezing.recompute(county, [kept.id])
    assert refused.value.message_id == freezing.ELSEWHERE


def test_that_a_target_is_set_changed_taken_out_and_set_again(office):
    place = places.find(office, "宜都市")
    wanted = NewTarget(
        indicator="lifted", level=Level.COUNTY, place=place, year=2015, amount=Decimal("2500"), source="文件"
    )
    assert targets.set_targets(office, [wanted]).value == 1
    targets.set_targets(office, [NewTarget(**{**_fields(wanted), "amount": Decimal(2600)})])
    (found,) = target_board.targets(office, 2015)
    assert (found.amount, found.source) == (2600, "文件")
    targets.remove(office, found.id)
    assert target_board.targets(office, 2015) == ()
    targets.set_targets(office, [wanted])
    (again,) = target_board.targets(office, 2015)
    assert (again.id, again.amount) == (found.id, 2500)


def _fields(target: NewTarget) -> dict[str, object]:
    return {name: getattr(target, name) for name in NewTarget.__slots__}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"indicator": "rescued"}, targets.NO_INDICATOR),
        ({"indicator": "city_income_growth"}, targets.BY_HAND),
        ({"amount": Decimal(-1)}, targets.BELOW_ZERO),
        ({"amount": Decimal("2500.5")}, targets.NOT_WHOLE),
        ({"place": "420581104210"}, targets.WRONG_PLACE),
        ({"than": "housing"}, targets.NOT_BY_HAND),
        ({"place": "999999999999"}, places.NO_PLACE),
        ({"year": 2026}, targets.NO_INDICATOR),
    ],
)
def test_that_a_target_that_cannot_be_is_refused_whole(office, change, expected):
    sound = NewTarget(
        indicator="lifted", level=Level.COUNTY, place="420581000000", year=2015, amount=Decimal(1), source=""
    )
    with pytest.raises(RuleError) as refused:
        targets.set_targets(office, [sound, NewTarget(**{**_fields(sound), **change})])
    assert refused.value.message_id == expected
    assert target_board.targets(office, 2015) == ()


def test_that_the_article_s_set_is_taken_over_and_the_city_s_figure_asked_for(office):
    assert targets.adopt(office, "article_2015").value == 9
    board = target_board.board(office)
    assert board.year == 2015
    assert [item.id for item in board.awaited] == ["city_income_growth"]
    growth = next(row for row in board.rows if row.indicator.id == "income_growth")
    assert growth.goal is None
    assert growth.progress.standing is Standing.UNKNOWN
    targets.enter(office, "city_income_growth", 2015, Decimal("10.7"), document="统计公报第3页", dated=date(2016, 3, 1))
    board = target_board.board(office)
    assert board.awaited == ()
    assert next(row for row in board.rows if row.indicator.id == "income_growth").goal == pytest.approx(10.7)


def test_that_what_is_entered_needs_a_document_and_a_day_that_has_come(office):
    for document, dated, expected in (
        (" ", date(2016, 1, 1), targets.NO_DOCUMENT),
        ("公报", date(2027, 1, 1), targets.AHEAD),
    ):
        with pytest.raises(RuleError) as refused:
            targets.enter(office, "city_income_growth", 2015, Decimal(1), document=document, dated=dated)
        assert refused.value.message_id == expected


def test_that_the_running_year_can_be_looked_at_before_it_has_facts_or_targets(county):
    assert county.clock.today().year == 2026
    assert target_board.board(county).years == (2026, 2025, 2015)


def test_that_a_ratio_is_what_its_rows_add_up_to_out_of_what_they_are_held_against(county):
    found = {row.indicator.id: row for row in target_board.board(county, year=2025).rows}
    ratios = [row for row in found.values() if row.indicator.counting is Counting.RATIO and row.tally.rows]
    assert ratios
    for row in ratios:
        behind = indicators.counted(county, 2025, row.indicator.id)
        assert sum(item.amount for item in behind) == pytest.approx(row.tally.part)
        assert sum(item.whole for item in behind) == pytest.approx(row.tally.whole)


def test_that_a_village_s_laptop_looks_and_does_not_set(field):
    with pytest.raises(RuleError) as refused:
        targets.adopt(field, "article_2015")
    assert refused.value.message_id == targets.ONLY_OFFICE
    board = target_board.board(field)
    assert (board.level, board.place) == (Level.VILLAGE, field.village)


def test_that_the_photo_of_the_document_is_kept_sealed_and_comes_out_again(office, tmp_path):
    from PIL import Image

    Image.new("RGB", (40, 30), "white").save(tmp_path / "page.png")
    done = targets.enter(
        office,
        "city_income_growth",
        2015,
        Decimal("10.7"),
        document="统计公报",
        dated=date(2016, 3, 1),
        scan=tmp_path / "page.png",
    )
    assert target_board.entered(office, 2015)[0].has_scan
    targets.write_scan(office, done.value, tmp_path / "out.jpg")
    assert (tmp_path / "out.jpg").read_bytes().startswith(b"\xff\xd8")
    again = targets.enter(office, "city_income_growth", 2016, Decimal(1), document="公报", dated=date(2016, 3, 1))
    with pytest.raises(RuleError) as refused:
        targets.write_scan(office, again.value, tmp_path / "none.jpg")
    assert refused.value.message_id == targets.NO_SCAN


def test_that_only_a_practice_village_is_told_anything_by_a_made_up_office(field):
    wanted = NewTarget(indicator="lifted", level=Level.VILLAGE, place=field.village, year=2015, amount=Decimal(3))
    edits = [targets.edit_of_target(field, wanted)]
    with pytest.raises(ValueError, match="practice"):
        sample_office.bring(field, edits)
    assert target_board.targets(field, 2015) == ()
    field.is_practice = True
    assert sample_office.bring(field, edits) == {RecordKind.TARGET}
    assert [found.amount for found in target_board.targets(field, 2015)] == [3]
    with pytest.raises(RuleError):
        targets.set_targets(field, [wanted])
