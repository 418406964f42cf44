"""Sub-districts, enterprises with their contacts, and the editions of the directory that list them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, validates
from sqlalchemy.types import TypeDecorator

from officer_app.core.audit import Audited, json_value
from officer_app.core.database import Base, Moment, choice
from officer_app.core.errors import MergedAway, NotFound
from officer_app.core.words import Word
from officer_app.core.work import OFFICE_ZONE
from officer_app.directory.addresses import address_key
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

    `name_key` is the name as it is compared and searched, `sound` how it is said, `found_by` what else it is found by
    (core/grams); `address_key` tells those registered at one address. All four are derived. `actual_site` is where the
    enterprise can be met, which often is not where it is registered.
    The recognition as a high-tech enterprise, and as a key body 重点机构, holds from the one day to the other, both
    included. `industry_declined` is the suggestion that an officer has turned down.
    """

    __tablename__ = "enterprise"

    id: Mapped[int] = mapped_column(primary_key=True)
    uscc: Mapped[str] = mapped_column(sa.String(18), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    name_key: Mapped[str] = mapped_column(sa.String(200), index=True, info={"derived": True})
    sound: Mapped[str] = mapped_column(sa.Text, default="", server_default="", info={"derived": True})
    found_by: Mapped[str] = mapped_column(sa.Text, default="", server_default="", info={"derived": True})
    former_names: Mapped[str] = mapped_column(sa.String(400), default="")
    enterprise_type: Mapped[str] = mapped_column(sa.String(60), default="")
    founded_on: Mapped[date | None] = mapped_column(index=True)
    capital_amount: Mapped[Decimal | None] = mapped_column(Money)
    capital_currency: Mapped[str] = mapped_column(sa.String(3), default="")
    business_scope: Mapped[str] = mapped_column(sa.Text, default="")
    registered_address: Mapped[str] = mapped_column(sa.String(300), default="")
    actual_site: Mapped[str] = mapped_column(sa.String(300), default="")
    address_key: Mapped[int | None] = mapped_column(sa.BigInteger, index=True, info={"derived": True})
    subdistrict_id: Mapped[int | None] = mapped_column(sa.ForeignKey("subdistrict.id"), index=True)
    industry: Mapped[Industry | None] = mapped_column(choice(Industry), index=True)
    headcount: Mapped[int | None] = mapped_column(index=True)
    large_client: Mapped[bool] = mapped_column(default=False)
    high_tech_since: Mapped[date | None]
    high_tech_until: Mapped[date | None]
    key_body_since: Mapped[date | None]
    key_body_until: Mapped[date | None]
    industry_declined: Mapped[Industry | None] = mapped_column(choice(Industry))
    # The class of GB/T 4754-2017 without its letter: two to four digits.
    gbt4754: Mapped[str] = mapped_column(sa.String(5), default="", server_default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")
    draft_id: Mapped[str | None] = mapped_column(sa.String(36), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.CheckConstraint("headcount IS NULL OR headcount >= 0", name="headcount"),
        # Few enterprises are any of these: an index of those few finds them among all.
        sa.Index(
            "ix_enterprise_large",
            "large_client",
            sqlite_where=sa.text("large_client IS 1"),
            postgresql_where=sa.text("large_client IS true"),
        ),
        *(
            sa.Index(
                f"ix_enterprise_{column}",
                column,
                sqlite_where=sa.text(f"{column} IS NOT NULL"),
                postgresql_where=sa.text(f"{column} IS NOT NULL"),
            )
            for column in ("high_tech_since", "key_body_since")
        ),
    )

    @validates("registered_address")
    def _keep_address_key(self, _column: str, address: str) -> str:
        self.address_key = address_key(address)
        return address

    @classmethod
    def why_missing(cls, connection: sa.Connection, key: int) -> NotFound:
        """One that was merged into another says into which."""
        merge, kept = sa.inspect(EnterpriseMerge).local_table.c, sa.inspect(cls).local_table.c
        row = connection.execute(
            sa.select(kept.id, kept.name, merge.gone_name, merge.merged_at)
            .join_from(merge.id.table, kept.id.table, kept.id == merge.kept_id)
            .where(merge.gone_id == key, merge.undone_at.is_(None))
        ).first()
        if row is None:
            return NotFound()
        day = row.merged_at.astimezone(OFFICE_ZONE).date()
        return MergedAway(kept_id=row.id, gone=row.gone_name, kept=row.name, day=day.isoformat())


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
    published_by: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
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
    evidence: Mapped[str] = mapped_column(sa.String(400), default="", server_default="")
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


class EnterpriseYear(Audited, Base):
    """What an enterprise was in a year: heads at its end, revenue in yuan, and who says so."""

    __tablename__ = "enterprise_year"

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprise.id"))
    year: Mapped[int]
    headcount: Mapped[int | None]
    revenue: Mapped[Decimal | None] = mapped_column(Money)
    source: Mapped[str] = mapped_column(sa.String(200), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.UniqueConstraint("enterprise_id", "year"),
        sa.CheckConstraint("headcount IS NULL OR headcount >= 0", name="headcount"),
    )


class Attachment(Audited, Base):
    """A paper in an enterprise's file. The content is kept once by its hash (core/contents), the name as it was."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprise.id"), index=True)
    content_hash: Mapped[str] = mapped_column(sa.ForeignKey("stored_content.hash"), index=True)
    name: Mapped[str] = mapped_column(sa.String(255))
    size: Mapped[int]
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[str] = mapped_column(sa.String(80))
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    draft_id: Mapped[str | None] = mapped_column(sa.String(36), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class QuestionKind(Word):
    """What a visit found that the directory does not know."""

    NOT_FOUND = "not_found", N_("Enterprise not found")
    MOVED = "moved", N_("Moved away")
    REFUSED = "refused", N_("Refused")


class Settlement(Word):
    """How a question about an enterprise was settled."""

    CORRECTED = "corrected", N_("File corrected")
    REMOVED = "removed", N_("Taken off the directory")
    KEPT = "kept", N_("Kept as it is")


class DirectoryQuestion(Audited, Base):
    """A visit found the enterprise gone or unwilling: somebody must say what the directory does about it."""

    __tablename__ = "directory_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprise.id"), index=True)
    visit_id: Mapped[int | None] = mapped_column(index=True)
    kind: Mapped[QuestionKind] = mapped_column(choice(QuestionKind))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    raised_by: Mapped[str] = mapped_column(sa.String(80))
    raised_on: Mapped[date]
    settled_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    settled_by: Mapped[str] = mapped_column(sa.String(80), default="")
    settlement: Mapped[Settlement | None] = mapped_column(choice(Settlement))
    settlement_note: Mapped[str] = mapped_column(sa.String(200), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class FieldKind(Word):
    """What a field of the office's own holds."""

    TEXT = "text", N_("Text")
    NUMBER = "number", N_("A number")
    DATE = "date", N_("Date")
    CHOICE = "choice", N_("Choice")


class CustomField(Audited, Base):
    """A field of the office's own, for every enterprise. `choices` are the words of a choice, in order.

    A field is retired, not deleted: what was entered stays on record.
    """

    __tablename__ = "custom_field"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40), unique=True)
    kind: Mapped[FieldKind] = mapped_column(choice(FieldKind))
    choices: Mapped[list[str]] = mapped_column(json_value, default=list)
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class CustomValue(Audited, Base):
    """What a field of the office's own says of an enterprise, in the column of its kind; a choice is text."""

    __tablename__ = "custom_value"

    id: Mapped[int] = mapped_column(primary_key=True)
    field_id: Mapped[int] = mapped_column(sa.ForeignKey("custom_field.id"))
    enterprise_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprise.id"), index=True)
    text: Mapped[str | None] = mapped_column(sa.String(400))
    number: Mapped[Decimal | None] = mapped_column(Money)
    day: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.UniqueConstraint("field_id", "enterprise_id"),
        sa.Index(None, "field_id", "text"),
        sa.Index(None, "field_id", "number"),
        sa.Index(None, "field_id", "day"),
    )


