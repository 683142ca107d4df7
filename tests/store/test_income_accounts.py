"""The account of a household in the register: its period, who is counted, what stands beside net income."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
from pack_sources import edited_pack
from registers import NOW, PASSPHRASE, VILLAGE, YEAR, add_family, change, new, person_values, save

from poverty_desktop.cli.main import main
from poverty_desktop.clock import ManualClock
from poverty_desktop.crypto.wrapping import PassphraseCost
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import PersonId, RecordId, SeededIds
from poverty_desktop.operations.paperwork import papers
from poverty_desktop.packs.publish import publish
from poverty_desktop.queries.paperwork import income_paper
from poverty_desktop.queries.register import household_file
from poverty_desktop.queries.register.years import person_year_id
from poverty_desktop.store import workspace


def _line(session, family, item, amount, **values):
    edit = {"household": Value(family.household), "year": Value(YEAR), "item": Value(item), "amount": Value(amount)}
    record = RecordId(session.ids.new())
    save(session, new(RecordKind.INCOME_LINE, record, {**edit, **values}))
    return record


def _add_member(session, family, **year):
    person, membership = PersonId(RecordId(session.ids.new())), RecordId(session.ids.new())
    save(
        session,
        new(RecordKind.PERSON, person, person_values(name=Value("张四"), document_number=Value("420581199502039999"))),
        new(
            RecordKind.MEMBERSHIP,
            membership,
            {"person": Value(person), "household": Value(family.household), "relation": Value("03")},
        ),
        new(
            RecordKind.PERSON_YEAR,
            person_year_id(person, YEAR),
            {"person": Value(person), "year": Value(YEAR), **year},
        ),
    )
    return person


def _account(session, family):
    return household_file.open_file(session, family.household, year=YEAR).income


def test_that_lines_count_by_their_months_and_a_household_may_keep_a_period_of_its_own(field):
    family = add_family(field)
    save(field, change(RecordKind.HOUSEHOLD_YEAR, family.year, wage_income=Value(999)))
    _line(field, family, "101", 300_000, from_month=Value("2026-08"), to_month=Value("2026-10"))
    found = _account(field, family)
    assert (found.net_fen, found.lines[0].counted_fen, found.lines[0].months) == (200_000, 200_000, "2026-08 – 2026-10")
    assert any("9.99" in remark for remark in found.remarks)  # the entered total is not used
    own = {"account_from": Value("2025-11-01"), "account_to": Value("2026-10-31")}
    save(field, change(RecordKind.HOUSEHOLD_YEAR, family.year, **own))
    found = _account(field, family)
    assert (found.net_fen, found.has_own_period) == (300_000, True)
    assert found.member_day.isoformat() == "2026-10-31"
    line = field.db.conn.execute("SELECT per_capita_fen FROM household_summary").fetchone()
    assert line == (300_000,)


def test_that_a_child_of_a_later_year_does_not_lower_the_income_of_the_one_before(field):
    family = add_family(field)
    _line(field, family, "101", 300_000)
    child = _add_member(field, family)
    assert _account(field, family).per_capita_fen == 150_000
    save(field, change(RecordKind.PERSON, child, birth_date=Value(f"{YEAR + 1}-03-01")))
    assert _account(field, family).per_capita_fen == 300_000


def test_that_payouts_spending_and_transfers_paid_stand_beside_net_income(field):
    family = add_family(field)
    for item, amount in (("101", 2_000_000), ("457", 300_000), ("551", 900_000), ("601", 80_000)):
        _line(field, family, item, amount)
    found = _account(field, family)
    assert (found.net_fen, found.monitored_fen, found.disposable_fen) == (2_000_000, 1_400_000, 1_920_000)
    assert found.line_is_reference
    figures = {total.label: total.amount_fen for total in income_paper.results(found)}
    assert sorted(figures.values()) == [1_400_000, 1_400_000, 1_920_000, 1_920_000, *[2_000_000] * 3]


def test_that_a_loss_is_said_and_stands(field):
    family = add_family(field)
    _line(field, family, "501", 500_000)
    save(field, change(RecordKind.HOUSEHOLD_YEAR, family.year, wage_income=Value(100_000)))
    found = _account(field, family)
    assert found.net_fen == -400_000
    assert len(found.remarks) == 1


def test_that_the_calculation_sheet_can_be_printed_alone(field):
    family = add_family(field)
    _line(field, family, "101", 300_000)
    sheet = papers.compose(field, papers.Paper.INCOME_SHEET, family.household, year=YEAR).document
    words = " ".join(text.words for page in sheet.pages for text in page.texts)
    assert "3,000.00" in words
    assert len(sheet.pages) == 1


def _with_rule(folder: Path, expression: str) -> Path:
    def edit(book: openpyxl.Workbook) -> None:
        sheet = book["accounting"]
        names = [cell.value for cell in sheet[2]]
        row = {"name": "counted_member", "value": expression, "source": "试点"}
        sheet.append([row.get(name) for name in names])

    folder.mkdir()
    return edited_pack(folder, edit, with_forms=True)


def test_that_the_rule_of_the_pack_says_who_is_counted_in_list_and_file_alike(tmp_path, capsys):
    publication = publish(_with_rule(tmp_path / "pack", "not(in_service = 1)"), previous=None)
    session, _code = workspace.create(
        tmp_path / "field",
        PASSPHRASE,
        role="field",
        name="测试村",
        village=VILLAGE,
        worker="测试员",
        pack=publication.pack,
        published_pack=publication.data,
        clock=ManualClock(NOW),
        ids=SeededIds(1),
        cost=PassphraseCost(memory_kib=64, passes=1, lanes=1),
    )
    family = add_family(session)
    _add_member(session, family, in_service=Value(1))
    found = _account(session, family)
    assert (found.family_size, found.left_out_members) == (1, ("张四",))
    assert found.per_capita_fen == 1_200_000
    assert session.db.conn.execute("SELECT per_capita_fen FROM household_summary").fetchone() == (1_200_000,)
    session.db.conn.close()
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE, "utf-8")
    arguments = ["income", str(tmp_path / "field"), "张三", "--json", "--language", "en"]
    assert main([*arguments, "--passphrase-file", str(secret)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["results"][-1]["calculation"] == "12,000.00 ÷ 1"
    assert any("张四" in remark for remark in told["remarks"])
