"""``python -m scripts.train_starter SEVEN_CLASSES.zip FOLDER``: train the starter model.

FER-2013 (Goodfellow et al. 2013, arXiv:1307.0414) as a zip of ``train/<expression>/`` and
``validation/<expression>/``. The compact face network first learns to tell all seven expressions
apart, twice from a high rate down to nothing (Loshchilov and Hutter 2017, arXiv:1608.03983), then
happy from sad alone. The photos under ``validation/`` are answered now and then and decide nothing:
every length and rate is fixed beforehand.

A training that was cut off goes on with the epoch it was in.
"""

from __future__ import annotations

import argparse
import json
import time
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from core.worker import make_room_for_others, tune_tensorflow

tune_tensorflow()

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from keras import layers  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from core.dataset.images import read_for_model  # noqa: E402
from core.evaluation.certainty import Certainty  # noqa: E402
from core.evaluation.fingerprints import fingerprints  # noqa: E402
from core.evaluation.look_alikes import signatures  # noqa: E402
from core.evaluation.report import build_report  # noqa: E402
from core.files import sha256_file, write_json  # noqa: E402
from core.learning.answering import answer  # noqa: E402
from core.learning.augmentation import augment  # noqa: E402
from core.learning.face_network import face_features  # noqa: E402
from core.learning.input_pipeline import Pictures  # noqa: E402
from core.learning.outcome import keep_familiar  # noqa: E402
from core.runs.presets import preset_config  # noqa: E402
from core.runs.run_files import RunFiles  # noqa: E402
from core.runs.settings import Augmentation  # noqa: E402
from core.starter_model import SEEN, STARTER  # noqa: E402

EXPRESSIONS = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")
PAIR = ("happy", "sad")
SIDE = 48
SEED = 20
MADE_AT = "2026-11-21T00:00:00+00:00"


@dataclass(frozen=True)
class Stage:
    """One of the trainings that follow each other.

    Parameters
    ----------
    name : str
        Of its files.
    epochs : int
        Passes over its photos.
    learning_rate : float
        The highest; reached after one epoch, then a cosine down to nothing.
    before : int
        Epochs of earlier stages: each epoch shuffles and changes the photos in its own way.
    smoothing : float
        Label smoothing.
    """

    name: str
    epochs: int
    learning_rate: float
    before: int = 0
    smoothing: float = 0.1


SEVEN = (Stage("seven", 32, 4e-3), Stage("seven_again", 32, 2e-3, before=32))
LAST = Stage("pair", 6, 5e-4, before=64)
BATCH = 64
WEIGHT_DECAY = 0.05
AVERAGING = 0.999
CHANGES = Augmentation(rotation=14, zoom=0.14, horizontal_flip=True, shift=0.08, cutout=0.25)


@dataclass(frozen=True)
class Faces:
    """Photos of one split: uint8 ``(N, 48, 48, 3)`` and class indices ``(N,)``."""

    pixels: NDArray[np.uint8]
    labels: NDArray[np.int64]


def read(archive: Path, split: str, classes: Sequence[str]) -> Faces:
    """Read the photos of some classes from the zip, in the order of their names."""
    pixels, labels = [], []
    with zipfile.ZipFile(archive) as source:
        for name in sorted(source.namelist()):
            *_, folder, label, file = ["", "", *name.split("/")]
            if folder == split and label in classes and file:
                pixels.append(read_for_model(source.read(name), SIDE))
                labels.append(classes.index(label))
    return Faces(np.stack(pixels), np.array(labels, np.int64))


def batches(faces: Faces, epoch_seed: int) -> Any:
    """Return one epoch: shuffled, changed at random, labels as one column a class."""
    order = np.random.default_rng(epoch_seed).permutation(len(faces.labels))
    rows = tf.data.Dataset.from_tensor_slices(order).batch(BATCH, drop_remainder=True)
    pixels = tf.constant(faces.pixels)
    targets = tf.one_hot(faces.labels, int(faces.labels.max()) + 1)

    def changed(number: Any, batch: Any) -> tuple[Any, Any]:
        seed = tf.stack([tf.constant(epoch_seed, tf.int64), number])
        return augment(tf.gather(pixels, batch), CHANGES, seed), tf.gather(targets, batch)

    return rows.enumerate().map(changed).prefetch(2)


