"""Studies on pictures whose class is easy to see."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.learning.conducting import conduct
from core.runs.events import EventWriter
from core.runs.run_files import TrainingPicture
from core.runs.studies import SEARCH, Study
from core.workspace import Workspace
from tests.learning.conftest import TINY, keep_picture


def pictures(workspace: Workspace, learned: int = 12) -> list[TrainingPicture]:
    """Return drawn pictures of two classes: some to learn from, four aside, four to test."""
    splits = [*["train"] * learned, *["validation"] * 4, *["test"] * 4]
    return [
        TrainingPicture(keep_picture(workspace, index, number), ".png", index, split)
        for index in (0, 1)
        for number, split in enumerate(splits)
    ]


def make_search(workspace: Workspace, tries: int = 2, **settings: Any) -> Study:
    """Return a search over the settings of one tiny network."""
    config = replace(TINY, **settings)
    return Study.create(
        workspace,
        "Search 1",
        config,
        ["dark", "light"],
        pictures(workspace),
        study=SEARCH,
        minutes=30,
        tries=tries,
        bases={config.architecture: config.to_json()},
        dataset_version="v",
        last_event=1,
    )


def conducted(study: Study) -> Study:
    """Conduct a study in this process, as its worker would."""
    with EventWriter(study.events) as diary:
        conduct(study, diary)
    return study
