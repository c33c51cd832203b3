"""A project on another computer's disk is told of; one on this computer's is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.network_disk import network_disk

MOUNTS = r"""22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
40 22 0:40 / /mnt/team rw,relatime shared:7 - nfs4 server:/team rw,vers=4.2
41 40 0:41 / /mnt/team/here rw - ext4 /dev/vdb rw
42 22 0:42 / /mnt/my\040share rw master:1 - cifs //server/share rw
43 22 0:43 / /home/ann/far rw - fuse.sshfs ann@far: rw
44 22 0:44 / /home/ann/far rw - tmpfs tmpfs rw
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/ann/mien/data", None),
        ("/mnt/team/mien/data", "nfs4"),
        ("/mnt/team", "nfs4"),
        ("/mnt/teams/mien", None),
        ("/mnt/team/here/mien", None),
        ("/mnt/my share/mien", "cifs"),
        ("/home/ann/far/mien", None),
    ],
)
def test_the_nearest_and_last_mount_says_where_a_folder_lies(
    tmp_path: Path, folder: str, kind: str | None
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)
    assert network_disk(Path(folder), mounts) == kind


def test_a_system_that_does_not_tell_warns_of_nothing(tmp_path: Path) -> None:
    assert network_disk(tmp_path, tmp_path / "none") is None
    assert network_disk(tmp_path) is None
