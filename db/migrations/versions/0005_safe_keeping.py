"""Safe keeping: who the office is, its audit trail chained, accounts with one-time codes, retention."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from officer_app.core.guards import create_triggers
from officer_app.core.identity import give_identity
from officer_app.core.schema import append_only
from officer_app.core.trail_breaks import TRAIL_GUARDS
from officer_app.core.trail_chain import link_what_stands
from officer_app.overview.retention.guards import create_retention_guards
from officer_app.people.guards import create_account_guards
from officer_app.quota.role_guards import create_role_guards

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
        "audit_salt",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_audit_salt")),
    )
    op.create_index(op.f("ix_audit_salt_entity_entity_id"), "audit_salt", ["entity", "entity_id"], unique=False)
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
        "sign_in_try",
        sa.Column("bucket", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since", sa.Double(), nullable=False),
        sa.Column("unnoted", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_sign_in_try")),
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purge")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_purge_draft_id")),
    )
    op.create_index(op.f("ix_purge_kind"), "purge", ["kind"], unique=False)
    op.create_table(
        "trail_break",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_seq", sa.Integer(), nullable=False),
        sa.Column("known_chain", sa.String(length=64), nullable=False),
        sa.Column("kept_seq", sa.Integer(), nullable=False),
        sa.Column("kept_chain", sa.String(length=64), nullable=False),
        sa.Column("acknowledged_by", sa.Integer(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=300), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by IS NULL) AND (acknowledged_at IS NULL OR reason <> '')",
            name=op.f("ck_trail_break_answered"),
        ),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"], ["account.id"], name=op.f("fk_trail_break_acknowledged_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_break")),
        sa.UniqueConstraint("known_seq", "known_chain", name=op.f("uq_trail_break_known_seq_known_chain")),
    )
    op.create_table(
        "vouching",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("held_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.CheckConstraint("account_id <> by_id", name=op.f("ck_vouching_other")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_vouching_account_id_account")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_vouching_by_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vouching")),
    )
    op.create_index(op.f("ix_vouching_account_id"), "vouching", ["account_id"], unique=False)
    op.add_column("account", sa.Column("password_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("account", sa.Column("code_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("account", sa.Column("held_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("audit_entry", sa.Column("commitments", JSON, nullable=True))
    op.create_index(
        "ix_audit_entry_looks",
        "audit_entry",
        ["actor_id", "at"],
        unique=False,
        sqlite_where=sa.text("action IN ('read', 'reveal', 'export')"),
        postgresql_where=sa.text("action IN ('read', 'reveal', 'export')"),
    )
    op.add_column("issued_paper", sa.Column("trail_seq", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("issued_paper", sa.Column("trail_chain", sa.String(length=64), server_default="", nullable=False))
    op.add_column("talent_case", sa.Column("purged_on", sa.Date(), nullable=True))
    op.add_column("talent_case", sa.Column("identity", sa.String(length=64), nullable=True))
    # --- below: written by hand
    give_identity(op.get_bind())
    append_only("audit_link")
    append_only("vouching")
    create_account_guards(op.get_bind())
    create_role_guards(op.get_bind())
    create_triggers(op.get_bind(), TRAIL_GUARDS)
    create_retention_guards(op.get_bind())
    # After everything that may write entries.
    link_what_stands(op.get_bind())
