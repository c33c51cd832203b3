"""Models taken away."""
