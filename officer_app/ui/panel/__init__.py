"""The panel's meetings: the list, one meeting with its agenda and votes, and the forms beside them."""
