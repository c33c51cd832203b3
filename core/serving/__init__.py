"""A trained model asked over HTTP."""
