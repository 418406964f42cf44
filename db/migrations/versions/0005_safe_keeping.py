"""Safe keeping: who the office is, its audit trail chained, accounts with one-time codes, retention."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from officer_app.core.identity import give_identity
from officer_app.core.schema import append_only
from officer_app.overview.retention.guards import create_retention_guards

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "audit_link",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_audit_link")),
        sa.UniqueConstraint("seq", name=op.f("uq_audit_link_seq")),
    )
    op.create_table(
        "office_identity",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("audit_key", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_office_identity_only")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_identity")),
        sa.UniqueConstraint("uuid", name=op.f("uq_office_identity_uuid")),
    )
    op.create_table(
        "purge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("cutoff", sa.Date(), nullable=False),
        sa.Column("items", JSON, nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state = 'proposed' OR decided_by IS NOT NULL", name=op.f("ck_purge_decided")),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name=op.f("ck_purge_two")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_purge_decided_by_account")),
        sa.ForeignKeyConstraint(["proposed_by"], ["account.id"], name=op.f("fk_purge_proposed_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purge")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_purge_draft_id")),
    )
    op.create_index(op.f("ix_purge_kind"), "purge", ["kind"], unique=False)
    op.add_column("account", sa.Column("password_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("account", sa.Column("code_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("account", sa.Column("held_since", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_audit_entry_looks",
        "audit_entry",
        ["actor_id", "at"],
        unique=False,
        sqlite_where=sa.text("action IN ('read', 'reveal', 'export')"),
        postgresql_where=sa.text("action IN ('read', 'reveal', 'export')"),
    )
    op.add_column("talent_case", sa.Column("purged_on", sa.Date(), nullable=True))
    op.add_column("talent_case", sa.Column("identity", sa.String(length=64), nullable=True))
    # --- below: written by hand
    give_identity(op.get_bind())
    append_only("audit_link")
    create_retention_guards(op.get_bind())
