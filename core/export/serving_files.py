"""What servers of TensorFlow models want beside a SavedModel, ready to be used."""

from __future__ import annotations

from pathlib import Path

NAME = "mien"
"""What servers call the model."""

VERSION = "1"
"""Folder of the SavedModel itself: servers take the highest number."""

_CONFIG, _KSERVE, _README = "models.config", "kserve.yaml", "README.md"

OURS = frozenset({VERSION, _CONFIG, _KSERVE, _README})
"""Everything that stands in an exported ``saved_model`` folder."""

_CONFIG_TEXT = f"""\
model_config_list {{
  config {{
    name: "{NAME}"
    base_path: "/models/{NAME}"
    model_platform: "tensorflow"
  }}
}}
"""

_KSERVE_TEXT = f"""\
# storageUri: the volume or bucket that this folder was copied to
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: {NAME}
spec:
  predictor:
    model:
      modelFormat:
        name: tensorflow
      storageUri: pvc://models/{NAME}
"""

_README_TEXT = """\
# A model for TensorFlow Serving and KServe

`{version}/` is a TensorFlow SavedModel; servers take the highest number. From this folder:

    docker run --rm -p 127.0.0.1:8501:8501 -v "$PWD:/models/{name}:ro" \\
        tensorflow/serving --model_config_file=/models/{name}/models.config

Then ask it about a square of pixels, {side} x {side}, red, green and blue from 0 to 255:

    curl -d '{{"instances": [[[[r, g, b], ...], ...]]}}' \\
        http://127.0.0.1:8501/v1/models/{name}:predict

The answer holds `probabilities` in this order: {classes}.
`{version}/assets.extra/facts.json` says the rest: how photos are cut, and from which probability
on an answer counts.

For KServe, copy this folder to a volume or bucket, write its address into `kserve.yaml`, and
`kubectl apply -f kserve.yaml`.
"""


def write_serving_files(folder: Path, *, side: int, classes: list[str]) -> None:
    """Write the settings of TensorFlow Serving and KServe, and how to start them.

    Parameters
    ----------
    folder : Path
        Holds the folder `VERSION`.
    side : int
        Of the square that the network takes, in pixels.
    classes : list of str
        In the order of the columns.
    """
    named = ", ".join(classes)
    readme = _README_TEXT.format(name=NAME, version=VERSION, side=side, classes=named)
    for name, text in ((_CONFIG, _CONFIG_TEXT), (_KSERVE, _KSERVE_TEXT), (_README, readme)):
        (folder / name).write_text(text, encoding="utf-8")
