"""Visits: planned by cadence, logged on the spot, printed."""
