"""Tests of a model asked over HTTP."""
