"""A set taken away as a file that other programs read, and brought in again with nothing lost."""
