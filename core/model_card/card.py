"""A trained model described for whoever uses it.

The order of the sections follows Mitchell, Wu, Zaldivar, Barnes, Vasserman, Hutchinson, Spitzer,
Raji and Gebru 2019, "Model Cards for Model Reporting", doi:10.1145/3287560.3287596: the model, its
use, factors and metrics, data, figures, ethics and caveats.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from core.kept_looks import Progress
from core.model_card import about, looking, markdown, origin, page, photos, results
from core.model_card.blocks import Paragraph, Section
from core.model_card.material import gather
from core.runs.run_directory import RunDirectory


@dataclass(frozen=True)
class ModelCard:
    """What is to be said about one model.

    Parameters
    ----------
    name : str
        What the model is called.
    sections : tuple of Section
        In reading order.
    """

    name: str
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        """What stands above it."""
        return f"Model card: {self.name}"

    @property
    def in_short(self) -> list[str]:
        """How good it is, and what stands against that, as sentences."""
        said = self.sections[0].blocks
        return [each.text for each in said if isinstance(each, Paragraph)]

    def markdown(self) -> str:
        """Return it as Markdown (CommonMark with tables)."""
        return markdown.document(self.title, self.sections)

    def html(self) -> str:
        """Return it as one web page that fetches nothing, for screens, phones and paper."""
        return page.document(self.title, self.sections)


def model_card(run: RunDirectory, on_progress: Progress | None = None) -> ModelCard:
    """Describe a finished training from what it left behind.

    Where its photos' set lies beside it, their sources and kinds are told too: names of imports and
    of folders then stand in the card. What is not known is said in words.

    Parameters
    ----------
    run : RunDirectory
        A training that has a model, or the starter model.
    on_progress : callable, optional
        Called with how many photos are measured, and of how many, where that takes long.

    Raises
    ------
    RunDamaged
        If a file of the training is missing or differs from what was written.
    """
    known = gather(run, on_progress)
    sections = (
        about.in_short(known),
        about.model_details(known),
        about.use(known),
        photos.learned_from(known),
        photos.checked_on(known),
        results.measures(),
        results.how_good(known),
        results.percentages(known),
        results.weaker(known),
        looking.where_it_looks(known),
        origin.limits(known),
        origin.origin(known, datetime.now(UTC)),
        origin.settings(known),
    )
    return ModelCard(run.name, sections)
