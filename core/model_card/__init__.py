"""A trained model on a page: what it is, what it is for, how good it is, and what is not known."""
