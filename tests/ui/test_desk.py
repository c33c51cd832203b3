"""The server's side of the labeller, where several tabs have something in common."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.dataset.importing import run_import
from core.dataset.labels import set_label
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.erasing.everywhere import delete_everywhere
from core.workspace import Workspace
from ui.labeller.desk import Desk


def test_numbers_over_the_set_are_counted_once_for_all_tabs_and_anew_after_a_change(
    six_photos: Path, tmp_path: Path
) -> None:
    shutil.copytree(six_photos, tmp_path / "six")
    query = PictureQuery(sort="name")
    with DatasetStore.open(Workspace(tmp_path / "six")) as store:
        one, other = Desk(store), Desk(store)
        first = one.reply(None, query, "Ann", None)["counts"]
        assert other.reply(None, query, "Ben", None)["counts"] is first
        happy = store.picture_ids(PictureQuery(label="happy"))[:1]
        set_label(store, happy, "sad", who="Ann")
        assert other.reply(None, query, "Ben", None)["counts"]["classes"] == {"happy": 2, "sad": 4}


def op(name: str, photos: dict[str, int], **more: object) -> dict[str, object]:
    return {"op": name, "kind": "label", "value": "sad", "photos": photos, **more}


def test_a_decision_about_a_photo_that_came_anew_is_a_conflict_and_the_others_are_saved(
    six_photos: Path, tmp_path: Path
) -> None:
    place = Workspace(shutil.copytree(six_photos, tmp_path / "six"))
    with DatasetStore.open(place) as store:
        again, other = store.pictures(PictureQuery(label="happy"), limit=2)
        picture = place.picture(again.id, again.suffix).read_bytes()
        delete_everywhere(store, again.id)
        (tmp_path / "again.png").write_bytes(picture)
        run_import(place, tmp_path / "again.png", workers=0)
        assert store.picture(again.id).label is None
        desk = Desk(store)
        ops = [op("one", {again.id: 7}), op("two", {other.id: other.label_version})]
        one, two = desk.reply({"ops": ops}, PictureQuery(), "Ann", None)["answers"]
        assert "added again" in one["conflicts"][0]["words"]
        assert two["saved"]
        assert store.picture(other.id).label == "sad"
        assert desk.failure is None


def test_a_decision_that_cannot_be_understood_holds_no_other_back(
    six_photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Workspace(shutil.copytree(six_photos, tmp_path / "six"))
    monkeypatch.setenv("MIEN_WORKSPACE", str(place.root))
    with DatasetStore.open(place) as store:
        first, last = store.pictures(PictureQuery(label="happy"), limit=2)
        ops = [op("one", {first.id: first.label_version}), op("bad", {last.id: 0}, value=5)]
        ops.append(op("two", {last.id: last.label_version}))
        answers = Desk(store).reply({"ops": ops}, PictureQuery(), "Ann", None)["answers"]
        assert [each["saved"] for each in answers] == [True, False, True]
        assert "nobody expected" in answers[1]["words"]
        assert [store.picture(each.id).label for each in (first, last)] == ["sad", "sad"]
    assert place.error_log.exists()
