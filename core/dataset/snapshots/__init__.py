"""Copies of the database and a log of every change since, so that it can be put back."""
