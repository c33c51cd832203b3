"""From the dataset to a search: which networks, and the settings each begins with."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.errors import InvalidConfig
from core.runs import launcher
from core.runs.presets import default_config
from core.runs.settings import check
from core.runs.studies import SEARCH, Study, list_studies
from core.training_plan import freeze, suggest_architecture
from core.workspace import Workspace

LONGEST = 600.0
"""Minutes a search may take at most."""

_SMALL = ("cnn-16-32-64", "cnn-16-32-16")


def suggest_networks(workspace: Workspace, photos: int) -> list[str]:
    """Return the networks a search begins with: the one a person is told to take, and small ones.

    Parameters
    ----------
    workspace : Workspace
        Where weights are looked for.
    photos : int
        Labelled photos.
    """
    return list(dict.fromkeys((suggest_architecture(workspace, photos), *_SMALL)))


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
    photos = store.summary().labelled
    names = list(networks) or suggest_networks(workspace, photos)
    size = native_size(store)
    bases = {name: default_config(name, photos, size) for name in names}
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


def native_size(store: DatasetStore) -> int | None:
    """Return the typical longer side of the photos in pixels, None without any."""
    some = store.pictures(PictureQuery(), limit=50)
    return round(median(max(each.width, each.height) for each in some)) if some else None
