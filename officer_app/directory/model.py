"""Sub-districts, enterprises with their contacts, and the editions of the directory that list them."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from officer_app.core.audit import Audited
from officer_app.core.database import Base, Moment, choice
from officer_app.core.words import Word
from officer_app.directory.industries import Industry
from officer_app.i18n import N_


class Money(TypeDecorator[Decimal]):
    """An exact amount with two places, kept as a whole number of hundredths on both engines."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> int | None:
        return None if value is None else int((value * 100).to_integral_value())

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / 100


class EditionStatus(Word):
    """Whether an edition of the directory is in force."""

    DRAFT = "draft", N_("Draft")
    PUBLISHED = "published", N_("Published")


class HrLevel(Word):
    """How experienced a contact is in human resources."""

    NEW = "new", N_("New to HR")
    EXPERIENCED = "experienced", N_("Experienced in HR")


class Subdistrict(Audited, Base):
    """A sub-district, town or industrial park, by its 9-digit code."""

    __tablename__ = "subdistrict"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(9), unique=True)
    name: Mapped[str] = mapped_column(sa.String(40))


class Enterprise(Audited, Base):
    """An enterprise, known by its unified social credit code.

    `name_key` is the name as it is compared and searched, `initials` the pinyin initials of its characters; both are
    derived. `actual_site` is where the enterprise can be met, which often is not where it is registered.
    """

    __tablename__ = "enterprise"

    id: Mapped[int] = mapped_column(primary_key=True)
    uscc: Mapped[str] = mapped_column(sa.String(18), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    name_key: Mapped[str] = mapped_column(sa.String(200), index=True, info={"derived": True})
    initials: Mapped[str] = mapped_column(sa.String(800), info={"derived": True})
    former_names: Mapped[str] = mapped_column(sa.String(400), default="")
    enterprise_type: Mapped[str] = mapped_column(sa.String(60), default="")
    founded_on: Mapped[date | None] = mapped_column(index=True)
    capital_amount: Mapped[Decimal | None] = mapped_column(Money)
    capital_currency: Mapped[str] = mapped_column(sa.String(3), default="")
    business_scope: Mapped[str] = mapped_column(sa.Text, default="")
    registered_address: Mapped[str] = mapped_column(sa.String(300), default="")
    actual_site: Mapped[str] = mapped_column(sa.String(300), default="")
    subdistrict_id: Mapped[int | None] = mapped_column(sa.ForeignKey("subdistrict.id"), index=True)
    industry: Mapped[Industry | None] = mapped_column(choice(Industry), index=True)
    headcount: Mapped[int | None] = mapped_column(index=True)
    large_client: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    draft_id: Mapped[str | None] = mapped_column(sa.String(36), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (sa.CheckConstraint("headcount IS NULL OR headcount >= 0", name="headcount"),)


class Contact(Audited, Base):
    """A person at an enterprise; at most one is the first to call."""

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprise.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    title: Mapped[str] = mapped_column(sa.String(80), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="", info={"personal": True})
    is_primary: Mapped[bool] = mapped_column(default=False)
    hr_level: Mapped[HrLevel | None] = mapped_column(choice(HrLevel))
    left_on: Mapped[date | None]
    draft_id: Mapped[str | None] = mapped_column(sa.String(36), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.Index(
            "uq_contact_one_primary",
            "enterprise_id",
            unique=True,
            sqlite_where=sa.text("is_primary AND left_on IS NULL"),
            postgresql_where=sa.text("is_primary AND left_on IS NULL"),
        ),
    )


class DirectoryEdition(Audited, Base):
    """The directory of a year; a published one is revised, never edited away."""

    __tablename__ = "directory_edition"

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1)
    status: Mapped[EditionStatus] = mapped_column(choice(EditionStatus), default=EditionStatus.DRAFT)
    published_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (sa.UniqueConstraint("year", "revision"),)


class Listing(Audited, Base):
    """An enterprise in an edition: as what, why, since when; and why it was taken off.

    `industry` is empty until an officer has confirmed one; tier 1 is visited most often.
    """

    __tablename__ = "listing"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("directory_edition.id"))
    enterprise_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprise.id"), index=True)
    industry: Mapped[Industry | None] = mapped_column(choice(Industry))
    tier: Mapped[int] = mapped_column(default=3)
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    entered_on: Mapped[date]
    removed_on: Mapped[date | None]
    removal_reason: Mapped[str] = mapped_column(sa.String(200), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.Index(
            "uq_listing_once",
            "edition_id",
            "enterprise_id",
            unique=True,
            sqlite_where=sa.text("removed_on IS NULL"),
            postgresql_where=sa.text("removed_on IS NULL"),
        ),
        sa.CheckConstraint("tier BETWEEN 1 AND 3", name="tier"),
        sa.CheckConstraint("removed_on IS NULL OR removed_on >= entered_on", name="order"),
    )
