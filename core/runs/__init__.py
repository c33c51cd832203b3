"""The life of one training, readable by any process; light, so that pages stay light."""
