"""Faces in photos: finding them, and cutting them out the same way everywhere."""
