"""The special-talent quota and the cases that use it."""
