"""``looks``: where a trained model looks, over many photos it has not learned from."""

from __future__ import annotations

from core import inference
from core.commands import console
from core.commands.options import AsJson, RunName, WorkspaceDir, open_workspace, own_run
from core.counting import photos_in_words
from core.look_check import look_check
from core.look_wording import trust_sentence

_PICTURES = ("map", "photo")


def run(name: RunName = "latest", workspace: WorkspaceDir = None, as_json: AsJson = False) -> None:
    """Show what speaks for each class on average, and warn of shortcuts."""
    chosen = own_run(open_workspace(workspace), name)
    found = look_check(chosen, inference.shared())
    average = [
        {key: told[key] for key in told if key not in _PICTURES} for told in found["average"]
    ]
    trust = trust_sentence(found["faithfulness"])
    text = console.sections(
        f"{chosen.name}, on {photos_in_words(found['n'])} it has not learned from",
        found["shortcut"]["sentence"],
        *(told["sentence"] for told in average),
        trust,
    )
    document = {"run": chosen.run_id, **found, "average": average, "trust": trust}
    console.answer(document, text, as_json=as_json)
