"""A picture is a value: every figure is written in it, and a file of it is sound."""

from __future__ import annotations

from xml.etree import ElementTree

from poverty_desktop.assessment.flow_picture import Band, Box, draw_flow
from poverty_desktop.assessment.pictures import (
    HEIGHT,
    WIDTH,
    Bar,
    Picture,
    Ribbon,
    Stroke,
    Tile,
    Words,
    cartogram,
    distribution,
    over_time,
)
from poverty_desktop.assessment.svg import to_svg


def texts(picture: Picture) -> set[str]:
    return {shape.text for shape in picture.shapes if isinstance(shape, Words)}


def bars(picture: Picture) -> list[Bar]:
    return [shape for shape in picture.shapes if isinstance(shape, Bar)]


def test_that_every_figure_of_the_year_is_written_above_its_bar():
    picture = over_time("脱贫人口", ["1月", "2月", "3月"], [0, 50, 100], 200, goal_words="目标 200")
    assert {"脱贫人口", "1月", "50", "100", "目标 200"} <= texts(picture)
    tall = [bar.height for bar in bars(picture)]
    assert tall[0] == 0
    assert tall[2] == 2 * tall[1]
    (goal,) = [shape for shape in picture.shapes if isinstance(shape, Stroke) and shape.is_dashed]
    assert bars(picture)[2].y > goal.y0


def test_that_tiles_keep_their_order_and_size_whatever_their_figure():
    picture = cartogram("分布", [Tile(name=f"镇{number}", text="3 / 9 人", share=number / 4) for number in range(6)])
    grounds = bars(picture)[::2]
    assert len({(bar.width, bar.height) for bar in grounds}) == 1
    assert [(bar.y, bar.x) for bar in grounds] == sorted((bar.y, bar.x) for bar in grounds)
    assert all(bar.width <= grounds[0].width for bar in bars(picture)[1::2])
    assert all(bar.x + bar.width <= WIDTH and bar.y + bar.height <= picture.height for bar in bars(picture))


def test_that_incomes_stand_before_beside_after_with_the_line_between():
    words = ("2024", "2025", "line")
    picture = distribution("收入", ["0", "4,000", "8,000"], [3, 2, 1], [0, 2, 4], line_at=1.5, words=words)
    assert {"2024", "2025", "line", "4"} <= texts(picture)
    assert picture.height == HEIGHT


def test_that_a_file_of_a_picture_is_sound_and_escapes_what_is_written():
    picture = over_time("甲<乙>&“丙”", ["1"], [1], None)
    root = ElementTree.fromstring(to_svg(picture))
    assert root.attrib["aria-label"] == "甲<乙>&“丙”"
    assert len(list(root)) == len(picture.shapes) + 1


def test_that_every_place_of_the_money_is_written_and_no_band_leaves_its_places():
    columns = [
        {"a": Box(name="中央1号", amount=700, words="7.00 元"), "b": Box(name="县级2号", amount=1, words="0.01 元")},
        {"c": Box(name="产业", amount=701, words="7.01 元", ends=True)},
    ]
    ways = [Band(start="a", end="c", amount=700), Band(start="b", end="c", amount=1)]
    picture = draw_flow("资金", ["来源", "项目"], columns, ways)
    assert {"资金", "来源", "项目", "中央1号", "县级2号", "7.01 元"} <= texts(picture)
    ribbons = [shape for shape in picture.shapes if isinstance(shape, Ribbon)]
    whole = max(bars(picture), key=lambda bar: bar.x)
    assert all(whole.y <= band.y1 <= whole.y + whole.height for band in ribbons)
    assert all(strip.height == band.thickness for band in ribbons for strip in band.strips())
    assert to_svg(picture).count("<path") == len(ribbons)
