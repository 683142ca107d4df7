"""A page of a pack's paper for the eye, while the office edits the pack."""

from __future__ import annotations

from dataclasses import replace

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.casework import procedure_papers
from poverty_desktop.operations.paperwork import papers, village_sheets
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.paper_templates import OF_VILLAGE, Use
from poverty_desktop.store.session import Session


def preview_template(
    session: Session, pack: Pack, paper: str, page: int, *, dots_per_inch: int = 96
) -> tuple[bytes, int]:
    """Return a page of a paper of ``pack``, published or not, with the first household of the register or its village.

    It needs no edition in force: the office looks at a form while it edits it. Raises ``RuleError`` where the register
    is empty or the pack has no such paper.
    """
    from poverty_desktop.pdf.preview import page_image
    from poverty_desktop.pdf.volume import pdf_bytes

    row = session.db.conn.execute("SELECT id, village FROM household WHERE alive ORDER BY id LIMIT 1").fetchone()
    if row is None:
        raise RuleError(N_("The register has no household yet with which the paper could be shown."))
    shown = replace(session, pack=pack)
    template = papers.template_of(pack, paper)
    household = HouseholdId(RecordId(bytes(row[0])))
    if template.use is Use.MEETING:
        document = procedure_papers.specimen(shown)
    elif template.use in OF_VILLAGE:
        document = village_sheets.compose_template(shown, template, row[1]).document
    elif paper in set(papers.Paper):  # it stands in place of one of the program's own
        document = papers.compose(shown, papers.Paper(paper), household).document
    else:
        document = papers.compose_template(shown, template, household).document
    count = len(document.pages)
    return page_image(pdf_bytes(document), min(page, count - 1), dots_per_inch=dots_per_inch), count
