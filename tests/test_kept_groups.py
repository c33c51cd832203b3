"""Groups of look-alikes are kept for later, and a damaged file counts as no search."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.kept_groups import keep_groups, kept_groups
from core.workspace import Workspace

WHOLE = {"groups": [["a", "b"]], "compared": ["a", "b"], "unreadable": [], "at": 1.0}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path)
    made.look_alikes.parent.mkdir(parents=True)
    return made


def test_what_was_found_is_there_again(workspace: Workspace) -> None:
    keep_groups(workspace, [("a", "b")], ["a", "b", "c"], ["d"])
    kept = kept_groups(workspace)
    assert kept is not None
    assert (kept.groups, kept.compared, kept.unreadable) == ([["a", "b"]], ["a", "b", "c"], ["d"])


@pytest.mark.parametrize(
    "document",
    [
        [],
        {**WHOLE, "groups": "all"},
        {**WHOLE, "groups": [["a", 7]]},
        {**WHOLE, "groups": [[["a"]]]},
        {**WHOLE, "compared": {"a": "b"}},
        {**WHOLE, "at": "yesterday"},
        {key: value for key, value in WHOLE.items() if key != "unreadable"},
    ],
    ids=str,
)
def test_a_file_of_another_shape_counts_as_no_search(
    workspace: Workspace, document: object
) -> None:
    workspace.look_alikes.write_text(json.dumps(document), encoding="utf-8")
    assert kept_groups(workspace) is None
    workspace.look_alikes.write_text(json.dumps(WHOLE), encoding="utf-8")
    assert kept_groups(workspace) is not None
