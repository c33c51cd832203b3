"""Faces are found and cut out."""
