"""Numbers about answers: arrays in, plain values out; no files, no models, no screen."""
