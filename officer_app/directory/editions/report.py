"""Papers of the directory: an edition as a booklet, two editions compared as a list.

Each is a function from plain values to the PDF's bytes; the same values give the same bytes.
"""

from pathlib import Path

from officer_app.core.documents.writing import write_whole
from officer_app.directory.editions.booklet_paper import draw_booklet
from officer_app.directory.editions.differences_paper import draw_differences
from officer_app.directory.editions.printed import Booklet, Differences


def directory_booklet(booklet: Booklet) -> bytes:
    """目录. Raises MissingGlyph for a character that no shipped face has."""
    return draw_booklet(booklet)


def differences_list(differences: Differences) -> bytes:
    """目录对照表. Raises MissingGlyph."""
    return draw_differences(differences)


def write_booklet(booklet: Booklet, path: Path) -> None:
    """Write 目录 to `path`, whole or not at all; raises DiskTrouble, MissingGlyph."""
    write_whole(path, directory_booklet(booklet))
