"""Models bundled for people without Mien."""
