"""Figures of the results: the point at the threshold, intervals, and what guessing gives."""

from __future__ import annotations

from core.evaluation.calibration import reliability_bins
from core.evaluation.coverage import coverage_curve
from tests.evaluation.cases import planted
from ui import result_charts


def test_the_point_at_the_threshold_is_marked_by_shape() -> None:
    curve = {"recall": [1.0, 0.5, 0.0], "precision": [0.5, 0.8, 1.0]}
    line, guessing, mark = result_charts.precision_recall(curve, 0.4, (0.5, 0.8)).data
    assert (mark.x, mark.y, mark.marker.symbol) == ((0.5,), (0.8,), "diamond")
    assert list(guessing.y) == [0.4, 0.4]
    assert guessing.line.dash != line.line.dash
    assert not result_charts.precision_recall(curve, 0.4, None).data[2].x


def test_false_alarms_lie_across_and_found_ones_up() -> None:
    curve = {"false_positive_rate": [0.0, 0.1, 1.0], "true_positive_rate": [0.0, 0.9, 1.0]}
    line, _, mark = result_charts.roc(curve, (0.1, 0.9)).data
    assert (list(line.x), list(line.y)) == ([0.0, 0.1, 1.0], [0.0, 0.9, 1.0])
    assert (mark.x, mark.y) == ((0.1,), (0.9,))


def test_the_bars_of_the_reliability_chart_end_at_the_intervals() -> None:
    bins = reliability_bins(*planted(300, 2.0, 1))
    _, points = result_charts.reliability(bins).data
    for at, each in enumerate(bins):
        low, high = each["interval"]
        assert abs(points.y[at] + points.error_y.array[at] - high) < 1e-12
        assert abs(points.y[at] - points.error_y.arrayminus[at] - low) < 1e-12


def test_the_band_of_refusing_holds_its_curve() -> None:
    curve = coverage_curve(*planted(300, 2.0, 1))
    line, high, low = result_charts.coverage(curve).data
    assert all(b <= y <= t for b, y, t in zip(low.y, line.y, high.y, strict=True))
    assert low.fill == "tonexty"
    assert line.x[-1] == 1
