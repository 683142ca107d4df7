"""Labels of questionnaires lose their marks of style and none of their words."""

import pytest

from poverty_desktop.interviews.plain_text import plain


@pytest.mark.parametrize(
    ("styled", "said"),
    [
        ("**姓名** of _head_", "姓名 of head"),
        ('<span style="color:red">收入</span>（元）', "收入（元）"),
        ("第一行<br/>第二行", "第一行\n第二行"),
        ("## 住房", "住房"),
        ("see [the guide](https://example.org/a)", "see the guide"),
        ("年龄 < 5 且 > 3", "年龄 < 5 且 > 3"),
        ("3*4*5 and a_b_c", "3*4*5 and a_b_c"),
        ("1. ______ 元", "1. ______ 元"),
    ],
)
def test_that_marks_of_style_go_and_words_stay(styled, said):
    assert plain(styled) == said
