"""The label page: what the browser's labeller says is done, answered, and safe to say twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.dataset import classes, labels
from core.dataset.marks import set_mark
from core.dataset.records import PictureQuery, PictureRecord
from core.dataset.store import DatasetStore
from core.workspace import Workspace
from tests.pages.conftest import Open
from ui.labeller.desk import Desk

OnWorkspace = Callable[[Workspace], Open]
BY_NAME = PictureQuery(sort="name")


def first(workspace: Workspace) -> PictureRecord:
    with DatasetStore.open(workspace) as store:
        return store.pictures(BY_NAME, limit=1)[0]


def other(record: PictureRecord) -> str:
    return "sad" if record.label == "happy" else "happy"


def op(
    name: str, kind: str, value: str | None, *records: PictureRecord, **more: Any
) -> dict[str, Any]:
    photos = {record.id: record.label_version for record in records}
    return {"op": name, "kind": kind, "value": value, "photos": photos, **more}


def say(app: AppTest, *ops: dict[str, Any], **more: Any) -> AppTest:
    """Let the browser say something, as its component does."""
    app.session_state["labeller"] = {"say": {"n": 1, "ops": list(ops), **more}}
    app.run()
    assert not app.exception
    return app


def labelled(workspace: Workspace, label: str) -> int:
    with DatasetStore.open(workspace) as store:
        return store.count(PictureQuery(label=label))


def test_a_label_is_changed_and_taken_back(filled: Workspace, open_page: OnWorkspace) -> None:
    shown = first(filled)
    app = say(open_page(filled)("app_pages/label.py"), op("a", "label", other(shown), shown))
    assert labelled(filled, other(shown)) == 21
    say(app, op("b", "undo", None, target="a"))
    assert labelled(filled, other(shown)) == 20


def test_whoever_named_themselves_stands_in_the_journal(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    shown = first(filled)
    app = open_page(filled)("app_pages/label.py")
    app.text_input(key="who").set_value("Ann").run()
    say(app, op("a", "label", other(shown), shown))
    with DatasetStore.open(filled) as store:
        assert labels.history(store, shown.id)[-1].who == "Ann"


def test_the_history_of_the_photo_is_shown(filled: Workspace, open_page: OnWorkspace) -> None:
    shown = first(filled)
    with DatasetStore.open(filled) as store:
        set_mark(store, [shown.id], "unsure", who="Ann")
    app = open_page(filled)("app_pages/label.py")
    assert any("marked not sure by Ann" in each.value for each in app.markdown)


@pytest.fixture
def desk(filled: Workspace) -> Desk:
    return Desk(DatasetStore.open(filled))


def reply(desk: Desk, *ops: dict[str, Any], query: PictureQuery = BY_NAME, **more: Any) -> Any:
    return desk.reply({"n": 1, "ops": ops, **more} if ops or more else None, query, "me", None)


def test_the_first_reply_brings_the_first_photos_with_pictures(desk: Desk) -> None:
    window = reply(desk)["window"]
    names = [item["name"] for item in window["items"]]
    assert names == sorted(names)
    assert (len(names), window["end"]) == (40, True)
    assert all(item["thumb"].startswith("data:image/") for item in window["items"])


def test_the_same_message_twice_is_done_once(desk: Desk, filled: Workspace) -> None:
    shown = first(filled)
    message = op("a", "label", other(shown), shown)
    assert reply(desk, message)["answers"] == reply(desk, message)["answers"]
    new_session = Desk(DatasetStore.open(filled))
    (answer,) = reply(new_session, message)["answers"]
    assert (answer["saved"], answer["conflicts"]) == (True, [])
    assert answer["photos"][0]["version"] == shown.label_version + 1


def test_a_change_by_somebody_else_is_told_and_not_overwritten(
    desk: Desk, filled: Workspace
) -> None:
    shown = first(filled)
    with DatasetStore.open(filled) as store:
        labels.set_label(store, [shown.id], "surprised", who="Ann")
        (answer,) = reply(desk, op("a", "label", other(shown), shown))["answers"]
        assert store.picture(shown.id).label == "surprised"
    assert answer["conflicts"][0]["words"].startswith("Ann changed this to surprised ")
    assert answer["photos"][0]["label"] == "surprised"


def test_who_decided_the_same_is_not_bothered(desk: Desk, filled: Workspace) -> None:
    shown = first(filled)
    with DatasetStore.open(filled) as store:
        labels.set_label(store, [shown.id], other(shown), who="Ann")
    (answer,) = reply(desk, op("a", "label", other(shown), shown))["answers"]
    assert (answer["saved"], answer["conflicts"]) == (True, [])


def test_of_many_only_those_that_changed_are_left(desk: Desk, filled: Workspace) -> None:
    with DatasetStore.open(filled) as store:
        shown = store.pictures(BY_NAME, limit=5)
        labels.set_label(store, [shown[2].id], "surprised", who="Ann")
        (answer,) = reply(desk, op("a", "bin", None, *shown))["answers"]
        assert [each["id"] for each in answer["conflicts"]] == [shown[2].id]
        assert store.summary().binned == 4
        labels.undo(store)
        assert store.summary().binned == 0


def test_all_that_match_are_changed_but_what_somebody_changed_since(
    desk: Desk, filled: Workspace
) -> None:
    happy = PictureQuery(label="happy", sort="name")
    token = reply(desk, query=happy)["set"]
    with DatasetStore.open(filled) as store:
        set_mark(store, store.picture_ids(happy)[:1], "unsure", who="Ann")
        answer = reply(desk, op("a", "label", "sad", all=True, set=token), query=happy)
        assert answer["fresh"]
        assert len(answer["window"]["items"]) == 1
        assert store.count(PictureQuery(label="sad")) == 39
        reply(desk, op("b", "undo", None, target="a"), query=happy)
        assert store.count(PictureQuery(label="sad")) == 20


def test_windows_go_on_where_photos_left_the_filter(desk: Desk, filled: Workspace) -> None:
    with DatasetStore.open(filled) as store:
        happy = store.picture_ids(PictureQuery(label="happy", sort="name"))
        labels.set_label(store, happy[:5], "sad")
    query = PictureQuery(label="happy", sort="name")
    token = reply(desk, query=query)["set"]
    want = {"direction": "after", "edge": happy[4]}
    items = reply(desk, query=query, set=token, want=want)["window"]["items"]
    assert [item["id"] for item in items] == happy[5:]


def test_the_page_begins_with_the_photo_that_was_opened(desk: Desk, filled: Workspace) -> None:
    with DatasetStore.open(filled) as store:
        ids = store.picture_ids(BY_NAME)
        happy = PictureQuery(label="happy", sort="name")
        sad = next(each for each in ids if store.picture(each).label == "sad")
    reply = desk.reply(None, BY_NAME, "me", ids[7])
    assert (reply["first"], reply["window"]["items"][0]["id"]) == (7, ids[7])
    assert desk.reply(None, happy, "me", sad)["first"] == 0


def test_a_photo_whose_file_is_gone_is_shown_as_such(desk: Desk, filled: Workspace) -> None:
    shown = first(filled)
    filled.picture(shown.id, shown.suffix).unlink()
    item = reply(desk)["window"]["items"][0]
    assert item["thumb"].startswith("data:image/svg+xml")


def test_nonsense_from_a_browser_is_refused_with_a_sentence(desk: Desk) -> None:
    lost = {"op": "a", "kind": "label", "value": "sad", "photos": {"0" * 64: 1}}
    (answer,) = reply(desk, lost)["answers"]
    assert not answer["saved"]
    assert "no photo" in answer["words"]


def class_id(answer: Any, name: str) -> int:
    """Return the number that the browser was told for a class."""
    return next(int(each["id"]) for each in answer["classes"] if each["name"] == name)


def test_a_key_of_an_old_page_gives_a_renamed_label_under_its_new_name(
    desk: Desk, filled: Workspace
) -> None:
    shown = first(filled)
    old = reply(desk)
    with DatasetStore.open(filled) as store:
        classes.rename_class(store, other(shown), "gloomy", who="Ann")
        now = reply(
            desk,
            op("a", "label", other(shown), shown, **{"class": class_id(old, other(shown))}),
            set=old["set"],
        )
        assert {*store.classes()} == {shown.label, "gloomy"}
    (answer,) = now["answers"]
    assert (answer["saved"], answer["photos"][0]["label"]) == (True, "gloomy")
    assert now["counts"]["classes"] == {shown.label: 19, "gloomy": 21}


@pytest.mark.parametrize("how", ["removed", "merged", "undone", "only a name"])
def test_a_key_of_an_old_page_never_brings_a_label_back(
    desk: Desk, filled: Workspace, how: str
) -> None:
    shown = first(filled)
    with DatasetStore.open(filled) as store:
        classes.add_class(store, "gloomy", who="Ann")
        old = reply(desk)
        if how == "merged":
            classes.merge_classes(store, "gloomy", "sad")
        elif how == "undone":
            labels.undo(store, who="Ann")
        else:
            classes.remove_class(store, "gloomy")
        told = {} if how == "only a name" else {"class": class_id(old, "gloomy")}
        now = reply(desk, op("a", "label", "gloomy", shown, **told), set=old["set"])
        assert store.classes() == ["happy", "sad"]
        assert store.picture(shown.id).label == shown.label
    (answer,) = now["answers"]
    assert not answer["saved"]
    assert answer["words"].startswith("gloomy was ")
    assert answer["words"].endswith(" meanwhile. Choose again.")
    assert answer["photos"][0]["label"] == shown.label
    assert [each["name"] for each in now["classes"]] == ["happy", "sad"]
    assert now["counts"]["classes"] == {"happy": 20, "sad": 20}


def test_a_name_nobody_ever_gave_creates_no_label(desk: Desk, filled: Workspace) -> None:
    (answer,) = reply(desk, op("a", "label", "gloomy", first(filled)))["answers"]
    assert (answer["saved"], answer["words"]) == (
        False,
        "There is no label called gloomy. Choose again.",
    )


def test_a_label_whose_last_photo_left_it_can_still_be_given(desk: Desk, filled: Workspace) -> None:
    with DatasetStore.open(filled) as store:
        one, two = store.pictures(BY_NAME, limit=2)
        labels.set_label(store, [one.id], "surprised")
        one = store.picture(one.id)
        told = {"class": class_id(reply(desk), "surprised")}
        away, back = op("a", "label", "happy", one), op("b", "label", "surprised", two, **told)
        answers = reply(desk, away, back)["answers"]
        assert [each["saved"] for each in answers] == [True, True]
        assert store.picture(two.id).label == "surprised"


def test_how_photos_stand_now_is_told_for_those_asked_about(desk: Desk, filled: Workspace) -> None:
    shown = first(filled)
    old = reply(desk)
    with DatasetStore.open(filled) as store:
        classes.rename_class(store, str(shown.label), "gloomy")
    now = reply(desk, set=old["set"], again=[shown.id])
    assert [each["label"] for each in now["standing"]] == ["gloomy"]
