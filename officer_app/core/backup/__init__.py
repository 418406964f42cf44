"""Backups of an embedded database: making, listing, keeping, checking, drilling and restoring them.

A backup is a folder of its own: the database, the key file that opens it, and a manifest that says what it holds. It is
made in a folder with another name, read back, and renamed when it is whole: whatever stops the machine, a folder that
looks like a backup is one. Nothing here knows what the office's features are; overview/backups.py puts them together.
"""
