"""How photos are shared out between learning and checking, and whether any is in both."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from core.dataset.records import SPLITS
from core.dataset.split_shares import ASIDE_RANGE, TEST_RANGE, chosen_shares
from core.errors import CoreError
from core.runs.spec import SplitShares
from core.split_plan import Sharing, check_sharing, repair_sharing, share_out
from ui import cache, cache_computed, state
from ui.errors import guard
from ui.text import ago, count, plain

_ASIDE, _TEST, _SEED, _IMPORTED = "split-aside", "split-test", "split-seed", "split-imported"
_NAMES = {
    "train": "To learn from",
    "validation": "Kept aside while learning",
    "test": "For the test",
    "": "Not shared out yet",
}
_NOT_YET = (
    "No photo is shared out yet. That happens by itself when the first training starts; you can "
    "also do it now."
)


def draw() -> None:
    """Draw how the photos are shared out, the check, and the sliders while they may move."""
    with (
        guard(),
        st.expander("How photos are shared out", icon=":material/call_split:", key="split"),
    ):
        now = cache_computed.sharing()
        st.markdown(
            "The computer learns from most photos. The others it never learns from, so that they "
            "show how good it is."
        )
        if _shared_out(now):
            _table(now)
            _check(now)
        else:
            st.markdown(_NOT_YET)
        st.divider()
        _again(now)


def _shared_out(now: Sharing) -> bool:
    return any(now.counts[split] for split in SPLITS)


def _table(now: Sharing) -> None:
    rows = []
    for split, per_class in now.counts.items():
        if not per_class and not split:
            continue
        row: dict[str, str | int] = {"photos": _NAMES[split], "all": sum(per_class.values())}
        row |= {_column(label, now): per_class.get(label, 0) for label in _labels(now)}
        if any(now.faceless.values()):
            row["no face found"] = now.faceless.get(split, 0)
        rows.append(row)
    st.table(rows, border="horizontal")


def _labels(now: Sharing) -> list[str]:
    return sorted({each for per_class in now.counts.values() for each in per_class})


def _column(label: str, now: Sharing) -> str:
    """Return a heading no other column has: labels may begin alike, or be called *all*."""
    labels = _labels(now)
    short = [plain(each, 24) for each in labels]
    heading = plain(label, 24)
    alone = short.count(heading) == 1 and heading not in ("photos", "all", "no face found")
    return heading if alone else f"{labels.index(label) + 1}. {heading}"


def _check(now: Sharing) -> None:
    check = now.check
    if check is None:
        st.markdown(
            "Nobody has looked yet whether a picture is used for learning and for the test."
        )
    else:
        when = ago(datetime.fromtimestamp(check.at, UTC))
        icon = ":material/warning:" if check.crossing else ":material/verified:"
        st.markdown(f"{icon} {plain(check.sentence(), 600)} Checked {when}.")
    with st.container(horizontal=True):
        st.button(
            "Check now" if check is None else "Check again",
            key="split-check",
            icon=":material/search:",
            on_click=_look,
        )
        if check and check.crossing:
            st.button(
                f"Mend {count(len(check.crossing), 'picture')}",
                key="split-repair",
                icon=":material/call_merge:",
                help="All photos of a picture go where the strictest of them is: the test first.",
                on_click=_repair,
            )
            if now.locked_by:
                st.caption(
                    "Trainings so far have learned from photos that this moves into the test: "
                    "train again, then compare.",
                    width="content",
                )


def _look() -> None:
    try:
        with st.spinner("Comparing photos ..."):
            check_sharing(cache.workspace(), cache.store())
    except CoreError as error:
        state.fail(error)


def _repair() -> None:
    try:
        moved = repair_sharing(cache.workspace(), cache.store())
    except CoreError as error:
        state.fail(error)
    else:
        state.say(f"{count(moved, 'photo')} moved, so that each picture is used for one thing.")


def _again(now: Sharing) -> None:
    if now.locked_by:
        st.markdown(
            f":material/lock: The test set is locked: **{plain(now.locked_by, 60)}** has reported "
            "figures on it. Photos you add from now on are still shared out."
        )
        return
    shares = chosen_shares(cache.store()) or SplitShares().to_json()
    left, middle, right = st.columns(3, gap="medium")
    left.slider("Kept aside (%)", *ASIDE_RANGE, round(100 * shares["validation"]), key=_ASIDE)
    middle.slider("For the test (%)", *TEST_RANGE, round(100 * shares["test"]), key=_TEST)
    right.number_input(
        "Number of the draw", 0, 2**31 - 1, 0, key=_SEED, help="Another number draws other photos."
    )
    if now.imported:
        st.toggle(
            f"Also the {count(now.imported, 'photo')} that came with a set of their own",
            key=_IMPORTED,
        )
    words = "Share out anew" if _shared_out(now) else "Share out now"
    st.button(words, key="split-draw", icon=":material/shuffle:", on_click=_draw)
    st.caption(
        "Every label, and photos with and without a face, are shared out alike; photos that look "
        "alike stay together. Possible until a training has reported figures on the test photos."
    )


def _draw() -> None:
    aside, test = state.get(_ASIDE) / 100, state.get(_TEST) / 100
    shares = {"train": round(1 - aside - test, 2), "validation": aside, "test": test}
    imported = bool(state.get(_IMPORTED))
    try:
        with st.spinner("Comparing photos ..."):
            notes = share_out(
                cache.workspace(), cache.store(), shares, state.get(_SEED), also_imported=imported
            )
    except CoreError as error:
        state.fail(error)
    else:
        told = {name: sum(per_class.values()) for name, per_class in notes.counts.items()}
        state.say(
            f"Shared out: {told['train']:,} photos to learn from, {told['validation']:,} kept "
            f"aside, {told['test']:,} for the test."
        )
