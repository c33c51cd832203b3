"""Hyperparameter search: many short trainings, the hopeless ones given up early.

Tree-structured Parzen estimator: Bergstra et al. (2011), "Algorithms for hyper-parameter
optimization"; a training is given up when it lies below the median of the others at the same epoch
(Golovin et al. 2017, "Google Vizier", doi:10.1145/3097983.3098043). Both as in Optuna (Akiba et
al. 2019, doi:10.1145/3292500.3330701).
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import optuna
from optuna.trial import TrialState

from core.errors import CannotTrain
from core.evaluation.figures import share_of
from core.evaluation.wording import right_words
from core.learning.attempts import OnRound, Result, run_attempt
from core.learning.search_journal import open_journal
from core.learning.search_space import in_words, suggest
from core.runs import launcher
from core.runs.events import EventWriter
from core.runs.spec import TrainConfig
from core.runs.studies import Attempt, Study, best_attempt, train_best
from core.runs.study_budget import SHORTEST_TRY

_LARGEST_PART = 0.25  # of the time for one training; the best then gets all it needs


@dataclass(frozen=True)
class _Budget:
    deadline: float

    @property
    def left(self) -> float:
        return self.deadline - time.monotonic()


def search(study: Study, diary: EventWriter) -> None:
    """Try settings until the time is up, then start a normal training with the best.

    The photos kept aside decide; test photos are not even handed to the trainings. What was tried
    is remembered in the folder of the study, so that a search that was cut off goes on.

    Parameters
    ----------
    study : Study
        With ``minutes`` (time for all trainings together), ``tries`` (the most trainings, None
        for no limit) and ``bases`` (settings by network) in its settings file.
    diary : EventWriter
        Its diary; ends with ``finished`` or ``stopped``.

    Raises
    ------
    CannotTrain
        If no training completed a single epoch in the time given.
    """
    bases = {name: TrainConfig.from_json(each) for name, each in study.spec["bases"].items()}
    pictures = [each for each in study.pictures if each.split != "test"]
    tried = open_journal(study)
    _close_cut_off(study, diary, tried)
    spent, _ = study.spent()
    seconds = 60 * (study.budget.minutes or 0.0)
    budget = _Budget(time.monotonic() + seconds - spent)
    diary.write("training", epochs=0, steps=0)
    most = study.budget.tries or math.inf
    while budget.left > SHORTEST_TRY and not study.stop_request.exists():
        if len(study.attempts()) >= most:
            break
        trial = tried.ask()
        config = suggest(trial, bases)
        result = run_attempt(
            study,
            diary,
            trial.number,
            config,
            pictures,
            facts=in_words(config, bases),
            deadline=budget.deadline,
            longest=_LARGEST_PART * seconds,
            on_round=_judge(trial),
        )
        _remember(tried, trial, result)
    _end(study, diary, spent)


def _close_cut_off(study: Study, diary: EventWriter, tried: optuna.Study) -> None:
    """Count a training that was going on when the process died as one that failed."""
    for trial in tried.get_trials(states=(TrialState.RUNNING,)):
        tried.tell(trial.number, state=TrialState.FAIL)
    for each in study.attempts():
        if not each.ended:
            diary.write(
                "attempt_ended",
                number=each.number,
                status="failed",
                accuracy=None,
                loss=None,
                seconds=0.0,
                message="It was cut off.",
            )


def _judge(trial: optuna.Trial) -> OnRound:
    def hopeless(epoch: int, accuracy: float) -> bool:
        trial.report(accuracy, epoch)
        return bool(trial.should_prune())

    return hopeless


def _remember(tried: optuna.Study, trial: optuna.Trial, result: Result) -> None:
    if result.status == "done" and result.best is not None:
        tried.tell(trial, result.best.val_accuracy)
    elif result.status in ("given up", "stopped") and result.best is not None:
        tried.tell(trial, state=TrialState.PRUNED)
    else:
        tried.tell(trial, state=TrialState.FAIL)


def _end(study: Study, diary: EventWriter, before: float) -> None:
    attempts = study.attempts()
    seconds = round(sum(each.seconds for each in attempts), 3)
    best = best_attempt(attempts)
    if study.stop_request.exists():
        words = _outcome(study, attempts, best) if best else "It was stopped before any result."
        diary.write("stopped", message=words, seconds=seconds)
        return
    if best is None:
        raise CannotTrain(
            "No settings got through a single round in the time given.",
            advice="Give the search more minutes.",
        )
    run = train_best(study, best)
    diary.write("chosen", number=best.number, run_id=run.run_id)
    launcher.launch(run)
    words = f"{_outcome(study, attempts, best)} It is now trained as {run.name}."
    diary.write("finished", message=words, seconds=max(seconds - before, 0.0))


def _outcome(study: Study, attempts: list[Attempt], best: Attempt) -> str:
    aside = sum(each.split == "validation" for each in study.pictures)
    right = right_words({**share_of(best.accuracy or 0.0, aside), "split": "validation"})
    tries = "1 try" if len(attempts) == 1 else f"{len(attempts)} tries"
    return f"The best of {tries} got {right} right; it was chosen by these, so expect less."
