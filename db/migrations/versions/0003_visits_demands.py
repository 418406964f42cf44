"""Planned visits, checklists, closed months; the whole way of a demand; papers that were issued; working days to count with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from officer_app.core.holidays import count_working_days
from officer_app.core.schema import append_only
from officer_app.demands.older import complete_demands, limits_by_category
from officer_app.visits.cadence import in_working_days
from officer_app.visits.guards import create_visit_guards
from officer_app.visits.shipped_checklists import install_checklists

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "checklist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist")),
        sa.UniqueConstraint("topic", "edition", name=op.f("uq_checklist_topic_edition")),
    )
    op.create_table(
        "month_closing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(length=80), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_by", sa.String(length=80), nullable=False),
        sa.Column("reopen_reason", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_closing")),
    )
    op.create_index(
        "uq_month_closing_once",
        "month_closing",
        ["month"],
        unique=True,
        sqlite_where=sa.text("reopened_at IS NULL"),
        postgresql_where=sa.text("reopened_at IS NULL"),
    )
    op.create_table(
        "working_day",
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("ordinal", name=op.f("pk_working_day")),
        sa.UniqueConstraint("day", name=op.f("uq_working_day_day")),
    )
    op.create_table(
        "checklist_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("checklist_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("choices", JSON, nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["checklist_id"], ["checklist.id"], name=op.f("fk_checklist_item_checklist_id_checklist")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_item")),
        sa.UniqueConstraint("checklist_id", "code", name=op.f("uq_checklist_item_checklist_id_code")),
    )
    op.create_index(op.f("ix_checklist_item_code"), "checklist_item", ["code"], unique=False)
    op.create_table(
        "form_draft",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_form_draft_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", "kind", "key", name=op.f("pk_form_draft")),
    )
    op.create_table(
        "issued_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("scope", JSON, nullable=False),
        sa.Column("scope_key", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.String(length=80), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["content_hash"], ["stored_content.hash"], name=op.f("fk_issued_paper_content_hash_stored_content")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["issued_paper.id"], name=op.f("fk_issued_paper_replaces_id_issued_paper")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_paper")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_issued_paper_draft_id")),
        sa.UniqueConstraint("number", name=op.f("uq_issued_paper_number")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_issued_paper_replaces_id")),
    )
    op.create_index(op.f("ix_issued_paper_content_hash"), "issued_paper", ["content_hash"], unique=False)
    op.create_index(op.f("ix_issued_paper_scope_key"), "issued_paper", ["scope_key"], unique=False)
    op.create_table(
        "visit_draft_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_visit_draft_paper_account_id_account")),
        sa.ForeignKeyConstraint(
            ["content_hash"], ["stored_content.hash"], name=op.f("fk_visit_draft_paper_content_hash_stored_content")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_draft_paper")),
        sa.UniqueConstraint("draft_id", "content_hash", name=op.f("uq_visit_draft_paper_draft_id_content_hash")),
    )
    op.create_index(op.f("ix_visit_draft_paper_content_hash"), "visit_draft_paper", ["content_hash"], unique=False)
    op.create_index(op.f("ix_visit_draft_paper_draft_id"), "visit_draft_paper", ["draft_id"], unique=False)
    op.create_table(
        "directory_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.String(length=80), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=80), nullable=False),
        sa.Column("settlement", sa.String(length=32), nullable=True),
        sa.Column("settlement_note", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_directory_question_enterprise_id_enterprise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_question")),
    )
    op.create_index(op.f("ix_directory_question_enterprise_id"), "directory_question", ["enterprise_id"], unique=False)
    op.create_index(op.f("ix_directory_question_settled_at"), "directory_question", ["settled_at"], unique=False)
    op.create_index(op.f("ix_directory_question_visit_id"), "directory_question", ["visit_id"], unique=False)
    op.create_table(
        "visit_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("ends_at", sa.Time(), nullable=True),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ends_at IS NULL OR starts_at IS NULL OR ends_at >= starts_at", name=op.f("ck_visit_plan_order")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_visit_plan_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["account.id"], name=op.f("fk_visit_plan_officer_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_plan")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_visit_plan_draft_id")),
    )
    op.create_index("ix_visit_plan_day", "visit_plan", ["planned_on", "officer_id"], unique=False)
    op.create_index("ix_visit_plan_enterprise", "visit_plan", ["enterprise_id", "state", "planned_on"], unique=False)
    op.create_index(op.f("ix_visit_plan_visit_id"), "visit_plan", ["visit_id"], unique=False)
    op.create_table(
        "visit_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("yes", sa.Boolean(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["checklist_item.id"], name=op.f("fk_visit_answer_item_id_checklist_item")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_answer_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_answer")),
        sa.UniqueConstraint("visit_id", "item_id", name=op.f("uq_visit_answer_visit_id_item_id")),
    )
    op.create_index(op.f("ix_visit_answer_item_id"), "visit_answer", ["item_id"], unique=False)
    op.create_table(
        "visit_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_visit_paper_attachment_id_attachment")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_paper_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_paper")),
        sa.UniqueConstraint("visit_id", "attachment_id", name=op.f("uq_visit_paper_visit_id_attachment_id")),
    )
    op.create_index(op.f("ix_visit_paper_attachment_id"), "visit_paper", ["attachment_id"], unique=False)
    op.create_index(op.f("ix_visit_paper_visit_id"), "visit_paper", ["visit_id"], unique=False)
    op.create_table(
        "visit_policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_policy_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_policy")),
    )
    op.create_index(op.f("ix_visit_policy_name"), "visit_policy", ["name"], unique=False)
    op.create_index(op.f("ix_visit_policy_visit_id"), "visit_policy", ["visit_id"], unique=False)
    op.create_table(
        "demand_extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=False),
        sa.Column("due_after", sa.Date(), nullable=True),
        sa.CheckConstraint("days > 0", name=op.f("ck_demand_extension_days")),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_demand_extension_asked_by_account")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_demand_extension_decided_by_account")),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_demand_extension_demand_id_demand")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_extension")),
    )
    op.create_index(op.f("ix_demand_extension_demand_id"), "demand_extension", ["demand_id"], unique=False)
    op.create_index(
        "uq_demand_extension_pending",
        "demand_extension",
        ["demand_id"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_table(
        "demand_helper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=200), nullable=False),
        sa.Column("contribution", sa.Text(), nullable=False),
        sa.Column("contributed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_demand_helper_account_id_account")),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_demand_helper_demand_id_demand")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_helper")),
        sa.UniqueConstraint("demand_id", "account_id", name=op.f("uq_demand_helper_demand_id_account_id")),
    )
    op.create_index(op.f("ix_demand_helper_account_id"), "demand_helper", ["account_id"], unique=False)
    op.create_table(
        "demand_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("stopped", sa.Date(), nullable=False),
        sa.Column("resumed", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_demand_pause_demand_id_demand")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_pause")),
    )
    op.create_index(op.f("ix_demand_pause_demand_id"), "demand_pause", ["demand_id"], unique=False)
    op.create_table(
        "hurry_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reply_due_on", sa.Date(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_by", sa.Integer(), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_hurry_note_demand_id_demand")),
        sa.ForeignKeyConstraint(["issued_by"], ["account.id"], name=op.f("fk_hurry_note_issued_by_account")),
        sa.ForeignKeyConstraint(["replied_by"], ["account.id"], name=op.f("fk_hurry_note_replied_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hurry_note")),
    )
    op.create_index(op.f("ix_hurry_note_demand_id"), "hurry_note", ["demand_id"], unique=False)
    op.add_column("demand", sa.Column("accept_due_on", sa.Date(), nullable=True))
    op.add_column("demand", sa.Column("accepted_on", sa.Date(), nullable=True))
    op.add_column("demand", sa.Column("first_answer_due_on", sa.Date(), nullable=True))
    op.add_column("demand", sa.Column("first_answered_on", sa.Date(), nullable=True))
    op.add_column("demand", sa.Column("limit_from", sa.Date(), nullable=True))
    op.add_column("demand", sa.Column("limit_days", sa.Integer(), nullable=True))
    op.add_column("demand", sa.Column("paused_since", sa.Date(), nullable=True))
    op.add_column("demand", sa.Column("escalated_to", sa.String(length=80), server_default="", nullable=False))
    op.add_column("demand", sa.Column("rated_on", sa.Date(), nullable=True))
    op.add_column("demand", sa.Column("rated_by", sa.String(length=80), server_default="", nullable=False))
    op.add_column("demand", sa.Column("rating_note", sa.Text(), server_default="", nullable=False))
    op.add_column("demand", sa.Column("reopened", sa.Integer(), server_default="0", nullable=False))
    op.add_column("demand", sa.Column("merged_into_id", sa.Integer(), nullable=True))
    op.add_column("demand", sa.Column("case_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_demand_answered_on"), "demand", ["answered_on"], unique=False)
    op.create_index(op.f("ix_demand_case_id"), "demand", ["case_id"], unique=False)
    op.create_index("ix_demand_category", "demand", ["category", "due_on"], unique=False)
    op.create_index(op.f("ix_demand_closed_on"), "demand", ["closed_on"], unique=False)
    op.create_index(op.f("ix_demand_collected_on"), "demand", ["collected_on"], unique=False)
    op.create_index("ix_demand_collector", "demand", ["collected_by", "state"], unique=False)
    op.create_index(op.f("ix_demand_merged_into_id"), "demand", ["merged_into_id"], unique=False)
    op.create_index("ix_demand_urgency", "demand", ["urgency", "due_on"], unique=False)
    op.add_column("demand_event", sa.Column("due_on", sa.Date(), nullable=True))
    op.add_column("demand_event", sa.Column("handler_id", sa.Integer(), nullable=True))
    op.create_index("ix_demand_event_step", "demand_event", ["step", "at"], unique=False)
    op.add_column("visit", sa.Column("plan_id", sa.Integer(), nullable=True))
    op.add_column("visit", sa.Column("planned_starts_at", sa.Time(), nullable=True))
    op.add_column("visit", sa.Column("planned_ends_at", sa.Time(), nullable=True))
    op.add_column("visit", sa.Column("answered", sa.Text(), server_default="", nullable=False))
    op.add_column("visit", sa.Column("entered_by", sa.String(length=80), server_default="", nullable=False))
    op.add_column("visit", sa.Column("imported_from", sa.String(length=255), server_default="", nullable=False))
    op.add_column("visit", sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("visit", sa.Column("returned_by", sa.String(length=80), server_default="", nullable=False))
    op.add_column("visit", sa.Column("return_note", sa.Text(), server_default="", nullable=False))
    op.drop_index(op.f("ix_visit_month"), table_name="visit")
    op.create_index(
        "ix_visit_day",
        "visit",
        ["visited_on", "id", "officer_id", "mode", "trigger", "outcome", "enterprise_id"],
        unique=False,
    )
    op.create_index("ix_visit_mode", "visit", ["mode", "visited_on", "id"], unique=False)
    op.create_index(
        "ix_visit_next",
        "visit",
        ["next_contact_on", "visited_on", "id"],
        unique=False,
        sqlite_where=sa.text("next_contact_on IS NOT NULL"),
        postgresql_where=sa.text("next_contact_on IS NOT NULL"),
    )
    op.create_index(
        "ix_visit_officer",
        "visit",
        ["officer_id", "visited_on", "id", "mode", "trigger", "outcome", "enterprise_id"],
        unique=False,
    )
    op.create_index("ix_visit_outcome", "visit", ["outcome", "visited_on", "id"], unique=False)
    op.create_index(op.f("ix_visit_plan_id"), "visit", ["plan_id"], unique=False)
    op.create_index(
        "ix_visit_returned",
        "visit",
        ["visited_on", "id"],
        unique=False,
        sqlite_where=sa.text("returned_at IS NOT NULL"),
        postgresql_where=sa.text("returned_at IS NOT NULL"),
    )
    op.create_index("ix_visit_trigger", "visit", ["trigger", "visited_on", "id"], unique=False)
    op.add_column("visit_companion", sa.Column("department", sa.String(length=80), server_default="", nullable=False))
    # --- below: written by hand
    count_working_days(op.get_bind())
    in_working_days(op.get_bind())
    limits_by_category(op.get_bind())
    complete_demands(op.get_bind())
    create_visit_guards(op.get_bind())
    install_checklists(op.get_bind())
    append_only("issued_paper")
