"""Cells of exports read into values: widths, ".0", thousands, three forms of date, words for yes and no."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from poverty_desktop.domain.problems import Problem
from poverty_desktop.domain.values import BLANK, DONT_KNOW, NOT_APPLICABLE, REFUSED, Scalar, Value
from poverty_desktop.i18n import N_

Cell = str | int | float | Decimal | date | None
"""What a spreadsheet reader hands over; a ``bool`` is an ``int`` and a ``datetime`` is a ``date``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A value and what is to be said against it; after an error the value is blank."""

    value: Value
    problem: Problem | None = None

    @property
    def is_valid(self) -> bool:
        """Say whether nothing, or only a notice, stands against the cell."""
        return self.problem is None or not self.problem.is_error


def _error(code: str, message_id: str) -> Problem:
    return Problem(code=code, message_id=message_id)


NOT_A_NUMBER = _error("number", N_("A number is expected here, such as 12 or 3.5."))
NOT_WHOLE = _error("whole", N_("A whole number is expected here."))
TOO_LARGE = _error("too_large", N_("This number is too large to be true."))
NOT_MONEY = _error("money", N_("An amount in yuan is expected here, such as 6820.50."))
MONEY_ROUNDED = Problem(
    code="money_rounded",
    message_id=N_("The amount had more than two decimals and was rounded to the fen."),
    is_error=False,
)
NOT_A_DATE = _error("date", N_("A date is expected here, such as 20230503 or 2023年5月3日."))
NO_SUCH_DAY = _error("date_impossible", N_("There is no such day in the calendar."))
DAY_MISSING = _error("date_day_missing", N_("The day is missing; a full date is expected here."))
MONTH_AMBIGUOUS = _error(
    "month_ambiguous",
    N_("This can be January or October. Write the month with two digits, such as 2023.01 or 2023.10."),
)
NOT_A_MONTH = _error("month", N_("A month is expected here, such as 202305 or 2023年5月."))
NOT_A_YEAR = _error("year", N_("A year of four digits is expected here."))
NOT_YES_OR_NO = _error("boolean", N_("Yes or no (是 or 否) is expected here."))
PHONE_DESTROYED = _error("phone_destroyed", N_("Excel has cut this phone number short. Type it again, as text."))
PHONE_UNUSUAL = Problem(
    code="phone_unusual",
    message_id=N_("A mobile number has 11 digits and begins with 13 to 19. It is kept as it was written."),
    is_error=False,
)

LARGEST = Decimal(10) ** 15
MOST_DECIMALS = 10
FIRST_YEAR, LAST_YEAR = 1850, 2150

_WIDE = {
    code: code - 0xFEE0 for span in ((0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B)) for code in range(*span)
}
_WIDE_SIGNS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord("。"): ".", ord("，"): ",", ord("、"): ","}
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANKS = re.compile(r"[\s\u00a0\u3000]+")
_DOTS = re.compile("[·•・･‧∙⋅●．.]")
_WITHIN_HAN = re.compile(r"(?<=[^\x00-\u02ff·]) (?=[^\x00-\u02ff·])")

_NOTHING = frozenset({"", "-", "--", "—", "——", "/", "\\", "null", "none", "nan", "#n/a"})
_KINDS_OF_NOTHING = {
    "不适用": NOT_APPLICABLE, "n/a": NOT_APPLICABLE,
    "不清楚": DONT_KNOW, "不知道": DONT_KNOW, "不详": DONT_KNOW,
    "拒答": REFUSED, "拒绝回答": REFUSED, "拒绝": REFUSED,
}  # fmt: skip
_YES = frozenset({"是", "有", "已", "对", "1", "√", "✓", "✔", "☑", "y", "yes", "t", "true", "参加", "已参加", "享受"})
_NO = frozenset(
    {"否", "无", "没有", "未", "0", "×", "✗", "✘", "x", "n", "no", "f", "false", "未参加", "未享受", "不享受"}
)

_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(E[+-]?\d{1,3})?", re.IGNORECASE | re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)
_MONEY_AFFIX = re.compile(r"^(?:￥|¥|人民币|RMB)|(?:元整|元|圆|块)$", re.IGNORECASE)
_SEPARATED = re.compile(r"(\d{4})[年/.-](\d{1,2})(?:[月/.-](?:(\d{1,2})日?)?)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?", re.ASCII)
_HALF_MONTH = re.compile(r"\d{4}\.1", re.ASCII)  # a number cell makes 2023.1 of 2023.10
_SERIAL = re.compile(r"[1-7]\d{4}", re.ASCII)
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_EXPONENT = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE | re.ASCII)
_SERIAL_ORIGIN = date(1899, 12, 30)


def clean_text(cell: Cell) -> str:
    """Return the words of a cell: letters and digits half-width, invisible characters gone, blanks single.

    Chinese punctuation stays as it is.
    """
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    text = _INVISIBLE.sub("", str(cell).translate(_WIDE))
    return _BLANKS.sub(" ", text).strip().removeprefix("'")


def clean_name(cell: Cell) -> str:
    """Return a person's name: ``张 三`` as ``张三``, every kind of dot between Chinese parts as ``·``."""
    text = clean_text(cell)
    if any(ord(character) > 0x2FF for character in text):
        text = _DOTS.sub("·", text)
        text = re.sub(r" ?· ?", "·", text).strip("·")
    return _WITHIN_HAN.sub("", text)


