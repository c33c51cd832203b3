"""``train``: start a training, and watch it if asked to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from core.commands import console
from core.commands import train_options as given
from core.commands.following import follow_run, group_spread, in_words, outcome
from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.dataset.framing import current_framing
from core.dataset.store import DatasetStore
from core.evaluation.repeats import spread_sentence
from core.runs.groups import MOST, repeat, with_next_seeds
from core.runs.networks import ARCHITECTURES, FACE_NETWORK
from core.runs.presets import default_config, from_nothing, preset_config
from core.runs.run_directory import RunDirectory
from core.runs.settings import (
    Augmentation,
    SplitShares,
    check,
    check_choice,
    check_number,
    check_share,
)
from core.runs.spec import TrainConfig
from core.training_pictures import native_size
from core.training_plan import start_training, suggest_architecture
from core.training_shares import with_chosen_shares
from core.workspace import Workspace

_BROKEN = ("failed", "interrupted")


def run(
    *,
    preset: given.Preset = None,
    architecture: given.Architecture = None,
    image_size: given.ImageSize = None,
    epochs: given.Epochs = None,
    batch_size: given.BatchSize = None,
    optimizer: given.Optimizer = None,
    learning_rate: given.LearningRate = None,
    dense_units: given.DenseUnits = None,
    dropout: given.Dropout = None,
    minutes: given.Minutes = None,
    further: given.Others = None,
    early_stopping: given.EarlyStopping = None,
    patience: given.Patience = None,
    class_weights: given.ClassWeights = None,
    no_augmentation: given.Plain = False,
    rotation: given.Rotation = None,
    zoom: given.Zoom = None,
    flip: given.Flip = None,
    shift: given.Shift = None,
    brightness: given.Brightness = None,
    train_share: given.TrainShare = None,
    validation_share: given.ValidationShare = None,
    test_share: given.TestShare = None,
    seed: given.Seed = None,
    seeds: given.Seeds = 1,
    framing: given.Framing = None,
    name: given.Name = None,
    follow: given.Follow = False,
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> int:
    """Train a network on the labelled photos."""
    chosen = {
        **other_settings(further or []),
        "image_size": image_size,
        "epochs": epochs,
        "batch_size": batch_size,
        "optimizer": optimizer,
        "learning_rate": learning_rate,
        "dense_units": dense_units,
        "dropout": dropout,
        "minutes": minutes,
        "early_stopping": early_stopping,
        "patience": patience,
        "class_weights": class_weights,
        "rotation": rotation,
        "zoom": zoom,
        "flip": flip,
        "shift": shift,
        "brightness": brightness,
        "train_share": train_share,
        "validation_share": validation_share,
        "test_share": test_share,
        "seed": seed,
        "framing": framing,
    }
    request = _Request(preset, architecture, framing, chosen, no_augmentation)
    started, others = _start(open_workspace(workspace), request, name, seeds)
    return _tell(started, others, follow=follow, as_json=as_json)


@dataclass(frozen=True)
class _Request:
    """What was chosen on the command line; None stands for not chosen."""

    preset: str | None
    architecture: str | None
    framing: str | None
    chosen: dict[str, Any]
    plain: bool

    def settings(self, place: Workspace, store: DatasetStore) -> TrainConfig:
        """Return the settings this asks for, the rest filled up with what suits the photos."""
        defaults = defaults_for(store, place, self.preset, self.architecture, self.framing)
        if self.chosen.get("from_scratch") is True:
            defaults = from_nothing(defaults)
        if self.plain:
            defaults = replace(defaults, augmentation=Augmentation())
        return configured(defaults, self.chosen)


def _start(
    place: Workspace, request: _Request, name: str | None, seeds: int
) -> tuple[RunDirectory, list[RunDirectory]]:
    """Start the training, and queue the same with other seeds; all or none of them."""
    check_number("number of trainings", seeds, 1, MOST, whole=True)
    with DatasetStore.open(place) as store:
        config = request.settings(place, store)
        with_next_seeds(config, config.seed, seeds - 1)
        started = start_training(place, store, config, name=name)
    return started, repeat(started, seeds - 1) if seeds > 1 else []


def other_settings(pairs: Sequence[str]) -> dict[str, Any]:
    """Return settings from ``name=value``; a value is JSON, or else a word.

    Raises
    ------
    InvalidConfig
        If there is no such setting, or no value.
    """
    found: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        name = name.strip().replace("-", "_")
        check_choice("setting", name, given.OTHERS)
        found[name] = _value(value)
        given_one = bool(equals) and found[name] is not None
        check(given_one, f"The setting {name} came without a value.", f"Write {name}=VALUE.")
    return found


def _value(words: str) -> Any:
    try:
        return json.loads(words)
    except ValueError:
        return words


def configured(config: TrainConfig, chosen: Mapping[str, Any]) -> TrainConfig:
    """Return ``config`` with the settings a person chose.

    Parameters
    ----------
    config : TrainConfig
        What is taken where nothing was chosen.
    chosen : mapping of str to value
        Options by name: fields of `TrainConfig` and `Augmentation`, ``flip``, and
        ``train_share``, ``validation_share``, ``test_share``; None stands for not chosen.

    Raises
    ------
    InvalidConfig
        If a value is outside what is possible.
    """
    names = {**chosen, "horizontal_flip": chosen.get("flip")}
    shares = {name: chosen.get(f"{name}_share") for name in ("train", "validation", "test")}
    return replace(
        config,
        augmentation=replace(config.augmentation, **_fields(Augmentation, names)),
        shares=_completed(config.shares, shares),
        **_fields(TrainConfig, chosen),
    )


def _tell(
    started: RunDirectory, others: Sequence[RunDirectory], *, follow: bool, as_json: bool
) -> int:
    for note in started.spec["notes"]:
        console.say(note)
    runs = [started, *others]
    for each in runs if follow else []:
        follow_run(each)
    documents = [outcome(each) for each in runs]
    words = [in_words(run, document) for run, document in zip(runs, documents, strict=True)]
    document = documents[0]
    if others:
        found = group_spread(documents)
        document = {**document, "repeats": documents[1:], "spread": found}
        words += [spread_sentence(found, found["split"])] if found else []
    console.answer(document, "\n".join(words), as_json=as_json)
    broken = [run for run, each in zip(runs, documents, strict=True) if each["status"] in _BROKEN]
    for run in broken if as_json else []:
        console.say(run.state().message)
    return int(bool(broken))


def defaults_for(
    store: DatasetStore,
    workspace: Workspace,
    preset: str | None,
    architecture: str | None,
    framing: str | None,
) -> TrainConfig:
    """Return what is taken where nothing was chosen: a preset's settings, or plain ones."""
    framing = framing or current_framing(store)
    size, photos = native_size(store, framing), store.summary().labelled
    if architecture is None:
        architecture = suggest_architecture(workspace, photos, framing=framing, size=size)
        if preset == "instant" and not ARCHITECTURES[architecture].pretrained:
            architecture = FACE_NETWORK  # the one that has always learned something before
    if preset is None:
        config = default_config(architecture, photos, size)
    else:
        config = preset_config(preset, architecture, photos, size)
    return with_chosen_shares(store, replace(config, framing=framing))


def _fields(cls: type[TrainConfig | Augmentation], chosen: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(cls)}
    return {key: value for key, value in chosen.items() if key in names and value is not None}


def _completed(shares: SplitShares, chosen: Mapping[str, float | None]) -> SplitShares:
    """Return the chosen shares; what was not chosen shares the rest as it was shared before."""
    fixed = {name: value for name, value in chosen.items() if value is not None}
    for name, share in fixed.items():
        check_share(name, share)
    total = sum(fixed.values())
    check(total < 1 + 1e-6, f"The shares add up to {100 * total:.10g}%.", "All is 100%.")
    rest = {name: value for name, value in asdict(shares).items() if name not in fixed}
    left, before = 1 - total, sum(rest.values())
    scaled = {name: value * left / before for name, value in rest.items()} if before else {}
    return SplitShares(**{**fixed, **scaled})
