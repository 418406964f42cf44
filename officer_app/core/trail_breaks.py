"""That entries which were stored are gone: found at opening, by what was kept outside the database.

It stays on record, and nothing is approved, until somebody who watches over the office has looked into it and said why.
"""

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from officer_app.core.audit import Audited
from officer_app.core.database import Base, Moment
from officer_app.core.errors import AppError
from officer_app.core.guards import Guard
from officer_app.i18n import N_

# What the database refuses about these tables and the salts of commitments, whoever asks.
TRAIL_GUARDS: Final = (
    Guard("audit_salt_stays", "UPDATE", "audit_salt", "1 = 1", "a salt is removed, never changed"),
    Guard("trail_break_stays", "DELETE", "trail_break", "1 = 1", "a break of the trail stays on record"),
    Guard(
        "trail_break_answered_once",
        "UPDATE",
        "trail_break",
        "OLD.acknowledged_at IS NOT NULL OR NEW.found_at <> OLD.found_at OR NEW.known_seq <> OLD.known_seq"
        " OR NEW.known_chain <> OLD.known_chain OR NEW.kept_seq <> OLD.kept_seq OR NEW.kept_chain <> OLD.kept_chain",
        "a break of the trail is only ever acknowledged, once",
    ),
)


class TrailBroken(AppError):
    """Entries that were stored are gone, and nobody has answered for it yet."""

    message = N_("The database is older than what was stored: {count} entries of the audit trail are gone.")
    remedy = N_("Nothing is approved until an administrator or auditor has acknowledged this under Verification.")


class TrailBreak(Audited, Base):
    """The trail ended at `kept_seq` when it was opened, but had reached `known_seq` before.

    What was known comes from an anchor (core/anchors.py). With `kept_seq` = `known_seq` none is missing, but what
    stands there is not what was stored.
    """

    __tablename__ = "trail_break"

    id: Mapped[int] = mapped_column(primary_key=True)
    found_at: Mapped[datetime] = mapped_column(Moment)
    known_seq: Mapped[int]
    known_chain: Mapped[str] = mapped_column(sa.String(64))
    kept_seq: Mapped[int]
    kept_chain: Mapped[str] = mapped_column(sa.String(64))
    acknowledged_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    acknowledged_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.UniqueConstraint("known_seq", "known_chain"),
        sa.CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by IS NULL) AND (acknowledged_at IS NULL OR reason <> '')",
            name="answered",
        ),
    )

    @property
    def gone(self) -> int:
        """How many entries that were stored are not there."""
        return self.known_seq - self.kept_seq


def require_whole(session: Session) -> None:
    """Raises TrailBroken while a break has not been acknowledged."""
    broken = session.scalar(sa.select(TrailBreak).where(TrailBreak.acknowledged_at.is_(None)).limit(1))
    if broken is not None:
        raise TrailBroken(count=broken.gone)