def seven_classes() -> keras.Model:
    """Return a new network that answers with seven columns."""
    inputs = keras.Input((SIDE, SIDE, 3), name="pixels")
    features = face_features(inputs)
    logits = layers.Dense(len(EXPRESSIONS), name="expressions")(features)
    return keras.Model(inputs, layers.Softmax(name="answer")(logits), name="starter_seven")


def pair_of(seven: keras.Model) -> keras.Model:
    """Return happy and sad on top of the seven: the difference of their two columns."""
    logits = seven.get_layer("expressions").output
    answer = layers.Dense(1, activation="sigmoid", name="answer")
    model = keras.Model(seven.inputs[0], answer(logits), name="face_cnn")
    kernel = np.zeros((len(EXPRESSIONS), 1), np.float32)
    kernel[EXPRESSIONS.index("sad")] = 1
    kernel[EXPRESSIONS.index("happy")] = -1
    answer.set_weights([kernel, np.zeros(1, np.float32)])
    return model


def compile_for(model: keras.Model, stage: Stage, images: int) -> None:
    """Prepare a network for a stage."""
    steps = images // BATCH
    rate = keras.optimizers.schedules.CosineDecay(
        0.0,
        decay_steps=steps * (stage.epochs - 1),
        warmup_target=stage.learning_rate,
        warmup_steps=steps,
    )
    optimizer = keras.optimizers.AdamW(
        rate, weight_decay=WEIGHT_DECAY, use_ema=True, ema_momentum=AVERAGING
    )
    pair = model.output_shape[-1] == 1
    loss = keras.losses.BinaryCrossentropy if pair else keras.losses.CategoricalCrossentropy
    model.compile(optimizer, loss(label_smoothing=stage.smoothing))


def fit(model: keras.Model, faces: Faces, stage: Stage, folder: Path, held_out: Faces) -> None:
    """Train a stage, keeping the whole state after every epoch."""
    state = folder / f"{stage.name}.state.keras"
    progress = folder / f"{stage.name}.json"
    diary = json.loads(progress.read_text()) if progress.exists() else []
    if diary:
        restore(model, state)
    for epoch in range(len(diary), stage.epochs):
        began = time.monotonic()
        loss = one_epoch(model, faces, SEED + 1000 * (stage.before + epoch))
        record = {"epoch": epoch + 1, "loss": loss, "seconds": round(time.monotonic() - began)}
        if (epoch + 1) % 4 == 0:
            record["validation"] = averaged_accuracy(model, held_out)
        model.save(state)
        diary.append(record)
        progress.write_text(json.dumps(diary))
        print(stage.name, record, flush=True)
    model.optimizer.finalize_variable_values(model.trainable_variables)


def restore(model: keras.Model, state: Path) -> None:
    """Give a network the weights and the optimizer's state of a saved one."""
    saved = keras.saving.load_model(state)
    model.set_weights(saved.get_weights())
    model.optimizer.build(model.trainable_variables)
    for ours, theirs in zip(model.optimizer.variables, saved.optimizer.variables, strict=True):
        ours.assign(theirs)


def one_epoch(model: keras.Model, faces: Faces, seed: int) -> float:
    """Train for one epoch and return its mean loss."""
    data = batches(faces, seed)
    if model.output_shape[-1] == 1:
        data = data.map(lambda pixels, targets: (pixels, targets[:, 1:]))
    losses = [float(model.train_on_batch(x, y)) for x, y in data]
    return round(losses[-1], 4)


def averaged_accuracy(model: keras.Model, faces: Faces) -> float:
    """Return the accuracy of the averaged weights; the training goes on with its own."""
    own = model.get_weights()
    model.optimizer.finalize_variable_values(model.trainable_variables)
    found = accuracy(model, faces)
    model.set_weights(own)
    return found


def accuracy(model: keras.Model, faces: Faces) -> float:
    """Return the share of photos answered rightly, each together with its mirror image."""
    answers = np.concatenate([mirrored(model, part) for part in np.array_split(faces.pixels, 16)])
    if answers.shape[1] == 1:
        answers = np.concatenate([1 - answers, answers], axis=1)
    return round(float((answers.argmax(axis=1) == faces.labels).mean()), 4)


