"""Submissions that come back as tables: the CSV files of ODK Central, the sheets or CSV files of KoboToolbox."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.interviews.form import Field, Form
from poverty_desktop.interviews.returned import Returned

TableRow = Mapping[str, str]
LABELS = N_("The headings of these tables name no question. Export them with “XML values and headers”.")
_TICKS = frozenset({"1", "1.0", "true"})
_POINT = ("Latitude", "Longitude", "Altitude", "Accuracy")


@dataclass(slots=True)
class _Submission:
    instance_id: str
    version: str
    values: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Held:
    """A row that was read: whose submission it belongs to and the concrete path of what it stands for."""

    submission: _Submission
    path: str


def read_tables(form: Form, tables: Mapping[str, Sequence[TableRow]]) -> tuple[Returned, ...]:
    """Return the submissions in ``tables``: rows by the name of their file or sheet, without its ending.

    The headers are machine names ("XML values"), with ``-`` or ``/`` between groups; a choice of several may stand in
    one column or in one for each option. Rows of a repeat are found by
    Central's ``KEY`` and ``PARENT_KEY`` or Kobo's ``_index``, ``_parent_index`` and ``_parent_table_name``.
    Raises ``RuleError`` where no table is the main one, its headings are no names of ``form``, or a row belongs to
    none.
    """
    main = next((name for name, rows in tables.items() if rows and not _is_repeat(rows[0])), None)
    if main is None:
        raise RuleError(N_("None of these tables holds the submissions themselves. Export them again."))
    root = form.fields[0]
    if has_columns(form) and not count_columns(form, tables[main][0]):
        raise RuleError(LABELS)
    held: dict[tuple[str, str], _Held] = {}
    found: list[_Submission] = []
    for number, row in enumerate(tables[main], start=1):
        identity = row.get("KEY") or row.get("meta/instanceID") or row.get("meta-instanceID") or row.get("_uuid", "")
        submission = _Submission(
            instance_id=identity if ":" in identity or not identity else f"uuid:{identity}",
            version=row.get("__version__") or row.get("FormVersion", ""),
        )
        found.append(submission)
        _hold(form, root, row, _Held(submission, root.path))
        for key in (row.get("KEY"), row.get("_index") or str(number)):
            if key:
                held[main if key != row.get("KEY") else "", key] = _Held(submission, root.path)
    for repeat in (item for item in form.fields if item.is_repeat):
        for name in (item for item in tables if item != main and _names(form, item, repeat)):
            _read_rows(form, repeat, name, tables[name], held)
    return tuple(
        Returned(
            form_id=form.form_id,
            version=item.version,
            instance_id=item.instance_id,
            values=item.values,
            rows=item.rows,
        )
        for item in found
    )


def has_columns(form: Form) -> bool:
    """Say whether a form has questions outside of tables, which have columns of their own."""
    return any(not form.fields[index].repeats for index in form.controls)


def count_columns(form: Form, row: TableRow) -> int:
    """Return how many questions outside of tables have a column that is called by their name."""
    asked = [form.fields[index] for index in form.controls if not form.fields[index].repeats]
    heads = {*row, *(name.rpartition("/")[0] for name in row), *(name.rpartition("-")[0] for name in row)}
    return sum(any(header in heads for header in _headers(form.fields[0], item)) for item in asked)


def _is_repeat(row: TableRow) -> bool:
    return "PARENT_KEY" in row or "_parent_index" in row


def _names(form: Form, table: str, repeat: Field) -> bool:
    """Say whether a table is that of ``repeat``: Central's is ``form-group-repeat``, Kobo's is the repeat's name."""
    steps = repeat.path.split("/")[2:]
    plain = table.removeprefix(f"{form.form_id}-")
    ways = {"-".join(steps), "/".join(steps), "_".join(steps), repeat.name, repeat.name[:31]}
    return plain in ways or table.endswith(f"-{'-'.join(steps)}")


def _read_rows(
    form: Form, repeat: Field, name: str, rows: Sequence[TableRow], held: dict[tuple[str, str], _Held]
) -> None:
    for number, row in enumerate(rows, start=1):
        key = row.get("PARENT_KEY")
        parent = held.get(("", key)) if key else held.get((row.get("_parent_table_name", ""), row["_parent_index"]))
        if parent is None and not key:  # Kobo cuts the name of the main sheet
            parent = next((item for (_name, at), item in held.items() if at == row["_parent_index"]), None)
        if parent is None:
            raise RuleError(N_("Row {row} of the table {table} belongs to no submission."), row=number + 1, table=name)
        above = form.by_path["/".join(step.partition("[")[0] for step in parent.path.split("/"))]
        table = f"{parent.path}{repeat.path[len(above.path) :]}"
        place = parent.submission.rows[table] = parent.submission.rows.get(table, 0) + 1
        here = _Held(parent.submission, f"{table}[{place}]")
        _hold(form, repeat, row, here)
        if row.get("KEY"):
            held["", row["KEY"]] = here
        held[name, row.get("_index") or str(number)] = here


def _hold(form: Form, scope: Field, row: TableRow, held: _Held) -> None:
    """Take the answers of one row over; a column that is no question of the form is left."""
    for item in form.fields:
        inside = item.path.startswith(f"{scope.path}/") and item.repeats == scope.repeats
        if not inside or not item.is_leaf or item.is_attribute:
            continue
        text = next((row[header] for header in _headers(scope, item) if header in row), None)
        if text is None and item.bind.type == "geopoint":
            text = _point(scope, item, row)
        control = form.controls.get(item.index)
        if text is None and control is not None and control.kind == "select_multiple":
            text = _ticked(scope, item, row)
        if text is not None:
            held.submission.values[f"{held.path}{item.path[len(scope.path) :]}"] = text


def _headers(scope: Field, item: Field) -> Iterator[str]:
    """Yield how the column of ``item`` may be headed: with its groups below the table or the form, or by its name."""
    for steps in (item.path[len(scope.path) + 1 :].split("/"), item.path.split("/")[2:]):
        yield "/".join(steps)
        yield "-".join(steps)
    yield item.name


def _ticked(scope: Field, item: Field, row: TableRow) -> str | None:
    """Return the codes of a choice of several that stands in a column for each option, None where it has none."""
    for header in _headers(scope, item):
        columns = {name.removeprefix(f"{header}/"): cell for name, cell in row.items() if name.startswith(f"{header}/")}
        if columns:
            return " ".join(code for code, cell in columns.items() if cell.strip().lower() in _TICKS)
    return None


def _point(scope: Field, item: Field, row: TableRow) -> str | None:
    for header in _headers(scope, item):
        parts = [row.get(f"{header}-{part}", "") for part in _POINT]
        if parts[0] and parts[1]:
            return " ".join(part or "0" for part in parts)
    return None
