"""What enterprises ask for: collected, handed on, answered, rated, closed."""
