"""The command line: one file a command, all of them plain functions over the other rooms."""
