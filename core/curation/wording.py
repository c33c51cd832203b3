"""What was found about a photo, as a sentence for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

_NUMBERS = ("none", "one", "two", "three", "four", "five")
_SUREST = 99


def suspect_sentence(given: str, said: str, probability: float, look_alikes: Sequence[str]) -> str:
    """Say why a label may be wrong.

    Parameters
    ----------
    given, said : str
        The label, and the class that is more probable.
    probability : float
        Of ``said``, 0 to 1.
    look_alikes : sequence of str
        Labels of the most similar photos, at most five.

    Returns
    -------
    str
        "99 % happy, labelled sad; its five nearest look-alikes are happy."
    """
    sure = f"{min(round(100 * probability), _SUREST)} % {said}, labelled {given}"
    if not look_alikes:
        return f"{sure}."
    (most, number), *others = Counter(look_alikes).most_common()
    total = _NUMBERS[len(look_alikes)]
    if not others:
        ending = f"its {total} nearest look-alikes are {most}"
        ending = f"its nearest look-alike is {most}" if number == 1 else ending
        return f"{sure}; {ending}."
    parts = [
        f"{_NUMBERS[count]} {'is' if count == 1 else 'are'} {name}"
        for name, count in [(most, number), *others]
    ]
    return f"{sure}; of its {total} nearest look-alikes {_joined(parts)}."


def _joined(parts: Sequence[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
