"""Maps of where a network looked, on networks small enough to build in a test."""
