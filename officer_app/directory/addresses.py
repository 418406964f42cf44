"""Addresses as they are compared: hundreds of enterprises may be registered at one."""

import hashlib
import re
from typing import Final

import sqlalchemy as sa

from officer_app.core.folding import fold

# The city and a district are written or left out at will; the road and the number tell an address from another.
_LEAD: Final = re.compile("^(?:上海市?)?(?:[\u4e00-\u9fff]{2,3}区)?")
_TAIL: Final = " .,;。，；、"
_NUMBER: Final = re.compile(r"[0-9]+")


def address_key(address: str) -> int | None:
    """A number that is equal for an address however it is written; None where there is none to speak of."""
    plain = _plain(address)
    if not plain:
        return None
    return int.from_bytes(hashlib.blake2b(plain.encode(), digest_size=8).digest(), "big", signed=True)


def along_the_road(address: str) -> str:
    """A key that sorts addresses by their road, and those of a road by number."""
    return _NUMBER.sub(lambda found: found[0].zfill(6), _plain(address))


def _plain(address: str) -> str:
    return _LEAD.sub("", fold(address).strip(_TAIL))


def fill_address_keys(connection: sa.Connection) -> None:
    """For migrations: give the enterprises that are there already their keys."""
    last = 0
    while True:
        rows = connection.execute(
            sa.text("SELECT id, registered_address FROM enterprise WHERE id > :last ORDER BY id LIMIT 10000"),
            {"last": last},
        ).all()
        if not rows:
            return
        last = rows[-1].id
        keyed = [{"id": row.id, "key": address_key(row.registered_address)} for row in rows if row.registered_address]
        if keyed:
            connection.execute(sa.text("UPDATE enterprise SET address_key = :key WHERE id = :id"), keyed)
