"""Trainings that differ in nothing but their seed: how much of a result is chance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.errors import InvalidConfig
from core.runs import launcher
from core.runs.run_directory import RunDirectory, list_runs
from core.runs.spec import TrainConfig

MOST = 10
"""Trainings of one group at most."""

_OWN = {"run_id", "name", "created_at", "classes", "config", "group", "notes"}


def group_id(run: RunDirectory) -> str:
    """Return the id of the training that a run repeats, its own id if it repeats none."""
    return str(run.spec.get("group", {}).get("id", run.run_id))


def members(run: RunDirectory, runs: Iterable[RunDirectory]) -> list[RunDirectory]:
    """Return those of ``runs`` that belong to the same group as ``run``, the oldest first."""
    wanted = group_id(run)
    return sorted((each for each in runs if group_id(each) == wanted), key=lambda each: each.run_id)


def repeat(run: RunDirectory, times: int, *, launch: bool = True) -> list[RunDirectory]:
    """Train again on exactly the same photos, with seeds the group has not had yet.

    The new trainings wait for each other. The first of a group keeps its seed and its files.

    Parameters
    ----------
    run : RunDirectory
        Any training of the group.
    times : int
        How many more.
    launch : bool, optional
        Whether to start the workers.

    Returns
    -------
    list of RunDirectory
        The new trainings, in their order.

    Raises
    ------
    InvalidConfig
        If the group would have more than `MOST` trainings, ``times`` is below 1, or there are
        not so many seeds left; nothing is made then.
    """
    known = members(run, list_runs(run.workspace))
    if times < 1 or len(known) + times > MOST:
        raise InvalidConfig(
            f"{times} more trainings were asked for; there are {len(known)} already.",
            f"Together they must be at most {MOST}, and at least one must be new.",
        )
    newest = max((each.config.seed for each in known), default=run.config.seed)
    made = [_copy(run, known, config) for config in with_next_seeds(run.config, newest, times)]
    if launch:
        for each in made:
            launcher.start(run.workspace, each.run_id)
    return made


def with_next_seeds(config: TrainConfig, newest: int, times: int) -> list[TrainConfig]:
    """Return the same settings with each of the ``times`` seeds that follow ``newest``.

    Raises
    ------
    InvalidConfig
        If one of them is larger than a seed can be.
    """
    return [replace(config, seed=newest + step) for step in range(1, times + 1)]


def _copy(run: RunDirectory, known: Sequence[RunDirectory], config: TrainConfig) -> RunDirectory:
    origin = next((each.name for each in known if each.run_id == group_id(run)), run.name)
    facts = {key: value for key, value in run.spec.items() if key not in _OWN}
    return RunDirectory.create(
        run.workspace,
        f"{origin}, seed {config.seed}",
        config,
        run.classes,
        run.pictures,
        **facts,
        group={"id": group_id(run), "name": origin},
        notes=[f"The same photos and settings as {origin}; only chance differs."],
    )
