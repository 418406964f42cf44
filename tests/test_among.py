"""Many ids in one statement."""

import pytest
import sqlalchemy as sa

from officer_app.core.among import among
from officer_app.core.database import Database


@pytest.mark.parametrize("ids", [[], [2], [3, 1, 2**31 - 1], range(3, 100_000)])
def test_rows_are_found_by_any_number_of_ids(database: Database, ids: list[int]) -> None:
    rows = sa.union_all(*(sa.select(sa.literal(number).label("id")) for number in (1, 2, 3, 4))).subquery()
    wanted = sorted(set(ids) & {1, 2, 3, 4})
    with database.transaction(writes=False) as connection:
        handed = sa.select(rows.c.id).where(among(rows.c.id, list(ids))).order_by(rows.c.id)
        assert list(connection.scalars(handed)) == wanted
        named = sa.select(rows.c.id).where(among(rows.c.id, "ids")).order_by(rows.c.id)
        assert list(connection.scalars(named, {"ids": list(ids)})) == wanted


def test_ids_are_looked_up_in_an_index(database: Database) -> None:
    held = sa.table("visit", sa.column("id", sa.Integer), sa.column("enterprise_id", sa.Integer))
    query = sa.select(held.c.id).where(among(held.c.enterprise_id, [1, 2]), held.c.id > 0)
    told = str(query.compile(database.engine))
    assert "= 1" not in told
    if database.is_sqlite:
        with database.transaction(writes=False) as connection:
            assert not connection.exec_driver_sql("SELECT 1 FROM visit").first()
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {told}", ("[1, 2]", 0)).fetchall()
        assert any("(enterprise_id=?" in row[-1] or "rowid=?" in row[-1] for row in plan), plan
