"""A paper in the hand tells by its number what has changed since it was printed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from registers import change, deliver, family_edits, save, text

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError
from poverty_desktop.operations.paperwork import papers, printed_papers, printing
from poverty_desktop.store import migrations, schema


@pytest.fixture
def family(field):
    found, edits = family_edits(field.ids)
    save(field, *edits)
    field.clock.advance(timedelta(minutes=5))
    return found


def test_that_number_and_code_of_a_paper_tell_what_has_changed_since(field, family, tmp_path):
    document = papers.compose(field, "handbook", family.household).document
    printing.print_households(field, [family.household], ["handbook"], tmp_path / "a.pdf")
    for said in (document.number, document.number.replace(" ", ""), document.code):
        assert not printed_papers.look_up(field, said).is_stale
    field.clock.advance(timedelta(minutes=5))
    save(field, change(RecordKind.HOUSEHOLD, family.household, address=text("三组十七号")))
    found = printed_papers.look_up(field, document.number)
    assert (found.paper, found.head_name) == ("handbook", "张三")
    assert [row.after for row in found.changes] == ["三组十七号"]


def test_that_what_is_no_number_or_was_not_printed_here_is_said(field, family):
    for wrong in ("abc", "1234", "1234 5678 9012", "PD1/TP/00/00"):
        with pytest.raises(RuleError):
            printed_papers.look_up(field, wrong)


def test_that_the_code_of_another_computers_paper_tells_its_household_and_its_newest_changes(field, office, family):
    document = papers.compose(field, "handbook", family.household).document
    field.clock.advance(timedelta(minutes=5))
    save(field, change(RecordKind.HOUSEHOLD, family.household, address=text("三组十七号")))
    with pytest.raises(RuleError):
        printed_papers.look_up(office, document.code)
    deliver(field, office)
    found = printed_papers.look_up(office, document.code)
    assert (found.printed_at, found.is_stale, found.head_name) == (None, False, "张三")
    assert found.changes[0].after == "三组十七号"
    assert len(found.changes) <= 5


def test_that_a_workspace_of_version_3_remembers_papers_too(field, family, tmp_path):
    field.db.conn.execute("DROP TABLE printed_paper")
    field.db.conn.execute("PRAGMA user_version = 3")
    migrations.migrate(field.db, field.folder / "register.db")
    assert field.db.conn.execute("PRAGMA user_version").fetchone()[0] == schema.VERSION
    printing.print_households(field, [family.household], ["handbook"], tmp_path / "a.pdf")
    assert field.db.conn.execute("SELECT count(*) FROM printed_paper").fetchone()[0] == 1
