"""What the system refuses about files and folders, as parts of a sentence for a person."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
"""No room on the disk, for a file this large, or in the share of this user (not on Windows)."""
_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)
_LEAST_BYTES = 1_000_000


def is_full(folder: Path) -> bool:
    """Return whether the disk of a folder has less than a megabyte left, as far as it can tell."""
    try:
        return shutil.disk_usage(folder).free < _LEAST_BYTES
    except OSError:
        return False


def why(error: OSError) -> str:
    """Return what was refused in the system's own words, without a full stop."""
    return (error.strerror or str(error) or type(error).__name__).rstrip(".")


def what_helps(error: OSError) -> str:
    """Return what a person does about it, as a clause without its end."""
    if error.errno in _FULL:
        return "Free some space on the disk"
    if error.errno in _CLOSED:
        return "Check that the folder may be written to"
    return "Check that the disk is well"


def advice(error: OSError, then: str = "try again") -> str:
    """Return what a person does about it, and then, as a whole sentence.

    Parameters
    ----------
    error : OSError
        What the system answered.
    then : str, optional
        What is done after that, such as "make the backup again".
    """
    return f"{what_helps(error)}, then {then}."
