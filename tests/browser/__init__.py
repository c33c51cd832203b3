"""The whole road in a real Chromium."""
