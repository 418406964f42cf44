"""The enterprises registered at one address: several hundred may share it, at an incubator or an agency."""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from officer_app.core.work import Work, asks
from officer_app.directory.industries import Industry
from officer_app.directory.model import Enterprise, Subdistrict
from officer_app.directory.serving import ACCOUNT, ASSIGNMENT, serves
from officer_app.people.access import Permission

MOST: Final = 2_000  # more are counted, not listed


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An enterprise at the address; `address` as it is written there."""

    enterprise_id: int
    name: str
    uscc: str
    address: str
    subdistrict: str
    industry: Industry | None
    liaison: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Who shares the registered address of an enterprise, itself left out; `rows` are the first by name."""

    name: str
    address: str
    count: int
    rows: tuple[Neighbour, ...]


@asks(Permission.DIRECTORY_READ)
def neighbours_of(work: Work, enterprise_id: int) -> Neighbours:
    """The others at an enterprise's registered address. Raises NotFound."""
    enterprise = work.get(Enterprise, enterprise_id)
    count = count_neighbours(work, enterprise)
    if not count:
        return Neighbours(enterprise.name, enterprise.registered_address, 0, ())
    others = (Enterprise.address_key == enterprise.address_key, Enterprise.id != enterprise.id)
    rows = work.session.execute(
        sa.select(
            Enterprise.id,
            Enterprise.name,
            Enterprise.uscc,
            Enterprise.registered_address,
            Subdistrict.name.label("subdistrict"),
            Enterprise.industry,
        )
        .outerjoin(Subdistrict, Subdistrict.id == Enterprise.subdistrict_id)
        .where(*others)
        .order_by(Enterprise.name_key, Enterprise.id)
        .limit(MOST)
    ).all()
    liaisons = {
        row.enterprise_id: row.name
        for row in work.session.execute(
            sa.select(ASSIGNMENT.c.enterprise_id, ACCOUNT.c.name)
            .join_from(ASSIGNMENT, ACCOUNT, ACCOUNT.c.id == ASSIGNMENT.c.account_id)
            .join(Enterprise, Enterprise.id == ASSIGNMENT.c.enterprise_id)
            .where(*others, serves(work.today, "liaison"))
        )
    }
    return Neighbours(
        enterprise.name,
        enterprise.registered_address,
        count,
        tuple(
            Neighbour(
                row.id,
                row.name,
                row.uscc,
                row.registered_address,
                row.subdistrict or "",
                row.industry,
                liaisons.get(row.id, ""),
            )
            for row in rows
        ),
    )


def count_neighbours(work: Work, enterprise: Enterprise) -> int:
    """How many others are registered where an enterprise is."""
    if enterprise.address_key is None:
        return 0
    query = sa.select(sa.func.count()).where(
        Enterprise.address_key == enterprise.address_key, Enterprise.id != enterprise.id
    )
    return work.session.scalar(query) or 0
