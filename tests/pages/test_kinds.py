"""Labels added, renamed, merged and removed on the page of photos."""

from __future__ import annotations

from collections.abc import Callable

from core.dataset.store import DatasetStore
from core.workspace import Workspace
from tests.pages.conftest import Open
from tests.pages.test_pages import button, words

OnWorkspace = Callable[[Workspace], Open]


def per_class(workspace: Workspace) -> dict[str, int]:
    with DatasetStore.open(workspace) as store:
        return store.summary().per_class


def test_a_label_is_added_renamed_merged_and_all_is_undone(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    before = per_class(filled)
    app = open_page(filled)("app_pages/photos.py")
    app.text_input(key="kind-new").set_value("surprised")
    button(app, "Add it").click().run()
    assert not app.exception
    assert per_class(filled) == {**before, "surprised": 0}
    app.selectbox(key="kind-chosen").set_value("happy").run()
    app.text_input(key="kind-name-happy").set_value("smiling")
    button(app, "Rename").click().run()
    assert "renamed to smiling" in words(app)
    app.selectbox(key="kind-chosen").set_value("surprised").run()
    app.text_input(key="kind-name-surprised").set_value("shocked")
    button(app, "Rename").click().run()
    assert app.selectbox(key="kind-chosen").value == "shocked"
    app.selectbox(key="kind-chosen").set_value("sad").run()
    app.selectbox(key="kind-into").set_value("smiling").run()
    app.button(key="kind-merge").click().run()
    assert per_class(filled) == {"smiling": sum(before.values()), "shocked": 0}
    for _ in range(4):
        app.button(key="undo").click().run()
        assert not app.exception
    assert per_class(filled) == before


def test_a_name_that_is_taken_is_told_and_changes_nothing(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    before = per_class(filled)
    app = open_page(filled)("app_pages/photos.py")
    app.selectbox(key="kind-chosen").set_value("happy").run()
    app.text_input(key="kind-name-happy").set_value("Sad")
    button(app, "Rename").click().run()
    assert not app.exception
    assert any("There is a label sad already" in error.value for error in app.error)
    assert per_class(filled) == before


def test_removing_a_label_tells_how_many_photos_lose_it(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    number = per_class(filled)["happy"]
    app = open_page(filled)("app_pages/photos.py")
    assert "kind-remove" not in {each.key for each in app.button}
    app.selectbox(key="kind-chosen").set_value("happy").run()
    app.button(key="kind-remove").click().run()
    assert app.selectbox(key="kind-chosen").value is None
    assert f"{number} photos lost it" in words(app)
    assert "happy" not in per_class(filled)
