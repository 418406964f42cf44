"""The page of the directory."""
