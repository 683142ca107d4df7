"""The values of minutes, displays and lists laid out for Word and WPS, and for a table; nothing is read anew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from poverty_desktop.exchange.text_sheet import write_text_sheet
from poverty_desktop.exchange.word_paper import WordPaper, WordTable
from poverty_desktop.i18n import N_
from poverty_desktop.pdf.composed_values import FactsOf, SignersOf, SpaceOf, TextOf
from poverty_desktop.pdf.minutes import MinutesBlock, MinutesPaper, SeatsOf, VotesOf
from poverty_desktop.pdf.public_values import PublicListing
from poverty_desktop.pdf.values import PaperFact, PaperStamp, PaperTable
from poverty_desktop.pdf.words import Say, cell_words, words

_SIGNERS_IN_A_LINE = 4


def minutes_words(paper: MinutesPaper, stamp: PaperStamp, *, language: str) -> WordPaper:
    """Return the minutes as they are written on in Word: place for the discussion and for every signature."""
    say = words(language)
    return WordPaper(
        title=paper.title,
        author=stamp.workspace,
        language=language,
        written_at=stamp.printed_at,
        tables=tuple(table for block in paper.blocks for table in _tables_of(block, say)),
        below=_practice(stamp, say, *_texts_of(paper)),
    )


def listing_words(paper: PublicListing, stamp: PaperStamp, *, language: str) -> WordPaper:
    """Return a display or an announcement for Word; its values have no place for anything private."""
    say = words(language)
    captions, rows = _listing_table(paper, say)
    return WordPaper(
        title=paper.title,
        author=stamp.workspace,
        language=language,
        written_at=stamp.printed_at,
        above=paper.paragraphs,
        tables=(WordTable(captions=captions, rows=rows),),
        below=_practice(stamp, say),
        closing=paper.closing,
    )


def table_words(title: str, subtitle: str, table: PaperTable, stamp: PaperStamp, *, language: str) -> WordPaper:
    """Return a list of many columns for Word, across the page."""
    say = words(language)
    return WordPaper(
        title=title,
        author=stamp.workspace,
        language=language,
        written_at=stamp.printed_at,
        above=(subtitle,) if subtitle else (),
        tables=(WordTable(captions=tuple(column.label for column in table.columns), rows=_texts(table, say)),),
        below=_practice(stamp, say),
        is_wide=True,
    )


def write_minutes(path: Path, paper: MinutesPaper, stamp: PaperStamp, *, language: str) -> int:
    """Write the votes as a table with the facts of the meeting above; return its rows. Raises ``StorageError``."""
    say = words(language)
    facts = [f"{fact.label}: {fact.text}".rstrip() for block in paper.blocks for fact in _facts_of(block)]
    votes = [block for block in paper.blocks if isinstance(block, VotesOf)]
    captions, rows = _votes_table(votes[0], say) if votes else ((), ())
    titles = [paper.title, *facts, *_practice(stamp, say)]
    return write_text_sheet(path, rows, name=paper.title, titles=titles, captions=captions)


def write_listing(path: Path, paper: PublicListing, stamp: PaperStamp, *, language: str) -> int:
    """Write a display or an announcement as a table; return its rows. Raises ``StorageError``."""
    say = words(language)
    captions, rows = _listing_table(paper, say)
    titles = [paper.title, *paper.paragraphs, *_practice(stamp, say)]
    return write_text_sheet(path, rows, name=paper.title, titles=titles, captions=captions)


def write_table(path: Path, title: str, table: PaperTable, stamp: PaperStamp, *, language: str) -> int:
    """Write a list as a table; return its rows. Raises ``StorageError``."""
    say = words(language)
    captions = [column.label for column in table.columns]
    titles = [title, *_practice(stamp, say)]
    return write_text_sheet(path, _texts(table, say), name=title, titles=titles, captions=captions)


def _practice(stamp: PaperStamp, say: Say, *more: str) -> tuple[str, ...]:
    """Return ``more`` where there is any, and on sample data the words that it is no record."""
    mark = (say(N_("Practice, not a record")),) if stamp.is_practice else ()
    return (*(text for text in more if text), *mark)


def _tables_of(block: MinutesBlock, say: Say) -> tuple[WordTable, ...]:
    """Return a block of minutes as tables; a paragraph is none."""
    match block:
        case FactsOf():
            return (WordTable(captions=(), rows=_fact_rows(_facts_of(block))),)
        case VotesOf():
            captions, rows = _votes_table(block, say)
            return (WordTable(captions=captions, rows=rows),)
        case SpaceOf():
            return (WordTable(captions=(block.title,), rows=((block.text + "\n" * block.lines,),)),)
        case SignersOf():
            return _signatures(block.signers)
        case SeatsOf():
            captions = (say(N_("No.")), *block.heads)
            blank = ("",) * (len(block.heads) - 1)
            rows = tuple((str(at), block.name(at), *blank) for at in range(1, block.count + 1))
            return (WordTable(captions=(block.title,), rows=()), WordTable(captions=captions, rows=rows))
        case _:
            return ()


def _facts_of(block: MinutesBlock) -> tuple[PaperFact, ...]:
    if not isinstance(block, FactsOf):
        return ()
    return tuple(fact for section in block.sections for fact in section.facts)


def _texts_of(paper: MinutesPaper) -> tuple[str, ...]:
    return tuple(text for block in paper.blocks if isinstance(block, TextOf) for text in block.paragraphs)


def _votes_table(block: VotesOf, say: Say) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    rows = tuple((str(number), *cells) for number, cells in enumerate(block.rows, start=1))
    return (say(N_("No.")), *block.heads), rows


def _listing_table(paper: PublicListing, say: Say) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    if paper.conditions:
        heads = (N_("Condition"), N_("What is required"), N_("State of the village"))
        return tuple(map(say, heads)), tuple((one.label, one.wanted, one.found) for one in paper.conditions)
    names = (N_("No."), N_("Head of household"), N_("Villagers' group"), N_("Persons"), N_("Category"))
    captions = tuple(map(say, names)) + ((say(N_("Risk")),) if paper.has_risk else ())
    rows = []
    for number, one in enumerate(paper.households, start=1):
        cells = (str(number), one.name, one.group, str(one.size), one.category)
        rows.append((*cells, one.risk) if paper.has_risk else cells)
    return captions, tuple(rows)


def _fact_rows(facts: Sequence[PaperFact]) -> tuple[tuple[str, ...], ...]:
    """Return facts two to a line: label, text, label, text."""
    rows = []
    for start in range(0, len(facts), 2):
        cells = [cell for fact in facts[start : start + 2] for cell in (fact.label, str(fact.text).strip())]
        rows.append(tuple([*cells, "", ""][:4]))
    return tuple(rows)


def _signatures(signers: Sequence[str]) -> tuple[WordTable, ...]:
    """Return places to sign, four to a line, the role above each."""
    tables = []
    for start in range(0, len(signers), _SIGNERS_IN_A_LINE):
        some = tuple(signers[start : start + _SIGNERS_IN_A_LINE])
        tables.append(WordTable(captions=some, rows=(("\n",) * len(some),)))
    return tuple(tables)


def _texts(table: PaperTable, say: Say) -> tuple[tuple[str, ...], ...]:
    blank = [column.by_hand for column in table.columns]
    return tuple(
        tuple("" if by_hand else cell_words(cell, say) for cell, by_hand in zip(row, blank, strict=True))
        for row in table.rows
    )