class ImportMapping(Audited, Base):
    """Which heading holds what, remembered for the next file with the same headings."""

    __tablename__ = "import_mapping"

    id: Mapped[int] = mapped_column(primary_key=True)
    header_key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    columns: Mapped[dict[str, Any]] = mapped_column(json_value)  # `columns`: field to heading; `left_out`: headings
    saved_at: Mapped[datetime] = mapped_column(Moment)
    saved_by: Mapped[str] = mapped_column(sa.String(80))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class ImportBatch(Audited, Base):
    """An import as a whole; it can be reverted as long as nobody has changed its rows since."""

    __tablename__ = "import_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(sa.String(255))
    sheet: Mapped[str] = mapped_column(sa.String(80))
    imported_at: Mapped[datetime] = mapped_column(Moment)
    imported_by: Mapped[str] = mapped_column(sa.String(80))
    counts: Mapped[dict[str, Any]] = mapped_column(json_value)  # name of a count to the count
    reverted_at: Mapped[datetime | None] = mapped_column(Moment)
    reverted_by: Mapped[str] = mapped_column(sa.String(80), default="")
    # SHA-256 of the file, where the kind of import asks whether it has been here before; empty elsewhere.
    content_hash: Mapped[str] = mapped_column(sa.String(64), default="", server_default="", index=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class ImportChange(Base):
    """A row that an import stored or changed, as it was before (None: it was not there) and its version after.

    `before` holds a contact's phone in clear, as the contact itself does: it must be put back.
    """

    __tablename__ = "import_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("import_batch.id"))
    row: Mapped[int]
    entity: Mapped[str] = mapped_column(sa.String(40))
    entity_id: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(json_value)  # column to its value
    version_after: Mapped[int]

    __table_args__ = (sa.Index(None, "batch_id", "row"), sa.Index(None, "entity_id", "entity"))


class EnterpriseMerge(Audited, Base):
    """Two enterprises made one. `gone` is the row that went, `before` what the kept one held, `moved` what moved.

    With these a merge is undone, for 30 days (setting `merge.undo_days`).
    """

    __tablename__ = "enterprise_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(sa.ForeignKey("enterprise.id"), index=True)
    gone_id: Mapped[int]
    gone_name: Mapped[str] = mapped_column(sa.String(200))
    gone_uscc: Mapped[str] = mapped_column(sa.String(18), index=True)
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    merged_at: Mapped[datetime] = mapped_column(Moment)
    merged_by: Mapped[str] = mapped_column(sa.String(80))
    gone: Mapped[dict[str, Any]] = mapped_column(json_value, info={"derived": True})  # column to its value
    before: Mapped[dict[str, Any]] = mapped_column(json_value, info={"derived": True})  # column to its value
    moved: Mapped[list[Any]] = mapped_column(json_value, info={"derived": True})  # one entry per row touched
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by: Mapped[str] = mapped_column(sa.String(80), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
