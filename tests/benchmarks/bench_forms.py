"""Loading a questionnaire and following one answer, beside JavaRosa (warmed) and the engine of ODK Web Forms.

Java is needed; Web Forms is left out where its packages are not there (``npm ci --prefix tests/oracles/web_forms``).
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path += [str(TESTS / "oracles"), str(TESTS / "unit" / "interviews")]

from differential import FOLDER, Reference, javarosa, web_forms
from xlsforms import YES_NO, head, row, xform

from poverty_desktop.expressions.evaluate import compile_expression
from poverty_desktop.interviews.interview import Interview
from poverty_desktop.interviews.load import load_form
from tests.benchmarks.figures import Figure

QUESTIONS, RELEVANTS, ROWS = 500, 400, 2_000
ROUNDS, KEEP, STEPS = 25, 9, 300
LONG_STEPS = 20
"""How many answers follow each other at 5,000 questions, loaded once: Web Forms takes seconds for each."""
Answers = list[tuple[str, str]]


def questionnaire(questions: int = QUESTIONS, relevants: int = RELEVANTS) -> str:
    """Return a form of the size of the WHO verbal autopsy: 500 questions, 400 of them asked under a condition."""
    rows = [row("select_one yes_no", "q0", "Question 0"), row("integer", "age", "Age")]
    for number in range(1, questions - 1):
        asked = {}
        if number <= relevants:
            opener = (number - 1) // 10 * 10
            asked["relevant"] = f"${{age}} > {number % 60} and ${{q{opener}}} = '1'"
        kind = "select_one yes_no" if number % 2 == 0 else "integer"
        rows.append(row(kind, f"q{number}", f"Question {number}", **asked))
    rows += [
        row("calculate", f"c{number}", calculation=f"${{q{number}}} + ${{q{number + 2}}}") for number in range(1, 99, 2)
    ]
    return xform(rows, choices=[*YES_NO])


def roster() -> str:
    """Return a form with a table of as many rows as one asks for, and sums over it; nobody's age is blank."""
    return xform(
        [
            row("integer", "size", "Size"),
            row("begin repeat", "person", "Person", repeat_count="${size}"),
            row("text", "name", "Name"),
            row("integer", "age", "Age", default="30"),
            row("text", "school", "School", relevant="${age} < 18"),
            row("calculate", "said", calculation="concat(${name}, ' ', ${age})"),
            row("end repeat"),
            row("calculate", "total", calculation="sum(${age})"),
            row("calculate", "oldest", calculation="max(${age})"),
        ]
    )


def answers_to_questionnaire(choose: random.Random) -> Answers:
    """Return random answers to the questions that others wait for: the age, for all 400, and those that open ten."""
    paths = ["age", *(f"q{number}" for number in range(0, RELEVANTS, 10))]
    found = [("/data/age", "70"), ("/data/q0", "1")]
    for _step in range(STEPS):
        name = choose.choice([*paths, *["age"] * len(paths)])
        found.append((f"/data/{name}", str(choose.randint(1, 90)) if name == "age" else choose.choice("01")))
    return found


def answers_to_roster(choose: random.Random) -> Answers:
    """Return random ages for random rows."""
    return [(f"/data/person[{choose.randint(1, ROWS)}]/age", str(choose.randint(0, 90))) for _step in range(STEPS // 5)]


def ours(text: str, prepare: Answers, answers: Answers, rounds: int) -> dict[str, list[float]]:
    """Return the seconds that our engine takes, for each loading with all formulas new, and for each answer."""
    loads: list[float] = []
    for _round in range(rounds):
        compile_expression.cache_clear()
        load_form.cache_clear()
        started = time.perf_counter()
        form = load_form(text)
        interview = Interview.start(form, head(form), now=lambda: datetime.now(UTC))
        loads.append(time.perf_counter() - started)
    for path, answer in prepare:
        interview.answer(path, answer)
    taken: list[float] = []
    for path, answer in answers:
        started = time.perf_counter()
        interview.answer(path, answer)
        taken.append(time.perf_counter() - started)
    return {"loads": loads, "answers": taken}


def measure(folder: Path) -> list[Figure]:
    """Return the figures of both forms in all engines there are; each gets the same answers in the same order."""
    engines: list[tuple[str, Reference]] = [("JavaRosa, warmed", javarosa("Etc/GMT-8"))]
    if (FOLDER / "web_forms" / "node_modules").is_dir():
        engines.append(("ODK Web Forms", web_forms("Etc/GMT-8")))
    choose = random.Random(1)
    cases = [
        ("500 questions, 400 conditions", questionnaire(), [], answers_to_questionnaire(choose)),
        (
            "5,000 questions, 4,000 conditions",
            questionnaire(5_000, 4_000),
            [],
            answers_to_questionnaire(choose)[:LONG_STEPS],
        ),
        ("a table of 2,000 rows", roster(), [("/data/size", str(ROWS))], answers_to_roster(choose)),
    ]
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "form.xml"
    figures: list[Figure] = []
    for name, text, prepare, answers in cases:
        file.write_text(text, encoding="utf-8")
        rounds, keep = (1, 1) if name.startswith("5,000") else (ROUNDS, KEEP)
        request = {"do": "time", "path": str(file), "prepare": prepare, "answers": answers, "rounds": rounds}
        others = [(other, engine.ask(**request, keep=keep)) for other, engine in engines]
        mine = ours(text, prepare, answers, rounds)
        for key, what, aim in (("loads", "loaded", "≤ 300 ms"), ("answers", "one answer followed", "≤ 16 ms, < 1 ×")):
            for other, times in others:
                if "error" not in times:
                    figures.append(
                        Figure(
                            what=f"questionnaire, {name}: {what}",
                            ours=statistics.median(mine[key]) * 1000,
                            peer=statistics.median(times[key]) * 1000,
                            peer_name=other,
                            aim=aim,
                        )
                    )
    for _name, engine in engines:
        engine.close()
    return figures
