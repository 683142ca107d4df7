"""The settings of a pack: which there must be, and how each is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from poverty_desktop.i18n import N_
from poverty_desktop.packs import paper_file_names
from poverty_desktop.packs.limits import LIMITS
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.sheets.source import PackSource

PUBLISHERS = ("program", "office")
"""Who allots new numbers of properties: the program below 100 000, an office from there."""


def _is_text(_text: str) -> bool:
    return True


def _is_year(text: str) -> bool:
    return re.fullmatch("(19|20|21)[0-9]{2}", text) is not None


def _is_number(text: str) -> bool:
    return re.fullmatch("[0-9]{1,6}", text) is not None


def _is_day_of_year(text: str) -> bool:
    """Say whether ``text`` is month and day, such as 10-01, that every year has."""
    try:
        date.fromisoformat(f"2001-{text}")
    except ValueError:
        return False
    return re.fullmatch("[0-9]{2}-[0-9]{2}", text) is not None


def _is_codes(text: str) -> bool:
    """Say whether ``text`` is codes with blanks between them."""
    return re.fullmatch("[0-9A-Za-z]+( [0-9A-Za-z]+)*", text) is not None


def _is_one_of(*allowed: str) -> Callable[[str], bool]:
    return lambda text: text in allowed


WRITTEN: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "name": (lambda text: re.fullmatch("[a-z][a-z0-9_]*", text) is not None, "standard"),
    "title_zh": (_is_text, ""),
    "title_en": (_is_text, ""),
    "version": (lambda text: re.fullmatch(r"[0-9]+(\.[0-9]+)*", text) is not None, "2026.11"),
    "publisher": (_is_one_of(*PUBLISHERS), ", ".join(PUBLISHERS)),
    "province": (lambda text: re.fullmatch("[0-9]{2}0{10}", text) is not None, "420000000000"),
    "accounting_year_start": (_is_day_of_year, "10-01"),
    "era_a_from": (_is_year, "2014"),
    "era_b_from": (_is_year, "2021"),
    "era_c_from": (_is_year, "2026"),
    "reference_lines_from": (_is_year, "2021"),
    "family_size_rule": (_is_one_of("members_at_period_end"), "members_at_period_end"),
    "per_capita_rounding": (_is_one_of("half_up_to_fen"), "half_up_to_fen"),
    "income_tolerance_fen": (_is_number, "100"),
    "compulsory_age_from": (_is_number, "6"),
    "compulsory_age_to": (_is_number, "15"),
    "school_year_starts": (_is_day_of_year, "09-01"),
    "yearly_form": (_is_text, "household_survey"),
    "filed_household_types": (_is_codes, "02 03 04"),
    "head_relation": (_is_codes, "01"),
    "out_of_school_codes": (_is_codes, "01 17"),
    "finished_education_codes": (_is_codes, "03 04"),
    "excused_dropout_reasons": (_is_codes, "01 02"),
    "least_house_area": (_is_number, "13"),
    "visit_interval_days": (_is_number, "30"),
}
"""Every setting that a pack must have: how it is checked, and an example to show beside a refusal."""

OPTIONAL: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "certificate_renewal_days": (_is_number, "60"),
    "office_silence_days": (_is_number, "45"),
    **{key: (_is_number, str(usual)) for key, usual in LIMITS.items()},
    paper_file_names.SETTING: (paper_file_names.is_sound, "{村}-{组}-{序号:3}"),
}
"""What a pack may say besides; packs of earlier editions do not."""


def settings_problems(source: PackSource) -> list[PackProblem]:
    """Return what is missing, unknown or badly written in the sheet ``settings``."""
    found = [
        PackProblem(sheet="settings", message_id=N_("The setting {key} is missing."), column="key", params={"key": key})
        for key in WRITTEN
        if key not in source.settings
    ]
    known = {**WRITTEN, **OPTIONAL}
    for key, item in source.settings.items():
        if key not in known:
            found.append(
                PackProblem(
                    sheet="settings",
                    row=item.row,
                    column="key",
                    message_id=N_("There is no setting {key}."),
                    params={"key": key},
                )
            )
            continue
        fits, example = known[key]
        if not fits(item.value):
            found.append(
                PackProblem(
                    sheet="settings",
                    row=item.row,
                    column="value",
                    message_id=N_("“{text}” is not written as it should be, for example: {example}."),
                    params={"text": item.value, "example": example},
                )
            )
    return found + _eras(source)


def _eras(source: PackSource) -> list[PackProblem]:
    years = [source.setting(f"era_{era}_from") for era in "abc"]
    if not all(_is_year(year) for year in years) or years == sorted(set(years)):
        return []
    return [
        PackProblem(
            sheet="settings",
            row=source.settings["era_a_from"].row,
            column="value",
            message_id=N_("The eras a, b and c begin one after the other."),
        )
    ]
