"""Whether a folder lies on the disk of another computer, where locks cannot be relied on."""

from __future__ import annotations

from pathlib import Path

from core.dataset.schema import is_sqlite
from core.workspace import Workspace

_MOUNTS = Path("/proc/self/mountinfo")
_OF_A_SYSTEM = "9p afs ceph cifs davfs glusterfs lustre nfs nfs4 smb3 smbfs"
_OF_A_PROGRAM = "fuse.davfs fuse.glusterfs fuse.rclone fuse.s3fs fuse.sshfs"
_OVER_A_NETWORK = {*_OF_A_SYSTEM.split(), *_OF_A_PROGRAM.split()}


def network_disk(folder: Path, mounts: Path = _MOUNTS) -> str | None:
    """Return the kind of network file system a folder lies on.

    Parameters
    ----------
    folder : Path
        It need not exist yet.
    mounts : Path, optional
        What is mounted where, as Linux tells it (``/proc/self/mountinfo``, see proc(5)).

    Returns
    -------
    str or None
        Such as ``"nfs4"``; None for a disk of this computer, and where the system does not tell.
    """
    try:
        lines = mounts.read_text("utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    kinds = dict(map(_mounted, lines))  # what was mounted later hides what is below it
    place = folder.resolve()
    nearest = next((each for each in (place, *place.parents) if each in kinds), None)
    kind = kinds[nearest] if nearest else ""
    return kind if kind in _OVER_A_NETWORK else None


def network_warning(workspace: Workspace) -> str | None:
    """Return what a person is told of a project on a network disk; None where it is not."""
    kind = network_disk(workspace.data) if is_sqlite() else None
    return kind and (
        f"{workspace.data} is on the disk of another computer ({kind}). Two programs cannot be "
        "kept apart there, and saved changes can be lost. Move the project to a disk of this "
        "computer, or use a PostgreSQL database."
    )


def _mounted(line: str) -> tuple[Path, str]:
    where, _, what = line.partition(" - ")
    return Path(_plain(where.split(" ")[4])), what.split(" ")[0]


def _plain(escaped: str) -> str:
    """Return a path as it is: mountinfo writes blanks as octal numbers."""
    for number, character in (("040", " "), ("011", "\t"), ("012", "\n"), ("134", "\\")):
        escaped = escaped.replace(f"\\{number}", character)
    return escaped
