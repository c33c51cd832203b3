"""One line in plain words for every setting under Advanced."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

HELP: Mapping[str, str] = MappingProxyType(
    {
        "image_size": "Every photo is brought to this width and height. Larger shows more detail "
        "and takes longer: twice the size, four times the time.",
        "epochs": "How often the computer goes through all photos it learns from, at most.",
        "batch_size": "How many photos it looks at before it changes anything. More is steadier "
        "and needs more memory.",
        "optimizer": "The rule by which it corrects itself. Adam suits nearly everything.",
        "learning_rate": "How far it moves with each correction. Too much and it never settles, "
        "too little and it takes for ever.",
        "early_stopping": "End when photos kept aside are no longer told apart better; the best "
        "is kept.",
        "patience": "How many rounds may pass without getting better.",
        "dense_units": "Width of the last hidden layer: how many things it can weigh against each "
        "other before it answers. 0 leaves the layer out.",
        "dropout": "Share of what it sees that is hidden at random while it learns, so that it "
        "does not rely on single details.",
        "class_weights": "Photos of rarer kinds count more, so that they are not overlooked.",
        "seed": "Where chance begins. The same number gives the same training again.",
        "validation": "These tell after every round how well it does on photos it does not learn "
        "from; the best round is chosen by them.",
        "test": "These are looked at once, at the very end: the most honest figure there is.",
        "rotation": "Each photo is turned to either side by up to so much.",
        "zoom": "Each photo is made larger or smaller by up to so much.",
        "shift": "Each photo is moved sideways, up or down by up to so much of its side.",
        "brightness": "Each photo is made lighter or darker by up to so much.",
        "horizontal_flip": "Half of the photos are mirrored. A mirrored face shows the same "
        "expression.",
        "cutout": "A grey square of this share of the photo's side covers a part of each photo, "
        "so that it learns to use all of the face.",
        "from_scratch": "Forget what the network learned elsewhere; needs thousands of photos.",
        "progressive_resizing": "The first rounds see smaller photos, so that more rounds fit "
        "into the time.",
        "fine_tuning": "How much of what the network learned elsewhere may change. The less, the "
        "fewer photos it needs.",
        "feature_views": "How many versions of each photo are looked at, once. More helps a "
        "little and takes longer.",
        "minutes": "So many rounds are made as fit into this time; 0 makes all of them.",
        "schedule": "Whether its corrections stay as large as they are or become smaller towards "
        "the end.",
        "warmup": "Over so many rounds its corrections grow from nothing, so that it does not "
        "begin with a jump.",
        "label_smoothing": "How much doubt is mixed into every label. It keeps it from being too "
        "sure of itself.",
        "weight_averaging": "Keep the mean of what it learned lately instead of the last state; "
        "nearer to 1 looks further back.",
        "weight_decay": "How strongly large weights are pulled back. A little keeps it from "
        "learning photos by heart.",
        "mirrored_prediction": "Each answer is the mean of those to the photo and to its mirror "
        "image.",
        "precision": "With how many digits it calculates: auto takes fewer where this computer "
        "gains time by that.",
    }
)
"""By the name of the setting in `core.runs.spec.TrainConfig`, `Augmentation` or `SplitShares`."""
