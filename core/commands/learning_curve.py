"""``learning-curve``: would more photos help."""

from __future__ import annotations

from core.commands import console
from core.commands.options import AsJson, RunName, WorkspaceDir, open_workspace, own_run
from core.commands.search import Follow, GoOn
from core.commands.studying import document, follow_study, in_words
from core.evaluation.learning_curve import outlook
from core.runs.studies import LEARNING_CURVE, curve_points
from core.study_plan import start_learning_curve
from core.study_resuming import go_on as let_go_on
from core.study_resuming import study_to_go_on


def run(
    name: RunName = "latest",
    go_on: GoOn = False,
    follow: Follow = False,
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> int:
    """Train again on parts of a training's photos, to see whether more would help."""
    place = open_workspace(workspace)
    if go_on:
        study = study_to_go_on(place, LEARNING_CURVE)
        let_go_on(study)
    else:
        study = start_learning_curve(own_run(place, name))
    if follow:
        follow_study(study)
    found = {**document(study), "outlook": outlook(curve_points(study))}
    console.answer(found, in_words(study), as_json=as_json)
    return int(found["status"] in ("failed", "interrupted"))
