"""A questionnaire as a paper for one household: empty, or with what the register knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from poverty_desktop.domain.values import Why
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import HouseholdId
from poverty_desktop.interviews import questions
from poverty_desktop.interviews.choices import is_fixed
from poverty_desktop.interviews.conditions import condition_words
from poverty_desktop.interviews.draft import DraftHead
from poverty_desktop.interviews.form import Control, Form
from poverty_desktop.interviews.interview import Interview
from poverty_desktop.interviews.load import load_form
from poverty_desktop.interviews.numbering import label_without, numbers, template
from poverty_desktop.interviews.plain_text import plain
from poverty_desktop.interviews.unanswered import is_narrowed, list_name, open_choices, unanswered, with_blanks
from poverty_desktop.interviews.views import Heading, Question, Table
from poverty_desktop.operations.interviewing.known_facts import known_household
from poverty_desktop.pdf.form_values import (
    MOST_OPTIONS,
    FormHeading,
    FormList,
    FormOption,
    FormPaper,
    FormPart,
    FormQuestion,
    FormTable,
)
from poverty_desktop.queries.interviewing import paper_keys
from poverty_desktop.queries.register import households, years
from poverty_desktop.store.session import Session

BLANK_ROWS = 2
"""Rows to fill behind what is known."""
EMPTY_ROWS = 4
"""Rows to fill where nothing is known."""
MOST_OF_A_LIST = 40
"""Of a longer list that answers narrow none is printed: its name is, and one is written in."""
MOST_AT_THE_END = 300
"""A list that is longer still, of all villages of a county, is not printed either."""
NO_FORM = N_("The policy pack of this workspace has no such questionnaire.")


def form_paper(
    session: Session,
    household: HouseholdId,
    *,
    form_id: str | None = None,
    year: int | None = None,
    language: str = "zh_CN",
    is_prefilled: bool = True,
) -> FormPaper:
    """Return the questionnaire of one household as it is printed; nothing is stored.

    Raises ``RuleError`` where the pack has no such questionnaire or the register no such household.
    """
    published = session.pack.forms.get(form_id or session.pack.settings["yearly_form"])
    if published is None:
        raise RuleError(NO_FORM)
    row = households.one(session, household, language=language)
    if row is None:
        raise RuleError(N_("This household is no longer in the register."))
    year = year or years.working_year(session)
    asked = load_form(published.xform)
    form = asked if is_prefilled else unanswered(asked)
    head = DraftHead(
        form_id=form.form_id,
        form_version=form.version,
        seed=bytes(16),
        started_at=session.clock.now().astimezone().isoformat(timespec="milliseconds"),
        language=form.language_for(language),
        known=known_household(session, household, year) if is_prefilled else (),
    )
    interview = Interview.start(form, head, now=lambda: session.clock.now().astimezone(), instances={})
    interview.set_language(head.language)
    reading = _Reading(interview, asked, is_prefilled=is_prefilled)
    parts = tuple(reading.parts())
    return FormPaper(
        title=published.title(language),
        head_name=row.head_name,
        household_number=row.national_number or Why.BLANK,
        village=row.village_name,
        group=row.group_name,
        year=year,
        code=paper_keys.code_of(published, household),
        key=paper_keys.key_of(published.form_id, household),
        parts=parts,
        lists=reading.lists(),
        signers=(_("Head of household"), _("Filled in by"), _("Keyed in by")),
    )


class _Reading:
    """A questionnaire read from its first question to its last, everything numbered on the way."""

    def __init__(self, interview: Interview, form: Form, *, is_prefilled: bool) -> None:
        self._interview = interview
        self._form = form
        self._is_prefilled = is_prefilled
        self._numbers = numbers(form)
        self._lists: dict[tuple[str, ...], FormList] = {}
        self._blank = unanswered(form) if is_prefilled else interview.form

    def parts(self) -> Iterator[FormPart]:
        """Yield the sections."""
        for section in questions.sections(self._interview):
            items = self._items(section.path)
            said = tuple(self._said(path, item) for path, item in items)
            is_whole = all(path.startswith(f"{section.path}/") for path, _item in items)
            condition = self._condition(section.path) if is_whole else ""
            yield FormPart(title=section.label, items=said, condition=condition)

    def _items(self, section: str) -> list[tuple[str, FormQuestion | FormHeading | FormTable]]:
        found: list[tuple[str, FormQuestion | FormHeading | FormTable]] = []
        for item in questions.items(self._interview, section):
            if isinstance(item, Heading):
                if item.label:
                    found.append((item.path, FormHeading(title=item.label)))
                continue
            if isinstance(item, Question) and not _is_asked(item):
                if item.kind == "note" and item.label:
                    found.append((item.path, self._question(item)))
            elif isinstance(item, Question):
                found.append((item.path, self._question(item)))
            else:
                found += self._tables(item)
        return found

    def _question(self, item: Question) -> FormQuestion:
        number = self._numbers.get(template(item.path), "")
        has_answer = self._is_prefilled and item.kind not in ("image", "audio", "video", "file")
        options = self._options(item)
        is_numbered = bool(options) and bool(options[0].digit)
        most = MOST_AT_THE_END if is_numbered else MOST_OF_A_LIST
        is_written_in = len(options) > most
        return FormQuestion(
            number=number,
            label=self._label(item),
            kind=_kind(item),
            hint=item.hint,
            answer=item.shown if has_answer else "",
            is_required=item.required,
            options=() if is_written_in else options,
            list_name=list_name(self._control(item)) if is_written_in else "",
            list_number=self._listed(number, options) if is_numbered and not is_written_in else 0,
            scale=(item.minimum, item.maximum, item.step) if item.kind == "range" else None,
        )

    def _label(self, item: Question) -> str:
        """Return the words of a question; what is worked out from answers that are all still missing is a blank."""
        words = self._control(item).label
        if not self._is_prefilled or words is None or not words.outputs:
            return item.label
        running = self._interview.running
        node = running.tree.find(item.path)
        return plain(with_blanks(running, self._form, words, node).say(running.language, running.context(node)))

    def lists(self) -> tuple[FormList, ...]:
        """Return the long lists that the questions name, after all of them were read."""
        return tuple(self._lists.values())

    def _listed(self, number: str, options: tuple[FormOption, ...]) -> int:
        """Return the number of the list at the end that has these options, 0 where they stand at the question."""
        if len(options) <= MOST_OPTIONS:
            return 0
        plain_options = tuple(replace(one, is_chosen=False) for one in options)
        key = tuple(one.label for one in options)
        known = self._lists.get(key) or FormList(number=len(self._lists) + 1, questions=(), options=plain_options)
        self._lists[key] = replace(known, questions=(*known.questions, *([number] if number else [])))
        return known.number

    def _options(self, item: Question) -> tuple[FormOption, ...]:
        """Return the options to tick; those of a list that answers narrow have no digits, for the screen has others."""
        control = self._control(item)
        is_answered = self._is_prefilled and bool(item.text)
        if not is_answered and is_narrowed(self._form, control):
            node = self._interview.running.tree.find(item.path)
            found = open_choices(self._interview.running, self._form, self._blank, node)
            return tuple(FormOption(digit="", label=plain(one.choice.label), group=plain(one.group)) for one in found)
        if not self._is_prefilled and not is_fixed(self._blank, self._blank.controls[control.field]):
            return ()  # they come from answers that are not there yet
        chosen = set(item.text.split()) if item.type == "codes" else {item.text}
        return tuple(
            FormOption(
                digit=str(at), label=plain(label_without(at, one)), is_chosen=self._is_prefilled and one.code in chosen
            )
            for at, one in enumerate(item.choices, start=1)
        )

    def _control(self, item: Question) -> Control:
        return self._form.controls[self._form.by_path[template(item.path)].index]

    def _tables(self, table: Table) -> list[tuple[str, FormQuestion | FormHeading | FormTable]]:
        """Return a repeat and those inside its rows, which stand below it with the number of the row to write."""
        known = table.rows if self._is_prefilled else ()
        if not table.rows:  # a row of the paper only: the form may not let one be added before it is called for
            tree = self._interview.running.tree
            parent, repeat = tree.repeat(table.path)
            tree.insert(parent, tree.new_row(repeat.index))
            table = questions.table(self._interview, table.path)
        first = questions.row(self._interview, table.rows[0])
        asked = [cell for cell in first.cells if _is_asked(cell)]
        columns = tuple(replace(self._question(cell), label=self._column(cell)) for cell in asked)
        rows = []
        for path in known:
            cells = {template(cell.path): cell for cell in questions.row(self._interview, path).cells}
            answers = tuple(self._filled(cells[template(cell.path)]) for cell in asked)
            if any(answers):  # the row with which an empty table begins is a row to fill
                rows.append(answers)
        made = FormTable(
            title=table.label,
            questions=tuple(replace(item, answer="") for item in columns),
            rows=tuple(rows),
            blanks=BLANK_ROWS if rows else EMPTY_ROWS,
        )
        found: list[tuple[str, FormQuestion | FormHeading | FormTable]] = [(table.path, made)]
        for path in first.tables:
            for inner_path, inner in self._tables(questions.table(self._interview, path)):
                if isinstance(inner, FormTable):
                    row_number = FormQuestion(number="", label=_("of row"), kind="integer")
                    blank = replace(inner, questions=(row_number, *inner.questions), rows=(), blanks=EMPTY_ROWS)
                    found.append((inner_path, blank))
        return found

    def _column(self, cell: Question) -> str:
        """Return a question as it stands once for all rows, with the group of the row that it stands in.

        Where an answer of one row is woven in, there is a blank.
        """
        field = self._blank.by_path[template(cell.path)]
        label = self._blank.controls[field.index].label
        language = self._interview.running.language
        said = plain(label.say(language)) if label is not None else cell.label
        inside = field.lineage[field.lineage.index(field.repeats[-1]) + 1 : -1]
        around = [self._blank.groups[index].label for index in inside if index in self._blank.groups]
        named = [plain(words.say(language)) for words in around if words is not None]
        return " · ".join(filter(None, [*named[-1:], said]))

    def _filled(self, cell: Question) -> str:
        """Return a known answer as it stands in a cell: an option by its digit and label."""
        for at, one in enumerate(cell.choices, start=1):
            if one.code == cell.text:
                return f"{at} {label_without(at, one)}"
        return cell.shown

    def _said(self, path: str, item: FormQuestion | FormHeading | FormTable) -> FormQuestion | FormHeading | FormTable:
        """Return the item with the words of when it is asked."""
        if isinstance(item, FormTable):
            templates = {number: path for path, number in self._numbers.items()}
            columns = tuple(
                replace(one, condition=self._condition(templates.get(one.number, ""))) for one in item.questions
            )
            return replace(item, questions=columns, condition=self._condition(path))
        return replace(item, condition=self._condition(path))

    def _condition(self, path: str) -> str:
        field = self._interview.form.by_path.get(template(path)) if path else None
        return condition_words(self._interview, field, self._numbers) if field is not None else ""


def _kind(item: Question) -> str:
    """Return the kind of a question; of a date only a part may be asked."""
    if item.kind == "date":
        return "month" if "month-year" in item.appearance else "year" if "year" in item.appearance else "date"
    return item.kind


def _is_asked(item: Question) -> bool:
    return item.kind != "note" and not item.is_readonly and bool(item.label)
