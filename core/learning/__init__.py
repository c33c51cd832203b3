"""Where TensorFlow begins: networks, batches, training and prediction."""
