"""What a search remembers of its tries, in Optuna's journal file (Akiba et al. 2019).

Only the worker that holds the lock of the study opens it, so whatever a killed one left in the way
can be put right without asking.
"""

from __future__ import annotations

import os
from pathlib import Path

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock
from optuna.trial import TrialState, create_trial

from core.files import parse_json
from core.runs.studies import Study

_RANDOM_FIRST = 5
_BEFORE_GIVING_UP = 4
_WARM_EPOCHS = 2


def open_journal(study: Study) -> optuna.Study:
    """Return what the search knows so far; new tries differ from those before a cut-off.

    A journal that is torn or damaged is read as far as it is whole. Tries that only the diary of
    the study still knows count as failed, so that none is numbered like an earlier one.
    """
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    path = str(study.journal)
    lock = JournalFileOpenLock(path)
    _mend(study.journal)
    Path(f"{path}.lock").unlink(missing_ok=True)
    attempts = len(study.attempts())
    tried = optuna.create_study(
        storage=JournalStorage(JournalFileBackend(path, lock_obj=lock)),
        study_name=study.run_id,
        direction="maximize",
        load_if_exists=True,
        sampler=optuna.samplers.TPESampler(
            n_startup_trials=_RANDOM_FIRST, seed=study.config.seed + attempts
        ),
        pruner=optuna.pruners.MedianPruner(_BEFORE_GIVING_UP, n_warmup_steps=_WARM_EPOCHS),
    )
    for _ in range(len(tried.trials), attempts):
        tried.add_trial(create_trial(state=TrialState.FAIL))
    return tried


def _mend(journal: Path) -> None:
    """Cut the file off before its first line that is not one whole operation."""
    if not journal.exists():
        return
    lines = journal.read_bytes().splitlines(keepends=True)
    whole = 0
    for line in lines:
        if not _is_operation(line):
            os.truncate(journal, whole)
            return
        whole += len(line)


def _is_operation(line: bytes) -> bool:
    try:
        value = parse_json(line)
    except ValueError:
        return False
    return line.endswith(b"\n") and isinstance(value, dict) and "op_code" in value
