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
from tests.finished_run import finished_run
from ui import members

pytestmark = pytest.mark.usefixtures("quick_to_draw")

SECRETS = {"auth": {"client_id": "mien"}, "people": {"allowed": ["ann@example.org", "@team.org"]}}
ANN = {"is_logged_in": True, "email": "Ann@example.org", "name": "Ann", "email_verified": True}
OUTSIDE = [
    {},
    {"is_logged_in": False},
    {"is_logged_in": True},
    ANN | {"email": "eve@example.org"},
    ANN | {"email": "ann@example.org.evil.org"},
    ANN | {"email": "eve@notteam.org"},
    ANN | {"email_verified": False},
    ANN | {"email_verified": "false"},
    ANN | {"email_verified": None},
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


@pytest.mark.parametrize(
    ("people", "verified", "let_in"),
    [
        ({"allowed": ["ann@example.org"]}, None, False),
        ({"allowed": ["ann@example.org"], "trust_unverified": True}, None, True),
        ({"allowed": ["ann@example.org"], "trust_unverified": "yes"}, None, False),
        ({"allowed": ["ann@example.org"], "trust_unverified": True}, False, False),
        ({"allowed": "ann@example.org"}, "True", True),
        ({"allowed": 5}, True, False),
        ({}, True, False),
    ],
)
def test_whose_word_is_good(
    filled: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    people: dict[str, Any],
    verified: object,
    let_in: bool,
) -> None:
    monkeypatch.setenv("MIEN_WORKSPACE", str(filled.root))
    app = AppTest.from_file(str(PROJECT / "streamlit_app.py"), default_timeout=60)
    app.secrets = SECRETS | {"people": people}
    app.user = ANN | {"email_verified": verified}
    app.run()
    assert not app.exception
    assert ("Log out" not in [each.label for each in app.button]) is let_in
    told = " ".join(each.value for each in app.markdown)
    assert ("made sure" in told) is (verified is not True and not let_in)


@pytest.mark.parametrize("page", ["photos", "train", "results", "share", "compare", "clean"])
def test_no_button_of_a_page_does_anything_for_who_is_no_longer_let_in(
    filled: Workspace, begin: Begin, page: str
) -> None:
    finished_run(filled)
    app = begin(ANN).switch_page(f"app_pages/{page}.py").run()
    assert not app.exception
    before = written(filled)
    pressed = [each.click() for each in app.button if not each.disabled]
    assert pressed
    app.user = {}
    app.run()
    assert [each.label for each in app.button] == ["Log in"]
    assert written(filled) == before


def written(workspace: Workspace) -> dict[str, bytes]:
    """Return the content of every file of a workspace but its locks."""
    files = (each for each in workspace.root.rglob("*") if each.is_file())
    return {
        str(each.relative_to(workspace.root)): each.read_bytes()
        for each in files
        if each.suffix != ".lock"
    }
