"""A practice village in the midst of its work: a round half done, clues, procedures, events, a department's list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import openpyxl

from poverty_desktop.domain.values import Value
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.casework import clues, procedures
from poverty_desktop.operations.casework.step_entry import StepEntry
from poverty_desktop.operations.lookback import outcomes, rounds
from poverty_desktop.operations.lookback.outcome_given import Given
from poverty_desktop.operations.lookback.rounds import NewRound
from poverty_desktop.operations.register import hit_outcomes, membership_events, outside_lists
from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.queries.register import outside_hits
from poverty_desktop.store.session import Session

ROUND = "2026年秋季回头看"
WHOLE, PEOPLE = 60, 8
"""How many households of the round are confirmed whole, and how many persons a department's list has."""
_MEMBERS = (
    "SELECT m.id, m.household, p.name, p.document_number FROM membership m JOIN person p ON p.id = m.person"
    " JOIN household h ON h.id = m.household JOIN household_summary s ON s.household = h.id"
    " WHERE m.alive AND h.alive AND m.to_date IS NULL AND m.relation {relation} AND length(p.document_number) = 18"
    " ORDER BY s.group_key, m.id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    membership: RecordId
    household: HouseholdId
    name: str
    number: str


def work(village: Path, scratch: Path, head: str) -> HouseholdId:
    """Do some days of work in the village ``village``; return the household of ``head``, of which a procedure runs."""
    session = workspace.unlock(village, "")
    try:
        heads, others = _members(session, "= '01'"), _members(session, "!= '01'")
        chosen = [one.household for one in heads if one.name == head]
        _events(session, heads, others)
        _round(session)
        _clues(session, heads[20 : 20 + PEOPLE], scratch / "clues.xlsx")
        _procedures(session, [*(one.household for one in heads[40:42]), *chosen])
        _list(session, others[10 : 10 + PEOPLE], scratch / "cars.xlsx")
    finally:
        workspace.close(session)
    return chosen[0]


def _members(session: Session, relation: str) -> list[_Member]:
    return [
        _Member(membership=RecordId(row[0]), household=HouseholdId(RecordId(row[1])), name=row[2], number=row[3])
        for row in session.db.conn.execute(_MEMBERS.format(relation=relation))
    ]


def _events(session: Session, heads: Sequence[_Member], others: Sequence[_Member]) -> None:
    day = session.clock.today() - timedelta(days=9)
    born = {"name": Value("李小禾"), "sex": Value("2"), "birth_date": Value(day.isoformat())}
    membership_events.join(session, heads[3].household, born, day=day, reason="01", relation="04")
    membership_events.leave(session, [others[4].membership], day=day, reason="02")
    membership_events.leave(session, [others[6].membership], day=day, reason="03")


def _round(session: Session) -> None:
    deadline = session.clock.today() + timedelta(days=20)
    (record,) = rounds.begin(session, NewRound(name=ROUND, deadline=deadline)).value
    sql = "SELECT id, household FROM outcome WHERE alive AND round = ? AND person IS NOT NULL ORDER BY household, id"
    rows = [(RecordId(row[0]), HouseholdId(RecordId(row[1]))) for row in session.db.conn.execute(sql, (record,))]
    households = list(dict.fromkeys(household for _row, household in rows))
    outcomes.confirm_households(session, record, households[:WHOLE])
    open_rows = [row for row, household in rows if household in households[WHOLE : WHOLE + 4]]
    outcomes.give(session, record, open_rows[:2], Given(outcome="02", evidence="03", happened_on=_days_ago(session, 1)))
    outcomes.give(session, record, open_rows[2:3], Given(outcome="08", note="门锁着，邻居说外出务工"))


def _clues(session: Session, people: Sequence[_Member], path: Path) -> None:
    captions = ("序号", "姓名", "证件号码", "预警原因", "推送时间", "核实结果", "备注")
    rows = [
        (number, one.name, one.number, f"住院自付费用{12 + 3 * number}千元", f"{_days_ago(session, 12 - number)}")
        for number, one in enumerate(people, start=1)
    ]
    shown = clues.preview(session, _table(path, "防返贫监测部门预警信息（医保局）", captions, rows))
    clues.take_in(session, shown, sender="县医疗保障局", received_on=_days_ago(session, 5))
    found = session.db.conn.execute("SELECT id FROM clue WHERE alive ORDER BY row_number").fetchall()
    for row, result, note in ((0, "03", "自付费用已二次报销，收入稳定"), (1, "02", "已有大病救助，继续跟踪")):
        clues.note_visit(
            session,
            RecordId(found[row][0]),
            on=_days_ago(session, 1),
            result=result,
            visitors="赵宏、侯敏春",
            note=note,
        )
    clues.begin_procedure(session, RecordId(found[2][0]), "identification")


def _procedures(session: Session, households: Sequence[HouseholdId]) -> None:
    procedure = session.pack.procedure("identification")
    assert procedure is not None
    for number, household in enumerate(households):
        begun = procedures.begin(session, household, "identification", on=_days_ago(session, 14)).value
        for step, days in (("clue", 14), ("visit", 12))[: number + 1]:
            signatures = procedure.row(step).step.signatures
            entry = StepEntry(step=step, on=_days_ago(session, days), signatures=signatures)
            procedures.note_step(session, [begun], entry)


def _list(session: Session, people: Sequence[_Member], path: Path) -> None:
    rows = [
        (number, one.name, one.number, f"鄂E{number:05d}", "小型轿车") for number, one in enumerate(people, start=1)
    ]
    captions = ("序号", "车主姓名", "车主身份证号", "车牌号", "车型")
    list_path = _table(path, "机动车登记信息", captions, rows)
    kind = next(code for code, words in outside_hits.lists_on_offer(session) if words.zh == "车辆")
    outside_lists.take_in(session, outside_lists.preview(session, list_path, list_kind=kind, department="县交警大队"))
    first, second, *_rest = (row.id for row in outside_hits.hits(session))
    allowed = hit_outcomes.Decision(outcome="03", reason="残疾人专用车", evidence="残疾人证")
    hit_outcomes.decide(session, [first], allowed)
    hit_outcomes.decide(session, [second], hit_outcomes.Decision(outcome="01", reason="名下有车，子女使用"))


def _table(path: Path, title: str, captions: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in ((title,), captions, *rows):
        book.active.append(row)
    book.save(path)
    return path


def _days_ago(session: Session, days: int) -> date:
    return session.clock.today() - timedelta(days=days)
