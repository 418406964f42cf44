"""Charts as shapes: nothing leaves its room, every value is told, axes begin at zero."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from officer_app.core.charts import (
    Bar,
    Chart,
    Flow,
    Mark,
    Ranked,
    Series,
    Spread,
    Stacked,
    Words,
    draw,
    in_words,
    scale_top,
    table_of,
)

WIDTH, HEIGHT = 420.0, 200.0
_numbers = st.integers(0, 4000)


def measure(words: str, size: float, strong: bool) -> float:
    return sum(1.0 if sign > "\u2000" else 0.56 for sign in words) * size * (1.03 if strong else 1)


@st.composite
def charts(made: st.DrawFn) -> Chart:
    count = made(st.integers(0, 18))
    places = tuple(f"10.{index}" for index in range(count))
    values = [tuple(made(st.lists(_numbers, min_size=count, max_size=count))) for _n in range(4)]
    series = [Series(name, value) for name, value in zip("上电视来", values, strict=True)]
    kind = made(st.integers(0, 3))
    if kind == 0:
        return Stacked("走访", "单位：次", places, tuple(series), "日")
    if kind == 1:
        return Flow("诉求", "单位：件", places, *series[:3], "日")
    if kind == 2:
        return Ranked("行业", "单位：次", places, values[0])
    marks = (Mark(0, "中位数：1"), Mark(count - 1, "九成：≤12")) if count else ()
    return Spread("用时", "单位：件", places, values[0], marks)


@given(charts())
def test_nothing_is_drawn_outside_and_no_bar_is_taller_than_its_axis(chart: Chart) -> None:
    drawing = draw(chart, WIDTH, HEIGHT, measure)
    for shape in drawing.shapes:
        if isinstance(shape, Bar) and shape.tone is not None:
            assert shape.x >= -0.01
            assert shape.x + shape.width <= WIDTH + 0.01
            assert 0 <= shape.y <= HEIGHT
            assert shape.y + shape.height <= HEIGHT
        elif isinstance(shape, Words):
            assert 0 < shape.baseline <= HEIGHT
    for spot in drawing.spots:
        assert spot.x + spot.width <= WIDTH + 0.01
        assert spot.y + spot.height <= HEIGHT


@given(charts())
def test_every_value_can_be_read_in_words(chart: Chart) -> None:
    drawing = draw(chart, WIDTH, HEIGHT, measure)
    heads, rows = table_of(chart)
    assert len(drawing.spots) == len(rows) == len(chart.places)
    told = in_words(chart)
    assert chart.title in told
    for spot, row in zip(drawing.spots, rows, strict=True):
        assert len(row) == len(heads)
        assert row[0] in spot.words
        assert all(value in spot.words for value in row[1:])


@given(st.integers(0, 10**7))
def test_an_axis_holds_its_highest_value_with_few_steps(highest: int) -> None:
    top, step = scale_top(highest)
    assert top > highest or highest == 0
    assert top % step == 0
    assert 1 <= top // step <= 6


def test_bars_are_as_tall_as_their_values() -> None:
    chart = Stacked("走访", "次", ("a", "b"), (Series("上门", (4, 2)), Series("电话", (4, 0))))
    bars = [shape for shape in draw(chart, WIDTH, HEIGHT, measure).shapes if isinstance(shape, Bar)][2:]
    assert [bar.height / bars[2].height for bar in bars] == [2, 2, 1]
    assert bars[1].y + bars[1].height == bars[0].y


def test_names_that_would_overlap_are_thinned_out() -> None:
    places = tuple(f"2026-10-{index:02d}" for index in range(30))
    chart = Stacked("走访", "次", places, (Series("上门", (1,) * 30),))
    named = [shape for shape in draw(chart, 200, HEIGHT, measure).shapes if isinstance(shape, Words)]
    ends = sorted(word.x for word in named if word.text in places)
    assert 1 < len(ends) < 10
    assert min(b - a for a, b in pairwise(ends)) >= measure(places[0], 8, False)


def test_a_name_too_long_for_its_bar_is_cut_and_said_whole() -> None:
    name = "Robotics and intelligent manufacturing of the whole district"
    drawing = draw(Ranked("Visits", "", (name,), (3,)), 200, HEIGHT, measure)
    cut = next(shape for shape in drawing.shapes if isinstance(shape, Words) and shape.text.startswith("Robotics"))
    assert cut.text.endswith("…")
    assert cut.x - measure(cut.text, cut.size, False) >= -0.01
    assert drawing.spots[0].words.startswith(name)
