"""Years, papers and fields of enterprises; imports and merges that can be taken back; handover, cover, views."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from officer_app.assignments.cover_guards import create_cover_guards
from officer_app.assignments.guards import create_duty_guards
from officer_app.demands.model import DEMAND_TEXTS
from officer_app.directory.addresses import fill_address_keys
from officer_app.directory.lists.indexing import index_everything
from officer_app.visits.model import VISIT_TEXTS

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "custom_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("choices", JSON, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_field")),
        sa.UniqueConstraint("name", name=op.f("uq_custom_field_name")),
    )
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("sheet", sa.String(length=80), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.String(length=80), nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("reverted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reverted_by", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_table(
        "import_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("header_key", sa.String(length=64), nullable=False),
        sa.Column("columns", JSON, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mapping")),
        sa.UniqueConstraint("header_key", name=op.f("uq_import_mapping_header_key")),
    )
    op.create_table(
        "stored_content",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_stored_content")),
    )
    op.create_table(
        "cover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("absent_id", sa.Integer(), nullable=False),
        sa.Column("stand_in_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("absent_id <> stand_in_id", name=op.f("ck_cover_other")),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_cover_order")),
        sa.ForeignKeyConstraint(["absent_id"], ["account.id"], name=op.f("fk_cover_absent_id_account")),
        sa.ForeignKeyConstraint(["stand_in_id"], ["account.id"], name=op.f("fk_cover_stand_in_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_cover_draft_id")),
    )
    op.create_index(op.f("ix_cover_absent_id"), "cover", ["absent_id"], unique=False)
    op.create_index(op.f("ix_cover_stand_in_id"), "cover", ["stand_in_id"], unique=False)
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("carried_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["account.id"], name=op.f("fk_handover_from_id_account")),
        sa.ForeignKeyConstraint(["to_id"], ["account.id"], name=op.f("fk_handover_to_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_handover_draft_id")),
    )
    op.create_index(op.f("ix_handover_from_id"), "handover", ["from_id"], unique=False)
    op.create_index(op.f("ix_handover_to_id"), "handover", ["to_id"], unique=False)
    op.create_table(
        "import_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("before", JSON, nullable=True),
        sa.Column("version_after", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_import_change_batch_id_import_batch")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_change")),
    )
    op.create_index(op.f("ix_import_change_batch_id_row"), "import_change", ["batch_id", "row"], unique=False)
    op.create_index(op.f("ix_import_change_entity_id_entity"), "import_change", ["entity_id", "entity"], unique=False)
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("state", JSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_saved_view_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("page", "account_id", "name", name=op.f("uq_saved_view_page_account_id_name")),
    )
    op.create_index(op.f("ix_saved_view_page"), "saved_view", ["page"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=80), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("draft_id", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["content_hash"], ["stored_content.hash"], name=op.f("fk_attachment_content_hash_stored_content")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_attachment_enterprise_id_enterprise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_attachment_draft_id")),
    )
    op.create_index(op.f("ix_attachment_content_hash"), "attachment", ["content_hash"], unique=False)
    op.create_index(op.f("ix_attachment_enterprise_id"), "attachment", ["enterprise_id"], unique=False)
    op.create_table(
        "custom_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_custom_value_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(["field_id"], ["custom_field.id"], name=op.f("fk_custom_value_field_id_custom_field")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_value")),
        sa.UniqueConstraint("field_id", "enterprise_id", name=op.f("uq_custom_value_field_id_enterprise_id")),
    )
    op.create_index(op.f("ix_custom_value_enterprise_id"), "custom_value", ["enterprise_id"], unique=False)
    op.create_index(op.f("ix_custom_value_field_id_day"), "custom_value", ["field_id", "day"], unique=False)
    op.create_index(op.f("ix_custom_value_field_id_number"), "custom_value", ["field_id", "number"], unique=False)
    op.create_index(op.f("ix_custom_value_field_id_text"), "custom_value", ["field_id", "text"], unique=False)
    op.create_table(
        "enterprise_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("gone_name", sa.String(length=200), nullable=False),
        sa.Column("gone_uscc", sa.String(length=18), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by", sa.String(length=80), nullable=False),
        sa.Column("gone", JSON, nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("moved", JSON, nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["kept_id"], ["enterprise.id"], name=op.f("fk_enterprise_merge_kept_id_enterprise")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_merge")),
    )
    op.create_index(op.f("ix_enterprise_merge_gone_uscc"), "enterprise_merge", ["gone_uscc"], unique=False)
    op.create_index(op.f("ix_enterprise_merge_kept_id"), "enterprise_merge", ["kept_id"], unique=False)
    op.create_table(
        "enterprise_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("revenue", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("headcount IS NULL OR headcount >= 0", name=op.f("ck_enterprise_year_headcount")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_enterprise_year_enterprise_id_enterprise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_year")),
        sa.UniqueConstraint("enterprise_id", "year", name=op.f("uq_enterprise_year_enterprise_id_year")),
    )
    op.create_table(
        "handover_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("ended_id", sa.Integer(), nullable=True),
        sa.Column("begun_id", sa.Integer(), nullable=True),
        sa.Column("was_until", sa.Date(), nullable=True),
        sa.Column("was_end_reason", sa.String(length=200), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_handover_item_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], name=op.f("fk_handover_item_handover_id_handover")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_item")),
    )
    op.create_index(op.f("ix_handover_item_enterprise_id"), "handover_item", ["enterprise_id"], unique=False)
    op.create_index(op.f("ix_handover_item_handover_id"), "handover_item", ["handover_id"], unique=False)
    op.add_column("account", sa.Column("phone", sa.String(length=40), server_default="", nullable=False))
    op.drop_index(op.f("ix_assignment_enterprise_id"), table_name="assignment")
    op.create_index(
        "ix_assignment_serving", "assignment", ["enterprise_id", "role", "starts_on", "ends_on"], unique=False
    )
    op.add_column("audit_entry", sa.Column("on_behalf_of", sa.String(length=80), server_default="", nullable=False))
    op.add_column("demand_event", sa.Column("on_behalf_of", sa.String(length=80), server_default="", nullable=False))
    op.add_column(
        "directory_edition", sa.Column("published_by", sa.String(length=80), server_default="", nullable=False)
    )
    op.add_column("enterprise", sa.Column("sound", sa.Text(), server_default="", nullable=False))
    op.add_column("enterprise", sa.Column("found_by", sa.Text(), server_default="", nullable=False))
    op.add_column("enterprise", sa.Column("address_key", sa.BigInteger(), nullable=True))
    op.add_column("enterprise", sa.Column("high_tech_since", sa.Date(), nullable=True))
    op.add_column("enterprise", sa.Column("high_tech_until", sa.Date(), nullable=True))
    op.add_column("enterprise", sa.Column("key_body_since", sa.Date(), nullable=True))
    op.add_column("enterprise", sa.Column("key_body_until", sa.Date(), nullable=True))
    op.add_column("enterprise", sa.Column("industry_declined", sa.String(length=32), nullable=True))
    op.add_column("enterprise", sa.Column("gbt4754", sa.String(length=5), server_default="", nullable=False))
    op.create_index(op.f("ix_enterprise_address_key"), "enterprise", ["address_key"], unique=False)
    op.create_index(
        "ix_enterprise_high_tech_since",
        "enterprise",
        ["high_tech_since"],
        unique=False,
        sqlite_where=sa.text("high_tech_since IS NOT NULL"),
        postgresql_where=sa.text("high_tech_since IS NOT NULL"),
    )
    op.create_index(
        "ix_enterprise_key_body_since",
        "enterprise",
        ["key_body_since"],
        unique=False,
        sqlite_where=sa.text("key_body_since IS NOT NULL"),
        postgresql_where=sa.text("key_body_since IS NOT NULL"),
    )
    op.create_index(
        "ix_enterprise_large",
        "enterprise",
        ["large_client"],
        unique=False,
        sqlite_where=sa.text("large_client IS 1"),
        postgresql_where=sa.text("large_client IS true"),
    )
    op.drop_column("enterprise", "initials")
    op.add_column("listing", sa.Column("evidence", sa.String(length=400), server_default="", nullable=False))
    op.add_column("subdistrict_duty", sa.Column("end_reason", sa.String(length=200), server_default="", nullable=False))
    op.add_column("visit", sa.Column("on_behalf_of", sa.String(length=80), server_default="", nullable=False))
    op.create_index(op.f("ix_visit_person_contact_id"), "visit_person", ["contact_id"], unique=False)
    # --- below: written by hand
    fill_address_keys(op.get_bind())
    create_duty_guards(op.get_bind())
    create_cover_guards(op.get_bind())
    index_everything(op.get_bind())
    VISIT_TEXTS.create(op.get_bind(), "visit", "content")
    DEMAND_TEXTS.create(op.get_bind(), "demand", "text")
