"""Backups in the window: made by themselves, looked at in the administration, restored from a view of their own."""
