"""What the publishing page asks: how things stand, what an edition would be, publish it, write it onto a stick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.i18n import N_

if TYPE_CHECKING:
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.handover.packs import Base, Taken
    from poverty_desktop.operations.session import Session
    from poverty_desktop.packs.pack import Pack
    from poverty_desktop.packs.paper_draft import PaperDraft
    from poverty_desktop.packs.proposal import Proposal
    from poverty_desktop.progress import Progress
    from poverty_desktop.queries.packs import EditionRow, QuestionnaireRow
    from ui.widgets.preview_pane import Preview


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is in force, and what the next edition is made from."""

    base: Base
    editions: tuple[EditionRow, ...]
    questionnaires: tuple[QuestionnaireRow, ...]


def standing(session: Session) -> Standing:
    """Return how things stand."""
    from poverty_desktop.operations.handover import packs
    from poverty_desktop.queries import packs as queries

    return Standing(
        base=packs.base(session), editions=queries.editions(session), questionnaires=queries.questionnaires(session)
    )


def prepare(base: Base, files: Sequence[Path], without: frozenset[str], progress: Progress) -> Proposal:
    """Return the next edition, or all that is wrong with it; needs no session."""
    from poverty_desktop.operations.handover import packs

    return packs.prepare(base, files, without=without, progress=progress)


def paper_page(pack: Pack, paper: str, page: int, dots: int, session: Session) -> Preview:
    """Return a page of a paper of the proposal, with a household of this register."""
    from poverty_desktop.operations.paperwork import paper_preview
    from ui.widgets.preview_pane import Preview

    png, pages = paper_preview.preview_template(session, pack, paper, page, dots_per_inch=dots)
    return Preview(png=png, page=min(page, pages - 1), pages=pages)


def draft(path: Path, base: Pack, progress: Progress) -> PaperDraft:
    """Return what a workbook makes of the papers; raises as ``paper_draft.read_draft``."""
    from poverty_desktop.packs.paper_draft import read_draft

    progress.step(N_("Reading the files"), 0, 0)
    return read_draft(path, base)


def write_papers(path: Path, session: Session, progress: Progress) -> int:
    """Write the papers in force as the workbook in which they are edited."""
    from poverty_desktop.operations.paperwork import paper_workbook

    progress.step(N_("Writing the workbook"), 0, 0)
    return paper_workbook.write(session, path)


def publish(proposal: Proposal, session: Session, progress: Progress) -> Done[Pack]:
    """Make the proposal the edition in force."""
    from poverty_desktop.operations.handover import packs

    progress.step(N_("Publishing the edition"), 0, 0)
    return packs.publish(session, proposal)


def write(folder: Path, session: Session, progress: Progress) -> Done[Path]:
    """Write the edition in force onto a stick."""
    from poverty_desktop.operations.handover import packs

    return packs.write_repository(session, folder, progress)


def take_back(folder: Path, session: Session, progress: Progress) -> Done[Taken]:
    """Take a forgotten edition of this office back from a stick."""
    from poverty_desktop.operations.handover import packs

    return packs.take_in(session, folder, progress)
