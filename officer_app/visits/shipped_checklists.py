"""The checklists an office begins with, resources/policies/checklists.toml, as an upgrade of the schema stores them."""

import tomllib

import sqlalchemy as sa

from officer_app import paths


def install_checklists(connection: sa.Connection) -> None:
    """For migrations: store the first edition of every topic."""
    with (paths.resources() / "policies" / "checklists.toml").open("rb") as source:
        shipped = tomllib.load(source)
    checklist = sa.table("checklist", *map(sa.column, ("id", "topic", "edition", "title", "position", "version")))
    checklist.append_column(sa.column("valid_from", sa.Date))
    item = sa.table("checklist_item", *map(sa.column, ("checklist_id", "position", "code", "question", "kind", "unit")))
    item.append_column(sa.column("choices", sa.JSON))
    for position, entry in enumerate(shipped["checklist"]):
        added = sa.insert(checklist).values(
            topic=entry["topic"],
            edition=1,
            title=entry["title"],
            position=position,
            valid_from=shipped["valid_from"],
            version=1,
        )
        key = connection.execute(added.returning(checklist.c.id)).scalar_one()
        for place, question in enumerate(entry["item"]):
            connection.execute(
                sa.insert(item).values(
                    checklist_id=key,
                    position=place,
                    code=question["code"],
                    question=question["question"],
                    kind=question["kind"],
                    choices=question.get("choices", []),
                    unit=question.get("unit", ""),
                )
            )
