"""Safe keeping: who the office is, its audit trail chained, accounts with one-time codes, retention."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from officer_app.core.identity import give_identity
from officer_app.core.schema import append_only

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
    op.add_column("account", sa.Column("password_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("account", sa.Column("code_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("account", sa.Column("held_since", sa.DateTime(timezone=True), nullable=True))
    # --- below: written by hand
    give_identity(op.get_bind())
    append_only("audit_link")
