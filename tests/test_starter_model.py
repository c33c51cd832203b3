"""The model that comes with Mien says in its own words what is wrong with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import WeightsMissing
from core.inference_jobs import answer
from core.learning.predictor import Predictor
from core.starter_model import STARTER, run_in, starter_weights
from tests.commands.conftest import Ask, ask, photo

__all__ = ["ask"]


def _cut(folder: Path) -> None:
    content = (folder / "model.keras").read_bytes()
    (folder / "model.keras").write_bytes(content[: len(content) // 2])


def _tear_list(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"sha256": null}')


def _remove(folder: Path) -> None:
    (folder / "model.keras").unlink()


@pytest.fixture
def starter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the starter model that a test may damage, in use in place of it."""
    folder = tmp_path / "starter"
    shutil.copytree(STARTER, folder)
    monkeypatch.setattr("core.starter_model.STARTER", folder)
    return folder


@pytest.mark.parametrize(
    ("harm", "said"),
    [(_cut, "model.keras is damaged"), (_tear_list, "manifest.json"), (_remove, "is missing")],
)
def test_a_harmed_network_is_told_with_what_to_do(
    starter: Path, tmp_path: Path, ask: Ask, harm: Callable[[Path], None], said: str
) -> None:
    harm(starter)
    with pytest.raises(WeightsMissing, match=said) as refusal:
        starter_weights()
    assert "fresh copy of Mien" in refusal.value.advice
    with pytest.raises(WeightsMissing, match=said):
        Predictor.load(starter)
    assert answer({"job": "look", "run": str(starter), "data": b""})["error"][0] == "WeightsMissing"
    told = ask(tmp_path, "predict", "starter", photo(tmp_path / "one.png", 1, bright=True))
    assert (told.status, said in told.err) == (1, True)


def test_nothing_but_the_network_is_needed_to_answer(starter: Path) -> None:
    (starter / "seen.npy").unlink()
    assert Predictor.load(run_in(starter)).classes == ["happy", "sad"]


@pytest.mark.parametrize("command", [["learning-curve"], ["compare", "latest"]])
def test_it_is_nobodys_training(tmp_path: Path, ask: Ask, command: list[str]) -> None:
    said = ask(tmp_path, command[0], "starter", *command[1:])
    assert said.status == 1
    assert "starter model came with Mien" in said.err
