"""Fill the empty table of another office (上级空表): its columns are mapped once and known again the next time."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.blank_table import BlankTable, Cell, fill_blank, read_blank
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations import disclosure
from poverty_desktop.packs.pack import Pack
from poverty_desktop.progress import Progress
from poverty_desktop.queries.paperwork import table_cells
from poverty_desktop.queries.paperwork.table_cells import NUMBER, items
from poverty_desktop.store import settings
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session

_ALIASES = {
    "编号": NUMBER, "顺序号": NUMBER,
    "户主": "head.name", "户主姓名": "head.name", "姓名": "person.name", "成员姓名": "person.name",
    "户主身份证号": "head.document_number", "户主身份证号码": "head.document_number",
    "户主证件号码": "head.document_number",
    "身份证号": "person.document_number", "身份证号码": "person.document_number",
    "公民身份号码": "person.document_number", "证件号": "person.document_number",
    "务工人员": "worker.name", "务工人员姓名": "worker.name", "就业人员姓名": "worker.name",
    "学生": "student.name", "学生姓名": "student.name", "就读年级": "person_year.schooling",
    "年级": "person_year.schooling", "学校及年级": "person_year.schooling",
    "监护人": "head.name", "监护人姓名": "head.name", "家长姓名": "head.name", "出生年月": "person.birth_date",
    "年龄": "member.age", "周岁": "member.age",
    "家庭人口": "household.persons", "家庭人口数": "household.persons", "家庭人数": "household.persons",
    "人口": "household.persons", "家庭成员数": "household.persons",
    "人口数": "household.persons", "人数": "household.persons",
    "户类型": "household.category", "类别": "household.category", "农户类型": "household.category",
    "乡镇": "village.town", "镇": "village.town", "街道": "village.town", "所在乡镇": "village.town",
    "村": "household.village", "行政村": "household.village", "所在村": "household.village",
    "村名": "household.village", "村居": "household.village",
    "组": "household.group_name", "组别": "household.group_name", "小组": "household.group_name",
    "村民小组": "household.group_name", "自然村": "household.group_name", "屯": "household.group_name",
    "电话": "household.phone", "手机": "household.phone", "手机号": "household.phone",
    "联系方式": "household.phone", "手机号码": "household.phone", "户主联系电话": "household.phone",
    "家庭住址": "household.address", "地址": "household.address", "家庭地址": "household.address",
    "银行卡号": "household.bank_account", "一卡通账号": "household.bank_account", "账号": "household.bank_account",
    "致贫原因": "household_year.main_cause", "返贫风险": "household_year.risks", "风险类型": "household_year.risks",
    "关系": "membership.relation", "与户主的关系": "membership.relation",
    "学历": "person_year.education", "劳动能力": "person_year.labour", "身体状况": "person_year.health",
    "务工地点": "person_year.work_place", "务工地": "person_year.work_place",
    "务工单位": "person_year.employer", "务工企业": "person_year.employer",
    "务工月数": "person_year.work_months", "务工时长": "person_year.work_months",
    "月收入": "person_year.monthly_wage", "月工资": "person_year.monthly_wage",
    "工资性": "income.wage", "工资性收入": "income.wage",
    "经营性": "income.business", "生产经营性": "income.business", "生产经营性收入": "income.business",
    "经营性收入": "income.business",
    "财产性": "income.property", "财产性收入": "income.property",
    "转移性": "income.transfer", "转移性收入": "income.transfer",
    "总收入": "income.gross", "年收入": "income.gross", "家庭总收入": "income.gross",
    "生产经营净收入": "income.business_net", "经营净收入": "income.business_net",
    "财产净收入": "income.property", "转移净收入": "income.transfer",
    "生产经营支出": "income.expense", "经营支出": "income.expense",
    "生产经营性支出": "income.expense", "经营性支出": "income.expense",
    "纯收入": "income.net", "家庭纯收入": "income.net",
    "人均纯收入": "income.per_head", "家庭人均纯收入": "income.per_head", "人均收入": "income.per_head",
    "帮扶责任人": "helpers.name", "责任人": "helpers.name", "帮扶干部": "helpers.name", "帮扶人": "helpers.name",
    "帮扶责任人姓名": "helpers.name", "帮扶单位": "helpers.unit", "帮扶责任人单位": "helpers.unit",
    "帮扶责任人电话": "helpers.phone", "帮扶责任人联系电话": "helpers.phone",
    "帮扶措施": "measures.names", "享受政策": "measures.names", "享受政策情况": "measures.names",
    "措施类别": "measure.kind", "措施类型": "measure.kind", "帮扶类别": "measure.kind",
    "措施内容": "measure.name", "措施名称": "measure.name", "帮扶内容": "measure.name",
    "帮扶金额": "measure.amount", "措施金额": "measure.amount", "补助金额": "measure.amount",
    "受益人": "measure.member", "实施状态": "measure.status", "落实情况": "measure.status",
    "责任部门": "measure.department", "帮扶成效": "measure.effect",
}  # fmt: skip
_OF_MEASURES = {"完成时间": "measure.finished_on", "开始时间": "measure.started_on", "金额": "measure.amount"}
"""Heads that mean a measure only where another column is about one."""

_OF_HEAD = {"person.name": "head.name", "person.document_number": "head.document_number"}
"""What heads below one of the householder mean, and all of them in a table with a row for each measure."""

Map = Mapping[int, str]
"""What stands in each column, by its number."""

__all__ = ["Filled", "Map", "fill", "items", "look"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was written: the file, its rows and households."""

    path: Path
    rows: int
    households: int


