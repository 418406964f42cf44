"""The names of the office's people, for those a record knows by their id."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from officer_app.people.model import Account


def names_by_id(session: Session) -> dict[int, str]:
    """Everybody's name, those who have left included: an office has some dozens, fewer than a question is worth."""
    return dict(session.execute(sa.select(Account.id, Account.name)).all())
