"""Whoever may not be here sees no page and changes nothing, whatever their browser says."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.dataset import labels
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.errors import CannotServe
from core.workspace import PROJECT, Workspace
from ui import members

pytestmark = pytest.mark.usefixtures("quick_to_draw")

SECRETS = {"auth": {"client_id": "mien"}, "people": {"allowed": ["ann@example.org", "@team.org"]}}
ANN = {"is_logged_in": True, "email": "Ann@example.org", "name": "Ann"}
OUTSIDE = [
    {},
    {"is_logged_in": False},
    {"is_logged_in": True},
    {"is_logged_in": True, "email": "eve@example.org"},
    {"is_logged_in": True, "email": "ann@example.org.evil.org"},
    {"is_logged_in": True, "email": "eve@notteam.org"},
    ANN | {"email_verified": False},
]

Begin = Callable[[dict[str, Any]], AppTest]


@pytest.fixture
def filled(six_photos: Path, tmp_path: Path) -> Workspace:
    """Return a workspace of six photos of its own."""
    shutil.copytree(six_photos, tmp_path / "place")
    return Workspace(tmp_path / "place")


@pytest.fixture
def begin(filled: Workspace, monkeypatch: pytest.MonkeyPatch) -> Begin:
    """Return a function that opens the label page as somebody."""
    monkeypatch.setenv("MIEN_WORKSPACE", str(filled.root))
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])

    def as_person(user: dict[str, Any]) -> AppTest:
        app = AppTest.from_file(str(PROJECT / "streamlit_app.py"), default_timeout=60)
        app.secrets, app.user = SECRETS, user
        return app.run().switch_page("app_pages/label.py").run()

    return as_person


@pytest.mark.parametrize("user", OUTSIDE)
def test_who_is_not_on_the_list_sees_nothing_and_changes_nothing(
    begin: Begin, filled: Workspace, user: dict[str, Any]
) -> None:
    before = snapshot(filled)
    app = begin(user)
    say(app, filled)
    assert not app.exception
    assert "Check labels" not in [each.value for each in app.title]
    [button] = app.button
    assert button.label == ("Log out" if user.get("is_logged_in") else "Log in")
    assert snapshot(filled) == before


@pytest.mark.parametrize("address", ["ann@example.org", "ben@team.org"])
def test_who_is_on_the_list_works_under_their_own_name(
    begin: Begin, filled: Workspace, address: str
) -> None:
    app = begin(ANN | {"email": address})
    shown = say(app, filled)
    with DatasetStore.open(filled) as store:
        assert labels.history(store, shown)[-1].who == address
    named = next(each for each in app.text_input if each.label == "You are")
    assert (named.value, named.disabled) == (address, True)


def say(app: AppTest, workspace: Workspace) -> str:
    """Let the browser change a label in the name of somebody else; return the photo."""
    with DatasetStore.open(workspace) as store:
        shown = store.pictures(PictureQuery(label="happy"), limit=1)[0]
    op = {"op": "a", "kind": "label", "value": "sad", "who": "Mallory"}
    op |= {"photos": {shown.id: shown.label_version}}
    app.session_state["labeller"] = {"say": {"n": 1, "ops": [op]}}
    app.run()
    return shown.id


def snapshot(workspace: Workspace) -> dict[str, str | None]:
    with DatasetStore.open(workspace) as store:
        return {each.id: each.label for each in store.pictures(limit=100)}


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        ("[auth]\n[people]\nallowed = ['ann@x.org']", 0o644, "chmod 600"),
        ("[auth]\n", 0o600, "nobody is let in"),
        ("[auth\nbroken", 0o600, "nobody is let in"),
    ],
)
def test_secrets_that_cannot_be_used_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, mode: int, said: str
) -> None:
    from streamlit import config
    from streamlit.runtime.secrets import Secrets

    secrets = tmp_path / "secrets.toml"
    secrets.write_text(text)
    secrets.chmod(mode)
    monkeypatch.setattr(members.st, "secrets", Secrets())
    before = config.get_option("secrets.files")
    config.set_option("secrets.files", [str(secrets)])
    try:
        with pytest.raises(CannotServe, match=said):
            members.check_files()
    finally:
        config.set_option("secrets.files", before)