def look(session: Session, path: Path, *, sheet: str | None = None) -> tuple[BlankTable, Map]:
    """Return the columns of a table and what stands in them: as it was said the last time, else as the heads say.

    Raises ``RuleError`` for a file that is no table.
    """
    table = read_blank(path, sheet=sheet)
    known = {key for key, _words in items(session.pack)}
    remembered = settings.get(session.db, _setting(table))
    if remembered:
        return table, {int(number): key for number, key in json.loads(remembered).items() if key in known}
    return table, _guessed(session.pack, table)


def fill(
    session: Session,
    path: Path,
    table: BlankTable,
    columns: Map,
    households: Sequence[HouseholdId],
    target: Path,
    *,
    year: int | None = None,
    progress: Progress | None = None,
) -> Filled:
    """Write a filled copy of the table to ``target`` and remember what stands in its columns.

    There is one row per measure or per member where a column is about one, else one per household. Raises
    ``RuleError`` where nothing is chosen or a column is unknown, ``StorageError`` where the file cannot be written,
    ``Cancelled``.
    """
    known = {key for key, _words in items(session.pack)}
    if not households or not columns:
        raise RuleError(N_("Choose at least one household, and say what at least one column holds."))
    if unknown := sorted(set(columns.values()) - known):
        raise RuleError(N_("“{text}” is no data item of this workspace."), text=unknown[0])
    progress = progress or Progress()
    rows: list[dict[int, Cell]] = []
    for index, household in enumerate(households):
        progress.step(N_("Filling the table"), index, len(households))
        for row in table_cells.rows_of(session, household, columns.values(), year=year):
            rows.append({number: len(rows) + 1 if key == NUMBER else row.get(key) for number, key in columns.items()})
    fill_blank(path, table, rows, target)
    with Write(session.db):
        settings.put(session.db, _setting(table), json.dumps({str(number): key for number, key in columns.items()}))
    disclosure.note(session, "export", households)
    return Filled(path=target, rows=len(rows), households=len(households))


def _setting(table: BlankTable) -> str:
    return f"blank_table.{table.fingerprint}"


def _guessed(pack: Pack, table: BlankTable) -> Map:
    labels = {_plain(label.zh): key for key, label in reversed(tuple(table_cells.labels(pack)))} | _ALIASES
    by_label = {"序号": NUMBER, **labels}
    found = {}
    for column in table.columns:
        above, _slash, head = column.head.rpartition(" / ")
        key = by_label.get(_plain(head))
        if key is not None and not column.is_reckoned:
            found[column.number] = _OF_HEAD.get(key, key) if "户主" in above else key
    if any(key.startswith("measure.") for key in found.values()):
        found = {number: _OF_HEAD.get(key, key) for number, key in found.items()}
        for column in table.columns:
            key = _OF_MEASURES.get(_plain(column.head.rpartition(" / ")[2]))
            if key is not None:
                found[column.number] = key
    return found


def _plain(text: str) -> str:
    return re.sub(r"[（(].*?[）)]|\s|[:：]", "", text)
