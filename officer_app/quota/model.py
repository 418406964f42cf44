"""A year's pools of units and their ledgers, the signatures under decisions, and figures of the city."""

from datetime import datetime
from decimal import Decimal
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from officer_app.core.audit import Audited
from officer_app.core.database import Base, Moment, choice
from officer_app.core.words import Word
from officer_app.directory.industries import Industry
from officer_app.directory.model import Money
from officer_app.i18n import N_, _

GENERAL: Final = "general"


class EntryKind(Word):
    """What an entry of the ledger does."""

    GRANT = "grant", N_("Units granted")
    RESERVE = "reserve", N_("Unit reserved")
    CONSUME = "consume", N_("Unit used")
    RELEASE = "release", N_("Unit released")
    ADJUST = "adjust", N_("Grant adjusted")
    REVERSE = "reverse", N_("Reversing entry")


class PoolKind(Word):
    """What a pool of units is for."""

    GENERAL = "general", N_("General pool")
    INDUSTRY = "industry", N_("Pool of an industry")
    CAMPAIGN = "campaign", N_("Pool of a campaign")


class Quota(Base):
    """A pool of units: granted (total) = used + reserved + left, at all times.

    The counters follow from the ledger and change only together with an entry; the database holds to both.
    """

    __tablename__ = "quota"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(80))
    total: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)
    used: Mapped[int] = mapped_column(default=0)
    entries: Mapped[int] = mapped_column(default=0)
    claims: Mapped[int] = mapped_column(default=0)
    kind: Mapped[PoolKind] = mapped_column(
        choice(PoolKind), default=PoolKind.GENERAL, server_default=PoolKind.GENERAL.value
    )
    industry: Mapped[Industry | None] = mapped_column(choice(Industry))
    # While it is frozen no unit is reserved or used; the database holds to it.
    frozen_at: Mapped[datetime | None] = mapped_column(Moment)
    frozen_by: Mapped[int | None]
    freeze_reason: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")

    __table_args__ = (
        sa.UniqueConstraint("year", "name"),
        sa.Index("uq_quota_year_industry", "year", "industry", unique=True),
        sa.CheckConstraint("used >= 0", name="used"),
        sa.CheckConstraint("reserved >= 0", name="reserved"),
        sa.CheckConstraint("used + reserved <= total", name="total"),
    )


def pool_label(name: str) -> str:
    """The name of a pool for people: an industry's pool bears the industry's value, a campaign's its own name."""
    if name == GENERAL:
        return _("Special-talent settlement quota")
    return Industry(name).label if name in set(Industry) else name


_SHAPES: Final = (
    "kind = 'grant' AND d_total > 0 AND d_reserved = 0 AND d_used = 0",
    "kind = 'adjust' AND d_total <> 0 AND d_reserved = 0 AND d_used = 0",
    "kind = 'reserve' AND case_id IS NOT NULL AND d_total = 0 AND d_reserved = 1 AND d_used = 0",
    "kind = 'consume' AND case_id IS NOT NULL AND d_total = 0 AND d_reserved = -1 AND d_used = 1",
    "kind = 'release' AND case_id IS NOT NULL AND d_total = 0 AND d_reserved = -1 AND d_used = 0",
    "kind = 'reverse' AND reverses_id IS NOT NULL AND reason <> ''",
)


class QuotaEntry(Audited, Base):
    """A line of the ledger: what changed, and the balances after it. Append-only; numbered without a gap per pool."""

    __tablename__ = "quota_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    quota_id: Mapped[int] = mapped_column(sa.ForeignKey("quota.id"))
    seq: Mapped[int]
    kind: Mapped[EntryKind] = mapped_column(choice(EntryKind))
    d_total: Mapped[int]
    d_reserved: Mapped[int]
    d_used: Mapped[int]
    total: Mapped[int]
    reserved: Mapped[int]
    used: Mapped[int]
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("talent_case.id"), index=True)
    document: Mapped[str] = mapped_column(sa.String(80), default="")
    reason: Mapped[str] = mapped_column(sa.String(400), default="")
    reverses_id: Mapped[int | None] = mapped_column(sa.ForeignKey("quota_entry.id"), unique=True)
    draft_id: Mapped[str | None] = mapped_column(sa.String(36), unique=True)
    # The two adjustments of one move between pools, or from one year to the next, carry the same.
    move_id: Mapped[str | None] = mapped_column(sa.String(36), index=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        sa.UniqueConstraint("quota_id", "seq"),
        sa.CheckConstraint(" OR ".join(f"({shape})" for shape in _SHAPES), name="shape"),
        sa.CheckConstraint("used >= 0 AND reserved >= 0 AND used + reserved <= total", name="balance"),
    )


class DecisionSignature(Base):
    """A signature under a decision: Ed25519 over the decision's canonical text, which holds the number in the chain and
    the signature before. Append-only.

    `content` is the very text that was signed (the identity number as a digest), `digest` its SHA-256, `previous` and
    `signature` are hexadecimal; see quota/signed_facts.py.
    """

    __tablename__ = "decision_signature"

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(unique=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("talent_case.id"), index=True)
    step_id: Mapped[int] = mapped_column(sa.ForeignKey("case_step.id"), unique=True)
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("quota_entry.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    key_id: Mapped[int] = mapped_column(sa.ForeignKey("signing_key.id"))
    content: Mapped[str] = mapped_column(sa.Text)
    digest: Mapped[str] = mapped_column(sa.String(64))
    previous: Mapped[str] = mapped_column(sa.String(128))
    signature: Mapped[str] = mapped_column(sa.String(128), unique=True)
    at: Mapped[datetime] = mapped_column(Moment)


class CityFigure(Audited, Base):
    """A figure of the city for a year, as it was published, to compare one's own with."""

    __tablename__ = "city_figure"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    measure: Mapped[str] = mapped_column(sa.String(40))  # a key of quota/figures.py
    value: Mapped[Decimal] = mapped_column(Money)
    source: Mapped[str] = mapped_column(sa.String(200))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (sa.UniqueConstraint("year", "measure"),)
