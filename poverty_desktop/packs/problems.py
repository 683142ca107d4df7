"""What is wrong with a policy pack: one row per error, with the sheet, row and column to mend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from poverty_desktop.errors import PovertyDesktopError, RuleError
from poverty_desktop.i18n import N_, _, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """What an error says, kept for a sentence around it; it is said when that sentence is, in the same language."""

    message_id: str
    params: Mapping[str, object]

    @classmethod
    def of(cls, error: PovertyDesktopError) -> Detail:
        """Return what ``error`` says."""
        return cls(message_id=error.message_id, params=error.params)

    def __str__(self) -> str:
        """Return the words in the language of the screen."""
        return say(self.message_id, self.params)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackProblem:
    """One error of a pack's source; ``row`` counts from 1 as Excel shows it, 0 means the whole sheet.

    ``sheet`` is the sheet's name, with the file before it for a questionnaire (``household_survey.xlsx: survey``).
    ``column`` is the machine name of the column, empty where the whole row is meant.
    """

    sheet: str
    message_id: str
    row: int = 0
    column: str = ""
    params: Mapping[str, str | int | Detail] = field(default_factory=dict)

    def sentence(self) -> str:
        """Return what is wrong, in the language of the screen."""
        return _(self.message_id).format(**self.params)

    def place(self) -> str:
        """Return where it is wrong, in the language of the screen."""
        if self.row and self.column:
            return _("Sheet {sheet}, row {row}, column {column}").format(
                sheet=self.sheet, row=self.row, column=self.column
            )
        if self.row:
            return _("Sheet {sheet}, row {row}").format(sheet=self.sheet, row=self.row)
        if self.column:
            return _("Sheet {sheet}, column {column}").format(sheet=self.sheet, column=self.column)
        return _("Sheet {sheet}").format(sheet=self.sheet)


class PackRefusedError(RuleError):
    """A pack was not published; ``problems`` are all of its errors in the order of the workbook."""

    def __init__(self, problems: tuple[PackProblem, ...]) -> None:
        super().__init__(
            N_("The policy pack has {count} errors and was not published. Mend them and publish again.")
            if len(problems) != 1
            else N_("The policy pack has an error and was not published. Mend it and publish again."),
            count=len(problems),
        )
        self.problems = problems