def canonical_decimal(number: Decimal) -> str:
    """Return ``3.25``, ``12`` or ``-0.5``: no exponent, no trailing zero, no minus before zero."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def read_text(cell: Cell) -> Reading:
    """Read free text; ``-`` and the like are blank."""
    text = clean_text(cell)
    return _nothing(text) or _found(text)


def read_name(cell: Cell) -> Reading:
    """Read a person's name."""
    text = clean_name(cell)
    return _nothing(text) or _found(text)


def read_decimal(cell: Cell, *, units: tuple[str, ...] = ()) -> Reading:
    """Read a decimal to canonical text; a word of ``units`` (``亩``, ``公里``) may follow the number."""
    return _read_number(
        cell, units, NOT_A_NUMBER, lambda number: (canonical_decimal(round(number, MOST_DECIMALS)), None)
    )


def read_integer(cell: Cell, *, units: tuple[str, ...] = ()) -> Reading:
    """Read a whole number, ``12.0`` too."""

    def whole(number: Decimal) -> tuple[Scalar | None, Problem | None]:
        return (int(number), None) if number == number.to_integral_value() else (None, NOT_WHOLE)

    return _read_number(cell, units, NOT_A_NUMBER, whole)


def read_money(cell: Cell) -> Reading:
    """Read yuan (``6,820.50``, ``￥300``, ``1.2万元``) to fen.

    More than two decimals, which per-head averages of exports have, are rounded half up and said so,
    unless the rest is only a machine's rounding below a hundredth of a fen.
    """
    text = _MONEY_AFFIX.sub("", _MONEY_AFFIX.sub("", _tight(cell)))
    factor = 10_000 if text.endswith("万") else 1

    def fen(number: Decimal) -> tuple[Scalar | None, Problem | None]:
        exact = number * factor * 100
        rounded = exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)
        is_noise = abs(exact - rounded) < Decimal("0.01")
        return int(rounded), None if is_noise else MONEY_ROUNDED

    return _read_number(text, ("万",), NOT_MONEY, fen)


def read_boolean(cell: Cell) -> Reading:
    """Read 是/否, 有/无, 1/0, √/×, yes/no to 1 or 0."""
    text = _tight(cell).lower().removesuffix(".0")
    if text in _YES:
        return _found(1)
    if text in _NO:
        return _found(0)
    return _nothing(text) or _refused(NOT_YES_OR_NO)


def read_date(cell: Cell) -> Reading:
    """Read ``YYYYMMDD``, ``2023年5月3日``, ``2023-5-3``, ``2023/5/3`` or an Excel serial to ``2023-05-03``."""
    return _read_day(cell, NOT_A_DATE, _to_date)


def read_month(cell: Cell) -> Reading:
    """Read ``YYYYMM``, ``2023年05月``, ``2023-5`` or any date to ``2023-05``."""
    return _read_day(cell, NOT_A_MONTH, _to_month)


