"""Faults and attacks that the program must survive, done to it on purpose: `python -m tests.faults` prints a table."""
