"""Kinds of photos that are got right more or less often than the others."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from core.evaluation.metrics import wilson_interval
from core.evaluation.slices import slice_name, slice_sentences, slices, worst_first


def photos(*groups: tuple[str | None, int, int]) -> tuple[list[bool], list[str | None]]:
    """Return right answers and categories of groups of (category, right, photos)."""
    right, known = [], []
    for category, hits, n in groups:
        right += [True] * hits + [False] * (n - hits)
        known += [category] * n
    return right, known


def test_a_slice_that_differs_is_called_so() -> None:
    right, known = photos(("darker", 71, 100), ("brighter", 372, 400), (None, 0, 50))
    bright, dark = slices(right, {"brightness": known})
    assert (dark["n"], dark["accuracy"]) == (100, 0.71)
    assert dark["interval"] == list(wilson_interval(71, 100))
    assert (dark["others"]["n"], dark["others"]["accuracy"]) == (400, 0.93)
    expected = stats.fisher_exact([[71, 29], [372, 28]]).pvalue
    assert dark["p"] == bright["p"] == pytest.approx(expected, rel=1e-9)
    assert (dark["verdict"], bright["verdict"]) == ("worse", "better")
    [said] = slice_sentences([bright, dark])
    assert said == (
        "It gets 71 of 100 darker photos right, 93 of 100 of the others; that is more than chance."
    )
    assert json.loads(json.dumps([bright, dark])) == [bright, dark]


def test_of_three_kinds_the_better_ones_are_told_too() -> None:
    right, known = photos(("a", 200, 400), ("b", 390, 400), ("c", 300, 400))
    found = slices(right, {"folder": known})
    tables = [[[200, 200], [690, 110]], [[390, 10], [500, 300]], [[300, 100], [590, 210]]]
    plain = [stats.fisher_exact(each).pvalue for each in tables]
    assert found[0]["p"] == pytest.approx(3 * plain[0], rel=1e-6)
    assert [each.split()[5:7] for each in slice_sentences(found)] == [["photos", "from"]] * 2
    assert [row["verdict"] for row in found] == ["worse", "better", "no difference found"]


def test_a_fact_of_two_categories_is_one_test_among_others() -> None:
    right, known = photos(("darker", 80, 100), ("brighter", 372, 400))
    dull = [str(at % 3) for at in range(500)]
    found = slices(right, {"brightness": known, "day": dull})
    expected = stats.fisher_exact([[80, 20], [372, 28]]).pvalue
    assert found[0]["p"] == found[1]["p"] == pytest.approx(4 * expected, rel=1e-9)


def test_a_small_difference_is_none() -> None:
    right, known = photos(("grey", 88, 100), ("colour", 372, 400))
    found = slices(right, {"colour": known})
    assert {row["verdict"] for row in found} == {"no difference found"}
    assert slice_sentences(found) == []


def test_too_few_photos_are_not_tested() -> None:
    right, known = photos(("one face", 400, 400), ("several faces", 0, 29))
    many, few = slices(right, {"faces": known})
    assert (few["verdict"], few["p"], few["accuracy"]) == ("too few photos", None, 0)
    assert (many["verdict"], many["p"]) == ("too few others", None)


def test_a_fact_with_one_category_has_no_others() -> None:
    (only,) = slices([True] * 40, {"file type": ["JPEG"] * 40})
    assert (only["others"], only["verdict"]) == (None, "too few others")
    assert slices([True], {"folder": [None]}) == []


def test_the_more_slices_are_looked_at_the_surer_each_has_to_be() -> None:
    right, known = photos(("darker", 84, 100), ("brighter", 372, 400))
    alone = slices(right, {"brightness": known})
    assert {row["verdict"] for row in alone} == {"worse", "better"}
    dull = [str(at % 10) for at in range(500)]
    among = slices(right, {"brightness": known, "day": dull, "hour": dull, "minute": dull})
    assert {row["verdict"] for row in among} == {"no difference found"}


@given(
    st.integers(0, 2**32 - 1),
    st.integers(60, 300),
    st.lists(st.integers(1, 4), min_size=1, max_size=4),
)
@settings(max_examples=200, deadline=None)
def test_verdicts_follow_scipy_and_never_outnumber_the_uncorrected(
    seed: int, n: int, sizes: list[int]
) -> None:
    random = np.random.default_rng(seed)
    names = {str(at): random.integers(0, size, n).astype(str) for at, size in enumerate(sizes)}
    right = random.random(n) < np.where(names["0"] == "0", 0.6, 0.9)
    found = slices(right, {fact: each.tolist() for fact, each in names.items()})
    tested = [row for row in found if row["p"] is not None]
    plain, tests = [], {}
    halves = {fact for fact, each in names.items() if len(set(each)) == 2}
    for row in tested:
        inside = names[row["fact"]] == row["category"]
        hits, total = int(right[inside].sum()), int(inside.sum())
        rest, others = int(right[~inside].sum()), n - total
        assert (row["n"], row["others"]["n"]) == (total, others)
        assert min(total, others) >= 30
        plain.append(stats.fisher_exact([[hits, total - hits], [rest, others - rest]]).pvalue)
        tests[row["fact"], row["fact"] in halves or row["category"]] = plain[-1]
    assert all(row["p"] >= p - 1e-12 for row, p in zip(tested, plain, strict=True))
    if plain:
        smallest = min(row["p"] for row in tested)
        assert smallest == pytest.approx(min(1, len(tests) * min(plain)), abs=1e-12)
    differ = [row for row in found if row["verdict"] in ("worse", "better")]
    assert [row for row in tested if row["p"] < 0.05] == differ
    told = [r for r in differ if r["verdict"] == "worse" or r["fact"] not in halves]
    assert len(slice_sentences(found)) == len(told)


def test_facts_are_said_as_people_would() -> None:
    right, known = photos(("{small}", 20, 100), ("b", 390, 400))
    for fact, words in {
        "face size": "20 of 100 photos with a {small} face right",
        "folder": "20 of 100 photos from {small} right",
        "age group": "20 of 100 photos with age group: {small} right",
    }.items():
        assert words in slice_sentences(slices(right, {fact: known}))[0]


def test_a_fact_of_other_photos_is_refused() -> None:
    with pytest.raises(ValueError, match="'folder' have lengths 2 and 1"):
        slices([True, False], {"folder": ["a"]})


def test_slices_that_are_worse_come_first_and_small_ones_are_left_to_be_folded() -> None:
    right, known = photos(("dim", 640, 800), ("odd", 24, 31), ("fine", 970, 1000), ("rare", 0, 5))
    found = slices(right, {"light": known})
    verdicts = {row["category"]: row["verdict"] for row in found}
    assert verdicts["odd"] == "no difference found"
    assert verdicts["dim"] == "worse"
    assert [row["category"] for row in worst_first(found)] == ["dim", "odd", "fine"]


def test_a_category_is_said_letter_by_letter() -> None:
    assert slice_name({"fact": "folder", "category": "{}{0}"}) == "photos from {}{0}"
    assert slice_name({"fact": "age", "category": "old"}) == "photos with age: old"
