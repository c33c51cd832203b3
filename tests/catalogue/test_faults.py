"""Cases 63, 64 and 69 to 71: the app killed while it saves; the disk full, failing, without power.

Nothing that a person was told is saved may be lost, and what is told of the rest has to be true.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from benchmarks.label_kills import label_kills
from core.dataset.importing import import_report, imports, run_import
from core.dataset.store import DatasetStore
from core.dataset.verify import verify
from core.doctor.of_leftovers import remove_leftovers
from core.files import write_json
from core.workspace import PROJECT, Workspace
from tests.browser.conftest import App
from tests.catalogue.aftermath import answers, drawn, hold, is_plain, labels_of, said
from tests.catalogue.killing import is_killed_at
from tests.catalogue.power import disks, files_in, put_back, recorded
from tests.catalogue.saving import IMPORTED
from tests.conftest import missing
from tests.dataset.making import photo, wait_until, zip_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux to break things")

SMALL_DISK = "260m"  # an import wants 200 MB free before it begins
SAVING = [sys.executable, "-m", "tests.catalogue.saving"]


def strace() -> str:
    """Return the program that shows and spoils system calls, or skip where there is none."""
    found = shutil.which("strace")
    works = [found or "", "-o", os.devnull, "true"]
    if not found or subprocess.run(works, capture_output=True, check=False).returncode:
        missing("needs strace, which this machine does not have or not allow")
    return str(found)


def told(lines: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return what `tests.catalogue.saving` printed: photo, label, and why it was not saved."""
    return [tuple(json.loads(line)) for line in lines]


def new_photos(path: Path, each: int = 4) -> Path:
    """Write a zip of photos that are not in a workspace yet."""
    files = {
        f"{label}/new-{number}.png": photo(7000 + 100 * rank + number)
        for rank, label in enumerate(("happy", "sad"))
        for number in range(each)
    }
    return zip_of(path, files)


def test_case_63_killed_while_labelling(tmp_path: Path) -> None:
    place = Workspace(tmp_path / "place")
    lost = label_kills(place, kills=4, seed=63)
    assert lost.value == 0
    assert lost.detail["database"] == "ok"
    assert lost.detail["acknowledged"] > 0
    assert [*place.data.rglob("*.tmp")] == []
    answers(place)


