"""Let a search or a learning curve go on, with more time where its own is used up."""

from __future__ import annotations

from core.errors import CannotResume, InvalidConfig
from core.runs.launcher import resume
from core.runs.studies import Study, list_studies
from core.runs.study_budget import write_budget
from core.study_plan import LONGEST
from core.workspace import Workspace


def study_to_go_on(workspace: Workspace, kind: str, *, with_more: bool = False) -> Study:
    """Return the newest study of a kind that can go on.

    Parameters
    ----------
    workspace : Workspace
        Where studies are looked for.
    kind : str
        `core.runs.studies.SEARCH` or `LEARNING_CURVE`.
    with_more : bool, optional
        Whether it is given more, so that one whose time is used up can go on too.

    Raises
    ------
    CannotResume
        If the newest is under way, or none can go on; the sentence says what to do.
    """
    known = [each for each in list_studies(workspace) if each.kind == kind]
    if known and not known[0].state().ended:
        raise CannotResume(f"{known[0].name} is under way.")
    for study in known:
        if study.resumable or (with_more and study.cut_off):
            return study
    for study in known:
        if study.cut_off:
            raise _used_up(study)
    raise CannotResume("There is none that could go on.", advice="Start a new one.")


def go_on(study: Study, minutes: float | None = None, tries: int | None = None) -> None:
    """Let a study that was cut off go on.

    Parameters
    ----------
    study : Study
        Which.
    minutes : float or None, optional
        How much longer its trainings may take from now on; None for what is left.
    tries : int or None, optional
        How many more trainings it may make; None for what is left.

    Raises
    ------
    CannotResume
        If it goes on already, came to its end, or has nothing left.
    InvalidConfig
        If so much cannot be added.
    """
    more = minutes is not None or tries is not None
    if study.cut_off and not study.resumable and not more:
        raise _used_up(study)
    if more:
        _check(minutes, tries)
        if not study.cut_off:
            raise CannotResume(f"{study.name} cannot go on: it is {study.state().status}.")
        write_budget(study.more, study.budget.extended(*study.spent(), minutes, tries))
    resume(study)


def _check(minutes: float | None, tries: int | None) -> None:
    if minutes is not None and not 0 < minutes <= LONGEST:
        raise InvalidConfig(
            f"The search was given {minutes:g} more minutes.",
            f"It takes above 0 and at most {LONGEST:g}.",
        )
    if tries is not None and tries < 1:
        raise InvalidConfig(f"{tries} more tries were asked for.", "It takes at least 1.")


def _used_up(study: Study) -> CannotResume:
    what = study.used_up
    given = "--minutes 10" if what == "time" else "--tries 5"
    return CannotResume(
        f"The {what} of {study.name} {'is' if what == 'time' else 'are'} used up, and no try "
        "got through a single round.",
        advice=f"Give it more: python -m core search --resume {given}",
    )
