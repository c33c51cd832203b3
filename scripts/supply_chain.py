"""What Mien is made of: ``python start.py audit`` and ``python start.py sbom``.

``audit`` asks for every locked package whether a hole is known (https://pypi.org/project/pip-audit).
It is the one command that asks the internet: what is known changes every day. What follows it goes
to pip-audit. ``sbom`` writes which packages the app needs, with versions and hashes, as CycloneDX
JSON (https://cyclonedx.org), into ``sbom.json`` or the file that is named.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = (ROOT / "requirements.txt", ROOT / "requirements-dev.txt")
_LONGEST = 300


def audit(options: Sequence[str], locks: Sequence[Path] = LOCKS) -> int:
    """Tell every known hole; 1 where there is one, or nobody can be asked."""
    asked = [word for lock in locks for word in ("-r", str(lock))]
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.json"
        shape = ["--disable-pip", "--progress-spinner=off", "-f", "json", "-o", str(told)]
        done = _run(["pip_audit", *asked, *shape, *options])
        try:
            packages = json.loads(told.read_text("utf-8"))["dependencies"]
        except (OSError, ValueError, KeyError):
            return _failed(
                "Nobody could be asked about known holes",
                "Check that this computer is online, then try again; Mien itself runs without.",
                done.stderr,
            )
    holes = [(each, hole) for each in packages for hole in each.get("vulns", ())]
    for each, hole in holes:
        mended = ", ".join(hole["fix_versions"]) or "no version yet"
        print(f"{each['name']} {each['version']}: {hole['id']}, mended in {mended}.")
    print(f"{len(packages)} locked packages looked at, {len(holes)} known holes.")
    return 1 if holes else 0


def sbom(options: Sequence[str]) -> int:
    """Write the list of packages; 1 where it cannot be written."""
    target = Path(options[0] if options else ROOT / "sbom.json")
    about = ["--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible"]
    command = ["cyclonedx_py", "requirements", str(LOCKS[0]), *about, "--of", "JSON"]
    done = _run([*command, "-o", str(target)])
    if done.returncode != 0:
        return _failed(f"{target} could not be written", "Choose another place.", done.stderr)
    print(f"{target} says which packages the app needs.")
    return 0


def _run(module: Sequence[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *module]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def _failed(sentence: str, advice: str, told: str) -> int:
    lines = told.strip().splitlines() or ["no reason was given"]
    print(f"{sentence}: {lines[-1][:_LONGEST]}. {advice}", file=sys.stderr)
    return 1


def main(arguments: Sequence[str]) -> int:
    """Do what was asked for and return the exit status."""
    word, *rest = arguments or [""]
    jobs = {"audit": audit, "sbom": sbom}
    if word not in jobs:
        print("Use audit or sbom.", file=sys.stderr)
        return 1
    return jobs[word](rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
