"""What the project's own people run: making what is shipped."""
