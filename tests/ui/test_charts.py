"""Figures from plain data."""

from core.runs.state import EpochRecord
from ui import charts
from ui.map_chart import map_chart
from ui.study_charts import learning_curve
from ui.theme import class_colour, class_shape

HISTORY = (
    EpochRecord(1, 0.7, 0.5, 0.69, 0.52, 1.0),
    EpochRecord(2, 0.6, 0.7, None, None, 1.0),
)


def test_curves_show_learning_and_kept_aside_by_colour_shape_and_dash() -> None:
    learned, aside = charts.learning_curves(HISTORY, 10, "accuracy").data
    assert list(learned.y) == [0.5, 0.7]
    assert list(aside.y) == [0.52, None]
    assert learned.line.color != aside.line.color
    assert learned.marker.symbol != aside.marker.symbol
    assert learned.line.dash != aside.line.dash


def test_the_axis_keeps_room_for_the_rounds_to_come() -> None:
    assert charts.learning_curves(HISTORY, 10, "loss").layout.xaxis.range == (0, 10.5)


def test_the_round_that_is_the_model_has_a_star() -> None:
    *_, star = charts.learning_curves(HISTORY, 10, "loss", best=HISTORY[0]).data
    assert (star.x, star.y) == ((1,), (0.69,))
    unknown = charts.learning_curves(HISTORY, 10, "loss", best=HISTORY[1]).data
    assert len(unknown) == 2


def test_bars_carry_class_colour_shape_and_number() -> None:
    (bars,) = charts.class_bars({"happy": 1200, "sad": 7}).data
    assert list(bars.marker.color) == [class_colour(0), class_colour(1)]
    assert list(bars.text) == ["1,200", "7"]
    assert bars.y[0] != bars.y[1]


def test_a_kind_that_looks_like_markup_is_drawn_letter_by_letter() -> None:
    name = '<a href="http://evil.example">x'
    drawn = "&lt;a href="
    assert drawn in charts.class_bars({name: 1}).layout.yaxis.ticktext[0]
    assert drawn in charts.confusion_map([[1]], [name]).data[0].customdata[0][0][0]
    assert drawn in map_chart([(0.0, 0.0)], [name], ["0"], [name], set()).data[0].name


def test_probability_bars_reach_to_one() -> None:
    figure = charts.probability_bars({"happy": 0.875, "sad": 0.125})
    assert list(figure.data[0].x) == [0.875, 0.125]
    assert list(figure.layout.xaxis.range) == [0, 1]


def test_the_first_round_has_a_point_before_it_ends() -> None:
    going = EpochRecord(1, 0.6, 0.7, None, None, 0.0)
    learned, aside = charts.learning_curves((), 10, "accuracy", (0.4, going)).data
    assert (learned.x, learned.y) == ((0.4,), (0.7,))
    assert not aside.x


def test_the_points_of_a_learning_curve_fill_its_axis_and_name_it() -> None:
    points = [{"photos": size, "accuracy": 0.8, "n": 50} for size in (1000, 2000, 2001, 4000)]
    axis = learning_curve(points, None).layout.xaxis
    low, high = (10**end for end in axis.range)
    assert 750 < low < 1000
    assert 4000 < high < 5300
    assert list(axis.ticktext) == ["1,000", "2,000", "4,000"]


def test_of_very_many_kinds_the_largest_have_bars_and_alike_names_stay_apart() -> None:
    many = {f"a name that is longer than a bar has room for, {n}": n for n in range(60)}
    figure = charts.class_bars(many)
    (bars,) = figure.data
    assert list(bars.x) == list(range(59, 59 - charts.MOST_BARS, -1))
    assert len(set(bars.y)) == len(bars.x)
    assert bars.marker.color[0] == class_colour(59)
    assert figure.layout.yaxis.ticktext[0].startswith(class_shape(59))
