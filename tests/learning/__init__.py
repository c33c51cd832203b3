"""Networks, batches, training, prediction."""
