from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from poverty_desktop.queries.register import household_file, households
from poverty_desktop.queries.register.file_rows import HouseholdFile
from poverty_desktop.queries.register.list_rows import HouseholdFilter
from ui.households.facts_model import VALUE, FactsModel
from ui.households.lights import words_of
from ui.households.tables import history_model, income_model, member_model
from ui.models.household_model import INCOME_ROLE, LIGHTS_ROLE, HouseholdModel
from ui.models.paged_table import PAGE_ROWS, WAITING, Column, PagedTable, Slice
from ui.settings.pack_pane import LINE_COLUMNS, OfficialModel
from ui.tasks import StoreThread
from ui.welcome import calls


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """A window of whole numbers."""

    rows: tuple[int, ...]
    offset: int
    total: int


def _numbers(total: int, asked_for: list[Slice], _session: object, asked: Slice) -> Numbers:
    asked_for.append(asked)
    numbers = range(total - 1, -1, -1) if asked.descending else range(total)
    return Numbers(rows=tuple(numbers[asked.offset : asked.offset + asked.limit]), offset=asked.offset, total=total)


COLUMNS = (Column(name="number", words="Number", text=str, sort="number", is_number=True),)


def _opened(store: StoreThread, folder: Path, qtbot: QtBot) -> None:
    entered: list[object] = []
    store.open(partial(calls.practise, folder), entered.append)
    qtbot.waitUntil(lambda: bool(entered), timeout=20_000)


def _table(store: StoreThread, total: int, qtbot: QtBot) -> tuple[PagedTable[int], list[Slice]]:
    opened: list[object] = []
    store.open(lambda _progress: (object(), None), opened.append)
    store._close_one = lambda _session: None
    model = PagedTable(store, COLUMNS, "numbers")
    asked: list[Slice] = []
    with qtbot.waitSignal(model.counted):
        model.ask(partial(_numbers, total, asked))
    return model, asked


def test_that_a_long_table_asks_only_for_what_is_looked_at(store: StoreThread, qtbot: QtBot) -> None:
    model, asked = _table(store, 24_000, qtbot)
    assert model.rowCount() == 24_000
    assert len(asked) == 1
    far = model.index(23_000, 0)
    assert far.data() == WAITING
    with qtbot.waitSignal(model.dataChanged):
        pass
    assert far.data() == "23000"
    assert [one.offset for one in asked] == [0, 23_000 // PAGE_ROWS * PAGE_ROWS]


def test_that_a_long_table_passes_qts_own_tester(store: StoreThread, qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    model, _asked = _table(store, 450, qtbot)
    qtmodeltester.check(model)
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.columnCount(model.index(0, 0)) == 0


def test_that_the_store_sorts(store: StoreThread, qtbot: QtBot) -> None:
    model, asked = _table(store, 10, qtbot)
    with qtbot.waitSignal(model.counted):
        model.sort(0, Qt.SortOrder.DescendingOrder)
    assert model.index(0, 0).data() == "9"
    assert asked[-1].descending


def test_that_the_household_list_passes_qts_own_tester(
    store: StoreThread, practice: Path, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    _opened(store, practice, qtbot)
    model = HouseholdModel(store, words_of, "list")
    with qtbot.waitSignal(model.counted, timeout=20_000):
        model.find(HouseholdFilter())
    assert model.rowCount() > PAGE_ROWS
    qtmodeltester.check(model)
    row = model.row(0)
    assert row is not None
    assert model.index(0, model.column("head")).data() == row.head_name
    assert model.index(0, model.column("income")).data(INCOME_ROLE) == (row.per_capita_fen, row.line_fen)
    assert len(model.index(0, model.column("lights")).data(LIGHTS_ROLE)) == 4
    assert "义务教育" in model.index(0, model.column("lights")).data()


def test_that_ticks_survive_sorting(store: StoreThread, practice: Path, qtbot: QtBot) -> None:
    _opened(store, practice, qtbot)
    model = HouseholdModel(store, words_of, "list")
    with qtbot.waitSignal(model.counted, timeout=20_000):
        model.find(HouseholdFilter())
    first = model.row(0)
    assert first is not None
    model.setData(model.index(0, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    with qtbot.waitSignal(model.counted, timeout=20_000):
        model.sort(model.column("income"), Qt.SortOrder.DescendingOrder)
    assert model.ticks() == (first.id,)


def _file(store: StoreThread, practice: Path, qtbot: QtBot) -> HouseholdFile:
    _opened(store, practice, qtbot)
    found: list[HouseholdFile] = []

    def work(session: object) -> HouseholdFile:
        page = households.find(session, HouseholdFilter(), limit=1)
        return household_file.open_file(session, page.rows[0].id)

    store.run(work, found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=20_000)
    return found[0]


def test_that_the_tables_of_a_household_file_pass_qts_own_tester(
    store: StoreThread, practice: Path, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    found = _file(store, practice, qtbot)
    facts = FactsModel("zh_CN")
    facts.set_sections((*found.summary, *found.conditions), "zh_CN")
    members, income, history = member_model(facts), income_model(facts), history_model(facts)
    members.set_rows(found.members)
    income.set_rows(found.income.lines)
    for model in (facts, members, income, history):
        qtmodeltester.check(model)
    assert facts.rowCount() == len(found.summary) + len(found.conditions)
    heading = facts.index(0, 0)
    assert heading.data() == found.summary[0].title
    assert facts.rowCount(heading) == len(found.summary[0].facts)
    assert facts.rowCount(facts.index(0, 0, heading)) == 0


def test_that_official_figures_pass_qts_own_tester(qtmodeltester: ModelTester) -> None:
    from poverty_desktop.packs import load

    model = OfficialModel(LINE_COLUMNS)
    model.set_rows(load.load_shipped().lines)
    qtmodeltester.check(model)


def test_that_a_secret_is_masked_until_it_is_revealed(store: StoreThread, practice: Path, qtbot: QtBot) -> None:
    found = _file(store, practice, qtbot)
    model = FactsModel("zh_CN")
    model.set_sections(found.members[0].sections, "zh_CN")
    secret = next(
        fact
        for section in found.members[0].sections
        for fact in section.facts
        if fact.property.name == "document_number"
    )
    index = model.find((int(secret.kind), bytes(secret.record), secret.property.name))
    assert index.column() == VALUE
    assert "•" in index.data()
    assert secret.text not in index.data()
    model.reveal(index)
    assert index.data() == secret.text
    model.hide_secrets()
    assert "•" in index.data()
    assert model.parent(index).isValid()
    assert not model.parent(QModelIndex()).isValid()
