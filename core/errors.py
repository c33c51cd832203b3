"""Every mistake a person can make or meet, as one sentence they understand."""

from __future__ import annotations


class CoreError(Exception):
    """Root of the errors that are shown to a person.

    Parameters
    ----------
    came : str
        What happened or was given, as a whole sentence.
    expected : str, optional
        What was wanted instead, as a whole sentence.
    advice : str, optional
        What to do now, as a whole sentence.
    """

    def __init__(self, came: str, expected: str = "", advice: str = "") -> None:
        self.came = came
        self.expected = expected
        self.advice = advice
        super().__init__(" ".join(part for part in (came, expected, advice) if part))


class PictureRefused(CoreError):
    """One file is not a picture that can be kept; the rest of the batch goes on."""


class ImportRefused(CoreError):
    """A whole source (archive, folder, table) cannot be read."""


class NotInDataset(CoreError):
    """A picture, class or change was asked for that the dataset does not hold."""


class LabelConflict(CoreError):
    """Somebody else changed the picture after it was shown."""


class InvalidConfig(CoreError):
    """A setting of a training is outside what is possible."""


class CannotCurate(CoreError):
    """There is not enough in the dataset to find what is worth a look."""


class CannotExplain(CoreError):
    """Where a model looks cannot be told: of no photo that is left, or not by this method."""


class CannotExport(CoreError):
    """A model cannot be written for other programs, or does not answer there as it should."""


class CannotServe(CoreError):
    """A model cannot be asked over HTTP: nobody can be let in."""


class CannotTrain(CoreError):
    """There is not enough in the dataset to train on yet."""


class RunNotFound(CoreError):
    """No run has this id."""


class CannotResume(CoreError):
    """A training cannot go on: it goes on already, or it came to its end."""


class CannotDelete(CoreError):
    """A training cannot go to the bin: it still goes on."""


class CannotCompare(CoreError):
    """Too few or too many trainings were chosen to compare."""


class CannotEnd(CoreError):
    """A training has no worker that could be ended."""


class InvalidName(CoreError):
    """A name for a training is empty or too long."""


class RunDamaged(CoreError):
    """A file of a run is missing or differs from what was written."""


def run_gone() -> RunDamaged:
    """Return what is said where the folder of a run is missing."""
    return RunDamaged(
        "This training is not there any more.",
        "It was deleted, or its folder was moved away.",
        "Take it back from the bin, or choose another model.",
    )


class WeightsMissing(CoreError):
    """Pre-trained weights are neither here nor to be had."""


class BackupRefused(CoreError):
    """A file is no backup that can be put back."""


class NotAllowed(CoreError):
    """Whoever asks is not among the people who may."""


class WorkspaceProblem(CoreError):
    """The data folder cannot be used."""


class OutcomeUnknown(WorkspaceProblem):
    """Something failed so late that nobody knows whether the last step is saved."""


class ConnectionLost(OutcomeUnknown):
    """The connection to a database server broke."""


class DatabaseDamaged(WorkspaceProblem):
    """The database cannot be read any more, or is gone; perhaps it can be put back."""


class WorkspaceOccupied(WorkspaceProblem):
    """Another app shows this workspace."""