def test_case_64_killed_during_an_import(
    place: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, before = new_photos(tmp_path / "new.zip"), labels_of(place)
    for name, value in (("_BATCH_FILES", 1), ("_TOLD_EVERY", 0.0)):
        monkeypatch.setattr(f"core.dataset.import_run.{name}", value)
    kills, sentence = 0, ""
    while is_killed_at(9 + 8 * kills, lambda: run_import(place, source, workers=0)):
        kills += 1
        assert before.items() <= labels_of(place).items()
        assert verify(place).intact
        if not sentence and any(each.done for each in imports(place)):
            page = said(drawn(place, "photos"))
            sentence = next((e.replace("\\", "") for e in page if "interrupted" in e), "")
    assert kills > 8
    for each in place.data.rglob("*.tmp"):
        os.utime(each, (0, 0))  # nobody has written there for long
    remove_leftovers(place)
    is_plain(sentence, "new.zip", "What was added is safe")
    job, _ = imports(place)
    report = import_report(place, job.id)
    assert (report.added, report.duplicates, report.refused) == (8, [], [])
    with DatasetStore.open(place) as store:
        assert store.summary().per_class == {"happy": 7, "sad": 7}
        assert store.summary().last_event == 14
    assert [each for each in place.pictures.iterdir() if each.name.startswith(".incoming")] == []


def test_case_64_the_next_start_clears_what_is_half_written(place: Workspace) -> None:
    steps = 1
    while is_killed_at(steps, lambda: write_json(place.imports / "note.json", {})):
        steps += 1
    left = [*place.data.rglob("*.tmp")]
    assert left
    for each in left:
        os.utime(each, (0, 0))  # nobody has written there for long
    app = App(place)
    app.start()
    wait_until(lambda: not any(each.exists() for each in left))
    app.stop()


def on_small_disk(disk: Path, program: Sequence[str | Path], size: str) -> str:
    """Run a program beside which a disk of some size is mounted; return the last line it says."""
    if subprocess.run(["unshare", "-Urm", "true"], check=False).returncode:  # noqa: S607
        missing("needs a system where a small disk can be mounted")
    disk.mkdir()
    mounted = f'mount -t tmpfs -o size={size} tmpfs "$0" && exec "$@"'
    done = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", mounted, disk, *program],  # noqa: S607
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()[-1]


def test_case_69_a_full_disk(place: Workspace, tmp_path: Path) -> None:
    disk, source = tmp_path / "disk", new_photos(tmp_path / "new.zip")
    program = [sys.executable, "-m", "tests.catalogue.full_disk", disk, place.root, source]
    answer = json.loads(on_small_disk(disk, program, size=SMALL_DISK))
    is_plain(answer["import"], "what was added so far is safe", "free some space", "go on")
    is_plain(answer["label"], "nothing was saved", "space", "try again")
    is_plain(answer["again"], "free")
    assert answer["added"] == "8"


def test_case_69_a_full_disk_takes_labels_for_a_while(place: Workspace, tmp_path: Path) -> None:
    program = [sys.executable, "-m", "tests.catalogue.kept_room", tmp_path / "disk", place.root]
    told = json.loads(on_small_disk(tmp_path / "disk", program, size="240m"))
    assert len(told) == 1
    is_plain(told[0], "the disk is full", "kept some room back", "try again now")


def test_case_69_work_that_dies_on_a_full_disk_says_why(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "tests.catalogue.full_job", tmp_path / "disk"]
    told = json.loads(on_small_disk(tmp_path / "disk", program, size="8m"))
    is_plain(told, "interrupted", "the disk is full", "free some space", "then try again")


def test_case_70_a_disk_that_fails_to_keep(six_photos: Path, tmp_path: Path) -> None:
    place = Workspace(shutil.copytree(six_photos, tmp_path / "place"))
    injected = "inject=fsync,fdatasync:error=EIO:when=1+11"
    spoiled = [strace(), "-qq", "-o", tmp_path / "calls", "-e", "trace=fsync,fdatasync"]
    done = subprocess.run(
        [*spoiled, "-e", injected, *SAVING, place.root, "40"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    outcomes = told(done.stdout.splitlines())
    refusals = {why for _, _, why in outcomes if why}
    for why in refusals:
        is_plain(why, "disk", "try again")
    [disk] = {why for why in refusals if "The disk did not take this" in why}
    assert "Check that the disk is well" in disk
    assert "Free some space" not in disk
    assert any("The database did not take this" in why for why in refusals)
    held = labels_of(place)
    for picture in held:
        kept = [label for each, label, why in outcomes if each == picture and not why]
        assert held[picture] == kept[-1]
    hold(place, held)


@pytest.mark.parametrize("again", [False, True], ids=["once", "from then on"])
def test_case_70_a_disk_that_fails_when_all_is_saved(
    six_photos: Path, tmp_path: Path, again: bool
) -> None:
    calls = tmp_path / "calls"
    traced = [strace(), "-qq", "-o", calls, "-e", "trace=fdatasync"]
    fine, place = (Workspace(shutil.copytree(six_photos, tmp_path / each)) for each in "ab")
    subprocess.run([*traced, *SAVING, fine.root, "1"], cwd=PROJECT, check=True, timeout=100)
    last = len(calls.read_text().splitlines())  # of the folder that the journal was removed from
    spoiled = f"inject=fdatasync:error=EIO:when={last}{'+' if again else ''}"
    done = subprocess.run(
        [*traced, "-e", spoiled, *SAVING, place.root, "1"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    [(picture, label, why)] = told(done.stdout.splitlines())
    assert labels_of(place)[picture] == label
    assert bool(why) == again
    if why:
        is_plain(why, "disk failed", "may be saved, or not", "try again")
    hold(place, labels_of(place))


@pytest.mark.parametrize("names_lead", [False, True], ids=["names last", "names first"])
def test_case_71_the_power_goes(six_photos: Path, tmp_path: Path, names_lead: bool) -> None:
    place = Workspace(shutil.copytree(six_photos, tmp_path / "place"))
    source, record = new_photos(tmp_path / "new.zip", each=1), tmp_path / "calls"
    files, before = files_in(place.root), labels_of(place)
    recorded(strace(), [*SAVING, str(place.root), "3", str(source)], record)
    count = 0
    for count, (left, printed) in enumerate(
        disks(place.root, files, record, names_lead=names_lead), 1
    ):
        after = Workspace(tmp_path / f"after-{count}")
        put_back(left, place.root, after.root)
        acknowledged = told(printed.decode().splitlines())
        labels = {picture: label for picture, label, _ in acknowledged if picture != IMPORTED}
        held = labels_of(after)
        assert {each: held[each] for each in labels} == labels
        assert before.keys() <= held.keys()
        assert verify(after).intact
        if acknowledged and acknowledged[-1][0] == IMPORTED:
            assert imports(after)[0].status == "finished"
            assert len(held) == len(before) + 2
    assert count > 20
    hold(place, labels_of(after))
