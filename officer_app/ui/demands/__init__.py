"""The page of demands: the board by state, the list, and one demand with what can be done about it."""
