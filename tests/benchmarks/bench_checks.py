"""All checks over the county, against twenty of them as plain pandas and plain Polars; the curve to 100,000 persons.

The peers are no dependency of the program: ``pip install pandas polars`` before this one, else its lines are left out.
They read the same columns from an unencrypted copy, and must find exactly what our twenty find.
"""

from __future__ import annotations

import importlib.util
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from poverty_desktop.checks import live, run
from poverty_desktop.domain.identity_number import check_character
from poverty_desktop.operations.workspaces import workspace
from poverty_desktop.store.session import Session
from tests.benchmarks.county import PASSPHRASE, YEAR, County
from tests.benchmarks.figures import Figure, timed

TWENTY = tuple("A01 A02 A03 B01 B02 B04 B07 C01 C03 C10 D01 D02 D06 D07 D09 E01 F06 G02 H05 J04".split())  # noqa: SIM905
TIMES = 5
HOUSEHOLDS_LIVE = 100
PERSONS_SQL = f"""
SELECT m.household, m.relation, p.sex, p.document_type, p.document_number, p.birth_date, y.id IS NOT NULL AS has_year,
 y.education, y.education_why, y.schooling, y.schooling_why, y.dropout_reason, y.dropout_reason_why, y.health,
 y.health_why, y.labour, y.labour_why, y.resident_medical, y.employee_medical, y.in_service, y.monthly_wage
FROM membership m JOIN person p ON p.id = m.person AND p.alive JOIN household h ON h.id = m.household AND h.alive
LEFT JOIN person_year y ON y.person = m.person AND y.year = {YEAR} AND y.alive WHERE m.alive AND m.to_date IS NULL
"""
HOUSEHOLDS_SQL = f"""
SELECT h.id AS household, h.phone, y.id IS NOT NULL AS has_year, y.house_area, y.house_area_why, y.risks
FROM household h
LEFT JOIN household_year y ON y.household = h.id AND y.year = {YEAR} AND y.alive WHERE h.alive
"""


def measure(county: County, folder: Path) -> list[Figure]:
    """Return the figures of the checks."""
    session = county.open()
    checks = [check for check in session.pack.checks if check.id in TWENTY]
    everything = timed(lambda: run.run(session, YEAR), TIMES)
    twenty = timed(lambda: run.run(session, YEAR, checks), TIMES)
    expected = Counter(hit.check for hit in run.run(session, YEAR, checks).hits)
    alone = _live(session)
    today = min(session.clock.today().isoformat(), f"{YEAR}-12-31")  # facts of a past year have the ages of that year
    count = len(session.pack.checks)
    workspace.close(session)
    figures = [Figure(what=f"checks: all {count} over the county", ours=everything.wall_ms, aim="≤ 1,000 ms")]
    figures.append(Figure(what=f"checks: all {count} over the county, CPU", ours=everything.cpu_ms))
    for name, peer in (("pandas", _pandas), ("polars", _polars)):
        if importlib.util.find_spec(name) is None:
            continue
        found = peer(county.plain, today)
        assert found == dict(expected), (name, found, expected)
        theirs = timed(lambda peer=peer: peer(county.plain, today), TIMES)
        what = "checks: twenty, read and judged"
        peer_name = f"{name}, unencrypted"
        figures += [
            Figure(what=what, ours=twenty.wall_ms, peer=theirs.wall_ms, peer_name=peer_name, aim="faster"),
            Figure(what=f"{what}, CPU", ours=twenty.cpu_ms, peer=theirs.cpu_ms, peer_name=peer_name, aim="faster"),
        ]
    figures.append(Figure(what="checks: one household live", ours=alone, aim="≤ 20 ms"))
    return figures + _curve(county, folder)


def _live(session: Session) -> float:
    rows = session.db.conn.execute("SELECT id FROM household LIMIT ?", (HOUSEHOLDS_LIVE,)).fetchall()
    live.prepared(session, YEAR)
    every = timed(lambda: [live.of_household(session, household, YEAR) for (household,) in rows], 3)
    return every.wall_ms / len(rows)


def _curve(county: County, folder: Path) -> list[Figure]:
    """Return what all checks cost over one to four counties in one register."""
    copy = folder / "many"
    shutil.copytree(county.workspace, copy)
    session = workspace.unlock(copy, PASSPHRASE)
    figures = []
    for times in (1, 2, 3, 4):
        if times > 1:
            _double(session, times)
        persons = session.db.conn.execute("SELECT count(*) FROM person WHERE alive").fetchone()[0]
        cost = timed(lambda: run.run(session, YEAR), 3)
        figures.append(
            Figure(
                what=f"checks: all, CPU per 1,000 of {persons:,} persons", ours=cost.cpu_ms / persons * 1000, aim="flat"
            )
        )
    workspace.close(session)
    shutil.rmtree(copy)
    return figures


