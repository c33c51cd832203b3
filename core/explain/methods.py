"""The methods by name, and which one is right for a network."""

from __future__ import annotations

from typing import Any

from core.explain.feature_layer import averages, cells, finer_feature_map, last_feature_map
from core.explain.grad_cam import grad_cam
from core.explain.grad_cam_plus_plus import grad_cam_plus_plus
from core.explain.gradient_maps import GradientMaps
from core.explain.hires_cam import hires_cam
from core.explain.layer_cam import layer_cam
from core.explain.method_names import METHODS
from core.explain.occlusion import OcclusionMaps
from core.explain.replay import Chain, replay

_WEIGHS = {
    "grad-cam": grad_cam,
    "grad-cam++": grad_cam_plus_plus,
    "hirescam": hires_cam,
    "hirescam-finer": hires_cam,
    "layercam": layer_cam,
    "cam": None,
}

_IN_A_FINER_LAYER = ("hirescam-finer", "layercam")

_TELLS_PLACES = 4
"""Fewer cells a side than this cannot tell the mouth from the eyes even in an aligned face."""


def default_method(model: Any) -> str:
    """Return the method that explains a network best.

    Parameters
    ----------
    model : keras.Model
        As for `core.explain.cam.Explainer`.

    Returns
    -------
    str
        "hirescam-finer", in an earlier layer, where the last feature map has fewer than four cells
        a side; LayerCAM would light up edges there, whatever was learned. Else "grad-cam" where
        that map is averaged over the picture: the gradient is the same in every cell then, and
        CAM, Grad-CAM and HiResCAM are one. Else "hirescam": where the map is flattened, Grad-CAM
        would average away which place counts for what.

    Raises
    ------
    ValueError
        If the network has no layer that tells places apart.
    """
    return default_for(replay(model))


def default_for(chain: Chain) -> str:
    """Return what `default_method` does for a network that was taken apart already."""
    last = last_feature_map(chain)
    if cells(last) < _TELLS_PLACES:
        return "hirescam-finer"
    return "grad-cam" if averages(chain, last) else "hirescam"


def maps_by(method: str, chain: Chain) -> GradientMaps | OcclusionMaps:
    """Return what makes the maps of a network.

    Parameters
    ----------
    method : str
        A key of `core.explain.method_names.METHODS`.
    chain : Chain
        The network.

    Raises
    ------
    ValueError
        If there is no such method, or it does not fit the network.
    """
    if method not in METHODS:
        raise ValueError(f"There is no method {method!r}; expected one of {', '.join(METHODS)}.")
    if method == "occlusion":
        return OcclusionMaps(chain)
    find = finer_feature_map if method in _IN_A_FINER_LAYER else last_feature_map
    return GradientMaps(chain, find(chain), _WEIGHS[method])
