"""Synthetic rosters for the tests of exchange: nobody in them exists."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import xlsxwriter

from poverty_desktop.domain.identity_number import check_character
from poverty_desktop.exchange.column_map import ColumnMap, shipped
from poverty_desktop.exchange.roster import Roster, read_roster
from poverty_desktop.exchange.table import Table, read_table
from poverty_desktop.packs.load import load_shipped
from poverty_desktop.packs.pack import Pack

TODAY = date(2026, 11, 23)
VILLAGE = "420581100200"
NATIONAL = (
    "县(市、区、旗)", "乡(镇)", "行政村", "自然村", "户编号", "人编号", "姓名", "证件号码", "人数", "与户主关系",
    "民族", "文化程度", "在校生状况", "健康状况", "劳动技能", "务工状况", "务工时间（月）", "参加大病医疗",
    "脱贫属性", "贫困户属性", "主要致贫原因", "危房户", "饮水安全", "饮水困难", "人均纯收入", "联系电话",
)  # fmt: skip


@cache
def pack() -> Pack:
    """Return the shipped pack."""
    return load_shipped()


@cache
def shipped_map(name: str) -> ColumnMap:
    """Return a shipped column map."""
    return next(item for item in shipped() if item.name == name)


def identity(number: int, *, sex: str = "1") -> str:
    """Return a number with a right check digit and a sequence kept for centenarians, which nobody else has."""
    prefix = ("420502", "420503", "420504", "420505", "420506")[number % 5]
    year, month, day = 1930 + number // 5 % 80, number // 400 % 12 + 1, number // 4800 % 28 + 1
    body = f"{prefix}{year}{month:02d}{day:02d}99{7 if sex == '1' else 8}"
    return body + check_character(body)


def national_row(number: int = 1, household: int = 1, **cells: str) -> list[str]:
    """Return one row of the 26 columns; ``cells`` by caption replace what stands there."""
    row = dict(
        zip(
            NATIONAL,
            (
                "宜都市", "红花套镇", "杨家畈村", "三组", f"42058100{household:06d}", f"4205810{number:08d}",
                f"测试{chr(0x4E00 + number % 20000)}", identity(number), "1", "户主", "汉族", "初中", "", "健康",
                "普通劳动力", "省外务工", "9.0", "是", "脱贫", "一般脱贫户", "因病", "否", "是", "否", "6820.50",
                f"138{household:08d}",
            ),
            strict=True,
        )
    )  # fmt: skip
    unknown = set(cells) - set(row)
    assert not unknown, unknown
    return list((row | cells).values())


def sheet(rows: Iterable[Sequence[object]], *, titles: int = 2) -> bytes:
    """Return a workbook whose rows follow the title rows, every text as text."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False})
    page = book.add_worksheet("花名册")
    for index in range(titles):
        page.write_string(index, 0, "建档立卡人口信息")
    for index, row in enumerate(rows, start=titles):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(index, column, cell)
            elif cell is not None:
                page.write(index, column, cell)
    book.close()
    return buffer.getvalue()


def national_file(folder: Path, rows: Iterable[Sequence[object]], *, header: Sequence[str] = NATIONAL) -> Path:
    """Write a national export and return its path."""
    path = folder / "roster.xlsx"
    path.write_bytes(sheet([header, *rows]))
    return path


def national_table(folder: Path, *rows: Sequence[object]) -> Table:
    """Return the table of a national export with these rows."""
    return read_table(national_file(folder, rows))


def national_roster(folder: Path, *rows: Sequence[object], **settings: object) -> Roster:
    """Return the roster of a national export with these rows."""
    chosen: dict[str, object] = {"year": 2026, "today": TODAY, **settings}
    return read_roster(national_table(folder, *rows), shipped_map("national_26"), pack(), **chosen)  # type: ignore[arg-type]


def texts(values: Mapping[str, object]) -> dict[str, object]:
    """Return values as their scalars, to be compared in one line."""
    return {name: getattr(value, "scalar", value) for name, value in values.items()}
