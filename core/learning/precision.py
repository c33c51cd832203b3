"""Numbers of 16 or of 32 bits while learning."""

from __future__ import annotations

from pathlib import Path

import keras

from core.learning.architectures import build
from core.runs.spec import TrainConfig

_FAST = ("avx512_bf16", "amx_bf16")
_WIDE = ("mobilenet-v2-1.0", "efficientnet-v2-b0", "resnet50", "vgg16")


def policy(config: TrainConfig, cpu_info: Path = Path("/proc/cpuinfo")) -> str:
    """Return the Keras dtype policy for a training.

    Narrow networks spend their time elsewhere, and processors without the instructions imitate
    them slowly.

    Parameters
    ----------
    config : TrainConfig
        ``precision`` decides; "auto" looks at the processor and the network.
    cpu_info : Path, optional
        Where Linux describes the processor.

    Returns
    -------
    str
        ``"float32"`` or ``"mixed_bfloat16"``.
    """
    wide = config.architecture in _WIDE
    chosen = config.precision == "bfloat16"
    gains = config.precision == "auto" and wide and has_bfloat16(cpu_info)
    return "mixed_bfloat16" if chosen or gains else "float32"


def has_bfloat16(cpu_info: Path = Path("/proc/cpuinfo")) -> bool:
    """Return whether the processor multiplies bfloat16 numbers itself, as far as is known."""
    if not cpu_info.is_file():
        return False
    return any(flag in cpu_info.read_text(errors="replace") for flag in _FAST)


def in_float32(model: keras.Model, config: TrainConfig, num_classes: int) -> keras.Model:
    """Return a network that computes with 32 bits, whatever it learned with.

    Parameters
    ----------
    model : keras.Model
        As `core.learning.architectures.build` made it.
    config : TrainConfig
        As it was built from.
    num_classes : int
        K.
    """
    if keras.config.dtype_policy().name == "float32":
        return model
    keras.config.set_dtype_policy("float32")
    plain = build(config, num_classes)
    plain.set_weights(model.get_weights())
    return plain
