"""What a worker does for a study."""

from __future__ import annotations

from core.learning.learning_curve import measure
from core.learning.search import search
from core.runs.events import EventWriter
from core.runs.studies import SEARCH, Study


def conduct(study: Study, diary: EventWriter) -> None:
    """Do what a study asks for and end its diary.

    Parameters
    ----------
    study : Study
        Of either kind.
    diary : EventWriter
        Its diary.

    Raises
    ------
    CannotTrain
        If nothing could be found out.
    """
    if study.kind == SEARCH:
        search(study, diary)
    else:
        measure(study, diary)
