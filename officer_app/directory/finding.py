"""The first enterprises that are found while somebody types."""

import sqlalchemy as sa

from officer_app.core.search import ENTERPRISES, Query
from officer_app.core.work import Work, asks
from officer_app.directory.browsing import DirectoryFilter, EnterpriseRow, list_enterprises, literally, rows_for
from officer_app.directory.model import Enterprise
from officer_app.people.access import Permission

_enterprise = sa.inspect(Enterprise).local_table


@asks(Permission.DIRECTORY_READ)
def search_enterprises(work: Work, text: str, limit: int = 20) -> list[EnterpriseRow]:
    """The first hits while somebody types: any part of a name, pinyin initials, a part of a code."""
    query = Query.of(text)
    everything = DirectoryFilter()
    if not query:
        return list(list_enterprises(work, DirectoryFilter(text=text), limit=limit).rows)
    # Nobody counts here: the index is walked only until there are enough.
    found = ENTERPRISES.candidates(query, sqlite=work.on_sqlite).subquery("found")
    conditions = [] if query.is_exact else [literally(work, query)]
    page = (
        sa.select(_enterprise.c.id)
        .join(found, found.c[0] == _enterprise.c.id)
        .where(*conditions)
        .order_by(found.c[0])
        .limit(limit)
        .subquery("page")
    )
    rows = work.session.execute(rows_for(everything, page, work.today).order_by(_enterprise.c.id))
    return list(map(EnterpriseRow._make, rows))
