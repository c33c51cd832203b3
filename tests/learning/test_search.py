"""A search keeps to its time, gives up what is hopeless, never sees a test photo, and goes on."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

import optuna
import pytest

from core.errors import CannotTrain
from core.learning import search as searching
from core.learning.attempts import run_attempt
from core.learning.search_space import in_words, strengthened, suggest
from core.learning.stopping import StopRequested
from core.runs.events import EventWriter, read_events
from core.runs.run_directory import RunDirectory, list_runs
from core.runs.settings import MILD, Augmentation
from core.runs.spec import TrainConfig
from core.runs.studies import Study, best_attempt, list_studies
from core.runs.study_budget import write_budget
from core.workspace import Workspace
from tests.learning.conftest import TINY
from tests.learning.studies import conducted, make_search, pictures


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keep the normal training from being started; return the ids of what would have been."""
    ids: list[str] = []
    monkeypatch.setattr(searching.launcher, "launch", lambda run: ids.append(run.run_id))
    return ids


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, list[str]]:
    """Return a search that ended, whose photos to test were gone, and what it would have begun."""
    study = make_search(Workspace(tmp_path_factory.mktemp("searched")))
    for each in study.pictures:
        if each.split == "test":
            study.workspace.picture(each.id, each.suffix).unlink()
    begun: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searching.launcher, "launch", lambda run: begun.append(run.run_id))
        return conducted(study), begun


def test_a_search_ends_in_a_normal_training_with_the_best(
    searched: tuple[Study, list[str]],
) -> None:
    study, begun = searched
    attempts = study.attempts()
    best = best_attempt(attempts)
    (run,) = list_runs(study.workspace)
    assert begun == [run.run_id] == [study.chosen_run()]
    assert best is not None
    assert run.config.to_json() == best.config
    assert {each.split for each in run.pictures} == {"train", "validation", "test"}
    assert best.accuracy == max(each.accuracy or 0 for each in attempts if each.status == "done")
    assert study.state().status == "finished"
    assert "photos kept aside" in study.state().message
    assert list_studies(study.workspace)[0].run_id == study.run_id


@pytest.mark.parametrize(("limit", "status"), [("deadline", "stopped"), ("longest", "done")])
def test_the_time_is_kept_within_a_training(workspace: Workspace, limit: str, status: str) -> None:
    study = make_search(workspace, epochs=1000)
    seconds = {"deadline": time.monotonic() + 2, "longest": 2}[limit]
    with EventWriter(study.events) as diary:
        shown = pictures(workspace)
        run_attempt(study, diary, 0, study.config, shown, facts={}, **{limit: seconds})
    (attempt,) = study.attempts()
    assert attempt.status == status
    assert len(attempt.accuracies) < 1000


def test_no_time_is_said(workspace: Workspace) -> None:
    study = make_search(workspace)
    study.spec["minutes"] = 0.0
    with pytest.raises(CannotTrain, match="more minutes"):
        conducted(study)


def test_more_time_lets_a_search_go_on_that_had_none(
    workspace: Workspace, launched: list[str]
) -> None:
    study = make_search(workspace, tries=1)
    study.spec["minutes"] = 0.0
    with pytest.raises(CannotTrain, match="more minutes"):
        conducted(study)
    write_budget(study.more, study.budget.extended(*study.spent(), minutes=30, more=None))
    assert conducted(study).chosen_run() == launched[0]


def test_test_photos_are_not_handed_to_the_trainings(searched: tuple[Study, list[str]]) -> None:
    study, _ = searched
    assert study.state().missing == ()
    diaries = [*study.path.glob("attempts/*/events.jsonl")]
    assert diaries
    events = [e for path in diaries for e in read_events(path)[0]]
    assert not [e for e in events if e["event"] == "missing"]


def test_hopeless_settings_are_given_up(workspace: Workspace) -> None:
    study = make_search(workspace, epochs=50)
    with EventWriter(study.events) as diary:
        result = run_attempt(
            study,
            diary,
            0,
            study.config,
            pictures(workspace),
            facts={},
            on_round=lambda epoch, _: epoch >= 2,
        )
    assert result.status == "given up"
    (attempt,) = study.attempts()
    assert (attempt.status, attempt.epochs) == ("given up", 50)
    assert 2 <= len(attempt.accuracies) <= 3


