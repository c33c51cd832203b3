"""Where everything lies: the only place that spells a path under ``data/`` and ``models/``."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from core.errors import RunNotFound

PROJECT = Path(__file__).resolve().parent.parent
_RUN_ID = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{4}")
_PICTURE_ID = re.compile(r"[0-9a-f]{64}")
_ENDINGS = (".png", ".jpg")


def is_picture(picture_id: object, suffix: object) -> bool:
    """Return whether `Workspace.picture` may be asked: this is a hash, and that a picture's ending.

    For what comes from a foreign file: anything else could lead out of the workspace.
    """
    known = isinstance(picture_id, str) and _PICTURE_ID.fullmatch(picture_id) is not None
    return known and suffix in _ENDINGS


@dataclass(frozen=True)
class Workspace:
    """One person's photos, labels and models.

    Parameters
    ----------
    root : Path
        The folder that holds ``data/`` and ``models/``.
    """

    root: Path

    @classmethod
    def default(cls) -> Workspace:
        """Return the workspace named by ``MIEN_WORKSPACE``, else the project's own folder."""
        return cls(Path(os.environ.get("MIEN_WORKSPACE") or PROJECT).resolve())

    @property
    def data(self) -> Path:
        """Photos, labels and what is derived from them."""
        return self.root / "data"

    @property
    def models(self) -> Path:
        """One folder per training."""
        return self.root / "models"

    @property
    def database(self) -> Path:
        """The SQLite file with pictures' facts, labels and the journal."""
        return self.data / "mien.sqlite"

    @property
    def snapshots(self) -> Path:
        """Copies of the database, and the log of every change since."""
        return self.data / "snapshots"

    @property
    def log_lock(self) -> Path:
        """Held while a change reaches log and database, and while a database is put back."""
        return self.snapshots / "log.lock"

    @property
    def erasing(self) -> Path:
        """Which photos are deleted everywhere but for what other files still tell of them."""
        return self.data / "erasing.json"

    @property
    def erasing_lock(self) -> Path:
        """Held by the one who deletes a photo everywhere."""
        return self.data / "erasing.lock"

    @property
    def broken(self) -> Path:
        """Damaged databases, kept aside when another took their place."""
        return self.data / "broken"

    @property
    def verified(self) -> Path:
        """How far a check of all photos is that was cut off."""
        return self.data / "verify.json"

    @property
    def unknown_photos(self) -> Path:
        """Pictures that no row of the database knows, taken out of the kept ones."""
        return self.data / "unknown-photos"

    @property
    def pictures(self) -> Path:
        """The kept pictures, by their hash."""
        return self.data / "pictures"

    @property
    def thumbnails(self) -> Path:
        """Small pictures for galleries, by the hash of the picture."""
        return self.data / "thumbnails"

    @property
    def imports(self) -> Path:
        """One folder per import: what was received, how far it is, what was refused."""
        return self.data / "imports"

    @property
    def away(self) -> Path:
        """The set as a zip, to be taken away."""
        return self.data / "away"

    @property
    def backups(self) -> Path:
        """The whole project in one file, made by the app, and how far it is."""
        return self.data / "backup"

    @property
    def backup_lock(self) -> Path:
        """Held by the one process that writes a backup of this workspace."""
        return self.backups / "backup.lock"

    @property
    def shares(self) -> Path:
        """One folder per training: what was made of its model to be taken away."""
        return self.data / "shares"

    @property
    def cache(self) -> Path:
        """What can be made again: decoded pictures for training."""
        return self.data / "cache"

    @property
    def suspect_answers(self) -> Path:
        """What people answered to suspicions about labels."""
        return self.data / "suspects.json"

    @property
    def notice(self) -> Path:
        """When somebody read what Mien must not be used for, before the first photo."""
        return self.data / "notice.json"

    @property
    def look_alikes(self) -> Path:
        """Groups of photos of the same picture, as they were found last."""
        return self.cache / "look-alikes.json"

    @property
    def look_alikes_lock(self) -> Path:
        """Held by the one process that looks for look-alikes beside the app."""
        return self.data / "look-alikes.lock"

    @property
    def looks_lock(self) -> Path:
        """Held while what searches found about photos is written back or forgotten."""
        return self.data / "looks.lock"

    def looks(self, number: int) -> Path:
        """Return where small greys and measures of photos are kept, in the format ``number``."""
        return self.cache / f"looks-{number}.bin"

    @property
    def face_search(self) -> Path:
        """How far the search for faces is."""
        return self.data / "faces.json"

    @property
    def face_search_log(self) -> Path:
        """Whatever the process that looks for faces printed."""
        return self.data / "faces.log"

    @property
    def reserve(self) -> Path:
        """Room on the disk, kept back for labels."""
        return self.data / "reserve"

    @property
    def face_search_lock(self) -> Path:
        """Held by the one process that looks for faces."""
        return self.data / "faces.lock"

    @property
    def app_lock(self) -> Path:
        """Held by the one app that shows this workspace."""
        return self.data / "app.lock"

    @property
    def app_address(self) -> Path:
        """Where that app is found."""
        return self.data / "app.json"

    @property
    def error_log(self) -> Path:
        """What nobody expected: tracebacks, each under the id that a person was shown."""
        return self.data / "errors.log"

    @property
    def photos_mark(self) -> Path:
        """Beside the trainings, not the photos: says that there were photos, and which."""
        return self.models / "belongs-to.txt"

    @property
    def run_bin(self) -> Path:
        """Deleted trainings, which can be taken back."""
        return self.models / ".bin"

    @property
    def weights(self) -> Path:
        """Pre-trained weights, fetched once or put here by hand."""
        return self.models / "weights"

    @property
    def training_lock(self) -> Path:
        """Held by the one run that trains."""
        return self.models / "training.lock"

    def picture(self, picture_id: str, suffix: str) -> Path:
        """Return where the picture with this hash and ending (``.png``, ``.jpg``) is kept."""
        return self.pictures / picture_id[:2] / f"{picture_id}{suffix}"

    def has_picture(self, picture_id: str) -> bool:
        """Return whether the file of a picture is there, whatever its ending."""
        return any(self.picture(picture_id, ending).is_file() for ending in _ENDINGS)

    def thumbnail(self, picture_id: str) -> Path:
        """Return where the thumbnail of a picture is kept."""
        return self.thumbnails / picture_id[:2] / f"{picture_id}.jpg"

    def run(self, run_id: str) -> Path:
        """Return the folder of a run.

        Raises
        ------
        RunNotFound
            If ``run_id`` is not of the form ``YYYYMMDD-HHMMSS-xxxx``.
        """
        if not _RUN_ID.fullmatch(run_id):
            raise RunNotFound(
                f"There is no training called {run_id[:40]!r}.",
                advice="Choose one from the list of trainings.",
            )
        return self.models / run_id
