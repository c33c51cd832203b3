"""How far an import is, and what came of the last one."""

from __future__ import annotations

import streamlit as st

from core.dataset.importing import (
    ImportProgress,
    ImportReport,
    continue_import,
    import_report,
    imports,
)
from ui import cache, state
from ui.errors import guard
from ui.text import bare, count, duration, listing, plain


def current() -> None:
    """Show the import that runs, live, or offer to go on with one that was interrupted."""
    newest = next(iter(imports(cache.workspace())), None)
    if newest is None:
        return
    if newest.status == "running":
        _live(newest.id)
    elif newest.status == "interrupted":
        _interrupted(newest)
    elif newest.status == "failed":
        st.error(f"**{plain(newest.name)}** could not be added. {plain(newest.message, 600)}")


@st.fragment(run_every=0.7)
def _live(job: str) -> None:
    now = next((entry for entry in imports(cache.workspace()) if entry.id == job), None)
    if now is None or now.status != "running":
        st.rerun()
        return
    share = now.done / now.total if now.total else 0.0
    st.progress(min(1.0, share), text=_sentence(now))


def _sentence(now: ImportProgress) -> str:
    name = plain(now.name, 60)
    if not now.total:
        return f"Looking into {name} ..."
    parts = [f"Adding {name}: {now.done:,} of {count(now.total, 'photo')}"]
    if now.per_second:
        parts.append(f"{now.per_second:,.0f} a second")
    if now.seconds_left is not None:
        parts.append(f"about {duration(now.seconds_left)} left")
    return " · ".join(parts)


def _interrupted(job: ImportProgress) -> None:
    st.warning(
        f"Adding **{plain(job.name)}** was interrupted after {job.done:,} of "
        f"{count(job.total, 'photo')}. What was added is safe.",
        icon=":material/pause_circle:",
    )
    if st.button("Go on where it stopped", type="primary", key="continue-import"):
        with guard():
            continue_import(cache.workspace(), job.id)
            st.rerun()


def last_report() -> None:
    """Show what came of the import started in this tab."""
    job = state.get(state.IMPORT_JOB)
    known = {entry.id: entry for entry in imports(cache.workspace())}
    if job not in known or known[job].status != "finished":
        return
    report = import_report(cache.workspace(), job)
    st.success(_outcome(report), icon=":material/check_circle:")
    for note in report.notes:
        st.info(plain(note, 600), icon=":material/info:")
    _refusals(report)


def _outcome(report: ImportReport) -> str:
    parts = [f"{count(report.added, 'photo')} added"]
    if report.duplicates:
        parts.append(f"{count(len(report.duplicates), 'photo')} already here, kept once")
    if report.refused:
        parts.append(f"{count(len(report.refused), 'file')} refused, listed below")
    return f"{listing(parts)}, in {duration(report.seconds)}."


def _refusals(report: ImportReport) -> None:
    _table(
        f"{count(len(report.refused), 'file')} could not be added",
        [{"file": bare(r.file), "why": bare(r.reason, 300)} for r in report.refused],
    )
    _table(
        f"{count(len(report.conflicts), 'photo')} came with two different labels",
        [
            {"file": bare(c.file), "kept as": bare(c.kept), "also labelled": bare(c.other)}
            for c in report.conflicts
        ],
    )


def _table(title: str, rows: list[dict[str, str]]) -> None:
    if rows:
        with st.expander(title, expanded=len(rows) <= 5):  # noqa: PLR2004 - a short list
            st.dataframe(rows, hide_index=True)
