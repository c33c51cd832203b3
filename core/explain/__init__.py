"""Where a network looked: class activation maps and how they are laid over a photo."""
