"""The ways to find out where a network looks, by name; apart, for it needs no TensorFlow."""

from __future__ import annotations

from types import MappingProxyType

METHODS = MappingProxyType(
    {
        "grad-cam": "Grad-CAM",
        "grad-cam++": "Grad-CAM++",
        "hirescam": "HiResCAM",
        "hirescam-finer": "HiResCAM in a finer layer",
        "layercam": "LayerCAM",
        "cam": "CAM",
        "occlusion": "Occlusion",
    }
)
"""What each method is called, by its key."""
