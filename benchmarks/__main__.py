"""``python -m benchmarks`` lists the benchmarks; ``python -m benchmarks NAME`` prints its figures.

A benchmark is a module with ``run(args: Sequence[str]) -> Iterator[Figure]``. Each figure becomes
one line of JSON on standard output; everything else a benchmark says goes to standard error.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

from core.workspace import PROJECT

BENCHMARKS = {
    "startup": ("benchmarks.startup", "Start of the app to its first page, beside streamlit hello"),
    "import": ("benchmarks.import_", "Importing real photos, beside a bare loop over the files"),
    "faces": ("benchmarks.faces", "Faces found in photos from the web, and the time it takes"),
    "starter": ("benchmarks.starter", "Accuracy of the small network on the sample faces"),
    "learning": ("benchmarks.learning", "How good the presets and the starter model are"),
    "train": ("benchmarks.train", "Accuracy, speed and cost of live curves of a training"),
    "honest": ("benchmarks.honest", "Look-alikes across splits, and what hand-made features reach"),
    "suspects": ("benchmarks.suspects", "Wrong labels found among real faces, and the time of it"),
    "duplicates": ("benchmarks.duplicates", "Changed copies found among real faces, and the time"),
    "faults": ("benchmarks.faults", "Trainings and labels whose process is killed; saving's cost"),
    "defences": ("benchmarks.defences", "Each defence removed once: do the tests turn red?"),
    "fuzz": ("benchmarks.fuzz", "Hostile photos, zips, lists and names: what gets through"),
    "labeller": ("benchmarks.labeller", "Labelling by keys in a browser: speed, and no key lost"),
    "browse": ("benchmarks.browse", "A page of thumbnails in a thousand to 100,000 photos"),
    "load": ("benchmarks.load", "Twenty people and a training on one app: waits, errors, losses"),
    "memory": (
        "benchmarks.memory",
        "The app's memory after a day of labels, predictions, tabs",
    ),
    "takeaway": ("benchmarks.takeaway", "A set taken away and had back, in each format"),
    "trust": ("benchmarks.trust", "How far answers can be believed, and what is refused"),
    "explain": ("benchmarks.explain", "Heat maps: do they show what counts; shortcuts found"),
    "webcam": ("benchmarks.webcam", "The live camera: answers a second, and how far behind"),
    "export": ("benchmarks.export", "Models in other programs, bundles and backups: what is lost"),
    "bundle": (
        "benchmarks.export_bundle",
        "A bundle's answers beside the app's, and what it needs",
    ),
    "predict": ("benchmarks.predict", "One large photo to its prediction and heat map"),
}


def main(arguments: Sequence[str]) -> int:
    """Run the named benchmark, or list all of them.

    Parameters
    ----------
    arguments : sequence of str
        Nothing, or a name followed by what that benchmark takes.

    Returns
    -------
    int
        Exit status: 0, or 1 for a name that does not exist.
    """
    if not arguments:
        for name, (_, summary) in BENCHMARKS.items():
            print(f"{name:11}{summary}")
        return 0
    name, *rest = arguments
    if name not in BENCHMARKS:
        known = ", ".join(BENCHMARKS)
        print(f"There is no benchmark called {name!r}. Choose one of: {known}.", file=sys.stderr)
        return 1
    _find_shared_weights()
    for figure in importlib.import_module(BENCHMARKS[name][0]).run(rest):
        print(figure.line(), flush=True)
    return 0


def _find_shared_weights() -> None:
    """Let the figures that need weights find those beside the project, unless told otherwise."""
    weights = PROJECT.parent / "shared" / "weights"
    if weights.is_dir():
        os.environ.setdefault("KERAS_HOME", str(weights / "keras"))
        os.environ.setdefault("MIEN_WEIGHTS", str(weights / "opencv"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
