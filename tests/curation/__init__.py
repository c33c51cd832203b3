"""Tests of `core.curation`."""
