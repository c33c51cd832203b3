"""Many photos at once: what the model says about each, to look at, sort and take away."""

from __future__ import annotations

import csv
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core.batch_prediction import batches, outcomes, photos_in
from core.contact_sheet import Tile, contact_sheet
from core.dataset.exchange.cells import guarded
from core.dataset.opening import OpenedElsewhere
from core.dataset.received import keep_received
from core.inference_answers import Outcome, Prediction
from core.runs.run_directory import RunDirectory
from ui import cache, state, upload
from ui.errors import guard
from ui.text import bare, count, listing, plain, share

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_PER_PAGE = 40
_COLUMNS = ("file", "says", "leans to", "share", "faces", "refused")
_ORDERS = ("as they came", "least sure first", "surest first", "by answer", "by name")


@dataclass(frozen=True)
class Answered:
    """One file, and what came of it."""

    file: str
    outcome: Outcome | str

    @property
    def prediction(self) -> Prediction | None:
        """What the model says, None where the file was refused."""
        return self.outcome if isinstance(self.outcome, Prediction) else None

    @property
    def guess(self) -> str | None:
        """The likeliest class, None where the file was refused or none may be told."""
        return self.prediction.said.guess if self.prediction else None

    @property
    def sure(self) -> float:
        """Probability of the guess; -1 where there is none."""
        known, guess = self.prediction, self.guess
        return known.probabilities[guess] if known and guess else -1.0

    def says(self) -> str:
        """Return the answer in a few words, or that there is none."""
        return self.prediction.said.headline() if self.prediction else "Refused"


def draw(run: RunDirectory) -> None:
    """Draw the upload, and the answers to what came."""
    files = st.file_uploader(
        "Choose photos, or a zip of photos",
        type=[*upload.PHOTOS, "zip"],
        accept_multiple_files=True,
        key="try-many-files",
    )
    st.caption("They are looked at on this computer and not saved.")
    if not files:
        state.take(state.MANY)
        return
    with guard():
        found = _answered(run, files)
        _told(found)
        _take_away(run, found)
        _gallery(found)


def _answered(run: RunDirectory, files: Sequence[UploadedFile]) -> list[Answered]:
    """Ask the model once for the same files; this tab remembers what it said last."""
    asked = (run.run_id, cache.written(str(run.model)), *(file.file_id for file in files))
    known, found = state.get(state.MANY, (None, []))
    if known != asked:
        state.take(state.MANY)
        found = list(_asked(run, files))
        state.put(state.MANY, (asked, found))
    return list(found)


def _asked(run: RunDirectory, files: Sequence[UploadedFile]) -> Iterator[Answered]:
    bar = st.progress(0.0, text="Looking ...")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        here = place / "files"
        keep_received(here, [(file.name, file) for file in files])
        with closing(OpenedElsewhere()) as opener:
            sources = photos_in(here, place / "scratch", opener)
            done = 0
            for batch in batches(sources, opener):
                for file, outcome in outcomes(cache.model_process(), run.path, batch):
                    yield Answered(file.removeprefix(f"{here}/"), outcome)
                done += len(batch)
                told = f"{done:,} of {count(len(sources), 'photo')}"
                bar.progress(done / len(sources), text=told)
    bar.empty()


def _told(found: Sequence[Answered]) -> None:
    said = Counter(each.says() for each in found)
    parts = [f"{plain(words, 80)}: {number:,}" for words, number in said.most_common()]
    st.markdown(f"**{count(len(found), 'photo')}**. {listing(parts)}.")
    refused = [each for each in found if each.prediction is None]
    if refused:
        with st.expander(f"{count(len(refused), 'file')} could not be looked at"):
            rows = [
                {"file": bare(each.file), "why": bare(str(each.outcome), 300)} for each in refused
            ]
            st.dataframe(rows, hide_index=True)


def _take_away(run: RunDirectory, found: Sequence[Answered]) -> None:
    with st.container(horizontal=True):
        st.download_button(
            "Answers as a list (CSV)",
            data=lambda: _table(found),
            file_name="answers.csv",
            mime="text/csv",
            icon=":material/download:",
        )
        st.download_button(
            "Contact sheet (PDF)",
            data=lambda: _sheet(run, found),
            file_name="answers.pdf",
            mime="application/pdf",
            icon=":material/picture_as_pdf:",
        )


def _table(found: Sequence[Answered]) -> bytes:
    text = StringIO()
    rows = csv.writer(text)
    rows.writerow(_COLUMNS)
    for each in found:
        known = each.prediction
        row = (
            (each.says(), *_guessed(each), str(known.faces or ""), "")
            if known
            else ("", "", "", "", str(each.outcome))
        )
        rows.writerow([guarded(cell) for cell in (each.file, *row)])
    return text.getvalue().encode("utf-8-sig")


def _guessed(each: Answered) -> tuple[str, str]:
    return (each.guess, f"{each.sure:.4f}") if each.guess else ("", "")


def _sheet(run: RunDirectory, found: Sequence[Answered]) -> bytes:
    tiles = [
        Tile(each.prediction.square, (Path(each.file).name, each.says(), _share(each)))
        for each in found
        if each.prediction
    ]
    tiles = tiles or [Tile(b"", ("no photo could be read",))]
    return contact_sheet(f"What {run.name} says about {count(len(found), 'photo')}", tiles)


def _gallery(found: Sequence[Answered]) -> None:
    order = st.selectbox("Order", _ORDERS, key="try-many-order")
    ranked = _ranked([each for each in found if each.prediction], str(order))
    pages = max(1, -(-len(ranked) // _PER_PAGE))
    page = st.pagination(pages, key="try-many-page") if pages > 1 else 1
    with st.grid(6, min_column_width=130, gap="small", vertical_alignment="bottom"):
        for each in ranked[(page - 1) * _PER_PAGE : page * _PER_PAGE]:
            _tile(each)


def _ranked(found: list[Answered], order: str) -> list[Answered]:
    if order == "by name":
        return sorted(found, key=lambda each: each.file.casefold())
    if order == "by answer":
        return sorted(found, key=lambda each: (each.says(), -each.sure))
    if order == "as they came":
        return found
    sign = -1 if order == "surest first" else 1
    return sorted(found, key=lambda each: (each.guess is None, sign * each.sure))


def _tile(each: Answered) -> None:
    known = each.prediction
    if known is None:
        return
    name = bare(Path(each.file).name, 40)
    with st.container(gap="xxsmall"):
        st.image(known.square, width="stretch", alt=f"{name}: {bare(each.says(), 80)}")
        st.markdown(f"**{plain(each.says(), 80)}**")
        st.caption(" · ".join(filter(None, (_share(each), plain(name, 40)))))


def _share(each: Answered) -> str:
    return f"{bare(each.guess, 20)} {share(each.sure)}" if each.guess else ""
