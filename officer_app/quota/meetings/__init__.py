"""Meetings of the panel: planned, held, closed as a whole, and what they print.

In the order of the day: `planning` and `agenda` before it, `sitting` and `voting` while it is held, `ranking` where
more cases pass than units are offered, `closing` moves every case at once; `lists` is what pages and papers read.
"""
