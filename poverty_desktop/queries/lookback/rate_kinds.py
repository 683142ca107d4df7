"""The rates of a back-check and what each says."""

from __future__ import annotations

from enum import StrEnum

from poverty_desktop.i18n import N_


class RateKind(StrEnum):
    """The three rates and one degree (三率一度) and what belongs to them, domain.md 3.6."""

    WRONG_EXIT = "wrong_exit"
    MISSED = "missed"
    WRONG_INCLUSION = "wrong_inclusion"
    INCIDENCE = "incidence"
    APPROVAL = "approval"


RATE_WORDS = {
    RateKind.WRONG_EXIT: N_("Wrong-exit rate"),
    RateKind.MISSED: N_("Missed rate"),
    RateKind.WRONG_INCLUSION: N_("Wrong-inclusion rate"),
    RateKind.INCIDENCE: N_("Overall incidence of poverty"),
    RateKind.APPROVAL: N_("Approval"),
}
RATE_MEANINGS = {
    RateKind.WRONG_EXIT: N_("persons found poor among those of households out of poverty"),
    RateKind.MISSED: N_("persons found poor among those of households that are not filed"),
    RateKind.WRONG_INCLUSION: N_("persons found not poor among those of filed households"),
    RateKind.INCIDENCE: N_("persons found poor among all rural persons"),
    RateKind.APPROVAL: N_("households that approve among those asked"),
}
