"""A worker that waits with TensorFlow loaded, so that a training begins when it is asked for.

Loading TensorFlow takes longer than all else between the press of a button and the first point on
the curve. The worker ends when its standard input closes: the app is gone, or no longer wants it.
"""

from __future__ import annotations

import os
import threading
from subprocess import Popen

from core.processes import start_waiting
from core.runs import launcher
from core.runs.run_directory import RunDirectory

SWITCH = "MIEN_STANDBY"
"""Environment variable; ``0`` keeps workers from being made ready (each holds about 400 MB)."""

_PATIENCE = 600.0


class Standby:
    """Keeps at most one worker ready.

    Parameters
    ----------
    patience : float, default 600
        Seconds after which a worker that nobody needed is sent away.
    """

    def __init__(self, patience: float = _PATIENCE) -> None:
        self._patience = patience
        self._guard = threading.Lock()
        self._waiting: Popen[bytes] | None = None
        self._clock: threading.Timer | None = None

    def prepare(self) -> None:
        """Make a worker ready, unless one is; its patience begins anew."""
        if os.environ.get(SWITCH) == "0":
            return
        with self._guard:
            if self._waiting is None or self._waiting.poll() is not None:
                self._waiting = start_waiting("core.worker")
            self._wind_up()

    def launch(self, run: RunDirectory) -> None:
        """Let the worker that is ready train a run; where none is, or it dies, start one."""
        if not self._hand_over(run):
            launcher.launch(run)

    def dismiss(self) -> None:
        """Send the waiting worker away, if there is one."""
        with self._guard:
            worker = self._take()
        if worker is not None and worker.stdin is not None:
            worker.stdin.close()
            worker.wait()

    def _hand_over(self, run: RunDirectory) -> bool:
        with self._guard:
            worker = self._take()
            if worker is None or worker.poll() is not None or worker.stdin is None:
                return False
            try:
                worker.stdin.write(os.fsencode(run.path) + b"\n")
                worker.stdin.close()
            except OSError:  # it died just now
                return False
        threading.Thread(target=_see_to, args=(worker, run), daemon=True).start()
        return True

    def _take(self) -> Popen[bytes] | None:
        worker, self._waiting = self._waiting, None
        if self._clock is not None:
            self._clock.cancel()
        return worker

    def _wind_up(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
        self._clock = threading.Timer(self._patience, self.dismiss)
        self._clock.daemon = True
        self._clock.start()


def _see_to(worker: Popen[bytes], run: RunDirectory) -> None:
    """Start another worker for a run whose own died before it wrote a word."""
    worker.wait()
    if run.exists and not run.events.exists():
        launcher.launch(run)
