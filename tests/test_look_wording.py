"""What is said about maps follows every one of the checks."""

from __future__ import annotations

from typing import Any

from core.look_wording import trust_sentence


def found(
    gain: tuple[float, float, float] | None = (0.5, 0.4, 0.6),
    *,
    n: int = 50,
    passed: bool = True,
    centre: tuple[float, float, float] = (0.2, 0.1, 0.3),
    alone: tuple[float, float] = (0.7, 0.8),
    face: float | None = None,
) -> dict[str, Any]:
    return {
        "removal": {
            "n": n,
            "deletion_gain": gain and {"value": gain[0], "interval": gain[1:]},
            "deletion_gain_over_centre": {"value": centre[0], "interval": centre[1:]},
            "maps": {"insertion_interval": alone},
            "random": {"insertion_interval": (0.4, 0.5)},
        },
        "randomisation": {"passed": passed},
        "face": None if face is None else {"share": face, "area": 0.36},
    }


def test_maps_that_pass_every_check_are_trusted() -> None:
    said = trust_sentence(found(face=0.8))
    assert said.startswith("The maps show what counts")
    assert "50 % faster than with places covered at random" in said
    assert "20 % faster than with the middle covered" in said
    assert "80 % of what speaks for its answers lies where the face is" in said


def test_maps_that_do_not_depend_on_what_was_learned_are_never_trusted() -> None:
    said = trust_sentence(found(passed=False))
    assert "show what counts" not in said
    assert said.startswith("Careful: the maps look much the same")


def test_few_photos_and_an_interval_around_zero_tell_nothing() -> None:
    for few in (found(n=12), found((0.1, -0.1, 0.3))):
        assert "Too few photos to tell" in trust_sentence(few)
    assert "mislead" in trust_sentence(found((-0.3, -0.4, -0.2)))
    assert "Too little depends" in trust_sentence(found(None))


def test_the_middle_and_the_marked_places_alone_are_told() -> None:
    assert "about as fast as with the middle" in trust_sentence(found(centre=(0.0, -0.1, 0.1)))
    assert "10 % slower than with the middle" in trust_sentence(found(centre=(-0.1, -0.2, -0.05)))
    assert "alone hold less" in trust_sentence(found(alone=(0.1, 0.2)))
