"""A stored network, taken apart into single layer calls, whatever it was built from.

Keras 3 cannot reach a tensor inside a nested model, and a `Sequential` has no usable output. So
the layers are called once more, one after the other, on a fresh symbolic input: they keep their
weights, and every tensor between them can be had.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras


@dataclass(frozen=True)
class Step:
    """One call of one layer.

    Parameters
    ----------
    layer : keras.layers.Layer
        The layer, never a model.
    inputs : tuple of keras.KerasTensor
        What it was called on.
    output : keras.KerasTensor
        What it returned.
    """

    layer: Any
    inputs: tuple[Any, ...]
    output: Any


@dataclass(frozen=True)
class Chain:
    """A network as layer calls in the order in which they run.

    Parameters
    ----------
    image : keras.KerasTensor
        The symbolic input, float32 ``(B, S, S, 3)`` in 0..255.
    steps : tuple of Step
        The calls; the output of the last is the network's.
    """

    image: Any
    steps: tuple[Step, ...]


def replay(model: Any) -> Chain:
    """Take a network apart.

    Parameters
    ----------
    model : keras.Model
        Functional or Sequential, with one input and one output, nested to any depth; new or
        loaded from a file. Its weights are shared, not copied.

    Returns
    -------
    Chain

    Raises
    ------
    ValueError
        If the model is a subclass with a ``call`` of its own, or takes several inputs.
    """
    shapes = [tensor.shape for tensor in model.inputs]
    if len(shapes) != 1:
        raise ValueError(f"The network takes {len(shapes)} inputs; expected one image.")
    image = keras.Input(batch_shape=shapes[0], dtype=model.inputs[0].dtype)
    steps: list[Step] = []
    _run(model, image, steps)
    return Chain(image, tuple(steps))


def _run(model: Any, tensor: Any, steps: list[Step]) -> Any:
    """Call every layer of ``model`` in turn, append the calls to ``steps``, return the output."""
    output = tensor

    def call(layer: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal output
        if isinstance(layer, keras.Model):
            output = _run(layer, args[0], steps)
        else:
            output = layer(*args, **kwargs)
            steps.append(Step(layer, tuple(keras.tree.flatten(args)), output))
        return output

    if isinstance(model, keras.Sequential):
        for layer in model.layers:
            call(layer, output)
    else:
        packed = keras.tree.pack_sequence_as(model.input, keras.tree.flatten(tensor))
        keras.models.clone_model(
            model, input_tensors=packed, clone_function=lambda layer: layer, call_function=call
        )
    return output


def logit_input(chain: Chain) -> tuple[Step, bool]:
    """Find where the network's last sigmoid or softmax can be left out.

    Returns
    -------
    Step
        The call that computes the logits.
    bool
        Whether that layer applies the activation itself, so that its output is not the logit.
    """
    step = chain.steps[-1]
    makers = {id(each.output): each for each in chain.steps}
    while _is_squashing_layer(step.layer) and id(step.inputs[0]) in makers:
        step = makers[id(step.inputs[0])]
    return step, _squashes(step.layer)


def _is_squashing_layer(layer: Any) -> bool:
    if isinstance(layer, keras.layers.Softmax):
        return True
    return isinstance(layer, keras.layers.Activation) and (
        _squashes(layer) or layer.activation is keras.activations.linear
    )


def _squashes(layer: Any) -> bool:
    squashing = (keras.activations.sigmoid, keras.activations.softmax)
    return getattr(layer, "activation", None) in squashing
