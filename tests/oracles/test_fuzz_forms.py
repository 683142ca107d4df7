"""Random damage to whole questionnaires: to the workbook of an office, and to the compiled form of a laptop.

Everything is published, refused with sentences, or runs; nothing breaks or hangs. Longer, for an afternoon:
``FUZZ_EXAMPLES=20000 .venv/bin/python -m pytest tests/oracles/test_fuzz_forms.py --timeout=0``.
On 2026-11-30, 2 × 8,000 examples ran without a failure, after 2 × 2,500 had found a label
with ``instance()`` of a list that is not there.
"""

from __future__ import annotations

import os
import random
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from differential import random_answer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office_forms import OFFICE_FORMS, office_xform, write_workbook
from xlsforms import start

from poverty_desktop.errors import RuleError
from poverty_desktop.interviews import questions
from poverty_desktop.interviews.load import load_form
from poverty_desktop.interviews.outline import reading_order
from poverty_desktop.interviews.submission import instance_xml
from poverty_desktop.packs.load import load_shipped
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.questionnaires.questionnaires import compile_form
from poverty_desktop.packs.validation.references import published_vocabulary

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "25"))
STEPS = 8
CELLS = (
    "", "yes", "true()", "=1+1", "${", "${nothing}", "${size}", "${name} + ${age}", ".", "..", "position(..)", "(", "'",
    "begin repeat", "end repeat", "begin group", "end group", "select_one", "select_one nothing", "select_multiple yn",
    "integer", "calculate", "note", "audit", "rank yn", "range", "csv-external", "select_one_from_file no.csv",
    "start=0 end=0 step=0", "jr:choice-name(${a}, ${b})", "once(.)", "indexed-repeat(${a}, ${b}, 1)", "sum(${age})",
    "instance('x')/root/item[name = current()/../a]", "regex(., '(a+)+$')", "1 div 0", "1e309", "-" * 60, "x" * 3000,
    "姓名", "<b>&amp;", "a b", "1a", "__version", "meta", "search('x')", "w1 likert", "1 = 1 or", "pulldata('a', 'b')",
    "${last-saved#size}", "household#group_name", "uuid()", "\u202e", "a\nb",
)  # fmt: skip
BITS = re.compile(r"/data/[\w/]+|\bdata\b|\d+|'[^']*'|\b[a-z-]+\(|[=<>+*()\[\]]|&\w+;|\w+=\"[^\"]*\"")
FORMULAS = (
    "1", "''", ".", "..", "/data", "//*", "/data/*", "position(..)", "count(/data/*)", "count(//*[. = ..])", "true()",
    "if(", ")", "(", "=", "or", "*", "-", "/data/meta/instanceID", "random()", "concat(/data, //*)", "1 div 0",
)  # fmt: skip

long = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def run(text: str, seed: int) -> None:
    """Load the form and answer some questions of it; raises ``RuleError`` where it is refused."""
    form = load_form(text)
    choose = random.Random(seed)
    interview = start(form)
    for _step in range(STEPS):
        asked = [
            (control, node)
            for control, node in reading_order(form, interview.running.tree)
            if node.relevant and not node.is_readonly and control.kind != "note" and node.field.bind.calculate is None
        ]
        if asked:
            control, node = choose.choice(asked)
            interview.answer(node.path, random_answer(interview, control, node.path, choose))
    for section in questions.sections(interview):
        questions.items(interview, section.path)
    interview.problems()
    instance_xml(interview)


@long
@given(
    name=st.sampled_from(OFFICE_FORMS),
    seed=st.integers(0, 2**32),
    cells=st.lists(st.sampled_from(CELLS), min_size=1, max_size=4),
)
def test_that_a_damaged_workbook_is_published_or_refused_in_sentences(name: str, seed: int, cells: list[str]) -> None:
    choose = random.Random(seed)
    problems: list[PackProblem] = []
    remarks: list[PackProblem] = []
    with TemporaryDirectory() as folder:
        path = write_workbook(name, Path(folder))
        book = openpyxl.load_workbook(path)
        for text in cells:
            sheet = book[choose.choice(book.sheetnames)]
            cell = sheet.cell(choose.randint(1, sheet.max_row), choose.randint(1, sheet.max_column))
            cell.value, cell.data_type = text, "s"
        book.save(path)
        form = compile_form(path, published_vocabulary(load_shipped()), {}, problems, remarks)
    for problem in (*problems, *remarks):
        assert problem.place()
        assert problem.sentence()
    assert (form is None) == bool(problems)
    if form is not None:
        run(form.xform, seed)


@long
@given(name=st.sampled_from(OFFICE_FORMS), seed=st.integers(0, 2**32), count=st.integers(1, 5))
def test_that_a_damaged_compiled_form_is_refused_or_runs(name: str, seed: int, count: int) -> None:
    choose = random.Random(seed)
    text = office_xform(name)
    for _change in range(count):
        bits = list(BITS.finditer(text))
        bit = choose.choice(bits)
        other = choose.choice([choose.choice(bits).group(), choose.choice(FORMULAS), ""])
        text = text[: bit.start()] + other + text[bit.end() :]
    try:
        run(text, seed)
    except RuleError:
        return
