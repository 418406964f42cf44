"""Two enterprises made one, and taken apart again."""
