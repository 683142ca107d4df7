"""The card for the wall, read from columns that neighbours may know: no other column is asked for."""

from __future__ import annotations

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import _
from poverty_desktop.ids import HouseholdId
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.paper_templates import BlockKind, PaperTemplate
from poverty_desktop.pdf.composed_values import WallMeasure, WallPaper
from poverty_desktop.queries.register import years
from poverty_desktop.queries.register.household_file import GONE
from poverty_desktop.store.session import Session


def wall_paper(
    session: Session,
    template: PaperTemplate,
    household: HouseholdId,
    *,
    year: int | None = None,
    language: str = "zh_CN",
) -> WallPaper:
    """Return what a template of the pack shows on the wall of a house; raises ``RuleError`` for an unknown one."""
    pack = session.pack
    row = session.db.conn.execute(
        "SELECT s.head_name, h.village, h.group_name, s.member_count FROM household h"
        " LEFT JOIN household_summary s ON s.household = h.id WHERE h.alive AND h.id = ?",
        (household,),
    ).fetchone()
    if row is None:
        raise RuleError(GONE)
    head_name, village, group, persons = row
    known = years.of_household(session, household)
    shown = year or (known[0] if known else years.working_year(session))
    blocks = {block.kind: block for block in template.blocks}
    measures = blocks.get(BlockKind.WALL_MEASURES)
    division = pack.divisions.get(village or "")
    return WallPaper(
        template=template.id,
        title=pack.text(template.title, shown)(language),
        head_name=head_name or "",
        place=_("{village} {group}").format(village=division.name if division else "", group=group or "").strip(),
        year=shown,
        persons=int(persons or 0),
        shows_household=BlockKind.WALL_HOUSEHOLD in blocks,
        measures=None if measures is None else _measures(session, household, shown, language),
        measures_title=measures.title(language) if measures is not None and measures.title else "",
        notes=tuple(
            pack.texts[item.name](language)
            for block in template.blocks
            if block.kind is BlockKind.TEXT
            for item in block.items
        ),
    )


def _measures(session: Session, household: HouseholdId, year: int, language: str) -> tuple[WallMeasure, ...]:
    rows = session.db.conn.execute(
        "SELECT kind, status FROM measure WHERE alive AND household = ? AND year = ? ORDER BY id", (household, year)
    ).fetchall()
    found = []
    for kind, status in rows:
        shown = _public(session.pack, "measure_kind", kind or "", language)
        if shown:
            found.append(
                WallMeasure(kind=shown, status=_public(session.pack, "measure_status", status or "", language))
            )
    return tuple(found)


def _public(pack: Pack, name: str, code: str, language: str) -> str:
    """Return the words that a code has in public; empty where the pack shows it nowhere."""
    codes = pack.code_lists.get(name)
    known = codes.find(code) if codes is not None else None
    if codes is None or known is None:
        return ""
    shown = codes.find(known.schemes.get("public", code))
    return shown.label(language) if shown is not None else ""
