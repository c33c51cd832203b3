"""The camera, live: faces and answers drawn over the picture; a component without a build step.

The browser sends a frame and goes on; the answer comes with the redraw that the frame causes. At
most two frames are under way, so that one travels while another is looked at. A frame is what
Streamlit calls a trigger: it is gone after that redraw, and nothing of it is kept.
"""

from __future__ import annotations

from base64 import b64decode
from collections import Counter
from collections.abc import Callable
from functools import cache as once
from pathlib import Path
from typing import Any

import streamlit as st

from core.errors import CoreError, PictureRefused
from core.inference_answers import Glance
from core.runs.run_directory import RunDirectory
from core.verdict import Answer, Verdict
from ui import cache
from ui.text import listing, share

KEY = "webcam"
_HERE = Path(__file__).parent
_START = "data:image/jpeg;base64,"
_MOST_CHARACTERS = 4 << 20
_MOST_TOLD_APART = 6


@once
def _component() -> Any:
    return st.components.v2.component(
        "mien_webcam",
        html=(_HERE / "webcam.html").read_text(encoding="utf-8"),
        css=(_HERE / "webcam.css").read_text(encoding="utf-8"),
        js=(_HERE / "webcam.js").read_text(encoding="utf-8"),
    )


@st.fragment
def draw(run: RunDirectory, wanted: Callable[[], bool]) -> None:
    """Draw the camera; answer the frame that caused this redraw, if one did.

    Parameters
    ----------
    run : RunDirectory
        Whose model is asked.
    wanted : callable
        Whether the person still has the camera chosen. A frame may come between their choice and
        the page that it leads to, and bring back the choice before; then the page is drawn again.
    """
    if not wanted():
        st.rerun()
    frame = (st.session_state.get(KEY) or {}).get("frame")
    data = answered(run, frame) if frame else {"number": 0}
    _component()(key=KEY, data=data, on_frame_change=_noticed)


def answered(run: RunDirectory, frame: Any) -> dict[str, Any]:
    """Return what the browser draws over a frame.

    Parameters
    ----------
    run : RunDirectory
        Whose model is asked.
    frame : mapping
        As the browser sends it: ``number`` and ``picture``, a JPEG as a data address.

    Returns
    -------
    dict
        ``number``; then ``faces``, each with ``corners`` (fractions of width and height) and
        ``label``, ``words`` for all of them and ``notice``; or ``trouble``, why there is no
        answer.
    """
    number = frame.get("number", 0) if isinstance(frame, dict) else 0
    try:
        glance = cache.model_process().glance(run.path, _picture(frame))
    except CoreError as error:
        return {"number": number, "trouble": str(error)}
    faces = [{"corners": face.corners, "label": label(face.said)} for face in glance.faces]
    return {"number": number, "faces": faces, "words": words(glance), "notice": glance.notice}


def label(said: Answer) -> str:
    """Return an answer as short as it has to be on top of a face."""
    if said.verdict is Verdict.LOOKS:
        return f"{said.headline()} {share(said.probabilities[said.answer])}"
    return "Unfamiliar" if said.verdict is Verdict.STRANGE else said.headline()


def words(glance: Glance) -> str:
    """Return what stands below the picture, and is spoken by a screen reader."""
    said = [face.said.headline() for face in glance.faces]
    if len(said) < 2:  # noqa: PLR2004 - no need for numbers
        return glance.said.headline()
    if len(said) > _MOST_TOLD_APART:
        counts = Counter(said).items()
        counted = [f"{each[0].lower()}{each[1:]} ({number:,})" for each, number in counts]
        return f"{len(said):,} faces: {listing(counted)}"
    return ". ".join(f"Face {number}: {each}" for number, each in enumerate(said, start=1))


def _picture(frame: Any) -> bytes:
    text = frame.get("picture") if isinstance(frame, dict) else None
    if isinstance(text, str) and text.startswith(_START) and len(text) <= _MOST_CHARACTERS:
        try:
            return b64decode(text[len(_START) :], validate=True)
        except ValueError:
            pass
    raise PictureRefused(
        "What came from the camera is no picture.",
        advice="Start the camera again, or choose a file instead.",
    )


def _noticed() -> None:
    """Nothing to do yet: the frame is answered when the camera is drawn."""
