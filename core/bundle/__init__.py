"""A trained model with everything that is needed to ask it, for people without Mien."""