def read_year(cell: Cell) -> Reading:
    """Read ``2023``, ``2023年`` or any date to 2023."""
    text = _tight(cell).removesuffix(".0").removesuffix("年度").removesuffix("年")
    if re.fullmatch(r"\d{4}", text, re.ASCII):
        return _found(int(text)) if FIRST_YEAR <= int(text) <= LAST_YEAR else _refused(NOT_A_YEAR)
    return _read_day(cell, NOT_A_YEAR, lambda year, _month, _day: _found(year))


def read_phone(cell: Cell) -> Reading:
    """Read a phone number: a mobile number as eleven digits; anything else stays as written, with a notice."""
    text = clean_text(cell)
    if (nothing := _nothing(text)) or text in _NO:
        return nothing or Reading(value=BLANK)
    if _EXPONENT.fullmatch(text):
        return _refused(PHONE_DESTROYED)
    digits = re.sub(r"[\s()（）-]", "", text).removesuffix(".0").removeprefix("+").removeprefix("0086")
    digits = digits.removeprefix("86") if len(digits) == 13 else digits
    if _MOBILE.fullmatch(digits):
        return _found(digits)
    return Reading(value=Value(text), problem=PHONE_UNUSUAL)


def _found(scalar: Scalar) -> Reading:
    return Reading(value=Value(scalar))


def _refused(problem: Problem) -> Reading:
    return Reading(value=BLANK, problem=problem)


def _nothing(text: str) -> Reading | None:
    lowered = text.lower()
    if lowered in _NOTHING:
        return Reading(value=BLANK)
    kind = _KINDS_OF_NOTHING.get(lowered)
    return None if kind is None else Reading(value=kind)


def _tight(cell: Cell) -> str:
    """Return the text of a cell with every sign half-width and no blanks, for numbers, dates and yes/no."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return format(cell, ".15g")  # as Excel shows it: fifteen digits, so that 3.3000000000000003 is 3.3
    return clean_text(cell).translate(_WIDE_SIGNS).replace(" ", "")


def _read_number(
    cell: Cell,
    units: tuple[str, ...],
    otherwise: Problem,
    convert: Callable[[Decimal], tuple[Scalar | None, Problem | None]],
) -> Reading:
    text = _tight(cell)
    if nothing := _nothing(text):
        return nothing
    for unit in units:
        text = text.removesuffix(unit)
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not _PLAIN.fullmatch(text):
        return _refused(otherwise)
    number = Decimal(text)
    if abs(number) >= LARGEST:
        return _refused(TOO_LARGE)
    scalar, problem = convert(number)
    return _refused(problem or otherwise) if scalar is None else Reading(value=Value(scalar), problem=problem)


def _read_day(cell: Cell, otherwise: Problem, build: Callable[[int, int, int | None], Reading]) -> Reading:
    if isinstance(cell, date):
        return build(cell.year, cell.month, cell.day)
    text = _tight(cell) if not isinstance(cell, str) else _TIME.sub("", clean_text(cell)).translate(_WIDE_SIGNS)
    text = text.replace(" ", "").removesuffix(".0")
    if nothing := _nothing(text):
        return nothing
    parts = _day_parts(text)
    if parts is not None:
        return build(*parts)
    if text == "无":
        return Reading(value=BLANK)
    return _refused(MONTH_AMBIGUOUS if _HALF_MONTH.fullmatch(text) else otherwise)


def _day_parts(text: str) -> tuple[int, int, int | None] | None:
    """Return year, month and, where it is given, day."""
    if _SERIAL.fullmatch(text):
        day = _SERIAL_ORIGIN + timedelta(days=int(text))
        return day.year, day.month, day.day
    match = None if _HALF_MONTH.fullmatch(text) else _SEPARATED.fullmatch(text) or _COMPACT.fullmatch(text)
    if match is None or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return None
    return int(match[1]), int(match[2]), int(match[3]) if match[3] else None


def _to_date(year: int, month: int, day: int | None) -> Reading:
    if day is None:
        return _refused(DAY_MISSING if 1 <= month <= 12 else NO_SUCH_DAY)
    try:
        return _found(date(year, month, day).isoformat())
    except ValueError:
        return _refused(NO_SUCH_DAY)


def _to_month(year: int, month: int, _day: int | None) -> Reading:
    return _found(f"{year:04d}-{month:02d}") if 1 <= month <= 12 else _refused(NOT_A_MONTH)
