"""Documents, sentences and lists made from answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.errors import RunDamaged
from core.evaluation.report import (
    build_report,
    cell,
    load_predictions,
    load_report,
    mistakes,
    sentence,
)
from core.files import write_json

CLASSES = ["happy", "sad"]
TRUE = [0, 0, 0, 1, 1]
PROBS = [[0.9, 0.1], [0.4, 0.6], [0.1, 0.9], [0.2, 0.8], [0.7, 0.3]]
IDS = ["a", "b", "c", "d", "e"]


@pytest.fixture
def report() -> dict[str, Any]:
    return build_report(TRUE, PROBS, CLASSES, IDS)


@pytest.fixture
def predictions() -> list[dict[str, Any]]:
    columns = zip(IDS, TRUE, PROBS, strict=True)
    rows = [
        {"id": name, "split": "test", "class_index": true, "probabilities": probs}
        for name, true, probs in columns
    ]
    return [*rows, {**rows[1], "id": "other", "split": "validation"}]


def test_report_counts_and_rates(report: dict[str, Any]) -> None:
    assert report["n"] == 5
    assert report["accuracy"] == 0.4
    assert report["confusion"] == [[1, 2], [1, 1]]
    happy = report["per_class"][0]
    assert happy == {
        "label": "happy",
        "precision": 0.5,
        "recall": 1 / 3,
        "f1": 0.4,
        "support": 3,
    }


def test_report_survives_json_unchanged(report: dict[str, Any]) -> None:
    assert json.loads(json.dumps(report)) == report


def test_report_lists_the_surest_mistake_first(report: dict[str, Any]) -> None:
    assert [row["id"] for row in report["mistakes"]] == ["c", "e", "b"]
    assert report["mistakes"][0] == {
        "id": "c",
        "truth": "happy",
        "answer": "sad",
        "confidence": 0.9,
    }


def test_report_refuses_ids_of_another_length() -> None:
    with pytest.raises(ValueError, match="ids"):
        build_report(TRUE, PROBS, CLASSES, IDS[:-1])


def test_report_refuses_an_empty_split() -> None:
    with pytest.raises(ValueError, match="N >= 1"):
        build_report([], [], CLASSES, [])


def test_mistakes_agree_with_the_report(
    report: dict[str, Any], predictions: list[dict[str, Any]]
) -> None:
    assert mistakes(predictions, CLASSES) == report["mistakes"]


def test_mistakes_of_another_split_are_apart(predictions: list[dict[str, Any]]) -> None:
    assert [row["id"] for row in mistakes(predictions, CLASSES, "validation")] == ["other"]


def test_mistakes_of_a_split_without_pictures_are_none(
    predictions: list[dict[str, Any]],
) -> None:
    assert mistakes(predictions, CLASSES, "train") == []


def test_cells_hold_as_many_pictures_as_the_matrix_says(
    report: dict[str, Any], predictions: list[dict[str, Any]]
) -> None:
    sizes = [[len(cell(predictions, CLASSES, t, a)) for a in CLASSES] for t in CLASSES]
    assert sizes == report["confusion"]


def test_cell_lists_the_surest_answer_first(predictions: list[dict[str, Any]]) -> None:
    assert [row["id"] for row in cell(predictions, CLASSES, "happy", "sad")] == ["c", "b"]


def test_cell_of_an_unknown_class_is_refused(predictions: list[dict[str, Any]]) -> None:
    with pytest.raises(ValueError, match="angry"):
        cell(predictions, CLASSES, "angry", "sad")


def test_sentence_says_how_good_and_where_it_fails(report: dict[str, Any]) -> None:
    assert sentence(report) == (
        "It gets 2 of 5 test photos right. So few photos say little: of 100 it may be 12 to 77. "
        "Its most frequent mistake: 2 of 3 photos labelled happy were taken for sad."
    )


def test_enough_photos_are_told_per_hundred() -> None:
    ids = [str(number) for number in range(100)]
    text = sentence(build_report(20 * TRUE, 20 * PROBS, CLASSES, ids))
    assert text.startswith("Of 100 new photos it gets about 40 right, between 31 and 50.")


def test_sentence_calls_nearly_perfect_not_perfect() -> None:
    true = [0] * 999 + [1]
    text = sentence(build_report(true, [[1.0, 0.0]] * 1000, CLASSES, [str(n) for n in range(1000)]))
    assert "about 99 right, between 99 and 99" in text
    assert "the one photo labelled sad was taken for happy" in text


def test_sentence_without_mistakes_names_how_few_photos_it_rests_on() -> None:
    text = sentence(build_report([0, 1], [[1.0, 0.0], [0.0, 1.0]], CLASSES, ["a", "b"]))
    assert "2 of 2 test photos right" in text
    assert "of 100 it may be 34 to 100" in text
    assert "no mistake on the 2 photos" in text


def test_files_of_a_run_are_read_back(
    tmp_path: Path, report: dict[str, Any], predictions: list[dict[str, Any]]
) -> None:
    written = {"validation": report, "test": None}
    write_json(tmp_path / "report.json", written)
    write_json(tmp_path / "predictions.json", predictions)
    assert load_report(tmp_path / "report.json") == written
    assert load_predictions(tmp_path / "predictions.json") == predictions


@pytest.mark.parametrize("content", [None, b"{", b"[]", b"{}", b"\xff"])
def test_a_missing_or_damaged_report_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "report.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RunDamaged, match=r"report\.json"):
        load_report(path)


def without(key: str, at: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in at.items() if name != key}


SPOILED: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a text for a number": lambda report: {**report, "accuracy": "0.9"},
    "a share of more than all": lambda report: {**report, "accuracy": 1.5},
    "a class that is no text": lambda report: {**report, "classes": ["happy", 7]},
    "a table with a row too few": lambda report: {**report, "confusion": report["confusion"][:1]},
    "a table with a column too few": lambda report: {**report, "confusion": [[1], [2]]},
    "a class without its figures": lambda report: {
        **report,
        "per_class": [without("f1", each) for each in report["per_class"]],
    },
    "a number for everything": lambda _: 7,
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_a_report_of_another_shape_is_named(
    tmp_path: Path, report: dict[str, Any], spoil: Callable[[dict[str, Any]], Any]
) -> None:
    write_json(tmp_path / "report.json", {"validation": report, "test": spoil(report)})
    with pytest.raises(RunDamaged, match=r"report\.json"):
        load_report(tmp_path / "report.json")


@pytest.mark.parametrize(
    "content",
    [
        '{"validation": {"accuracy": NaN}}',
        "[" * 100_000,
        '{"a":' * 100_000,
    ],
    ids=["not a number", "lists without end", "objects without end"],
)
def test_what_only_looks_like_json_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "report.json").write_text(content, encoding="utf-8")
    with pytest.raises(RunDamaged, match=r"report\.json"):
        load_report(tmp_path / "report.json")


ROW = {"id": "a", "split": "test", "class_index": 0, "probabilities": [0.25, 0.75]}


@pytest.mark.parametrize(
    "document",
    [
        {},
        [without("id", ROW)],
        [{**ROW, "id": 7}],
        [{**ROW, "class_index": "happy"}],
        [{**ROW, "class_index": 2}],
        [{**ROW, "probabilities": "most likely"}],
        [{**ROW, "probabilities": []}],
        [{**ROW, "probabilities": [-0.5, 1.5]}],
        [ROW, {**ROW, "probabilities": [0.25, 0.25, 0.5]}],
    ],
    ids=str,
)
def test_predictions_of_another_shape_are_named(tmp_path: Path, document: Any) -> None:
    write_json(tmp_path / "predictions.json", document)
    with pytest.raises(RunDamaged, match=r"predictions\.json"):
        load_predictions(tmp_path / "predictions.json")
