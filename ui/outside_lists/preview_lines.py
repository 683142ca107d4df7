"""What taking in a department's list would do, in sentences."""

from __future__ import annotations

from poverty_desktop.i18n import _, format_list
from poverty_desktop.operations.register.outside_lists import ListPreview

ROWS_SHOWN = 12
"""How many rows of a list are named in a sentence."""


def preview_lines(found: ListPreview) -> list[str]:
    """Return how many rows are members here, and which rows are not, or not yet."""
    lines = [
        _("{all} rows were read; {hits} are members here, {new} of them new; {others} are not.").format(
            all=len(found.source.lines), hits=len(found.hits), new=len(found.new), others=found.others
        )
    ]
    if odd := sum(hit.is_named_otherwise for hit in found.hits):
        lines.append(_("{count} of them have another name on the list.").format(count=odd))
    if found.other_rows:
        some = format_list(map(str, found.other_rows[:ROWS_SHOWN]))
        lines.append(_("Rows of the list that name no member here: {rows}").format(rows=some))
    if found.unsigned:
        some = format_list(str(hit.line.row) for hit in found.unsigned[:ROWS_SHOWN])
        lines.append(_("Rows of households without a signed authorisation: {rows}").format(rows=some))
    if found.without_number:
        shown = format_list(map(str, found.without_number[:5]))
        lines.append(_("Rows without a whole ID number: {rows}").format(rows=shown))
    if found.unsigned:
        lines.append(
            _(
                "{count} hits are left out: the household has not signed its authorisation yet."
                " Note the step “authorisation” first, then take the list in again."
            ).format(count=len(found.unsigned))
        )
    return lines
