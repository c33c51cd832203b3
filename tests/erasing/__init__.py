"""Photos deleted everywhere."""
