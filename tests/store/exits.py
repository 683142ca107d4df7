"""An exit of 2017 as the examples of the handbooks have it, up to the village's signature."""

from __future__ import annotations

from datetime import date

from poverty_desktop.operations.casework import procedures
from poverty_desktop.operations.casework.step_entry import StepEntry

VOTES = {"entitled": 30, "present": 24, "agreed": 20, "opposed": 3, "abstained": 1}


def signed(session, kind, step, on, **more):
    row = session.pack.procedure(kind).row(step)
    return StepEntry(step=step, on=on, signatures=row.step.signatures, **more)


def march(day, month=3):
    return date(2017, month, day)


def exit_until_village(session, family):
    household = family.household
    procedure = procedures.begin(session, household, "exit", on=march(10, 2)).value
    for entry in (
        signed(session, "exit", "nomination", march(10, 2)),
        signed(session, "exit", "visit", march(15, 2)),
        signed(session, "exit", "consent", march(20, 2)),
        signed(session, "exit", "review", march(25, 2), **VOTES),
        signed(session, "exit", "village_display", march(1)),
        signed(session, "exit", "village_sign", march(7)),
    ):
        procedures.note_step(session, [procedure], entry)
    return procedure