def _double(session: Session, mark: int) -> None:
    """Put a second copy of everybody beside the first: other ids, names and telephones, ID numbers that are as sound.

    Were the names and telephones the same, nearly everybody would be found twice, which no larger county is.
    """
    connection = session.db.conn
    connection.create_function("other_number", 1, lambda text: _other_number(text, mark))
    connection.create_function("other_phone", 1, lambda text: _other_phone(text, mark))
    connection.execute("BEGIN")
    keys = {"id", "household", "person", "procedure"}
    others = {"document_number": "other_number({})", "phone": "other_phone({})"}
    others |= dict.fromkeys(("surveyor", "visitors"), f"{{}} || '{mark}'")
    people = {"person", "helper"}
    tables = "household person membership household_year person_year measure visit need helper procedure step".split()  # noqa: SIM905
    for table in (*tables, "household_summary"):
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        chosen = []
        for name in names:
            if name in keys:
                chosen.append(f"unhex(hex(substr({name}, 1, 15)) || printf('%02x', {mark} * 16 + 15))")
            elif name == "name" and table in people:
                chosen.append(f"name || substr('甲乙丙丁戊', {mark}, 1)")
            else:
                chosen.append(others.get(name, "{}").format(f'"{name}"'))
        columns = ", ".join(f'"{name}"' for name in names)
        connection.execute(f"INSERT OR IGNORE INTO {table}({columns}) SELECT {', '.join(chosen)} FROM {table}")
    connection.execute("COMMIT")


def _other_phone(text: str | None, mark: int) -> str | None:
    if text is None or len(text) < 11:
        return text
    return f"{text[:3]}{(int(text[3]) + mark) % 10}{text[4:]}"


def _other_number(text: str | None, mark: int) -> str | None:
    if text is None or len(text) < 18:
        return text
    first = f"{text[:14]}{(int(text[14]) + mark) % 10}{text[15:17]}"
    return first + check_character(first) + text[18:]


Peer = Callable[[Path, str], dict[str, int]]


def _pandas(path: Path, today: str) -> dict[str, int]:
    import pandas as pd

    with closing(sqlite3.connect(path)) as connection:
        p = pd.read_sql(PERSONS_SQL, connection)
        h = pd.read_sql(HOUSEHOLDS_SQL, connection)
    day = int(today.replace("-", ""))
    birth = pd.to_numeric(p.birth_date.str.replace("-", ""), errors="coerce")
    age = (day - birth) // 10_000
    school_day = (int(today[:4]) if today[5:] >= "09-01" else int(today[:4]) - 1) * 10_000 + 901
    school_age = (school_day - birth) // 10_000
    number = p.document_number.fillna("")
    length = number.str.len()
    is_id = p.document_type.isna() | p.document_type.isin(["01", "02"])
    is_id &= (number != "") & ~number.str.startswith("999999")
    eighteen = length == 18
    digits = number[eighteen].str[:17]
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(digits.str[place].astype(int) * weight for place, weight in enumerate(weights))
    bad = (total % 11).map(dict(enumerate("10X98765432"))) != number[eighteen].str[17]
    id18 = number.str[:18]
    asked = (id18.str.len() == 18) & ~id18.str.startswith("999999")
    twice = asked & (id18.groupby(id18).transform("size") > 1)
    out_of_school = p.schooling.isna() | p.schooling.isin(["01", "17"])
    health = " " + p.health.fillna("") + " "
    healthy = health.str.contains(" 01 ")
    size = p.groupby("household").size()
    heads = (p.relation == "01").groupby(p.household).sum()
    spouses = (p.relation == "02").groupby(p.household).sum()
    ill = (health.str.contains(" 02 ") | health.str.contains(" 03 ")).groupby(p.household).sum()
    h = h.set_index("household")
    members = size.reindex(h.index).fillna(0)
    risks = " " + h.risks.fillna("") + " "
    blank = {name: p[name].isna() & p[f"{name}_why"].isna() for name in ("education", "schooling", "health", "labour")}
    no_reason = p.dropout_reason.isna() & p.dropout_reason_why.isna()
    year = p.has_year == 1
    found = {
        "A01": twice,
        "A02": is_id & ~length.isin([18, 20, 22]),
        "A03": is_id[eighteen] & bad,
        "B01": heads == 0,
        "B02": heads > 1,
        "B04": spouses > 1,
        "B07": p.relation.isna(),
        "C01": year & blank["education"] & blank["schooling"] & no_reason,
        "C03": year
        & (p.education.isna() | p.education.isin(["01", "02", "06"]))
        & out_of_school
        & p.dropout_reason.isna()
        & (school_age >= 6)
        & (school_age <= 15),
        "C10": p.education.isin(["01", "02"]) & out_of_school & (age >= 16) & (age <= 22),
        "D01": year & blank["health"],
        "D02": healthy & (p.health.str.len() > 2),
        "D06": year & blank["labour"],
        "D07": p.labour.notna() & (p.labour != "04") & (age < 16),
        "D09": p.labour.isin(["03", "04", "05"]) & healthy & out_of_school & (age >= 16) & (age < 60),
        "E01": year & (p.in_service != 1) & (p.resident_medical != 1) & (p.employee_medical != 1),
        "F06": (p.monthly_wage > 3_000_000) | (p.monthly_wage < 10_000),
        "G02": h.phone.notna() & ~h.phone.str.fullmatch("1[3-9][0-9]{9}").fillna(False),
        "H05": (h.has_year == 1)
        & (
            (h.house_area.isna() & h.house_area_why.isna())
            | (h.house_area < 10 * members)
            | (h.house_area > 60 * members)
        ),
        "J04": risks.str.contains(" 01 ") & (ill.reindex(h.index).fillna(0) == 0),
    }
    return {check: int(hits.sum()) for check, hits in found.items() if hits.sum()}


