"""Every choice on the train page can be made."""

from __future__ import annotations

import pytest

from core.runs.networks import ARCHITECTURES
from core.runs.presets import PRESETS
from core.workspace import Workspace
from tests.pages.conftest import Open
from tests.pages.test_pages import OnWorkspace

NETWORKS = ("face-cnn", "mobilenet-v2-0.35", "cnn-16-32-64")


@pytest.fixture
def train_page(filled: Workspace, open_page: OnWorkspace) -> Open:
    return open_page(filled)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_effort_can_be_chosen_with_every_kind_of_network(
    train_page: Open, preset: str
) -> None:
    page = train_page("app_pages/train.py")
    page.radio(key="preset").set_value(preset).run()
    assert not page.exception
    for network in NETWORKS:
        box = next(each for each in page.selectbox if each.label == "Network")
        if ARCHITECTURES[network].title not in box.options:
            assert (preset, network) == ("instant", "cnn-16-32-64")
            continue
        box.set_value(network).run()
        assert not page.exception
        assert [each.label for each in page.button].count("Start training") == 1


@pytest.mark.parametrize("network", NETWORKS)
def test_every_setting_under_advanced_says_what_it_does(train_page: Open, network: str) -> None:
    page = train_page("app_pages/train.py")
    box = next(each for each in page.selectbox if each.label == "Network")
    box.set_value(network).run()
    (advanced,) = (each for each in page.expander if each.label == "Advanced")
    kinds = (
        advanced.slider,
        advanced.number_input,
        advanced.toggle,
        advanced.selectbox,
        advanced.select_slider,
    )
    settings = [each for kind in kinds for each in kind if each.key != "preview"]
    assert len(settings) > 15
    assert [each.label for each in settings if not each.help] == []
