"""Names are compared by sound, by shape, and character by character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.domain.name_likeness import NameLikeness, name_likeness, shapes

_NAMES = st.text(st.sampled_from("王玉李季明朋张章大太小晓红宏"), max_size=4)


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("王桂英", "王桂英", NameLikeness.SAME),
        ("张晓红", "章小宏", NameLikeness.SOUND),
        ("单玉", "善玉", NameLikeness.SOUND),
        ("王末", "王未", NameLikeness.SHAPE),
        ("杨戊", "扬戊", NameLikeness.SOUND),
        ("李己生", "李巳生", NameLikeness.SHAPE),
        ("王小明", "王大明", NameLikeness.ONE_CHARACTER),
        ("王芳", "王强", NameLikeness.DIFFERENT),
        ("李小明", "王小明", NameLikeness.DIFFERENT),
        ("王明", "王明明", NameLikeness.DIFFERENT),
        ("", "王明", NameLikeness.DIFFERENT),
    ],
)
def test_that_names_are_alike_in_the_closest_way(one: str, other: str, likeness: NameLikeness) -> None:
    assert name_likeness(one, other) is likeness


@given(_NAMES, _NAMES)
def test_that_likeness_does_not_depend_on_who_comes_first(one: str, other: str) -> None:
    assert name_likeness(one, other) is name_likeness(other, one)


def test_that_looking_alike_is_mutual() -> None:
    table = shapes()
    assert all(character in table[other] for character, others in table.items() for other in others)
