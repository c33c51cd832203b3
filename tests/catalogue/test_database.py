"""Cases 74 to 78 and 89: the database busy, damaged, contended, or killed while it is migrated."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from core.commands.app import main
from core.dataset import labels
from core.dataset.classes import add_class
from core.dataset.database import open_database
from core.dataset.importing import run_import
from core.dataset.journal_reading import events_of
from core.dataset.records import PictureQuery, PictureRecord
from core.dataset.schema import REVISION, create_dataset_engine
from core.dataset.snapshots.places import kept
from core.dataset.snapshots.restoring import restore_database
from core.dataset.store import DatasetStore
from core.runs.run_directory import RunDirectory
from core.runs.spec import TrainConfig
from core.workspace import Workspace
from tests.catalogue.aftermath import answers, is_plain, labels_of
from tests.dataset.making import photo, zip_of
from tests.pages.test_label_page import op, say
from ui.labeller.desk import Desk

BY_NAME = PictureQuery(sort="name")
PAGE = 4096


def first(workspace: Workspace) -> PictureRecord:
    with DatasetStore.open(workspace) as store:
        return store.pictures(BY_NAME, limit=1)[0]


def other(record: PictureRecord) -> str:
    return "sad" if record.label == "happy" else "happy"


def events_with(workspace: Workspace, record: PictureRecord, op_id: str) -> int:
    with DatasetStore.open(workspace) as store, store.reading() as connection:
        return sum(each.op_id == op_id for each in events_of(connection, record.id))


@contextmanager
def held_by_another(database: Path) -> Iterator[None]:
    """Let another program hold the one right to write."""
    with closing(sqlite3.connect(database, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        yield


def test_case_74_another_program_writes_for_too_long(
    place: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("core.dataset.schema.BUSY_SECONDS", 0.2)  # instead of 10 of its 15 seconds
    monkeypatch.setenv("MIEN_WORKSPACE", str(place.root))
    shown = first(place)
    decision = op("busy-1", "label", other(shown), shown)
    app = answers(place).switch_page("app_pages/label.py").run()
    with held_by_another(place.database):
        say(app, decision)
        [told] = [each.value for each in app.error]
        assert main(["label", shown.id, "--to", other(shown), "--workspace", str(place.root)]) == 1
    is_plain(told, "busy", "nothing was saved", "try again")
    is_plain(capsys.readouterr().err, "busy", "nothing was saved", "try again")
    assert labels_of(place)[shown.id] == shown.label
    say(app, decision)  # the browser kept it and sends it again
    assert not app.error
    assert events_with(place, shown, "busy-1") == 1
    with DatasetStore.open(place) as store:
        assert labels.undo(store) is not None


def overwrite(*pages: int) -> Callable[[Path], None]:
    def harm(database: Path) -> None:
        with database.open("r+b") as stream:
            for page in pages:
                stream.seek(page * PAGE)
                stream.write(random.Random(page).randbytes(PAGE))

    return harm


HARMS: dict[str, Callable[[Path], None]] = {
    "its first page": overwrite(0),
    "its second page": overwrite(1),
    "a page inside": overwrite(5),
    "half of it": lambda database: os.truncate(database, database.stat().st_size // 2 + 77),
    "all of it": lambda database: database.write_bytes(b"") and None,
    "the file": lambda database: database.unlink(),
}


@pytest.mark.parametrize("what", HARMS)
def test_case_75_a_damaged_database(
    place: Workspace, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIEN_WORKSPACE", str(place.root))
    shown = first(place)
    with DatasetStore.open(place) as store:
        labels.set_label(store, [shown.id], "since the copy")
        labels.undo(store)
    HARMS[what](place.database)
    app = answers(place)
    assert [each.value for each in app.title] == ["Your labels can be put back"]
    is_plain(app.main.markdown[0].value, "damaged", "copies", "kept")
    app.button(key="put-database-back").click().run()
    assert not app.exception
    told = " ".join(each.value for each in app.main.markdown)
    assert "6 photos, 6 of them with a label" in told
    assert "Nothing that was saved is lost" in told
    with DatasetStore.open(place) as store:
        assert [each.new for each in labels.history(store, shown.id)][1:] == [
            "since the copy",
            shown.label,
        ]
    assert what == "the file" or any(place.broken.glob("*.sqlite"))


def test_case_76_two_people_label_the_same_photo(place: Workspace) -> None:
    chance, shown = random.Random(76), first(place)
    with DatasetStore.open(place) as store:
        desks = {who: Desk(store) for who in ("Ann", "Bob")}
        seen = dict.fromkeys(desks, shown.label_version)
        taken = 0
        for number in range(40):
            add_class(store, f"class {number}", who="Ann")
            who = chance.choice(["Ann", "Bob"])
            decision = op(f"two-{number}", "label", f"class {number}", shown)
            decision["photos"] = {shown.id: seen[who]}
            reply = desks[who].reply({"n": number, "ops": [decision]}, BY_NAME, who, None)
            [answer] = reply["answers"]
            stale = seen[who] != shown.label_version + taken
            assert bool(answer["conflicts"]) == stale
            if stale:
                is_plain(f"{answer['conflicts'][0]['words']}.", "changed this to", "ago")
            taken += not stale
            seen[who] = answer["photos"][0]["version"]
        written = labels.history(store, shown.id)
        assert len(written) == 1 + taken
        assert store.picture(shown.id).label == written[-1].new
        labels.set_label(store, [shown.id], shown.label)


def test_case_77_the_same_decision_comes_twice(place: Workspace) -> None:
    shown = first(place)
    message: dict[str, Any] = {"n": 1, "ops": [op("twice", "label", other(shown), shown)]}
    undo: dict[str, Any] = {"n": 2, "ops": [op("back", "undo", None, target="twice")]}
    with DatasetStore.open(place) as store:
        for words in (message, undo):
            told = [Desk(store).reply(words, BY_NAME, "Ann", None)["answers"] for _ in range(3)]
            assert all(each[0]["saved"] and not each[0]["conflicts"] for each in told)
        assert len(labels.history(store, shown.id)) == 3  # as it came, labelled, taken back
        assert store.picture(shown.id).label == shown.label
        labels.set_label(store, [shown.id], "by Bob", who="Bob")
        [late] = Desk(store).reply(message, BY_NAME, "Ann", None)["answers"]
        assert late["saved"]
        assert not late["conflicts"]  # it was taken long ago, whatever came later
        assert store.picture(shown.id).label == "by Bob"
        labels.undo(store, who="Bob")


def test_case_78_the_clock_goes_back(
    place: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = first(place)
    run = RunDirectory.create(place, "Never began", TrainConfig(), ["sad", "happy"], [])
    run.resume_request.touch()
    with DatasetStore.open(place) as store:
        labels.set_label(store, [shown.id], "before", who="Ann")
        now, now_ns, day = time.time, time.time_ns, 86_400
        monkeypatch.setattr(time, "time", lambda: now() - day)
        monkeypatch.setattr(time, "time_ns", lambda: now_ns() - day * 10**9)
        labels.set_label(store, [shown.id], "after", who="Ann")
        assert [each.new for each in labels.history(store, shown.id)][1:] == ["before", "after"]
        assert "s ago" in labels.history(store, shown.id)[-2].since()
        assert run.state().status == "interrupted"  # not about to go on until tomorrow
        report = run_import(place, zip_of(tmp_path / "a.zip", {"new.png": photo(78)}), workers=0)
        assert report.added == 1
        assert report.seconds >= 0
        for expected in ("before", shown.label):  # the newest first, whatever their times say
            labels.undo(store, who="Ann")
            assert store.picture(shown.id).label == expected
    overwrite(0)(place.database)
    assert restore_database(place).lost == 0


OLDER = "0003"


def make_older(workspace: Workspace) -> None:
    """Bring the database to where an older version left it."""
    from alembic import command
    from alembic.config import Config

    engine = create_dataset_engine(workspace)
    with engine.execution_options(writes=True).begin() as connection:
        config = Config()
        config.set_main_option("script_location", "core/dataset/migrations")
        config.attributes["connection"] = connection
        command.downgrade(config, OLDER)
    engine.dispose()


def killed_at(statement: int, workspace: Workspace) -> bool:
    """Migrate in a process that is killed before its nth statement; False if it came through."""
    child = os.fork()
    if child == 0:
        _migrate_until(statement, workspace)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _migrate_until(statement: int, workspace: Workspace) -> None:
    from sqlalchemy import Engine

    left = [statement]

    def count(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        open_database(workspace)
    finally:
        os._exit(0)


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_case_89_a_migration_is_killed_at_every_statement(place: Workspace) -> None:
    before = labels_of(place)
    make_older(place)
    statements = 1
    while killed_at(statements, place):
        with closing(sqlite3.connect(place.database)) as connection:
            [version] = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("SELECT count(*) FROM pictures").fetchone() == (6,)
        assert version == OLDER or labels_of(place) == before
        statements += 1
    assert statements > 10
    assert labels_of(place) == before
    copies = [each for each in kept(place).snapshots if each.schema == OLDER]
    assert len(copies) == 1
    place.database.write_bytes(b"torn")
    for later in kept(place).snapshots:
        if later.schema == REVISION and later.revision >= copies[0].revision:
            later.path.unlink()
    restore_database(place)  # the copy from before, migrated anew
    assert labels_of(place) == before
