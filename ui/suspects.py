"""Labels that look wrong, each with its reason: keep, change or bin it, one by one or many."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from core.curation.stop_rule import advise
from core.dataset import labels
from core.dataset.records import PictureRecord
from core.dataset.suggestions import WHY, accept_suggestions
from core.errors import CoreError
from core.suspect_answers import Answer, forget, kept_ids, outcomes, read_answers, remember
from ui import cache, cache_computed, changes, gallery, identity, state, verdicts
from ui.errors import guard
from ui.order import Order
from ui.text import bare, count, plain

if TYPE_CHECKING:
    from core.suspect_search import Audit, Suspect

PER_PAGE = 12
_HOW_MANY = "accept-count"
_ORDER = Order("suspects")
_RELABEL = partial(labels.set_label, why=WHY)

Records = dict[str, PictureRecord]


@st.fragment
def draw() -> None:
    """Draw the advice, the bar that accepts many, and one page of suspects."""
    state.redraw_if_stale()
    with guard():
        _draw()


def _draw() -> None:
    audit = _ORDER.current(cache_computed.suspects, "Looking for labels that look wrong ...")
    answers = read_answers(cache.workspace())
    records = verdicts.records([*{*answers, *(each.id for each in audit.suspects)}])
    kept = kept_ids(answers, list(records.values()))
    asked = [each.id for each in audit.suspects if each.id not in kept]
    listed = _ORDER.listed(asked)
    open_ = [each for each in audit.suspects if _is_open(each, records, kept)]
    _advice(audit, open_, outcomes(answers, records))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _accept_first(open_, records, audit.estimated_errors)
        changes.undo_button()
        _ORDER.renew_button(changed=asked != listed)
        _forget_button(kept)
    state.show_message()
    by_id = {each.id: each for each in audit.suspects}
    _page([by_id[each] for each in listed if each in by_id], records, kept)


def _is_open(suspect: Suspect, records: Records, kept: set[str]) -> bool:
    record = records.get(suspect.id)
    return record is not None and record.label == suspect.given and suspect.id not in kept


def _advice(audit: Audit, open_: list[Suspect], answered: list[bool]) -> None:
    advice = advise(answered, len(open_), min(audit.estimated_errors, len(open_)))
    looked = f"{count(audit.judged, 'label')} checked, {len(open_):,} to look at."
    if audit.left_out:
        looked += f" {count(audit.left_out, 'photo')} could not be judged."
    icon = ":material/check_circle:" if advice.stop else ":material/info:"
    st.markdown(f"{icon} **{plain(advice.sentence, 300)}** {looked}")


def _accept_first(open_: list[Suspect], records: Records, estimated: int) -> None:
    if not open_:
        return
    with st.popover("Accept the first ...", icon=":material/done_all:"):
        number = st.number_input(
            "How many of the first suspects",
            min_value=1,
            max_value=len(open_),
            value=min(max(estimated, 1), len(open_)),
            key=_HOW_MANY,
        )
        st.markdown("Each gets the label the computer suggests. One *Undo* takes all back.")
        st.button(
            f"Change the first {number:,}",
            key="accept-first",
            on_click=_accept,
            args=(open_, records),
        )


def _accept(listed: list[Suspect], records: Records) -> None:
    chosen = listed[: int(state.get(_HOW_MANY))]
    wanted = {each.id: each.said for each in chosen}
    versions = {each.id: records[each.id].label_version for each in chosen}
    try:
        done = accept_suggestions(cache.store(), wanted, versions=versions, who=identity.name())
        remember(cache.workspace(), {each.id: each.given for each in chosen}, "changed")
    except CoreError as error:
        state.fail(error)
    else:
        state.say(plain(done.sentence(), 300))
    state.mark_stale()


def _forget_button(kept: set[str]) -> None:
    if kept:
        st.button(
            f"Ask again about {count(len(kept), 'kept label')}",
            key="forget-kept",
            type="tertiary",
            on_click=forget,
            args=(cache.workspace(), sorted(kept)),
        )


def _page(listed: list[Suspect], records: Records, kept: set[str]) -> None:
    pages = max(1, -(-len(listed) // PER_PAGE))
    place = st.container()
    page = st.pagination(pages, key="suspects-page") if pages > 1 else 1
    shown = listed[(page - 1) * PER_PAGE : page * PER_PAGE]
    alike = verdicts.records([each for suspect in shown for each in suspect.look_alikes])
    with place, st.grid(3, min_column_width=260, gap="small"):
        for suspect in shown:
            with st.container(border=True, gap="xsmall", key=f"suspect-{suspect.id[:16]}"):
                _card(suspect, records.get(suspect.id), alike, kept=suspect.id in kept)


def _card(suspect: Suspect, record: PictureRecord | None, alike: Records, *, kept: bool) -> None:
    if record is None:
        st.markdown("*This photo is in the bin now.*")
        return
    left, right = st.columns([1, 1], gap="small")
    with left:
        words = f"labelled {bare(suspect.given)}, looks {bare(suspect.said)}"
        gallery.picture(record, f"{bare(record.name)}, {words}")
    with right:
        st.markdown(plain(suspect.sentence, 400))
        gallery.open_large(record.id, key=f"open-{record.id[:16]}")
    _look_alikes(suspect, alike)
    if kept:
        st.markdown(f":material/check: Kept as **{plain(suspect.given, 20)}**")
    elif record.label != suspect.given:
        st.markdown(f":material/check: Now **{plain(record.label or 'without a label', 20)}**")
    else:
        _buttons(suspect, record)


def _look_alikes(suspect: Suspect, alike: Records) -> None:
    known = [alike[each] for each in suspect.look_alikes if each in alike]
    with st.grid(5, wrap=False, min_column_width=36, gap="xxsmall"):
        for record in known:
            label = bare(record.label or gallery.UNLABELLED)
            gallery.picture(record, f"Looks like it: {label}")


def _buttons(suspect: Suspect, record: PictureRecord) -> None:
    key = suspect.id[:16]
    with st.container(horizontal=True, gap="xsmall"):
        st.button(
            f"Change to {plain(suspect.said, 20)}",
            key=f"change-{key}",
            on_click=_decide,
            args=(suspect, record, "changed"),
        )
        st.button(
            f"Keep {plain(suspect.given, 20)}",
            key=f"keep-{key}",
            on_click=_decide,
            args=(suspect, record, "kept"),
        )
        st.button(
            "Bin",
            key=f"bin-{key}",
            icon=":material/delete:",
            on_click=_decide,
            args=(suspect, record, "binned"),
        )
        if len(cache.store().classes()) > 2:  # noqa: PLR2004 - a third kind can be chosen
            with st.popover("Another label"):
                changes.choose_label([record], key=f"other-{key}")


def _decide(suspect: Suspect, record: PictureRecord, answer: Answer) -> None:
    if answer == "changed":
        changes.change(_RELABEL, [record], suspect.said)
    elif answer == "binned":
        changes.change(labels.move_to_bin, [record])
    remember(cache.workspace(), {suspect.id: suspect.given}, answer)
    state.mark_stale()
