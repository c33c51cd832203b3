"""How sure a trained model is of an answer, and whether that is enough to give it.

Kept beside the model as JSON, so that the app, the command line and every form in which the model
is taken away judge alike. Everything comes from the photos of validation. Probabilities are given
as float32, so limits are compared with in float32: the photo a limit comes from always reaches it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.errors import RunDamaged
from core.evaluation.conformal import accepted, fit_limits
from core.evaluation.refusal import fit_refusal, refusal_sentence
from core.evaluation.temperature import (
    apply_temperature,
    fit_temperature,
    temperature_sentence,
)
from core.files import read_json, write_json


@dataclass(frozen=True)
class Certainty:
    """What was found on the photos of validation.

    Parameters
    ----------
    temperature : mapping
        As `core.evaluation.temperature.fit_temperature` returns it.
    refusal : mapping
        As `core.evaluation.refusal.fit_refusal` returns it.
    limits : mapping
        As `core.evaluation.conformal.fit_limits` returns it.
    """

    temperature: Mapping[str, Any]
    refusal: Mapping[str, Any]
    limits: Mapping[str, Any]

    @classmethod
    def fit(cls, y_true: ArrayLike, pred_probs: ArrayLike) -> Self:
        """Find temperature and limits.

        Parameters
        ----------
        y_true : array_like of int, shape (N,)
            Class indices of photos that were not learned from.
        pred_probs : array_like of float, shape (N, K)
            Probabilities as the network gave them.

        Raises
        ------
        ValueError
            If the arrays do not fit each other.
        """
        temperature = fit_temperature(y_true, pred_probs)
        scaled = apply_temperature(pred_probs, temperature["temperature"])
        return cls(temperature, fit_refusal(y_true, scaled), fit_limits(y_true, scaled))

    @classmethod
    def load(cls, path: Path) -> Self | None:
        """Read what `save` wrote; None where a training before this was known left nothing.

        Raises
        ------
        RunDamaged
            If the file holds something else.
        """
        if not path.is_file():
            return None
        try:
            document = read_json(path)
            found = cls(*(dict(document[key]) for key in ("temperature", "refusal", "limits")))
            found._check()
        except (OSError, ValueError, KeyError, TypeError, ZeroDivisionError) as problem:
            raise RunDamaged(
                f"The file {path.name} is damaged.",
                "It says how sure the model has to be.",
                "Train again, or put the file back from a copy.",
            ) from problem
        return found

    def _check(self) -> None:
        """Use all of it once; raises whatever comes of another shape."""
        classes = len(self.limits["own"])
        self.sure(self.probabilities(np.full((1, classes), 1 / classes)))
        self.temperature_sentence()
        self.sentence()
        if not 0 <= float(self.refusal["limit"]) <= 1:
            raise ValueError("The limit is no share.")

    def save(self, path: Path) -> None:
        """Write everything as JSON."""
        parts = {"temperature": self.temperature, "refusal": self.refusal, "limits": self.limits}
        write_json(path, {key: dict(part) for key, part in parts.items()})

    def probabilities(self, pred_probs: ArrayLike) -> NDArray[np.float32]:
        """Return a network's probabilities as they can be believed, float32 ``(N, K)``."""
        scaled = apply_temperature(pred_probs, float(self.temperature["temperature"]))
        return scaled.astype(np.float32)

    def sure(self, pred_probs: NDArray[np.floating]) -> NDArray[np.bool_]:
        """Return which of believable probabilities are enough for an answer, shape (N,)."""
        probs = pred_probs.astype(np.float32)
        return np.asarray(probs.max(axis=1) >= np.float32(self.refusal["limit"]))

    def possible(self, pred_probs: NDArray[np.floating]) -> NDArray[np.bool_]:
        """Return which classes each photo may show, shape (N, K); the two likeliest at least."""
        likeliest = np.argsort(-pred_probs, axis=1, kind="stable")[:, :2]
        found = np.zeros(pred_probs.shape, bool)
        np.put_along_axis(found, likeliest, values=True, axis=1)
        if self.limits["limits"] is not None:
            limits = np.asarray(self.limits["limits"], np.float32).tolist()
            found |= accepted(pred_probs.astype(np.float32), limits)
        return found

    def temperature_sentence(self) -> str:
        """Say what was done to the network's percentages, or why nothing was."""
        return temperature_sentence(self.temperature)

    def sentence(self) -> str:
        """Say when it answers and when it says "not sure"."""
        return refusal_sentence(self.refusal)
