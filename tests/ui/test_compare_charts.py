"""Several trainings in one figure."""

from core.runs.state import EpochRecord
from ui.compare_charts import overlaid_curves

HISTORY = (EpochRecord(1, 0.7, 0.5, 0.69, 0.52, 1.0), EpochRecord(2, 0.6, 0.7, 0.5, 0.6, 1.0))


def test_each_training_has_one_look_in_both_halves() -> None:
    curves = overlaid_curves({"one": HISTORY, "other": HISTORY[:1]}).data
    assert [list(curve.y) for curve in curves] == [[0.52, 0.6], [0.69, 0.5], [0.52], [0.69]]
    looks = [(c.line.color, c.line.dash, c.marker.symbol) for c in curves]
    assert looks[0] == looks[1]
    assert all(mine != other for mine, other in zip(looks[0], looks[2], strict=True))
    assert [curve.showlegend for curve in curves] == [True, False, True, False]


def test_the_axis_reaches_the_longest_training() -> None:
    figure = overlaid_curves({"one": HISTORY[:1], "other": HISTORY * 4})
    assert figure.layout.xaxis.range == (0.5, 8.5)
