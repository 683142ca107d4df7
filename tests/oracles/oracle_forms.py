"""The questionnaires of the oracles: written elsewhere, the built-in survey, for a hard feature, as offices write."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from office_forms import OFFICE_FORMS, office_xform
from xlsforms import FORMS, YES_NO, published_xform, row, xform

from poverty_desktop.packs.load import load_shipped

COLOURS = [
    {"list_name": "colour", "name": name, "label": name.title(), "group": group}
    for name, group in (("red", "warm"), ("orange", "warm"), ("blue", "cold"), ("green", "cold"), ("grey", "none"))
]
GROUPS = [{"list_name": "kind", "name": name, "label": name} for name in ("warm", "cold", "none")]


def names() -> Iterator[str]:
    """Return the names of all forms."""
    yield from (path.stem for path in sorted(FORMS.glob("*.xlsx")))
    yield "household_survey"
    yield from _OWN
    yield from OFFICE_FORMS


@cache
def oracle_form(name: str) -> str:
    """Return the XForm called ``name``."""
    if name == "household_survey":
        return load_shipped().forms[name].xform
    if name in OFFICE_FORMS:
        return office_xform(name)
    if name in _OWN:
        survey, choices = _OWN[name]
        return xform(survey, choices=[*choices, *YES_NO])
    return published_xform(f"{name}.xlsx")


def calculated(*formulas: str) -> list[dict[str, str]]:
    """Return one calculate per formula."""
    return [row("calculate", f"c{number}", calculation=text) for number, text in enumerate(formulas)]


_DAYS = [
    row("date", "d", "Day"),
    row("date", "e", "Other day", constraint=". >= ${d}"),
    row("datetime", "m", "Moment"),
    row("time", "t", "Time"),
    row("integer", "n", "Number"),
    *calculated(
        "${d}",
        "date(${d} + ${n})",
        "${e} - ${d}",
        "int((today() - ${d}) div 365.25)",
        "format-date(${d}, '%Y-%m-%d %n %e %b %a %y %W')",
        "concat(${c0}, '/', ${m}, '/', ${c1})",
        "if(${d} < ${e}, ${d}, ${e})",
        "${m}",
        "${m} + 1",
        "decimal-date-time(${m})",
        "format-date-time(${m}, '%Y-%m-%d %H:%M:%S %h')",
        "${d} = date(${m})",
        "${d} < '2020-01-01'",
        "string-length(${d})",
        "coalesce(${d}, today())",
        "once(today())",
        "max(${d}, ${e})",
        "date(max(${d}, ${e}))",
        "format-date-time(${t}, '%H')",
        "decimal-time(${t}) > 0.5",
        "date('2026-02-03') + ${n}",
        "date-time(${d})",
        "${c0} = ${d} and ${c21} = ${d}",
        "substr(${m}, 0, 7)",
        "${d} != ''",
        "boolean(${d})",
        "number(${d})",
        "today() > ${d} and ${m} > date('2020-01-01')",
    ),
    row("text", "late", "Why so late?", relevant="${d} > date('2015-06-01') or ${m} > now()", required="${d} != ''"),
]
_NUMBERS = [
    row("integer", "a", "A"),
    row("decimal", "b", "B"),
    row("text", "s", "S"),
    row("select_one yes_no", "y", "Y"),
    *calculated(
        "${a} + ${b}",
        "${a} div ${b}",
        "${a} mod 7",
        "round(${b}, 1)",
        "round(${b} * -1, 0)",
        "int(${b}) - abs(${a})",
        "${s} + 1",
        "number(${s}) * 2",
        "min(${a}, ${b})",
        "max(${a}, ${b}, ${s})",
        "pow(${a}, 2)",
        "${a} = ${s}",
        "${a} > ${b}",
        "${c12} and ${y}",
        "if(${c12}, 'yes', 'no')",
        "concat(${c12}, ${c0}, ${a})",
        "not(${y})",
        "${y} + 1",
        "if(${y} = 1, ${a}, ${b})",
        "coalesce(${a}, ${b})",
        "string-length(${c1}) > 0",
        "regex(${s}, '[a-z ]+')",
        "contains(${s}, 'a')",
        "substr(${s}, 1, 3)",
        "translate(${s}, 'abc', 'xy')",
        "boolean-from-string(${s})",
        "checklist(1, 2, ${y}, ${c12}, ${a})",
        "weighted-checklist(1, 5, ${y}, 2, ${c12}, 3)",
        "sqrt(${a})",
        "${a} * 100000000",
        "digest(${s}, 'SHA-256', 'hex')",
        "ends-with(${s}, 'r')",
        "count-selected(${s})",
        "selected-at(${s}, 1)",
        "once(${a})",
        "normalize-space(${s})",
        "-${a}",
        "${a} and ${b}",
        "${a} or ${s}",
        "'' = ${s}",
        "string(${b})",
        "jr:choice-name(${y}, '${y}')",
    ),
]
_REPEATS = [
    row("integer", "people", "How many?", constraint=". >= 0 and . <= 6"),
    row("begin repeat", "person", "Person", repeat_count="${people}"),
    row("text", "name", "Name"),
    row("integer", "age", "Age", relevant="${name} != ''"),
    row("calculate", "place", calculation="position(..)"),
    row("calculate", "said", calculation="concat(${place}, ' ', ${name})"),
    row("text", "school", "School", relevant="${age} < 18 and ${place} > 1", required="${age} > 5"),
    row("calculate", "before", calculation="indexed-repeat(${age}, ${person}, position(..) - 1)"),
    row("calculate", "share", calculation="${age} div sum(${age})"),
    row("begin repeat", "job", "Job"),
    row("text", "title", "Title"),
    row("decimal", "pay", "Pay"),
    row("calculate", "both", calculation="concat(${name}, ' ', ${title}, position(..), '/', position(../..))"),
    row("end repeat"),
    row("calculate", "paid", calculation="sum(${pay})"),
    row("calculate", "jobs", calculation="count(${job})"),
    row("end repeat"),
    row("begin repeat", "animal", "Animal"),
    row("text", "kind", "Kind"),
    row("integer", "heads", "Heads"),
    row("text", "only", "Only", relevant="position(..) = 1"),
    row("select_one ${said}", "owner", "Owner"),
    row("end repeat"),
    *calculated(
        "count(${person})",
        "sum(${age})",
        "max(${age})",
        "min(${age})",
        "join(', ', ${said})",
        "count(${person}[${age} > 17])",
        "sum(${pay})",
        "count(${job})",
        "sum(${heads})",
        "count-non-empty(${kind})",
        "indexed-repeat(${kind}, ${animal}, 2)",
        "indexed-repeat(${title}, ${person}, 1, ${job}, 2)",
        "sum(${animal}[${kind} = 'a']/heads)",
        "${people} > count(${animal})",
    ),
    row("text", "end", "End", relevant="sum(${age}) > 50 or count(${animal}) > 2"),
]
_SELECTS = [
    row("select_one kind", "kind", "Kind"),
    row("select_one colour", "one", "One", choice_filter="group = ${kind}"),
    row("select_multiple colour", "many", "Many", choice_filter="group != ${kind}"),
    row("select_multiple colour", "all", "All"),
    row("rank colour", "order", "Order"),
    row("select_one_from_file things.csv", "thing", "Thing"),
    row("acknowledge", "ok", "OK"),
    row("range", "r", "Range", parameters="start=0 end=10 step=2"),
    *calculated(
        "selected(${many}, 'red')",
        "count-selected(${all})",
        "selected-at(${all}, 0)",
        "jr:choice-name(${one}, '${one}')",
        "jr:choice-name(selected-at(${all}, 1), '${all}')",
        "${many} = ${all}",
        "concat(${all}, ' ', ${order})",
        "${ok} = 'OK'",
        "${r} + 1",
        "instance('colour')/root/item[name = ${one}]/group",
        "count(instance('colour')/root/item[group = ${kind}])",
        "string-length(${order})",
        "if(selected(${all}, ${one}), 1, 0)",
        "selected-at(${order}, 0) = 'red'",
    ),
    row("begin group", "g", "G", relevant="selected(${all}, 'blue')"),
    row("text", "why", "Why", required="${one} != ''"),
    row("begin group", "h", "H", relevant="${why} != 'a'"),
    row("text", "deep", "Deep", readonly="${why} = '12'"),
    row("end group"),
    row("end group"),
    row("calculate", "seen", calculation="concat(${why}, ${deep})"),
]
_EVENTS = [
    row("integer", "a", "A", default="3"),
    row("integer", "b", "B", default="${a} * 2"),
    row("date", "day", "Day", default="today()"),
    row("text", "t", "T", default="plain"),
    row("calculate", "last", calculation="concat(${a}, ' ', ${t})", trigger="${a}"),
    row("integer", "copied", "Copied", calculation="${a} + 1", trigger="${a}"),
    row("text", "chained", "Chained", calculation="concat(${copied}, '!')", trigger="${copied}"),
    row("begin repeat", "row", "Row"),
    row("integer", "x", "X", default="position(..) * 10"),
    row("integer", "y", "Y", calculation="${x} * 2", trigger="${x}"),
    row("text", "from", "From", default="${t}"),
    row("calculate", "after", calculation="${x} + ${a}"),
    row("calculate", "fixed", calculation="'f'"),
    row("text", "worked", "Worked out", default="concat(${after}, '/', ${fixed}, '/', ${last})"),
    row("end repeat"),
    *calculated("${b} + ${copied}", "sum(${y})", "once(${a})", "join('-', ${from})"),
    row("text", "hidden", "Hidden", relevant="${a} > 50", default="kept"),
    row("calculate", "reads", calculation="concat(${hidden}, '.')"),
]
_PATTERNS = [
    row("select_multiple colour or_other", "crops", "Crops"),
    row("begin repeat", "crop", "Crop", repeat_count="count-selected(${crops})"),
    row("calculate", "code", calculation="selected-at(${crops}, position(..) - 1)"),
    row("calculate", "label", calculation="jr:choice-name(${code}, '${crops}')"),
    row("decimal", "area", "Area of ${label}", required="${code} != 'grey'"),
    row("select_one kind", "where", "Where"),
    row("select_one colour", "near", "Near", choice_filter="group = ${where} and name != ${code}"),
    row("note", "n", "${label}: ${area}"),
    row("end repeat"),
    row("calculate", "land", calculation="sum(${area})"),
    row("calculate", "most", calculation="round(max(${area}) div ${land} * 100, 1)"),
    row("begin group", "farm", "Farm", relevant="${land} > 1"),
    row("integer", "hands", "Hands", constraint=". > 0", default="2"),
    row("begin group", "pay", "Pay", relevant="${hands} > 3"),
    row("decimal", "wage", "Wage", readonly="${hands} > 50"),
    row("calculate", "cost", calculation="${wage} * ${hands}"),
    row("begin repeat", "worker", "Worker", relevant="${wage} > 10", repeat_count="3"),
    row("text", "called", "Name", default="${hands}"),
    row("calculate", "order", calculation="position(..)"),
    row("end repeat"),
    row("end group"),
    row("calculate", "all", calculation="${cost} + ${hands}"),
    row("end group"),
    row("calculate", "sum", calculation="if(${all} > 0, ${all}, ${land})"),
    row("calculate", "names", calculation="join(' ', ${called})"),
    row("text", "last", "Last", relevant="${sum} >= 0 and not(selected(${crops}, 'other'))", required="true()"),
    row("calculate", "zero", calculation="coalesce(${sum}, 0)"),
    row("select_one yes_no", "sure", "Sure?", relevant="string-length(${last}) > 1"),
    row(
        "calculate",
        "twice",
        calculation="concat(${sure}, ${names}, if(${sure} = '1', 'y', if(${sure} = '0', 'n', '?')))",
    ),
]
_OWN = {
    "patterns": (_PATTERNS, [*COLOURS, *GROUPS]),
    "days": (_DAYS, []),
    "numbers": (_NUMBERS, []),
    "repeats": (_REPEATS, []),
    "selects": (_SELECTS, [*COLOURS, *GROUPS]),
    "events": (_EVENTS, []),
}
