"""Numbers of 16 bits where they pay, and step sizes that follow their course."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.learning.optimizers import learning_rate, make_optimizer
from core.learning.precision import policy
from core.runs.presets import default_config


@pytest.mark.parametrize(
    ("network", "flags", "expected"),
    [
        ("resnet50", "fma avx512_bf16", "mixed_bfloat16"),
        ("resnet50", "fma amx_bf16", "mixed_bfloat16"),
        ("resnet50", "fma avx2", "float32"),
        ("face-cnn", "fma avx512_bf16", "float32"),
    ],
)
def test_short_numbers_are_taken_where_processor_and_network_gain(
    tmp_path: Path, network: str, flags: str, expected: str
) -> None:
    cpu = tmp_path / "cpuinfo"
    cpu.write_text(f"flags\t: {flags}\n")
    config = replace(default_config(network), precision="auto")
    assert policy(config, cpu) == expected
    assert policy(replace(config, precision="float32"), cpu) == "float32"
    assert policy(replace(config, precision="bfloat16"), tmp_path / "none") == "mixed_bfloat16"


def test_a_cosine_rises_over_the_warm_up_and_falls_to_nothing() -> None:
    config = replace(default_config(), epochs=10, schedule="cosine", warmup=1.0, learning_rate=0.01)
    rate = learning_rate(config, 100)
    course = [float(rate(step)) for step in range(0, 1001, 50)]
    assert course[0] == 0
    assert max(course) == pytest.approx(0.01)
    assert course.index(max(course)) == 2
    assert course[2:] == sorted(course[2:], reverse=True)
    assert course[-1] == pytest.approx(0, abs=1e-8)


def test_a_constant_rate_stays_after_its_warm_up() -> None:
    plain = replace(default_config(), learning_rate=0.01)
    assert learning_rate(plain, 10) == 0.01
    warmed = learning_rate(replace(plain, warmup=1.0), 10)
    assert float(warmed(0)) == 0
    assert float(warmed(10)) == float(warmed(150)) == pytest.approx(0.01)


@pytest.mark.parametrize("name", ["adam", "adamw", "muon", "sgd"])
def test_averaging_is_the_optimizers(name: str) -> None:
    config = replace(default_config(), optimizer=name, weight_averaging=0.9, weight_decay=0.1)
    optimizer = make_optimizer(config, 10)
    assert optimizer.use_ema
    assert optimizer.ema_momentum == 0.9
    assert not make_optimizer(replace(config, weight_averaging=0.0), 10).use_ema