def test_a_training_that_fails_is_told_and_the_search_goes_on(
    workspace: Workspace, launched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[TrainConfig] = []

    def first_impossible(trial: optuna.Trial, bases: dict[str, TrainConfig]) -> TrainConfig:
        config = suggest(trial, bases)
        tried.append(config)
        wild = replace(config, learning_rate=10, dense_units=512, batch_size=8, epochs=40)
        return wild if len(tried) == 1 else config

    monkeypatch.setattr(searching, "suggest", first_impossible)
    attempts = conducted(make_search(workspace)).attempts()
    assert attempts[0].status == "failed"
    assert "learning rate" in attempts[0].message
    assert attempts[1].status == "done"


def test_a_stop_ends_the_search_without_a_new_training(
    workspace: Workspace, launched: list[str]
) -> None:
    study = make_search(workspace, epochs=1000)
    watched = _StopAfterRound(study)
    with watched:
        searching.search(study, watched)
    assert study.state().status == "stopped"
    assert not launched
    assert study.attempts()[0].status == "stopped"
    assert study.resumable


def test_what_was_cut_off_goes_on_with_new_settings(
    workspace: Workspace, launched: list[str]
) -> None:
    study = make_search(workspace)
    with EventWriter(study.events) as diary:
        trial = searching.open_journal(study).ask()
        facts, config = in_words(TINY, {TINY.architecture: TINY}), TINY.to_json()
        diary.write("attempt", number=trial.number, facts=facts, config=config)
    attempts = conducted(study).attempts()
    assert attempts[0].status == "failed"
    assert attempts[0].message == "It was cut off."
    assert [each.number for each in attempts] == list(range(len(attempts)))
    assert len(attempts) == 2
    assert launched


@pytest.mark.parametrize("harm", [b'{"op_code": 5, "wor', b"null\n", b"\x00\xff\n{}\n"])
def test_a_journal_that_a_killed_process_left_torn_and_locked_goes_on(
    workspace: Workspace, harm: bytes
) -> None:
    study = make_search(workspace)
    first = searching.open_journal(study)
    first.tell(first.ask(), 0.5)
    with study.journal.open("ab") as journal:
        journal.write(harm)
    lock = study.journal.with_name(f"{study.journal.name}.lock")
    lock.touch()
    again = searching.open_journal(study)
    again.tell(again.ask(), 0.7)
    assert not lock.exists()
    assert [trial.value for trial in searching.open_journal(study).trials] == [0.5, 0.7]


def test_a_lost_journal_numbers_no_try_like_an_earlier_one(workspace: Workspace) -> None:
    study = make_search(workspace)
    with EventWriter(study.events) as diary:
        for number in range(3):
            diary.write("attempt", number=number, facts={}, config=TINY.to_json())
    study.journal.write_bytes(b"nothing")
    assert searching.open_journal(study).ask().number == 3


def test_only_small_files_of_a_training_are_kept(searched: tuple[Study, list[str]]) -> None:
    study, _ = searched
    kept = {path.name for path in (study.path / "attempts").rglob("*") if path.is_file()}
    assert kept == {"spec.json", "events.jsonl"}


def test_suggestions_stay_possible_and_differ(workspace: Workspace) -> None:
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))
    bases = {name: replace(TINY, architecture=name) for name in ("cnn-16-32-16", "cnn-16-32-64")}
    found = [suggest(study.ask(), bases) for _ in range(30)]
    assert {config.architecture for config in found} == set(bases)
    assert len({config.learning_rate for config in found}) == 30
    assert all(TINY.learning_rate / 10 <= each.learning_rate <= 0.01 for each in found)
    assert all(in_words(each, bases)["network"] for each in found)


def test_random_changes_grow_together_and_can_be_nothing() -> None:
    assert strengthened(MILD, 0) == Augmentation()
    assert strengthened(MILD, 1) == MILD
    assert strengthened(Augmentation(), 1.5).rotation == 1.5 * MILD.rotation
    assert strengthened(MILD, 0.5).horizontal_flip == MILD.horizontal_flip


def test_studies_are_no_trainings(workspace: Workspace) -> None:
    study = make_search(workspace)
    assert list_runs(workspace) == []
    assert isinstance(Study.open(workspace, study.run_id), RunDirectory)
    assert json.loads((study.path / "study.json").read_text())["tries"] == 2


class _StopAfterRound(EventWriter):
    """A diary of a search that asks it to stop once a training has completed a round."""

    def __init__(self, study: Study) -> None:
        super().__init__(study.events)
        self._study = study

    def write(self, event: str, **fields: Any) -> None:
        super().write(event, **fields)
        if event == "attempt_round":
            self._study.stop_request.touch()


def test_a_stop_while_photos_are_read_counts_as_stopped(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise StopRequested

    monkeypatch.setattr("core.learning.attempts.prepare_pixels", stopped)
    study = make_search(workspace)
    study.stop_request.touch()
    with EventWriter(study.events) as diary:
        result = run_attempt(study, diary, 0, study.config, pictures(workspace), facts={})
    assert result.best is None
