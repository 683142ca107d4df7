"""The paper that says to a household why yes, why not and what is missing, so that it can appeal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import paths
from poverty_desktop.checks import verdicts
from poverty_desktop.checks.verdicts import Entitled, Verdict
from poverty_desktop.domain.values import Why
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_, _, format_list, format_yuan
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations import disclosure
from poverty_desktop.packs.measures import Nature
from poverty_desktop.pdf.values import Cell, PaperColumn, PaperTable
from poverty_desktop.queries.assistance.measure_lines import with_member
from poverty_desktop.queries.paperwork import papers
from poverty_desktop.queries.register import households
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.pdf.entitlement_form import EntitlementPaper

NOT_WRITTEN = N_("The PDF file could not be written. Choose another folder or free some space.")
GONE = N_("This household is no longer in the register.")


def write(session: Session, household: HouseholdId, year: int, path: Path, *, language: str = "zh_CN") -> int:
    """Write the paper as PDF and return its pages; it is noted who printed.

    Raises ``RuleError`` where the household is not in the register, ``StorageError`` where the file cannot be written.
    """
    from poverty_desktop.pdf.entitlement_form import compose_entitlement
    from poverty_desktop.pdf.volume import pdf_bytes

    made = paper(session, household, year, language=language)
    document = compose_entitlement(made, papers.stamp(session, household), language=language)
    try:
        paths.write_whole(path, pdf_bytes(document))
    except OSError as error:
        raise StorageError(NOT_WRITTEN) from error
    disclosure.note(session, "print", [household])
    return len(document.pages)


def paper(session: Session, household: HouseholdId, year: int, *, language: str) -> EntitlementPaper:
    """Return what stands on the paper: everything by right, and what the household has."""
    from poverty_desktop.pdf.entitlement_form import EntitlementPaper

    row = households.one(session, household, language=language)
    if row is None:
        raise RuleError(GONE)
    found = verdicts.of_household(session, household, year, language)
    told = [verdict for verdict in found if verdict.item.nature is Nature.RIGHT or verdict.receives]
    yes = [verdict for verdict in told if verdict.entitled is Entitled.YES]
    missing = [verdict for verdict in told if verdict.entitled is Entitled.UNKNOWN]
    no = [v for v in told if v.entitled is Entitled.NO and (v.receives or not v.item.is_personal)]
    tables = (
        _table(_("Entitled"), (_("Measure"), _("Amount"), _("Has it"), _("Why")), [_yes(v, language) for v in yes]),
        _table(
            _("Not entitled"),
            (_("Measure"), _("Why not"), _("It would be, if")),
            [_no(verdict, language) for verdict in no],
        ),
        _table(
            _("Cannot be said yet"),
            (_("Measure"), _("Facts to be asked")),
            [(_name(verdict, language), format_list(verdict.missing)) for verdict in missing],
        ),
    )
    return EntitlementPaper(
        title=_("Notice of entitlement to assistance"),
        subtitle=_("{village} {group}   Householder: {head}   Year: {year}").format(
            village=row.village_name, group=row.group_name, head=row.head_name, year=year
        ),
        head_name=row.head_name,
        opening=_("Judged from the facts in the register by the rules of the policy pack {version}.").format(
            version=session.pack.version
        ),
        tables=tables,
        notes=(_("Whoever finds a fact wrong or a rule misread may appeal to the village committee or the township."),),
        signers=(_("Householder"), _("Explained by"), _("Village committee")),
    )


def _table(title: str, columns: tuple[str, ...], rows: list[tuple[Cell, ...]]) -> PaperTable:
    return PaperTable(title=title, columns=tuple(PaperColumn(label=words) for words in columns), rows=tuple(rows))


def _yes(verdict: Verdict, language: str) -> tuple[Cell, ...]:
    amount = format_yuan(verdict.amount_fen) if verdict.amount_fen is not None else verdict.item.amount.words(language)
    return (
        _name(verdict, language),
        amount,
        _("yes") if verdict.receives else _("no"),
        format_list(verdict.facts) or Why.BLANK,
    )


def _no(verdict: Verdict, language: str) -> tuple[Cell, ...]:
    return (
        _name(verdict, language),
        format_list(verdict.facts) or Why.BLANK,
        format_list(verdict.ways) or Why.BLANK,
    )


def _name(verdict: Verdict, language: str) -> str:
    return with_member(verdict.item.title(language), verdict.person_name)
