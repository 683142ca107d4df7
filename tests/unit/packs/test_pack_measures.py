"""The sheet ``measures``: the catalogue that ships, and every cell that can be wrong refused at its place."""

from __future__ import annotations

from pack_sources import edited_pack, find, problems_in, put

from poverty_desktop.expressions.parse import parse
from poverty_desktop.expressions.tree import NameTest, Path, Step, walk
from poverty_desktop.packs.load import load_shipped
from poverty_desktop.packs.measures import decode_measure, encode_measure


def test_that_every_measure_of_the_catalogue_is_reachable_from_a_cause_or_a_need():
    pack = load_shipped()
    kinds = {code.code for code in pack.code_lists["measure_kind"].codes}
    assert {item.kind for item in pack.measures} == kinds
    assert len(pack.measures) >= 45
    assert all(item.answers and item.needs for item in pack.measures if item.id != "0402")
    aspects = {aspect for item in pack.measures for aspect in item.aspects}
    assert aspects == {code.code for code in pack.code_lists["aspect"].codes}
    assert {batch for item in pack.measures for batch in item.batches} == set("12345")


def test_that_the_compatibility_of_cause_and_measure_is_that_of_the_checks():
    """domain.md 4.2: for each cause or risk at least one measure of the kinds named there is a key to it."""
    pack = load_shipped()
    kinds = {
        ("risk", "01"): {"08", "12"},
        ("risk", "02"): {"10", "09", "12"},
        ("risk", "03"): {"11", "12"},
        ("risk", "09"): {"05", "06"},
        ("risk", "10"): {"07"},
        ("risk", "07"): {"02", "03"},
        ("risk", "06"): {"01", "04"},
        ("risk", "08"): {"11"},
    }
    for lock, wanted in kinds.items():
        assert {item.kind for item in pack.measures if lock in item.answers} & wanted, lock


def test_that_no_condition_counts_measures_without_asking_whether_they_are_in_force():
    pack = load_shipped()
    checks = [*pack.checks, *(item.check for item in (*pack.measures, *pack.evidence, *pack.deprivations))]
    paths = [
        (check.id, path)
        for check in checks
        for text in (check.applies_if, check.fires_if)
        for path in (walk(parse(text)) if text else ())
        if isinstance(path, Path) and any(_name(step) == "measure" for step in path.steps)
    ]
    assert len({check for check, _path in paths}) > 20
    for check, path in paths:
        step = next(step for step in path.steps if _name(step) == "measure")
        asked = [part for predicate in step.predicates for part in walk(predicate) if isinstance(part, Path)]
        assert any(_name(part.steps[-1]) == "status" for part in asked), check


def _name(step: Step) -> str:
    return step.test.name if isinstance(step.test, NameTest) else ""


def test_that_an_item_survives_publishing():
    for item in load_shipped().measures:
        assert decode_measure(encode_measure(item)) == item


WRONG = [  # one row of the sheet each, so that one publication shows them all
    ("0101", "id", "2001", "The code of a measure is that of its kind"),
    ("0102", "nature", "gift", "is not known here"),
    ("0103", "subject", "village", "is not known here"),
    ("0104", "entitled_if", "household_typ = '02'", "household_typ"),
    ("1001", "example_entitled", "household: household_type=02 | person: schooling=05", "Nobody in this example"),
    ("1004", "example_not", "household: household_type=02 | person: schooling=02", "Somebody in this example"),
    ("0202", "receives_if", "transport_subsid > 0", "transport_subsid"),
    ("0105", "amount_rule", "$money", "no parameter"),
    ("0301", "amount_params", "yuan=3000; each=5", "used nowhere"),
    ("0203", "unit_zh", None, "Give both"),
    ("0302", "department", "77", "is not in the code list"),
    ("0303", "aspects", "2 12", "is not in the code list"),
    ("0304", "batches", "9", "is not in the code list"),
    ("0305", "answers", "cause:77", "is not in the code list"),
    ("0306", "answers", "illness", "is not written as list:code"),
    ("0399", "needs", "77", "is not in the code list"),
    ("1201", "names", "低保", "stands already"),
    ("0401", "valid_to", "20", "is not a year"),
    ("0403", "province", "42", "12 digits"),
    ("0501", "certainty", "sure", "is not known here"),
    ("0701", "policy", None, "must be filled in"),
]


def test_that_a_wrong_cell_is_refused_with_its_row_and_column(tmp_path):
    rows = {}

    def edit(book):
        sheet = book["measures"]
        for name, column, text, _expected in WRONG:
            rows[name] = find(sheet, "id", name)
            put(sheet, rows[name], column, text)

    found = problems_in(edited_pack(tmp_path, edit), "measures")
    for name, column, _text, expected in WRONG:
        said = [(problem.column, str(problem)) for problem in found if problem.row == rows[name]]
        assert any(at == column and expected in words for at, words in said), (name, column, said)
