"""What is wrong with a workspace, in plain sentences, and what of it can be repaired."""
