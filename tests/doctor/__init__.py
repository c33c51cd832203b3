"""Tests of what is found and repaired."""