def mirrored(model: keras.Model, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the mean of the answers to photos and to their mirror images."""
    both = np.asarray(model(pixels, training=False)) + np.asarray(model(pixels[:, :, ::-1]))
    return both / 2


def main() -> None:
    """Train both stages and keep the network with its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    make_room_for_others()
    keras.utils.set_random_seed(SEED)
    seven = seven_classes()
    everything, held_out = (read(given.archive, name, EXPRESSIONS) for name in SPLITS)
    for stage in SEVEN:
        compile_for(seven, stage, len(everything.labels))
        fit(seven, everything, stage, given.folder, held_out)
    figures: dict[str, Any] = {"seven_classes": accuracy(seven, held_out)}
    happy_sad, pair_held_out = (read(given.archive, name, PAIR) for name in SPLITS)
    model = pair_of(seven)
    figures["pair_before"] = accuracy(model, pair_held_out)
    compile_for(model, LAST, len(happy_sad.labels))
    fit(model, happy_sad, LAST, given.folder, pair_held_out)
    figures["pair"] = accuracy(model, pair_held_out)
    recipe = {"stages": [asdict(stage) for stage in (*SEVEN, LAST)], "changes": CHANGES.to_json()}
    np.save(SEEN, fingerprints(signatures(everything.pixels)))
    package(model, {**figures, "recipe": recipe}, happy_sad, pair_held_out)
    print(json.dumps(figures))


def package(model: keras.Model, figures: dict[str, Any], learned: Faces, held_out: Faces) -> None:
    """Put the network where the app looks for it, as a finished training, with its card.

    Every second photo that was held out sets how sure it has to be; that changes no answer.
    """
    run = RunFiles(STARTER)
    config = replace(preset_config("instant"), framing="faces")
    spec = {"run_id": "starter", "name": "Starter model", "created_at": MADE_AT}
    spec |= {"classes": list(PAIR), "config": config.to_json(), "recipe": figures}
    write_json(run.path / "spec.json", spec)
    write_json(run.path / "split.json", {"columns": ["id"], "pictures": []})
    keras.Model(model.inputs[0], model.outputs[0], name="face_cnn").save(run.model)
    answers = answer(model, held_out.pixels, np.arange(len(held_out.labels)), mirrored=True)
    certainty = Certainty.fit(held_out.labels[::2], answers[::2])
    certainty.save(run.certainty)
    keep_familiar(run, model, shuffled(learned))
    ids = [str(number) for number in range(len(held_out.labels))]
    believable = certainty.probabilities(answers)
    report = build_report(held_out.labels, believable, list(PAIR), ids, "test")
    del report["mistakes"]
    write_json(run.report, {"validation": None, "test": report})
    files = (run.model, run.report, SEEN, run.certainty, run.familiar)
    write_json(run.manifest, {"sha256": {path.name: sha256_file(path) for path in files}})
    (run.path / "README.md").write_text(card(model, figures, report))


def shuffled(faces: Faces) -> Pictures:
    """Return photos in an order in which the classes are mixed, as a training has them."""
    rows = np.random.default_rng(SEED).permutation(len(faces.labels))
    return Pictures([str(row) for row in rows], rows, faces.labels[rows], faces.pixels)


def card(model: keras.Model, figures: dict[str, Any], report: dict[str, Any]) -> str:
    """Return the model card (Mitchell et al. 2019, doi:10.1145/3287560.3287596)."""
    low, high = report["interval"]
    happy, sad = (row["recall"] for row in report["per_class"])
    template = Path(__file__).with_name("starter_card.md").read_text()
    return template.format(
        weights=model.count_params(),
        seven_epochs=sum(stage.epochs for stage in SEVEN),
        pair_epochs=LAST.epochs,
        accuracy=report["accuracy"],
        low=low,
        high=high,
        n=report["n"],
        happy=happy,
        sad=sad,
        seven=figures["seven_classes"],
    )


SPLITS = ("train", "validation")

if __name__ == "__main__":
    main()
