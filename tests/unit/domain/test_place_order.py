import pytest

from poverty_desktop.domain.place_order import place_key


def test_that_groups_sort_as_people_count_them():
    groups = ["十一组", "二组", "一组", "十组", "二十组", "3组", "１２组", "张家组"]
    assert sorted(groups, key=place_key) == ["一组", "二组", "3组", "十组", "十一组", "１２组", "二十组", "张家组"]


@pytest.mark.parametrize(
    ("text", "key"), [("", ""), ("一百零五组", "000105组"), ("二〇二五", "002025"), ("十", "000010")]
)
def test_that_numbers_become_comparable(text, key):
    assert place_key(text) == key
