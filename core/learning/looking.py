"""Tell how far a frozen network is with its one look at each photo."""

from __future__ import annotations

import time

from core.learning.session import Session
from core.learning.stopping import StopRequested

_EVERY = 0.5


class Looking:
    """Tell the diary how many photos a frozen network has looked at, and heed a stop.

    Parameters
    ----------
    session : Session
        The training.
    total : int
        Looks there will be.
    """

    def __init__(self, session: Session, total: int) -> None:
        self._session, self._total = session, total
        self._before = 0
        self._written = 0.0

    def tell(self, done: int) -> None:
        """Note that ``done`` looks of the present part are over.

        Raises
        ------
        StopRequested
            If the person asked for a stop.
        """
        if self._session.run.stop_request.exists():
            raise StopRequested
        now = time.monotonic()
        if now - self._written >= _EVERY:
            self._written = now
            self._session.diary.write(
                "preparing",
                message="Looking at each photo once.",
                done=self._before + done,
                total=self._total,
            )

    def next_part(self, looks: int) -> None:
        """Begin another part after one of ``looks``."""
        self._before += looks