def _polars(path: Path, today: str) -> dict[str, int]:
    import polars as pl

    with closing(sqlite3.connect(path)) as connection:
        p = pl.read_database(PERSONS_SQL, connection, infer_schema_length=None)
        h = pl.read_database(HOUSEHOLDS_SQL, connection, infer_schema_length=None)
    c = pl.col
    day = int(today.replace("-", ""))
    school_day = (int(today[:4]) if today[5:] >= "09-01" else int(today[:4]) - 1) * 10_000 + 901
    birth = c("birth_date").str.replace_all("-", "").cast(pl.Int64)
    number = c("document_number").fill_null("")
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = pl.sum_horizontal(
        number.str.slice(place, 1).cast(pl.Int64, strict=False) * weight for place, weight in enumerate(weights)
    )
    p = p.with_columns(
        age=(day - birth) // 10_000,
        school_age=(school_day - birth) // 10_000,
        number=number,
        length=number.str.len_chars(),
        id18=number.str.slice(0, 18),
        remainder=total % 11,
        padded=pl.lit(" ") + c("health").fill_null("") + pl.lit(" "),
        out_of_school=c("schooling").is_null() | c("schooling").is_in(["01", "17"]),
    ).with_columns(right=c("remainder").replace_strict(list(range(11)), list("10X98765432"), default=None))
    is_id = c("document_type").is_null() | c("document_type").is_in(["01", "02"])
    is_id = is_id & (c("number") != "") & ~c("number").str.starts_with("999999")
    healthy = c("padded").str.contains(" 01 ", literal=True)
    ill = c("padded").str.contains(" 02 ", literal=True) | c("padded").str.contains(" 03 ", literal=True)
    year = c("has_year") == 1

    def blank(name: str) -> pl.Expr:
        return c(name).is_null() & c(f"{name}_why").is_null()

    def no(name: str) -> pl.Expr:
        return c(name).fill_null(0) != 1

    persons = p.select(
        A01=(
            (c("id18").str.len_chars() == 18) & ~c("id18").str.starts_with("999999") & (pl.len().over("id18") > 1)
        ).sum(),
        A02=(is_id & ~c("length").is_in([18, 20, 22])).sum(),
        A03=(is_id & (c("length") == 18) & (c("right") != c("number").str.slice(17, 1))).sum(),
        B07=c("relation").is_null().sum(),
        C01=(year & blank("education") & blank("schooling") & blank("dropout_reason")).sum(),
        C03=(
            year
            & (c("education").is_null() | c("education").is_in(["01", "02", "06"]))
            & c("out_of_school")
            & c("dropout_reason").is_null()
            & c("school_age").is_between(6, 15)
        ).sum(),
        C10=(c("education").is_in(["01", "02"]) & c("out_of_school") & c("age").is_between(16, 22)).sum(),
        D01=(year & blank("health")).sum(),
        D02=(healthy & (c("health").str.len_chars() > 2)).sum(),
        D06=(year & blank("labour")).sum(),
        D07=((c("labour") != "04") & (c("age") < 16)).sum(),
        D09=(
            c("labour").is_in(["03", "04", "05"]) & healthy & c("out_of_school") & (c("age") >= 16) & (c("age") < 60)
        ).sum(),
        E01=(year & no("in_service") & no("resident_medical") & no("employee_medical")).sum(),
        F06=((c("monthly_wage") > 3_000_000) | (c("monthly_wage") < 10_000)).sum(),
    ).row(0, named=True)
    by = p.group_by("household").agg(
        heads=(c("relation") == "01").sum(), spouses=(c("relation") == "02").sum(), ill=ill.sum(), members=pl.len()
    )
    joined = h.join(by, on="household", how="left").with_columns(
        members=c("members").fill_null(0), ill=c("ill").fill_null(0)
    )
    area = c("house_area")
    households = joined.select(
        B01=(c("heads") == 0).sum(),
        B02=(c("heads") > 1).sum(),
        B04=(c("spouses") > 1).sum(),
        G02=(c("phone").is_not_null() & ~c("phone").str.contains("^1[3-9][0-9]{9}$")).sum(),
        H05=(
            year
            & (
                (area.is_null() & c("house_area_why").is_null())
                | (area < 10 * c("members"))
                | (area > 60 * c("members"))
            )
        ).sum(),
        J04=((pl.lit(" ") + c("risks") + pl.lit(" ")).str.contains(" 01 ", literal=True) & (c("ill") == 0)).sum(),
    ).row(0, named=True)
    return {check: int(count) for check, count in {**persons, **households}.items() if count}
