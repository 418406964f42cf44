"""The first schema: people, directory, assignments, visits, demands, cases, quota, audit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from officer_app.core.schema import append_only
from officer_app.core.search import create_search_index
from officer_app.quota.guards import create_guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("use_case", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=True),
        sa.Column("before", JSON, nullable=True),
        sa.Column("after", JSON, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"], unique=False)
    op.create_index(op.f("ix_audit_entry_entity_entity_id"), "audit_entry", ["entity", "entity_id"], unique=False)
    op.create_table(
        "calendar_year",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_year")),
    )
    op.create_table(
        "directory_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_edition")),
        sa.UniqueConstraint("year", "revision", name=op.f("uq_directory_edition_year_revision")),
    )
    op.create_table(
        "quota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_quota_reserved")),
        sa.CheckConstraint("used + reserved <= total", name=op.f("ck_quota_total")),
        sa.CheckConstraint("used >= 0", name=op.f("ck_quota_used")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota")),
        sa.UniqueConstraint("year", "name", name=op.f("uq_quota_year_name")),
    )
    op.create_table(
        "series",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "year", name=op.f("pk_series")),
    )
    op.create_table(
        "setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("value", JSON, nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
        sa.UniqueConstraint("key", "valid_from", name=op.f("uq_setting_key_valid_from")),
    )
    op.create_table(
        "subdistrict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=9), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subdistrict")),
        sa.UniqueConstraint("code", name=op.f("uq_subdistrict_code")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["year_id"], ["calendar_year.id"], name=op.f("fk_calendar_day_year_id_calendar_year")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    op.create_index(op.f("ix_calendar_day_year_id"), "calendar_day", ["year_id"], unique=False)
    op.create_table(
        "enterprise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("initials", sa.String(length=800), nullable=False),
        sa.Column("former_names", sa.String(length=400), nullable=False),
        sa.Column("enterprise_type", sa.String(length=60), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("capital_amount", sa.BigInteger(), nullable=True),
        sa.Column("capital_currency", sa.String(length=3), nullable=False),
        sa.Column("business_scope", sa.Text(), nullable=False),
        sa.Column("registered_address", sa.String(length=300), nullable=False),
        sa.Column("actual_site", sa.String(length=300), nullable=False),
        sa.Column("subdistrict_id", sa.Integer(), nullable=True),
        sa.Column("industry", sa.String(length=32), nullable=True),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("large_client", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("headcount IS NULL OR headcount >= 0", name=op.f("ck_enterprise_headcount")),
        sa.ForeignKeyConstraint(
            ["subdistrict_id"], ["subdistrict.id"], name=op.f("fk_enterprise_subdistrict_id_subdistrict")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_enterprise_draft_id")),
        sa.UniqueConstraint("uscc", name=op.f("uq_enterprise_uscc")),
    )
    op.create_index(op.f("ix_enterprise_founded_on"), "enterprise", ["founded_on"], unique=False)
    op.create_index(op.f("ix_enterprise_headcount"), "enterprise", ["headcount"], unique=False)
    op.create_index(op.f("ix_enterprise_industry"), "enterprise", ["industry"], unique=False)
    op.create_index(op.f("ix_enterprise_name_key"), "enterprise", ["name_key"], unique=False)
    op.create_index(op.f("ix_enterprise_subdistrict_id"), "enterprise", ["subdistrict_id"], unique=False)
    op.create_table(
        "subdistrict_duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subdistrict_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_subdistrict_duty_order")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_subdistrict_duty_account_id_account")),
        sa.ForeignKeyConstraint(
            ["subdistrict_id"], ["subdistrict.id"], name=op.f("fk_subdistrict_duty_subdistrict_id_subdistrict")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subdistrict_duty")),
    )
    op.create_index(
        "uq_subdistrict_duty_one",
        "subdistrict_duty",
        ["subdistrict_id"],
        unique=True,
        sqlite_where=sa.text("ends_on IS NULL"),
        postgresql_where=sa.text("ends_on IS NULL"),
    )
    op.create_table(
        "visit_draft",
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_visit_draft_account_id_account")),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_visit_draft")),
    )
    op.create_index(op.f("ix_visit_draft_account_id"), "visit_draft", ["account_id"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("end_reason", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_assignment_order")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_assignment_account_id_account")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_assignment_enterprise_id_enterprise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index(op.f("ix_assignment_enterprise_id"), "assignment", ["enterprise_id"], unique=False)
    op.create_index("ix_assignment_open", "assignment", ["account_id", "role", "ends_on"], unique=False)
    op.create_index(
        "uq_assignment_once",
        "assignment",
        ["enterprise_id", "account_id", "role"],
        unique=True,
        sqlite_where=sa.text("ends_on IS NULL"),
        postgresql_where=sa.text("ends_on IS NULL"),
    )
    op.create_index(
        "uq_assignment_one_liaison",
        "assignment",
        ["enterprise_id"],
        unique=True,
        sqlite_where=sa.text("role = 'liaison' AND ends_on IS NULL"),
        postgresql_where=sa.text("role = 'liaison' AND ends_on IS NULL"),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("hr_level", sa.String(length=32), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("draft_id", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_contact_enterprise_id_enterprise")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_contact_draft_id")),
    )
    op.create_index(op.f("ix_contact_enterprise_id"), "contact", ["enterprise_id"], unique=False)
    op.create_index(
        "uq_contact_one_primary",
        "contact",
        ["enterprise_id"],
        unique=True,
        sqlite_where=sa.text("is_primary AND left_on IS NULL"),
        postgresql_where=sa.text("is_primary AND left_on IS NULL"),
    )
    op.create_table(
        "listing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("industry", sa.String(length=32), nullable=True),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("removal_reason", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("removed_on IS NULL OR removed_on >= entered_on", name=op.f("ck_listing_order")),
        sa.CheckConstraint("tier BETWEEN 1 AND 3", name=op.f("ck_listing_tier")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["directory_edition.id"], name=op.f("fk_listing_edition_id_directory_edition")
        ),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_listing_enterprise_id_enterprise")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
    )
    op.create_index(op.f("ix_listing_enterprise_id"), "listing", ["enterprise_id"], unique=False)
    op.create_index(
        "uq_listing_once",
        "listing",
        ["edition_id", "enterprise_id"],
        unique=True,
        sqlite_where=sa.text("removed_on IS NULL"),
        postgresql_where=sa.text("removed_on IS NULL"),
    )
    op.create_table(
        "talent_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("prefix", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("id_kind", sa.String(length=32), nullable=False),
        sa.Column("id_number", sa.String(length=40), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column("sex", sa.String(length=32), nullable=False),
        sa.Column("education", sa.String(length=32), nullable=False),
        sa.Column("degree", sa.String(length=32), nullable=False),
        sa.Column("school", sa.String(length=120), nullable=False),
        sa.Column("major", sa.String(length=120), nullable=False),
        sa.Column("graduated_on", sa.Date(), nullable=True),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("contract_end", sa.Date(), nullable=True),
        sa.Column("contribution_base", sa.BigInteger(), nullable=False),
        sa.Column("base_multiple", sa.BigInteger(), nullable=False),
        sa.Column("income_tax", sa.BigInteger(), nullable=False),
        sa.Column("dependants", sa.Integer(), nullable=False),
        sa.Column("dependants_note", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("filed_by", sa.Integer(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("checklist_from", sa.Date(), nullable=False),
        sa.Column("window_visits", sa.Integer(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("rules", sa.String(length=40), nullable=False),
        sa.Column("sheet_from", sa.Date(), nullable=True),
        sa.Column("sheet", JSON, nullable=True),
        sa.Column("review_due_on", sa.Date(), nullable=True),
        sa.Column("review_due_provisional", sa.Boolean(), nullable=False),
        sa.Column("review_target_on", sa.Date(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "contribution_base >= 0 AND base_multiple >= 0 AND income_tax >= 0", name=op.f("ck_talent_case_amounts")
        ),
        sa.CheckConstraint("dependants >= 0 AND window_visits >= 0", name=op.f("ck_talent_case_counts")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_talent_case_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(["filed_by"], ["account.id"], name=op.f("fk_talent_case_filed_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talent_case")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_talent_case_draft_id")),
        sa.UniqueConstraint("year", "sequence", name=op.f("uq_talent_case_year_sequence")),
    )
    op.create_index(op.f("ix_talent_case_enterprise_id"), "talent_case", ["enterprise_id"], unique=False)
    op.create_index("ix_talent_case_queue", "talent_case", ["state", "review_due_on"], unique=False)
    op.create_index(
        "uq_talent_case_open",
        "talent_case",
        ["id_kind", "id_number"],
        unique=True,
        sqlite_where=sa.text("state NOT IN ('expired', 'rejected', 'settled', 'withdrawn')"),
        postgresql_where=sa.text("state NOT IN ('expired', 'rejected', 'settled', 'withdrawn')"),
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("ends_at", sa.Time(), nullable=True),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("trigger", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("follow_up", sa.String(), nullable=False),
        sa.Column("next_contact_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at IS NULL OR starts_at IS NULL OR ends_at >= starts_at", name=op.f("ck_visit_order")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_visit_enterprise_id_enterprise")),
        sa.ForeignKeyConstraint(["officer_id"], ["account.id"], name=op.f("fk_visit_officer_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_visit_draft_id")),
        sa.UniqueConstraint("year", "sequence", name=op.f("uq_visit_year_sequence")),
    )
    op.create_index("ix_visit_history", "visit", ["enterprise_id", "visited_on"], unique=False)
    op.create_index("ix_visit_month", "visit", ["visited_on", "officer_id"], unique=False)
    op.create_table(
        "case_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("needed", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("gap", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "checked_on IS NULL OR (received_on IS NOT NULL AND gap = '')", name=op.f("ck_case_paper_checked")
        ),
        sa.CheckConstraint("pages >= 0", name=op.f("ck_case_paper_pages")),
        sa.ForeignKeyConstraint(["case_id"], ["talent_case.id"], name=op.f("fk_case_paper_case_id_talent_case")),
        sa.ForeignKeyConstraint(["checked_by"], ["account.id"], name=op.f("fk_case_paper_checked_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_paper")),
    )
    op.create_index(op.f("ix_case_paper_case_id"), "case_paper", ["case_id"], unique=False)
    op.create_table(
        "case_score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=32), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("points BETWEEN 0 AND 100", name=op.f("ck_case_score_points")),
        sa.ForeignKeyConstraint(["case_id"], ["talent_case.id"], name=op.f("fk_case_score_case_id_talent_case")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["account.id"], name=op.f("fk_case_score_reviewer_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_score")),
        sa.UniqueConstraint(
            "case_id", "criterion", "reviewer_id", name=op.f("uq_case_score_case_id_criterion_reviewer_id")
        ),
    )
    op.create_table(
        "case_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("capacity", sa.String(length=32), nullable=True),
        sa.Column("state_before", sa.String(length=32), nullable=True),
        sa.Column("state_after", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opinion", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_case_step_account_id_account")),
        sa.ForeignKeyConstraint(["case_id"], ["talent_case.id"], name=op.f("fk_case_step_case_id_talent_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_step")),
    )
    op.create_index(op.f("ix_case_step_case_id"), "case_step", ["case_id"], unique=False)
    op.create_table(
        "demand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("urgency", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_provisional", sa.Boolean(), nullable=False),
        sa.Column("collected_by", sa.Integer(), nullable=False),
        sa.Column("collected_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("rating", sa.String(length=32), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["collected_by"], ["account.id"], name=op.f("fk_demand_collected_by_account")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_demand_enterprise_id_enterprise")),
        sa.ForeignKeyConstraint(["handler_id"], ["account.id"], name=op.f("fk_demand_handler_id_account")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_demand_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_demand_draft_id")),
        sa.UniqueConstraint("year", "sequence", name=op.f("uq_demand_year_sequence")),
    )
    op.create_index(op.f("ix_demand_enterprise_id"), "demand", ["enterprise_id"], unique=False)
    op.create_index("ix_demand_handler", "demand", ["handler_id", "state"], unique=False)
    op.create_index("ix_demand_queue", "demand", ["state", "due_on"], unique=False)
    op.create_index(op.f("ix_demand_visit_id"), "demand", ["visit_id"], unique=False)
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("raised_by", sa.String(length=80), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state = 'open' OR (answer <> '' AND answered_on IS NOT NULL)", name=op.f("ck_objection_answer")
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["account.id"], name=op.f("fk_objection_answered_by_account")),
        sa.ForeignKeyConstraint(["case_id"], ["talent_case.id"], name=op.f("fk_objection_case_id_talent_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_objection_draft_id")),
    )
    op.create_index(op.f("ix_objection_case_id"), "objection", ["case_id"], unique=False)
    op.create_table(
        "panel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("chair_id", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("recused", sa.Integer(), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=False),
        sa.Column("votes_against", sa.Integer(), nullable=False),
        sa.Column("abstentions", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.CheckConstraint("present + recused <= expected", name=op.f("ck_panel_attendance")),
        sa.CheckConstraint("votes_for + votes_against + abstentions = present", name=op.f("ck_panel_sum")),
        sa.CheckConstraint("votes_for >= 0 AND votes_against >= 0 AND abstentions >= 0", name=op.f("ck_panel_votes")),
        sa.ForeignKeyConstraint(["case_id"], ["talent_case.id"], name=op.f("fk_panel_case_id_talent_case")),
        sa.ForeignKeyConstraint(["chair_id"], ["account.id"], name=op.f("fk_panel_chair_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel")),
        sa.UniqueConstraint("case_id", name=op.f("uq_panel_case_id")),
    )
    op.create_table(
        "publicity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_publicity_order")),
        sa.ForeignKeyConstraint(["case_id"], ["talent_case.id"], name=op.f("fk_publicity_case_id_talent_case")),
        sa.ForeignKeyConstraint(["published_by"], ["account.id"], name=op.f("fk_publicity_published_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publicity")),
        sa.UniqueConstraint("case_id", name=op.f("uq_publicity_case_id")),
    )
    op.create_table(
        "quota_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quota_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("d_total", sa.Integer(), nullable=False),
        sa.Column("d_reserved", sa.Integer(), nullable=False),
        sa.Column("d_used", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("document", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("draft_id", sa.String(length=36), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'grant' AND d_total > 0 AND d_reserved = 0 AND d_used = 0) OR (kind = 'adjust' AND d_total <> 0 AND d_reserved = 0 AND d_used = 0) OR (kind = 'reserve' AND case_id IS NOT NULL AND d_total = 0 AND d_reserved = 1 AND d_used = 0) OR (kind = 'consume' AND case_id IS NOT NULL AND d_total = 0 AND d_reserved = -1 AND d_used = 1) OR (kind = 'release' AND case_id IS NOT NULL AND d_total = 0 AND d_reserved = -1 AND d_used = 0) OR (kind = 'reverse' AND reverses_id IS NOT NULL AND reason <> '')",
            name=op.f("ck_quota_entry_shape"),
        ),
        sa.CheckConstraint(
            "used >= 0 AND reserved >= 0 AND used + reserved <= total", name=op.f("ck_quota_entry_balance")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_quota_entry_account_id_account")),
        sa.ForeignKeyConstraint(["case_id"], ["talent_case.id"], name=op.f("fk_quota_entry_case_id_talent_case")),
        sa.ForeignKeyConstraint(["quota_id"], ["quota.id"], name=op.f("fk_quota_entry_quota_id_quota")),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["quota_entry.id"], name=op.f("fk_quota_entry_reverses_id_quota_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_entry")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_quota_entry_draft_id")),
        sa.UniqueConstraint("quota_id", "seq", name=op.f("uq_quota_entry_quota_id_seq")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_quota_entry_reverses_id")),
    )
    op.create_index(op.f("ix_quota_entry_case_id"), "quota_entry", ["case_id"], unique=False)
    op.create_table(
        "settlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=False),
        sa.Column("permit_number", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["talent_case.id"], name=op.f("fk_settlement_case_id_talent_case")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_settlement_recorded_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
        sa.UniqueConstraint("case_id", name=op.f("uq_settlement_case_id")),
    )
    op.create_table(
        "supplement_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("noticed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("arrived_on", sa.Date(), nullable=True),
        sa.Column("gaps", JSON, nullable=False),
        sa.Column("noticed_by", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("arrived_on IS NULL OR arrived_on >= noticed_on", name=op.f("ck_supplement_notice_order")),
        sa.ForeignKeyConstraint(["case_id"], ["talent_case.id"], name=op.f("fk_supplement_notice_case_id_talent_case")),
        sa.ForeignKeyConstraint(["noticed_by"], ["account.id"], name=op.f("fk_supplement_notice_noticed_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplement_notice")),
        sa.UniqueConstraint("case_id", "stage", "round", name=op.f("uq_supplement_notice_case_id_stage_round")),
    )
    op.create_table(
        "visit_companion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_visit_companion_account_id_account")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_companion_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_companion")),
    )
    op.create_index(op.f("ix_visit_companion_visit_id"), "visit_companion", ["visit_id"], unique=False)
    op.create_table(
        "visit_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_visit_person_contact_id_contact")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_person_visit_id_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_person")),
    )
    op.create_index(op.f("ix_visit_person_visit_id"), "visit_person", ["visit_id"], unique=False)
    op.create_table(
        "demand_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("state_before", sa.String(length=32), nullable=False),
        sa.Column("state_after", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_demand_event_account_id_account")),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_demand_event_demand_id_demand")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_event")),
    )
    op.create_index(op.f("ix_demand_event_demand_id"), "demand_event", ["demand_id"], unique=False)
    op.create_table(
        "panel_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("panel_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("attendance", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_panel_member_account_id_account")),
        sa.ForeignKeyConstraint(["panel_id"], ["panel.id"], name=op.f("fk_panel_member_panel_id_panel")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_member")),
        sa.UniqueConstraint("panel_id", "account_id", name=op.f("uq_panel_member_panel_id_account_id")),
    )
    op.create_index(op.f("ix_panel_member_panel_id"), "panel_member", ["panel_id"], unique=False)
    append_only("audit_entry")
    append_only("quota_entry")
    append_only("case_step")
    create_search_index(op.get_bind())
    create_guards(op.get_bind())
