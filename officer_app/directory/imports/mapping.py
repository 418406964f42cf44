"""Which columns of a file hold what, as people said the last time a file had the same headings."""

import hashlib
import itertools
from collections.abc import Sequence

import sqlalchemy as sa

from officer_app.core.folding import fold
from officer_app.core.sheets import SheetReader, as_text
from officer_app.core.work import Work
from officer_app.directory.custom_fields import FieldDef, fields_of
from officer_app.directory.headings import Words
from officer_app.directory.imports.columns import HEADER_WITHIN, NO_CHOICES, Choices, Header
from officer_app.directory.model import ImportMapping


def own_fields(work: Work) -> dict[str, FieldDef]:
    """The office's own fields by their key."""
    return {field.key: field for field in fields_of(work)}


def words_of(own: dict[str, FieldDef]) -> Words:
    """The headings known here, the names of the office's own fields among them."""
    return Words({key: field.name for key, field in own.items()})


def header_key(titles: Sequence[str]) -> str:
    """What files with the same headings in the same order have in common."""
    folded = [fold(title) for title in titles]
    while folded and not folded[-1]:
        folded.pop()
    return hashlib.sha256("\x1f".join(folded).encode("utf-8", "surrogatepass")).hexdigest()


def remembered(work: Work, reader: SheetReader, words: Words) -> Choices:
    """What was said the last time about headings that stand near the top of this sheet."""
    top = [
        [as_text(cell).strip() for cell in cells] for _number, cells in itertools.islice(reader.rows(), HEADER_WITHIN)
    ]
    keys = [header_key(titles) for titles in top]
    query = sa.select(ImportMapping.header_key, ImportMapping.columns).where(ImportMapping.header_key.in_(keys))
    found = {row.header_key: row.columns for row in work.session.execute(query)}
    kept = next((found[key] for key in keys if key in found), None)
    if kept is None:
        return NO_CHOICES
    # A field of the office's own may have been retired meanwhile.
    columns = {key: label for key, label in kept["columns"].items() if words.is_known(key)}
    return Choices(columns, frozenset(kept["left_out"]), remembered=True)


def remember(work: Work, header: Header, choices: Choices) -> None:
    """Keep what was said for the next file with these headings; what the headings say themselves is not kept."""
    key = header_key(header.titles)
    stored = work.session.scalars(sa.select(ImportMapping).where(ImportMapping.header_key == key)).one_or_none()
    said = {"columns": dict(choices.columns), "left_out": sorted(choices.left_out)}
    if choices.remembered or (stored is None and not choices.columns and not choices.left_out):
        return
    if stored is None:
        stored = ImportMapping(header_key=key)
        work.session.add(stored)
    elif stored.columns == said:
        return
    stored.columns, stored.saved_at, stored.saved_by = said, work.now, work.actor.name
    work.session.flush()
