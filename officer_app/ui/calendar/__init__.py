"""The page "calendar": visits made and planned by month, week and as an agenda, and what leaves the office from it."""
