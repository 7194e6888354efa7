"""The verbs of the command line, one file each: they print plain words and answer with an exit code."""
