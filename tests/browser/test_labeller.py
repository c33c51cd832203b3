"""The labeller in a real browser: quick keys, undo, two people, a server that dies."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.dataset import classes, labels
from core.dataset.importing import run_import
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.workspace import Workspace
from tests.browser.conftest import App
from tests.dataset.making import happy_and_sad, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(200)]

EACH = 40
SAVED = re.compile(r"^Saved \d\d:\d\d$")


@pytest.fixture(scope="module")
def eighty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace of forty happy and forty sad photos, not to be changed."""
    folder = tmp_path_factory.mktemp("eighty")
    run_import(Workspace(folder / "ws"), happy_and_sad(folder / "photos.zip", EACH), workers=0)
    return folder / "ws"


@pytest.fixture(scope="module")
def served(eighty: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    running = App(Workspace(tmp_path_factory.mktemp("served") / "ws"))
    shutil.copytree(eighty, running.workspace.root)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def desk(served: App, page: Page) -> Page:
    """Return the label page, opened and ready for keys; all photos are happy or sad as drawn."""
    with DatasetStore.open(served.workspace) as store:
        for label in ("happy", "sad"):
            found = store.pictures(limit=200)
            ids = [each.id for each in found if each.folder == label and each.label != label]
            labels.set_label(store, ids, label, who="before")
        labels.restore(store, store.picture_ids(PictureQuery(binned=True)), who="before")
    page.goto(f"{served.url}/label")
    expect(page.locator(".stage img")).to_be_visible()
    return page


def order(app: App) -> list[str]:
    with DatasetStore.open(app.workspace) as store:
        return store.picture_ids(PictureQuery(sort="name"))


def label_of(app: App, picture_id: str) -> str | None:
    with DatasetStore.open(app.workspace) as store:
        return store.picture(picture_id).label


def saved(page: Page) -> None:
    expect(page.locator(".saved")).to_have_text(SAVED)


def test_keys_in_quick_succession_each_label_their_own_photo(desk: Page, served: App) -> None:
    ids = order(served)
    keys = [str(1 + (place * 7 % 3) % 2) for place in range(60)]
    for key in keys:
        desk.keyboard.press(key)
    saved(desk)
    found = [label_of(served, each) for each in ids[:60]]
    assert found == [{"1": "happy", "2": "sad"}[key] for key in keys]
    with DatasetStore.open(served.workspace) as store:
        mine = [[e for e in labels.history(store, each) if e.who == "me"] for each in ids[:60]]
    assert [len(each) for each in mine] == [1] * 60


def test_skip_not_sure_and_bin_are_taken_back_one_by_one(desk: Page, served: App) -> None:
    one, two, three = order(served)[:3]
    for key in (" ", "f", "x"):
        desk.keyboard.press(key)
    saved(desk)
    with DatasetStore.open(served.workspace) as store:
        stand = [store.picture(each) for each in (one, two, three)]
        assert [each.mark for each in stand] == ["skipped", "unsure", None]
        assert stand[2].binned
    desk.keyboard.press("u")
    desk.keyboard.press("Control+z")
    expect(desk.locator(".saved")).to_have_text(SAVED)
    desk.reload()  # what is left to undo is known to the server, not only to the tab
    expect(desk.locator(".stage img")).to_be_visible()
    desk.keyboard.press("u")
    saved(desk)
    with DatasetStore.open(served.workspace) as store:
        stand = [store.picture(each) for each in (one, two, three)]
    assert [(each.mark, each.binned) for each in stand] == [(None, False)] * 3


def test_of_two_people_the_second_is_asked(desk: Page, served: App) -> None:
    picture = order(served)[0]
    with DatasetStore.open(served.workspace) as store:
        labels.set_label(store, [picture], "surprised", who="Ann")
    desk.keyboard.press("2" if label_of(served, picture) == "happy" else "1")
    conflict = desk.get_by_role("alert").filter(has_text="Ann changed this to surprised")
    expect(conflict).to_be_visible()
    assert label_of(served, picture) == "surprised"
    desk.get_by_role("button", name=re.compile("^Use mine")).click()
    expect(desk.locator(".conflict")).to_have_count(0)
    saved(desk)
    assert label_of(served, picture) in ("happy", "sad")


def test_labels_that_changed_elsewhere_do_not_come_back_by_a_key(desk: Page, served: App) -> None:
    one, two = order(served)[:2]
    with DatasetStore.open(served.workspace) as store:
        classes.add_class(store, "gloomy", who="Ann")
        desk.reload()
        expect(desk.locator(".counts")).to_contain_text("gloomy 0")
        place = str(1 + store.classes().index("gloomy"))
        classes.rename_class(store, "gloomy", "blue", who="Ann")
        desk.keyboard.press(place)
        expect(desk.locator(".counts")).to_contain_text("blue 1")
        assert store.picture(one).label == "blue"
        classes.remove_class(store, "blue", who="Ann")
        before = store.picture(two).label
        desk.keyboard.press(place)
        refusal = desk.get_by_role("alert").filter(has_text="blue was removed meanwhile")
        expect(refusal).to_be_visible()
        expect(desk.locator(".counts")).not_to_contain_text("blue")
        assert "blue" not in store.classes()
        assert store.picture(two).label == before
    desk.get_by_role("button", name="Show the photo").click()
    expect(desk.locator(".conflict")).to_have_count(0)
    expect(desk.locator(".stage")).to_have_attribute("data-photo", two)
    expect(desk.locator(".caption")).to_contain_text(str(before))
    desk.keyboard.press("ArrowLeft")
    expect(desk.locator(".caption")).to_contain_text("no label yet")
    with DatasetStore.open(served.workspace) as store:
        expect(desk.locator(".counts")).to_contain_text(
            f"happy {store.summary().per_class['happy']}"
        )


def test_a_photo_whose_file_is_gone_says_so(desk: Page, served: App) -> None:
    with DatasetStore.open(served.workspace) as store:
        record = store.picture(order(served)[0])
    file = served.workspace.picture(record.id, record.suffix)
    aside = file.rename(file.with_suffix(".aside"))
    try:
        desk.reload()
        expect(desk.locator(".caption")).to_contain_text("file is gone")
        desk.get_by_role("button", name="Grid").click()
        expect(desk.locator(".grid").get_by_text("file is gone")).to_have_count(1)
    finally:
        aside.rename(file)


def test_on_a_phone_the_photo_is_whole_above_the_buttons(desk: Page) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    expect(desk.locator(".of-keys").first).to_be_hidden()
    stage, hands = desk.locator(".stage"), desk.locator(".hands")
    expect(stage).to_be_in_viewport(ratio=1)
    above, below = stage.bounding_box(), hands.bounding_box()
    assert above
    assert below
    assert above["height"] > 250
    assert above["y"] + above["height"] <= below["y"]


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_very_many_labels_hide_neither_the_photo_nor_each_other(
    desk: Page, served: App, width: int, height: int
) -> None:
    names = [f"a kind of some length, number {number}" for number in range(40)]
    with DatasetStore.open(served.workspace) as store:
        for name in names:
            classes.add_class(store, name, who="before")
        try:
            desk.set_viewport_size({"width": width, "height": height})
            desk.reload()
            stage, hands = desk.locator(".stage"), desk.locator(".hands")
            expect(stage.locator("img")).to_be_visible()
            expect(stage).to_be_in_viewport(ratio=1)
            above, below = stage.bounding_box(), hands.bounding_box()
            assert above
            assert below
            assert above["y"] + above["height"] <= below["y"]
            desk.locator(".class", has_text=names[-1]).click()
            first = order(served)[0]
            wait_until(lambda: label_of(served, first) == names[-1])
        finally:
            for name in names:
                classes.remove_class(store, name, who="before")


def test_a_range_in_the_grid_is_one_decision(desk: Page, served: App) -> None:
    ids = order(served)
    desk.get_by_role("button", name="Grid", exact=True).click()
    tiles = desk.locator(".tile")
    tiles.nth(2).click()
    tiles.nth(9).click(modifiers=["Shift"])
    expect(desk.get_by_text("8 photos chosen")).to_be_visible()
    before = [label_of(served, each) for each in ids[2:10]]
    desk.keyboard.press("x")
    saved(desk)
    with DatasetStore.open(served.workspace) as store:
        assert store.summary().binned == 8
    desk.keyboard.press("u")
    expect(desk.locator(".tile.binned")).to_have_count(0)
    saved(desk)
    with DatasetStore.open(served.workspace) as store:
        assert store.summary().binned == 0
    assert [label_of(served, each) for each in ids[2:10]] == before


def test_all_that_match_are_chosen_not_only_the_page(desk: Page, served: App) -> None:
    desk.get_by_role("button", name="Grid", exact=True).click()
    desk.get_by_role("button", name="Choose all 80").click()
    desk.keyboard.press("f")
    expect(desk.get_by_text("80 not sure")).to_be_visible()
    with DatasetStore.open(served.workspace) as store:
        assert store.count(PictureQuery(mark="unsure")) == 80
    desk.keyboard.press("u")
    saved(desk)
    with DatasetStore.open(served.workspace) as store:
        assert store.count(PictureQuery(mark="unsure")) == 0


def test_keys_can_be_switched_off(desk: Page, served: App) -> None:
    desk.get_by_role("button", name="Keys on").click()
    desk.keyboard.press("x")
    expect(desk.get_by_role("button", name="Keys off")).to_be_visible()
    desk.get_by_role("button", name="Keys off").click()
    desk.locator(".stage").click()
    desk.keyboard.press("f")
    saved(desk)
    with DatasetStore.open(served.workspace) as store:
        assert store.summary().binned == 0
    desk.keyboard.press("u")
    saved(desk)


def test_what_was_decided_while_the_server_was_gone_is_saved_later(desk: Page, served: App) -> None:
    ids = order(served)[:12]
    wished = ["sad" if label_of(served, each) == "happy" else "happy" for each in ids]
    for place, label in enumerate(wished):
        if place == 4:
            served.stop()
        desk.keyboard.press({"happy": "1", "sad": "2"}[label])
    wait_until(lambda: "Mien has stopped" in told_of_the_server(desk))
    desk.get_by_test_id("stDialog").wait_for(state="attached")
    expect(desk.get_by_test_id("stDialog")).to_be_hidden()  # "Is Streamlit still running?"
    served.start()
    saved(desk)
    wait_until(lambda: told_of_the_server(desk) == "none")
    assert [label_of(served, each) for each in ids] == wished


def told_of_the_server(page: Page) -> str:
    """Return what stands above the page, "none" where nothing does."""
    look = """() => {
      const style = getComputedStyle(document.querySelector("[data-testid=stApp]"), "::before");
      return style.visibility === "visible" ? style.content : "not yet";
    }"""
    return str(page.evaluate(look))


def test_beside_the_photo_stand_its_own_facts_when_the_server_comes_back(
    desk: Page, served: App
) -> None:
    def beside() -> str:
        return desk.get_by_test_id("stColumn").last.locator("strong").first.inner_text()

    names = [desk.locator(".caption .name").inner_text()]
    for moved in (True, False):  # while the server is gone, and before it goes
        if not moved:
            desk.keyboard.press("ArrowRight")
            desk.wait_for_timeout(1500)
        served.stop()
        desk.get_by_text("CONNECTING").wait_for()
        for _ in range(3 if moved else 0):
            desk.keyboard.press("ArrowRight")
        desk.wait_for_timeout(8000 if moved else 1000)  # until it stops waiting for an answer
        served.start()
        desk.get_by_text("CONNECTING").wait_for(state="hidden")
        names.append(desk.locator(".caption .name").inner_text())
        wait_until(lambda: beside() == names[-1], seconds=40)
    assert len({*names}) == 3


def test_after_enter_in_the_name_keys_label_and_undo_reaches_what_came_before(
    desk: Page, served: App
) -> None:
    first, second = order(served)[:2]
    before = [label_of(served, each) for each in (first, second)]
    keys = ["2" if label == "happy" else "1" for label in before]
    desk.locator("body").press(keys[0])
    saved(desk)
    field = desk.get_by_role("textbox", name="You are")
    field.fill("Zoe")
    field.press("Enter")
    expect(field).not_to_be_focused()
    desk.keyboard.press(keys[1])
    saved(desk)
    expect(field).to_have_value("Zoe")
    assert [label_of(served, each) for each in (first, second)] != before
    desk.keyboard.press("u")
    saved(desk)
    desk.keyboard.press("u")
    saved(desk)
    assert [label_of(served, each) for each in (first, second)] == before


def test_the_name_stays_over_a_reload(desk: Page, served: App) -> None:
    field = desk.get_by_role("textbox", name="You are")
    field.fill("Ann")
    field.press("Enter")
    wait_until(lambda: desk.evaluate("localStorage.getItem('mien-name')") == "Ann")
    desk.reload()
    expect(desk.get_by_role("textbox", name="You are")).to_have_value("Ann")
    expect(desk.locator(".stage img")).to_be_visible()
    picture = order(served)[0]
    desk.locator("body").press("2" if label_of(served, picture) == "happy" else "1")
    saved(desk)
    with DatasetStore.open(served.workspace) as store:
        assert labels.history(store, picture)[-1].who == "Ann"
