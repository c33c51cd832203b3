"""Exported networks asked by their own runtimes, each in a process that knows nothing else."""
