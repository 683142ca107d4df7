"""What the differences between the three ledgers are called."""

from __future__ import annotations

from collections.abc import Mapping

from poverty_desktop.domain.fund_differences import Difference
from poverty_desktop.i18n import N_

DIFFERENCE_WORDS: Mapping[Difference, str] = {
    Difference.OVER_SOURCE: N_("more allocated than came down"),
    Difference.NO_SOURCE: N_("allocated from a source that is not in the ledger"),
    Difference.NO_PROJECT: N_("allocated to a project that is not in the register"),
    Difference.OUTSIDE_LIBRARY: N_("allocated to a project outside the library"),
    Difference.OVERDRAWN: N_("more spent than allocated"),
    Difference.LIST_SUM: N_("the list and its lines differ"),
    Difference.LOST_LINE: N_("a line that no list of its project has"),
    Difference.OVER_CONTRACT: N_("more paid than agreed or settled"),
    Difference.NO_CONTRACT: N_("paid without a contract"),
    Difference.BEFORE_ACCEPTANCE: N_("paid before acceptance"),
    Difference.NOT_DELIVERED: N_("paid, but the household's measure is not delivered"),
    Difference.OTHER_AMOUNT: N_("the household's measure has another amount"),
    Difference.NO_MONEY: N_("the measure says delivered, no money arrived"),
}
