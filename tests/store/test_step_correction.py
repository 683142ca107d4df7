"""A step of a procedure is corrected where it stands: the reason, the clocks after it, the register, its paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from exits import VOTES, exit_until_village, march, signed
from registers import add_family, value

from poverty_desktop import i18n
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.procedure import Outcome
from poverty_desktop.domain.procedure_warnings import Fault
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.operations.casework import procedures, step_correction
from poverty_desktop.operations.workspaces import undo
from poverty_desktop.queries.casework import procedures as states
from poverty_desktop.queries.register import history
from poverty_desktop.queries.register.snapshot import records

pytestmark = pytest.mark.usefixtures("english")


def _begun(session):
    family = add_family(session, household={"household_type": Value("04"), "exit_status": Value("01")})
    procedure = exit_until_village(session, family)
    procedures.note_step(session, [procedure], signed(session, "exit", "township", march(14)))
    return family, procedure


def _step(session, procedure, name):
    return next(item for item in states.one(session, procedure).steps if item.taken.step == name)


def _correct(session, procedure, name, *, reason="纸质表上是另一天", **changes):
    known = _step(session, procedure, name)
    entry = replace(step_correction.entry_of(known), **changes)
    return step_correction.correct_step(session, procedure, known.record, entry, reason=reason)


def test_that_a_corrected_day_moves_the_clocks_after_it_and_tells_what_is_now_too_early(old):
    _family, procedure = _begun(old)
    told = _correct(old, procedure, "village_sign", on=march(9), exception_reason="村里晚签").value
    assert [(item.step, item.warned.fault) for item in told] == [("township", Fault.TOO_EARLY)]
    township = _step(old, procedure, "township")
    assert township.texts["earliest"] == "2017-03-16"
    assert township.taken.on == march(14)
    step = _step(old, procedure, "village_sign")
    assert step.taken.on == march(9)
    past = history.of_fact(old, RecordKind.STEP, step.record, "done_on", "en")
    assert [row.reason for row in past][:1] == ["纸质表上是另一天"]
    undo.undo(old)
    assert _step(old, procedure, "township").texts["earliest"] == "2017-03-14"
    assert _step(old, procedure, "village_sign").taken.on == march(7)


def test_that_votes_and_words_are_corrected_and_blanked(old):
    _family, procedure = _begun(old)
    votes = {**VOTES, "agreed": 19, "opposed": 4}
    assert _correct(old, procedure, "review", **votes, participants="村民代表", opinion="").value == ()
    step = _step(old, procedure, "review")
    assert (step.taken.agreed, step.taken.opposed) == (19, 4)
    assert step.texts["participants"] == "村民代表"
    _correct(old, procedure, "review", participants="")
    assert "participants" not in _step(old, procedure, "review").texts


@pytest.mark.parametrize(
    ("changes", "reason", "said"),
    [
        ({"on": date(2017, 3, 8)}, " ", "Say why the step is corrected"),
        ({}, "抄错", "Nothing differs"),
        ({"on": date(2017, 12, 1)}, "抄错", "still to come"),
        ({"on": date(2017, 3, 10)}, "抄错", "2017-03-14"),  # the township again too early, and no word on why
    ],
)
def test_that_a_correction_wants_a_reason_a_difference_and_a_day_that_can_be(old, changes, reason, said):
    _family, procedure = _begun(old)
    with pytest.raises(RuleError) as refused:
        _correct(old, procedure, "township", reason=reason, **changes)
    assert said in i18n.render(refused.value)


def test_that_the_day_that_a_step_gave_to_the_register_follows_it(field):
    family = add_family(field, household={"household_type": Value("03"), "identified_on": Value("2025-01")})
    procedure = procedures.begin(field, family.household, "elimination", on=date(2026, 3, 1)).value
    for entry in (
        signed(field, "elimination", "check", date(2026, 3, 2)),
        signed(field, "elimination", "consent", date(2026, 3, 3)),
        signed(field, "elimination", "review", date(2026, 3, 4), **VOTES),
        signed(field, "elimination", "display", date(2026, 3, 5)),
        signed(field, "elimination", "township", date(2026, 3, 10)),
        signed(field, "elimination", "county", date(2026, 3, 12), answers={"elimination_mode": "01"}),
    ):
        procedures.note_step(field, [procedure], entry)
    assert value(field, RecordKind.HOUSEHOLD, family.household, "eliminated_on") == "2026-03"
    lines = len(list(records(field, RecordKind.ENTRY_LINE)))
    _correct(field, procedure, "county", on=date(2026, 4, 2), exception_reason="县里晚批")
    assert value(field, RecordKind.HOUSEHOLD, family.household, "eliminated_on") == "2026-04"
    assert value(field, RecordKind.HOUSEHOLD, family.household, "elimination_mode") == "01"
    assert len(list(records(field, RecordKind.ENTRY_LINE))) == lines + 1
    with pytest.raises(RuleError) as refused:
        _correct(field, procedure, "county", outcome=Outcome.FAILED)
    assert "changed the register" in i18n.render(refused.value)
