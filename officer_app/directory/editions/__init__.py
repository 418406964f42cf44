"""Editions of the directory: what they list, how two compare, and their papers."""
