"""What came of an import: what is new, and every file that did not come in, with the reason."""

from __future__ import annotations

import csv
from functools import partial
from io import StringIO

import streamlit as st

from core.dataset.exchange.cells import guarded
from core.dataset.importing import ImportReport, import_report
from ui import cache
from ui.text import bare, count, duration, listing, plain

_SHOWN = 1_000
"""Rows of a table on the page; a list of a million would hold up the browser."""


def draw(report: ImportReport) -> None:
    """Draw the outcome, the notes, the refusals and the contradictions of an import."""
    st.success(_outcome(report), icon=":material/check_circle:")
    for note in report.notes:
        st.info(plain(note, 600), icon=":material/info:")
    _refusals(report)
    _conflicts(report)


def _outcome(report: ImportReport) -> str:
    parts = [f"{count(report.added, 'photo')} added"]
    if report.duplicates:
        parts.append(f"{count(len(report.duplicates), 'photo')} already here, kept once")
    if report.refused:
        parts.append(f"{count(len(report.refused), 'file')} refused, listed below")
    return f"{listing(parts)}, in {duration(report.seconds)}."


def _refusals(report: ImportReport) -> None:
    refused = report.refused
    _table(
        f"{count(len(refused), 'file')} could not be added",
        [{"file": bare(r.file), "why": bare(r.reason, 300)} for r in refused[:_SHOWN]],
    )
    if len(refused) > _SHOWN:
        st.download_button(
            f"These are the first {_SHOWN:,}. All as a list (CSV)",
            data=partial(_as_list, report.id),
            file_name="refused.csv",
            mime="text/csv",
            key="all-refused",
            icon=":material/download:",
            on_click="ignore",
        )


def _as_list(job_id: str) -> bytes:
    text = StringIO()
    rows = csv.writer(text)
    rows.writerow(("file", "why"))
    refused = import_report(cache.workspace(), job_id).refused
    rows.writerows((guarded(each.file), guarded(each.reason)) for each in refused)
    return text.getvalue().encode("utf-8-sig")


def _conflicts(report: ImportReport) -> None:
    _table(
        f"{count(len(report.conflicts), 'photo')} came with two different labels",
        [
            {
                "file": bare(c.file),
                "kept as": bare(c.kept or "no label"),
                "also labelled": bare(c.other),
            }
            for c in report.conflicts
        ],
    )


def _table(title: str, rows: list[dict[str, str]]) -> None:
    if rows:
        st.markdown(f"**{title}**")
        st.dataframe(rows, hide_index=True)
