"""One photo in, and out: the answer, the share of every class, and where the model looked."""

from __future__ import annotations

import streamlit as st

from core.explain.outline import outline
from core.explain.overlay import blend
from core.files import sha256_bytes
from core.inference import Look
from core.runs.run_directory import RunDirectory
from ui import cache, plot, state
from ui.charts import probability_bars
from ui.errors import guard
from ui.text import bare, listing, plain, share

_MOST_FACES = 12
_ENDINGS = [
    *("jpg", "jpeg", "jfif", "png", "webp", "gif", "bmp", "tif", "tiff", "heic", "heif", "avif"),
]


def draw(run: RunDirectory) -> None:
    """Draw the ways to give a photo, and what the model says about it."""
    plot.load()
    photo = _photo()
    if photo is None:
        st.caption(
            "The photo is looked at on this computer and not kept. It works best with photos like "
            "the ones you trained with."
        )
        return
    _looked_at(run, photo)


def _photo() -> bytes | None:
    way = st.segmented_control(
        "Photo from", ["a file", "the camera"], default="a file", required=True, key="try-way"
    )
    if way == "the camera":
        st.caption("If no picture appears, allow the camera in the address bar, or use a file.")
        taken = st.camera_input("Take a photo", key="try-camera")
    else:
        taken = st.file_uploader("Choose a photo", type=_ENDINGS, key="try-file")
    return taken.getvalue() if taken else None


@st.fragment
def _looked_at(run: RunDirectory, photo: bytes) -> None:
    with guard():
        with st.spinner("Looking ..."):
            key = f"try-face-{run.run_id}-{sha256_bytes(photo)[:12]}"
            look = cache.look(str(run.path), photo, state.get(key, 0))
        _answer(look, key)


def _which_face(look: Look, key: str) -> None:
    if len(look.faces) < 2:  # noqa: PLR2004 - nothing to choose
        return
    st.segmented_control(
        "Which face?",
        range(min(_MOST_FACES, len(look.faces))),
        default=look.face,
        required=True,
        format_func=lambda number: f"{number + 1}: {bare(look.faces[number].answer, 20)}",
        key=key,
    )
    if len(look.faces) > _MOST_FACES:
        st.caption(
            f"{len(look.faces)} faces were found; the {_MOST_FACES} largest can be chosen. "
            "For one of the others, cut the photo smaller."
        )


def _headline(look: Look) -> None:
    answer = f"{plain(look.answer)}: {share(look.probabilities[look.answer])} sure"
    if look.faceless:
        st.markdown("### No face found")
        st.markdown(f"Try a photo that shows the face. This one as a whole looks {answer}.")
    else:
        st.markdown(f"### Looks {answer}")


def _answer(look: Look, key: str) -> None:
    _headline(look)
    if look.notice:
        st.info(plain(look.notice, 900), icon=":material/info:")
    _which_face(look, key)
    left, right = st.columns([3, 2], gap="large")
    with right:
        spoken = listing([f"{bare(n)} {share(p)}" for n, p in look.probabilities.items()])
        plot.draw(
            probability_bars(look.probabilities),
            key="probabilities",
            alt=f"What the model says: {spoken}.",
            height=28 + 40 * len(look.probabilities),
        )
        names = list(look.probabilities)
        shown = st.selectbox(
            "Show what speaks for",
            names,
            index=names.index(look.answer),
            format_func=bare,
            key=f"explained-{look.answer}",
        )
        opacity = st.slider("Strength of the heat map (%)", 0, 100, 55, key="opacity") / 100
        st.caption(
            "Warm areas mattered most to the model. This shows where it looked, not that it is "
            "right. How sure it is, is the model's own view and no guarantee. The words are about "
            "the expression shown, not about what a person feels."
        )
    with left:
        heat = blend(look.photo, look.maps[shown], opacity)
        st.image(
            outline(heat, [face.corners for face in look.faces], look.face),
            width="stretch",
            alt=f"The photo with the areas that speak for {bare(shown)} in warm colours",
        )
