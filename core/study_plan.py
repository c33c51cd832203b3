"""From the dataset to a search, and from a training to a learning curve, with their settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.dataset.framing import current_framing
from core.dataset.store import DatasetStore
from core.errors import InvalidConfig
from core.runs import launcher
from core.runs.presets import preset_config
from core.runs.run_directory import RunDirectory
from core.runs.settings import check
from core.runs.spec import TrainConfig
from core.runs.studies import LEARNING_CURVE, SEARCH, Study, list_studies
from core.training_pictures import native_size
from core.training_plan import freeze, suggest_architecture
from core.workspace import Workspace

LONGEST = 600.0
"""Minutes a search may take at most."""

_SMALL = ("cnn-16-32-64", "cnn-16-32-16")


def suggest_networks(workspace: Workspace, store: DatasetStore) -> list[str]:
    """Return the networks a search begins with: the one a person is told to take, and small ones.

    Parameters
    ----------
    workspace : Workspace
        Where weights are looked for.
    store : DatasetStore
        Its photos, and whether faces are looked at, count.
    """
    framing = current_framing(store)
    size, photos = native_size(store, framing), store.summary().labelled
    first = suggest_architecture(workspace, photos, framing=framing, size=size)
    return list(dict.fromkeys((first, *_SMALL)))


def start_search(
    workspace: Workspace,
    store: DatasetStore,
    minutes: float,
    networks: Sequence[str] = (),
    *,
    tries: int | None = None,
    launch: bool = True,
) -> Study:
    """Freeze the dataset as it is now into a search, and start it.

    Parameters
    ----------
    workspace : Workspace
        Where the search will lie.
    store : DatasetStore
        Where the photos are known.
    minutes : float
        Time for all its trainings together, above 0 and at most `LONGEST`.
    networks : sequence of str, optional
        Keys of `core.runs.networks.ARCHITECTURES`; else `suggest_networks`.
    tries : int, optional
        The most trainings, at least 1; else as many as the time allows.
    launch : bool, optional
        Whether to start the worker.

    Raises
    ------
    CannotTrain
        If there is not enough to train on.
    InvalidConfig
        If the time, the number of tries or a network is impossible.
    """
    check(tries is None or tries >= 1, f"{tries} tries were asked for.", "It takes at least 1.")
    if not 0 < minutes <= LONGEST:
        raise InvalidConfig(
            f"The search was given {minutes:g} minutes.",
            f"It takes above 0 and at most {LONGEST:g}.",
        )
    framing = current_framing(store)
    size, photos = native_size(store, framing), store.summary().labelled
    names = list(networks) or suggest_networks(workspace, store)
    bases = {name: _base(name, photos, size, framing) for name in names}
    study = freeze(
        workspace,
        store,
        bases[names[0]],
        Study,
        name=f"Search {1 + sum(each.kind == SEARCH for each in list_studies(workspace))}",
        study=SEARCH,
        minutes=minutes,
        tries=tries,
        bases={name: base.to_json() for name, base in bases.items()},
    )
    if launch:
        launcher.launch(study)
    return study


def start_learning_curve(run: RunDirectory) -> Study:
    """Begin to measure what more photos would bring to a training.

    Parameters
    ----------
    run : RunDirectory
        Its settings and photos are taken; where minutes decided how many rounds it made, so many
        rounds are what each training of the curve makes.
    """
    rounds = len(run.state().history) if run.config.minutes else run.config.epochs
    study = Study.create(
        run.workspace,
        f"More photos for {run.name}",
        replace(run.config, minutes=0.0, epochs=max(1, rounds)),
        run.classes,
        run.pictures,
        study=LEARNING_CURVE,
        run=run.run_id,
    )
    launcher.launch(study)
    return study


def _base(network: str, photos: int, size: int | None, framing: str) -> TrainConfig:
    """Return the settings of the quick preset, without its own limit of time."""
    config = preset_config("quick", network, photos, size)
    return replace(config, framing=framing, minutes=0.0)
