"""Special-talent approvals: filing in full, meetings of the panel, delegations, signatures, pools; past cases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from officer_app.cases.guards import create_case_guards
from officer_app.core.database import Moment
from officer_app.core.schema import append_only
from officer_app.core.work import OFFICE_ZONE
from officer_app.quota.evaluation.older import convert_sheets
from officer_app.quota.guards import create_approval_guards, loosen_guards

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "city_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_city_figure")),
        sa.UniqueConstraint("year", "measure", name=op.f("uq_city_figure_year_measure")),
    )
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("permissions", JSON, nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_delegation_two")),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_delegation_order")),
        sa.ForeignKeyConstraint(["from_id"], ["account.id"], name=op.f("fk_delegation_from_id_account")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_delegation_made_by_account")),
        sa.ForeignKeyConstraint(["to_id"], ["account.id"], name=op.f("fk_delegation_to_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_delegation_draft_id")),
    )
    op.create_index(op.f("ix_delegation_from_id"), "delegation", ["from_id"], unique=False)
    op.create_index(op.f("ix_delegation_to_id"), "delegation", ["to_id"], unique=False)
    op.create_table(
        "panel_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("meets_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("chair_id", sa.Integer(), nullable=False),
        sa.Column("secretary_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=True),
        sa.Column("quorum", sa.Double(), nullable=True),
        sa.Column("majority", sa.Double(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("units IS NULL OR units >= 0", name=op.f("ck_panel_meeting_units")),
        sa.ForeignKeyConstraint(["chair_id"], ["account.id"], name=op.f("fk_panel_meeting_chair_id_account")),
        sa.ForeignKeyConstraint(["closed_by"], ["account.id"], name=op.f("fk_panel_meeting_closed_by_account")),
        sa.ForeignKeyConstraint(["secretary_id"], ["account.id"], name=op.f("fk_panel_meeting_secretary_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_meeting")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_panel_meeting_draft_id")),
        sa.UniqueConstraint("year", "sequence", name=op.f("uq_panel_meeting_year_sequence")),
    )
    op.create_index(op.f("ix_panel_meeting_meets_at"), "panel_meeting", ["meets_at"], unique=False)
    op.create_table(
        "public_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("masking", sa.String(length=32), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_public_notice_order")),
        sa.ForeignKeyConstraint(["published_by"], ["account.id"], name=op.f("fk_public_notice_published_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_notice")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_public_notice_draft_id")),
        sa.UniqueConstraint("year", "sequence", name=op.f("uq_public_notice_year_sequence")),
    )
    op.create_table(
        "signing_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("wrapped", sa.String(length=200), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_for", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_signing_key_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
        sa.UniqueConstraint("public_key", name=op.f("uq_signing_key_public_key")),
    )
    op.create_index(op.f("ix_signing_key_account_id"), "signing_key", ["account_id"], unique=False)
    op.create_index(
        "uq_signing_key_in_use",
        "signing_key",
        ["account_id"],
        unique=True,
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.create_table(
        "meeting_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("attendance", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_meeting_member_account_id_account")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["panel_meeting.id"], name=op.f("fk_meeting_member_meeting_id_panel_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_member")),
        sa.UniqueConstraint("meeting_id", "account_id", name=op.f("uq_meeting_member_meeting_id_account_id")),
    )
    op.create_index(op.f("ix_meeting_member_meeting_id"), "meeting_member", ["meeting_id"], unique=False)
    op.create_table(
        "past_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("condition", sa.String(length=80), nullable=False),
        sa.Column("applicant_code", sa.String(length=40), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("enterprise_name", sa.String(length=200), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column("subdistrict", sa.String(length=40), nullable=False),
        sa.Column("base_multiple", sa.BigInteger(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("review_days", sa.Integer(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.CheckConstraint("review_days IS NULL OR review_days >= 0", name=op.f("ck_past_case_review_days")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_past_case_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_past_case_import_id_import_batch")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_case")),
        sa.UniqueConstraint("number", name=op.f("uq_past_case_number")),
    )
    op.create_index(
        "ix_past_case_count", "past_case", ["channel", "state", "finished_on", "condition", "review_days"], unique=False
    )
    op.create_index(op.f("ix_past_case_enterprise_id"), "past_case", ["enterprise_id"], unique=False)
    op.create_index(op.f("ix_past_case_finished_on"), "past_case", ["finished_on"], unique=False)
    op.create_index(op.f("ix_past_case_import_id"), "past_case", ["import_id"], unique=False)
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("recusals", JSON, nullable=False),
        sa.Column("votes", JSON, nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=True),
        sa.Column("votes_against", sa.Integer(), nullable=True),
        sa.Column("abstentions", sa.Integer(), nullable=True),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("tie", sa.String(length=200), nullable=False),
        sa.Column("remark", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["talent_case.id"], name=op.f("fk_agenda_item_case_id_talent_case")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["panel_meeting.id"], name=op.f("fk_agenda_item_meeting_id_panel_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("meeting_id", "case_id", name=op.f("uq_agenda_item_meeting_id_case_id")),
    )
    op.create_index(op.f("ix_agenda_item_case_id"), "agenda_item", ["case_id"], unique=False)
    op.create_table(
        "case_base",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("base", sa.BigInteger(), nullable=False),
        sa.Column("multiple", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("base >= 0 AND multiple >= 0", name=op.f("ck_case_base_amounts")),
        sa.ForeignKeyConstraint(["case_id"], ["talent_case.id"], name=op.f("fk_case_base_case_id_talent_case")),
        sa.PrimaryKeyConstraint("case_id", "month", name=op.f("pk_case_base")),
    )
    op.create_table(
        "case_dependant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["talent_case.id"], name=op.f("fk_case_dependant_case_id_talent_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_dependant")),
    )
    op.create_index(op.f("ix_case_dependant_case_id"), "case_dependant", ["case_id"], unique=False)
    op.create_table(
        "case_recusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_case_recusal_account_id_account")),
        sa.ForeignKeyConstraint(["case_id"], ["talent_case.id"], name=op.f("fk_case_recusal_case_id_talent_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_recusal")),
        sa.UniqueConstraint("case_id", "account_id", name=op.f("uq_case_recusal_case_id_account_id")),
    )
    op.create_index(op.f("ix_case_recusal_account_id"), "case_recusal", ["account_id"], unique=False)
    op.create_table(
        "case_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=32), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_case_snapshot_account_id_account")),
        sa.ForeignKeyConstraint(["case_id"], ["talent_case.id"], name=op.f("fk_case_snapshot_case_id_talent_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_snapshot")),
        sa.UniqueConstraint("case_id", "round", name=op.f("uq_case_snapshot_case_id_round")),
    )
    op.create_table(
        "case_trip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["talent_case.id"], name=op.f("fk_case_trip_case_id_talent_case")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_case_trip_recorded_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_trip")),
    )
    op.create_index(op.f("ix_case_trip_case_id"), "case_trip", ["case_id"], unique=False)
    op.create_table(
        "deadline_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("due_before", sa.Date(), nullable=False),
        sa.Column("due_after", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["talent_case.id"], name=op.f("fk_deadline_change_case_id_talent_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_change")),
    )
    op.create_index(op.f("ix_deadline_change_case_id"), "deadline_change", ["case_id"], unique=False)
    op.create_table(
        "countersignature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_countersignature_account_id_account")),
        sa.ForeignKeyConstraint(["case_id"], ["talent_case.id"], name=op.f("fk_countersignature_case_id_talent_case")),
        sa.ForeignKeyConstraint(["step_id"], ["case_step.id"], name=op.f("fk_countersignature_step_id_case_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_countersignature")),
        sa.UniqueConstraint("step_id", name=op.f("uq_countersignature_step_id")),
    )
    op.create_index(op.f("ix_countersignature_case_id"), "countersignature", ["case_id"], unique=False)
    op.create_table(
        "decision_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=128), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_decision_signature_account_id_account")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["talent_case.id"], name=op.f("fk_decision_signature_case_id_talent_case")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["quota_entry.id"], name=op.f("fk_decision_signature_entry_id_quota_entry")
        ),
        sa.ForeignKeyConstraint(["key_id"], ["signing_key.id"], name=op.f("fk_decision_signature_key_id_signing_key")),
        sa.ForeignKeyConstraint(["step_id"], ["case_step.id"], name=op.f("fk_decision_signature_step_id_case_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_signature")),
        sa.UniqueConstraint("seq", name=op.f("uq_decision_signature_seq")),
        sa.UniqueConstraint("signature", name=op.f("uq_decision_signature_signature")),
        sa.UniqueConstraint("step_id", name=op.f("uq_decision_signature_step_id")),
    )
    op.create_index(op.f("ix_decision_signature_case_id"), "decision_signature", ["case_id"], unique=False)
    op.add_column("case_paper", sa.Column("defect", sa.String(length=32), nullable=True))
    op.add_column("case_paper", sa.Column("condition", sa.String(length=120), server_default="", nullable=False))
    op.add_column("case_paper", sa.Column("form", sa.String(length=32), nullable=True))
    op.add_column("case_score", sa.Column("remark", sa.String(length=400), server_default="", nullable=False))
    op.add_column("case_score", sa.Column("paper_ids", JSON, server_default="[]", nullable=False))
    op.add_column("case_step", sa.Column("for_account_id", sa.Integer(), nullable=True))
    op.create_index("ix_case_step_reached", "case_step", ["state_after", "at", "case_id"], unique=False)
    op.create_index("ix_case_step_taken", "case_step", ["step", "at", "case_id"], unique=False)
    op.add_column("import_batch", sa.Column("content_hash", sa.String(length=64), server_default="", nullable=False))
    op.create_index(op.f("ix_import_batch_content_hash"), "import_batch", ["content_hash"], unique=False)
    op.add_column("objection", sa.Column("contact", sa.String(length=80), server_default="", nullable=False))
    op.add_column("objection", sa.Column("channel", sa.String(length=32), server_default="letter", nullable=False))
    op.add_column("objection", sa.Column("handling", sa.Text(), server_default="", nullable=False))
    op.add_column("objection", sa.Column("handler_id", sa.Integer(), nullable=True))
    op.add_column("panel_member", sa.Column("vote", sa.String(length=32), nullable=True))
    op.add_column("quota", sa.Column("kind", sa.String(length=32), server_default="general", nullable=False))
    op.add_column("quota", sa.Column("industry", sa.String(length=32), nullable=True))
    op.add_column("quota", sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("quota", sa.Column("frozen_by", sa.Integer(), nullable=True))
    op.add_column("quota", sa.Column("freeze_reason", sa.String(length=200), server_default="", nullable=False))
    op.create_index("uq_quota_year_industry", "quota", ["year", "industry"], unique=True)
    op.add_column("quota_entry", sa.Column("move_id", sa.String(length=36), nullable=True))
    op.create_index(op.f("ix_quota_entry_move_id"), "quota_entry", ["move_id"], unique=False)
    op.add_column("settlement", sa.Column("station", sa.String(length=80), server_default="", nullable=False))
    op.add_column("supplement_notice", sa.Column("reason", sa.Text(), server_default="", nullable=False))
    op.add_column("talent_case", sa.Column("income", sa.BigInteger(), nullable=True))
    op.add_column("talent_case", sa.Column("recommendation", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "talent_case", sa.Column("applicant_kind", sa.String(length=32), server_default="innovator", nullable=False)
    )
    op.add_column("talent_case", sa.Column("urgently_needed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("talent_case", sa.Column("introduced_on", sa.Date(), nullable=True))
    op.add_column("talent_case", sa.Column("pool", sa.String(length=80), server_default="general", nullable=False))
    op.add_column("talent_case", sa.Column("decided_on", sa.Date(), nullable=True))
    op.create_index(
        "ix_talent_case_admitted",
        "talent_case",
        [
            "state",
            "decided_on",
            "base_multiple",
            "accepted_on",
            "reviewed_on",
            "introduced_on",
            "filed_on",
            "urgently_needed",
            "enterprise_id",
            "post",
        ],
        unique=False,
    )
    op.create_index("ix_talent_case_base", "talent_case", ["base_multiple", "state"], unique=False)
    op.create_index(op.f("ix_talent_case_decided_on"), "talent_case", ["decided_on"], unique=False)
    op.create_index("ix_talent_case_filed", "talent_case", ["filed_on", "state"], unique=False)
    op.create_index("ix_talent_case_name", "talent_case", ["name", "post", "enterprise_id", "state"], unique=False)
    op.create_index("ix_talent_case_number", "talent_case", ["year", "sequence", "state"], unique=False)
    op.create_index("ix_talent_case_person", "talent_case", ["id_number"], unique=False)
    # --- below: written by hand
    loosen_guards(op.get_bind())
    _in_rounds("panel", _PANEL_CHECKS, _PANEL_COLUMNS)
    _in_rounds("publicity", _PUBLICITY_CHECKS, _PUBLICITY_COLUMNS)
    convert_sheets(op.get_bind())
    _know_decisions(op.get_bind())
    create_approval_guards(op.get_bind())
    create_case_guards(op.get_bind())
    append_only("case_recusal")
    append_only("countersignature")
    append_only("case_snapshot")
    append_only("deadline_change")
    append_only("decision_signature")
    for what_was_found in ("panel", "panel_member", "settlement"):
        append_only(what_was_found)
    _papers_in_entries()


def _know_decisions(connection: sa.Connection) -> None:
    """The day on which a case was approved or rejected stands on the case; so far its steps alone told it."""
    steps = sa.table(
        "case_step", *(sa.column(name, sa.String) for name in ("case_id", "step")), sa.column("at", Moment)
    )
    cases = sa.table("talent_case", sa.column("id"), sa.column("state"), sa.column("decided_on", sa.Date))
    # An approval that was corrected and made again counts from the latter.
    decided = connection.execute(
        sa.select(cases.c.id, sa.func.max(steps.c.at, type_=Moment()))
        .join(steps, steps.c.case_id == cases.c.id)
        .where(
            cases.c.state.in_(["settlement", "settled", "rejected"]),
            steps.c.step.in_(["decide", "reject", "sustain_objection"]),
        )
        .group_by(cases.c.id)
    )
    days = [{"key": key, "day": at.astimezone(OFFICE_ZONE).date()} for key, at in decided]
    if days:
        connection.execute(
            sa.update(cases).where(cases.c.id == sa.bindparam("key")).values(decided_on=sa.bindparam("day")), days
        )


_PANEL_CHECKS = {
    "votes": "votes_for >= 0 AND votes_against >= 0 AND abstentions >= 0",
    "sum": "votes_for + votes_against + abstentions = present",
    "attendance": "present + recused <= expected",
}
_PANEL_COLUMNS = (
    sa.Column("meeting_id", sa.Integer(), sa.ForeignKey("panel_meeting.id", name="fk_panel_meeting_id_panel_meeting")),
    sa.Column("secret", sa.Boolean(), server_default=sa.false(), nullable=False),
)
_PUBLICITY_CHECKS = {"order": "ends_on >= starts_on"}
_PUBLICITY_COLUMNS = (
    sa.Column(
        "notice_id", sa.Integer(), sa.ForeignKey("public_notice.id", name="fk_publicity_notice_id_public_notice")
    ),
)


def _in_rounds(table: str, checks: dict[str, str], columns: tuple[sa.Column[object], ...]) -> None:
    """A case that was sent back is voted on, and published, again: one row a round in place of one a case."""
    kept = [sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}")) for name, text in checks.items()]
    with op.batch_alter_table(table, table_args=kept) as batch:
        batch.drop_constraint(op.f(f"uq_{table}_case_id"), type_="unique")
        batch.add_column(sa.Column("round", sa.Integer(), server_default="1", nullable=False))
        for column in columns:
            batch.add_column(column)
        batch.create_unique_constraint(op.f(f"uq_{table}_case_id_round"), ["case_id", "round"])
    for column in columns:
        if column.name.endswith("_id"):
            op.create_index(op.f(f"ix_{table}_{column.name}"), table, [column.name])


def _papers_in_entries() -> None:
    """A checklist that an office entered is no longer a list of words: each paper says who needs it, how, from whom."""
    setting = sa.table("setting", sa.column("id"), sa.column("key"), sa.column("value", JSON))
    bind = op.get_bind()
    issuers = {"contribution": "social_insurance", "tax": "tax_office"}
    for key, value in bind.execute(sa.select(setting.c.id, setting.c.value).where(setting.c.key == "case.checklist")):
        entries = [
            {
                "kind": paper,
                "condition": "",
                "words": "",
                "forms": ["copy", "original", "electronic"],
                "source": issuers.get(paper, "employer"),
            }
            for paper in value
            if isinstance(paper, str)
        ]
        if entries:
            bind.execute(sa.update(setting).where(setting.c.id == key).values(value=entries))
