"""The life of one training."""
