"""A trained model taken away: the same answers in other programs."""
