"""What a run was given at its start, read back from its folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from core.errors import CoreError, RunDamaged
from core.files import atomic_write, read_json, write_json
from core.runs.marks import read_marks
from core.runs.run_files import RunFiles, TrainingPicture
from core.runs.spec import TrainConfig

_UNFIT = (OSError, ValueError, KeyError, TypeError, AttributeError)
"""What comes of a file that is gone, torn, or holds something else than it should."""


class FrozenRun(RunFiles):
    """Settings, classes and pictures of a run; written once.

    Whatever cannot be read raises `RunDamaged` with the name of its file.
    """

    def freeze(
        self,
        name: str,
        config: TrainConfig,
        classes: Sequence[str],
        pictures: Sequence[TrainingPicture],
        **facts: Any,
    ) -> None:
        """Write down what is asked, as `RunDirectory.create` takes it, in this folder."""
        columns = [each.name for each in fields(TrainingPicture)]
        rows = [[getattr(item, column) for column in columns] for item in pictures]
        split = {"columns": columns, "pictures": rows}
        atomic_write(self.split, json.dumps(split).encode())
        spec = {
            **facts,
            "run_id": self.run_id,
            "name": name,
            "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "classes": list(classes),
            "config": config.to_json(),
        }
        write_json(self.path / self.settings_file, spec)

    @cached_property
    def spec(self) -> dict[str, Any]:
        """All of its settings file."""
        with self._reading(self.settings_file):
            return dict(read_json(self.path / self.settings_file).items())

    @cached_property
    def config(self) -> TrainConfig:
        """The settings."""
        with self._reading(self.settings_file):
            return TrainConfig.from_json(self.spec["config"])

    @property
    def classes(self) -> list[str]:
        """Labels in the order of the probability columns."""
        with self._reading(self.settings_file):
            labels = _texts(self.spec["classes"])
            if len({*labels}) < len(labels):
                raise ValueError("A label stands there twice.")
            return labels

    @property
    def notes(self) -> list[str]:
        """Sentences about how it came to be, as frozen at the start."""
        with self._reading(self.settings_file):
            return _texts(self.spec.get("notes", []))

    @property
    def created_at(self) -> datetime:
        """When it was asked for, UTC."""
        with self._reading(self.settings_file):
            return datetime.fromisoformat(self.spec["created_at"])

    @property
    def name(self) -> str:
        """What a person calls it, now."""
        with self._reading(self.settings_file):
            return read_marks(self).name or str(self.spec["name"])

    @property
    def called(self) -> str:
        """Its name, or its id where that cannot be read."""
        return self.name if self.sound else self.run_id

    @property
    def starred(self) -> bool:
        """Whether a person marked it with a star."""
        return read_marks(self).starred

    @cached_property
    def pictures(self) -> list[TrainingPicture]:
        """Every picture with its class and split, as frozen at the start."""
        with self._reading(self.split.name):
            rows = read_json(self.split)["pictures"]
            return [TrainingPicture.from_row(row) for row in rows]

    @property
    def sound(self) -> bool:
        """Whether its settings can be read and its list of pictures is not torn."""
        try:
            known = bool(self.name and self.config and self.classes and self.created_at)
        except CoreError:
            return False
        return known and _ends_with(self.split, b"}")

    @contextmanager
    def _reading(self, file: str) -> Iterator[None]:
        try:
            yield
        except _UNFIT as error:
            raise RunDamaged(
                f"The file {file} of the training {self.run_id} cannot be read.",
                advice="Train again, or put the folder back from a copy.",
            ) from error


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError(f"{str(value)[:40]!r} is no list of texts.")
    return value


def _ends_with(path: Path, ending: bytes) -> bool:
    """Tell a whole file from a torn one without reading it: the lists of pictures are long."""
    try:
        with path.open("rb") as stream:
            stream.seek(-len(ending), 2)
            return stream.read() == ending
    except OSError:
        return False
