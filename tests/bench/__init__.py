"""Measurements, each against a baseline in the same run: `python -m tests.bench TOPIC [--size N]` prints JSON.

Never part of the tests that must pass: times depend on the machine and on what else it does. What is worth keeping is
the ratio, taken from medians of runs that alternate with the baseline's, so that a slow minute hits both alike.
"""
