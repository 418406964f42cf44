"""Who works here, and what can be done: the two sides of the permission table."""

from typing import Final, Self

from officer_app.core.words import Word
from officer_app.i18n import N_


class Role(Word):
    """Who works here."""

    LIAISON = "liaison", N_("Liaison officer")
    SPECIALIST = "specialist", N_("Specialist")
    SUPERVISOR = "supervisor", N_("Supervisor")
    STAFF = "staff", N_("Office staff")
    ADMINISTRATOR = "administrator", N_("Administrator")
    AUDITOR = "auditor", N_("Auditor")


class Area(Word):
    """What a permission is about; its first word says which."""

    OFFICE = "office", N_("Office and accounts")
    DIRECTORY = "directory", N_("Key-enterprise directory")
    ASSIGN = "assign", N_("Contact system")
    VISIT = "visit", N_("Visits and plans")
    DEMAND = "demand", N_("Demands of enterprises")
    CASE = "case", N_("Special-talent cases")
    QUOTA = "quota", N_("Quota of units")
    PAPER = "paper", N_("Papers and personal data")


class Permission(Word):
    """What can be done. A new one is named here with its words, and granted in grants.py."""

    ENTER = "enter", N_("see whether the office exists, sign in")
    FOUND_OFFICE = "found_office", N_("create the first administrator, while there is no account")
    OWN_PASSWORD = "own_password", N_("choose one's own password")
    OWN_ACCOUNT = "own_account", N_("keep one's own views, drafts and signing key")
    VIEW_SHARE = "view_share", N_("show everybody a view of a list")
    ACCOUNTS = "accounts", N_("keep accounts and their roles")
    VOUCH = "vouch", N_("vouch for a colleague whose account an administrator opened")
    SETTINGS = "settings", N_("keep dated settings, holidays, checklists and the evaluation sheet")
    BACKUP = "backup", N_("keep backups: make, check and restore them, choose where they lie")
    BACKUP_NOTE = "backup_note", N_("have a drill of restoring put on record")
    CALENDAR_READ = "calendar_read", N_("ask the calendar and the settings in force")
    AUDIT_READ = "audit_read", N_("read the audit trail")
    AUDIT_ANSWER = "audit_answer", N_("answer for entries of the audit trail that are gone")
    VERIFY = "verify", N_("verify ledger, signatures and papers")
    DIRECTORY_READ = "directory_read", N_("read enterprises and editions")
    DIRECTORY_EDIT = "directory_edit", N_("change enterprises, contacts and listings")
    DIRECTORY_IMPORT = "directory_import", N_("bring in enterprises from a workbook, and take that back")
    DIRECTORY_EXPORT = "directory_export", N_("write enterprises and visits into workbooks")
    DIRECTORY_PUBLISH = "directory_publish", N_("publish an edition of the directory")
    DIRECTORY_MERGE = "directory_merge", N_("make one of two enterprises, and undo that")
    PAPER_READ = "paper_read", N_("open the papers in an enterprise's file")
    ASSIGNMENT_READ = "assignment_read", N_("see who serves whom")
    ASSIGN = "assign", N_("assign officers, hand over, arrange cover")
    VISIT_READ = "visit_read", N_("read visits and plans")
    VISIT_LOG = "visit_log", N_("write visits down and correct them")
    VISIT_RETURN = "visit_return", N_("have a visit completed by its officer")
    VISIT_CLOSE_MONTH = "visit_close_month", N_("close a month, and reopen it")
    VISIT_PLAN = "visit_plan", N_("plan visits")
    VISIT_IMPORT = "visit_import", N_("bring in past visits from a workbook, and take that back")
    DEMAND_READ = "demand_read", N_("read demands")
    DEMAND_HANDLE = "demand_handle", N_("raise demands and hand them on")
    DEMAND_WORK = "demand_work", N_("do what is for the handler of a demand")
    DEMAND_EXTEND = "demand_extend", N_("grant or refuse a longer limit")
    DEMAND_HURRY = "demand_hurry", N_("ask how a demand stands, until a day")
    CASE_READ = "case_read", N_("read cases; numbers, phones and incomes masked")
    CASE_FILE = "case_file", N_("file cases, complete and withdraw them")
    CASE_PRE_REVIEW = "case_pre_review", N_("pre-review cases")
    CASE_ACCEPT = "case_accept", N_("accept cases")
    CASE_FIRST_REVIEW = "case_first_review", N_("score and review cases")
    CASE_MEETING = "case_meeting", N_("plan the panel's meetings and keep their record")
    CASE_PANEL = "case_panel", N_("chair the panel")
    CASE_PUBLICITY = "case_publicity", N_("put notices up, record objections")
    CASE_COUNTERSIGN = "case_countersign", N_("countersign approvals")
    CASE_DECIDE = "case_decide", N_("decide cases and answer objections")
    CASE_DELEGATE = "case_delegate", N_("have a colleague act in an absent officer's place")
    CASE_SETTLE = "case_settle", N_("record settlement with the police")
    CITY_FIGURE = "city_figure", N_("enter what the city published, to compare with")
    CASE_IMPORT = "case_import", N_("bring in past cases from a workbook, and take that back")
    QUOTA_READ = "quota_read", N_("read the quota and its ledger")
    QUOTA_GRANT = "quota_grant", N_("grant, adjust, move and freeze units")
    REPORT = "report", N_("print reports and papers")
    PAPER_ISSUE = "paper_issue", N_("number a paper and keep it for good")
    READINGS = "paper_readings", N_("see who read which applicant, and what somebody read")
    FULL_EXPORT = "paper_full_export", N_("take out a list of people with whole numbers, encrypted and for a purpose")
    REVEAL = "reveal", N_("see an ID number, phone or income whole, with a purpose")
    RETENTION = "paper_retention", N_("see whose data is past its period, and propose to remove it")
    PURGE = "paper_purge", N_("remove data past its period that somebody else proposed")

    @property
    def area(self) -> Area:
        """What it is about."""
        return _AREAS.get(self.value.partition("_")[0], Area.OFFICE)

    @classmethod
    def of(cls, area: Area) -> tuple[Self, ...]:
        """Those of an area, in their order."""
        return tuple(one for one in cls if one.area is area)


_AREAS: Final = {
    **{area.value: area for area in Area},
    "assignment": Area.ASSIGN,
    "city": Area.CASE,
    "report": Area.PAPER,
    "reveal": Area.PAPER,
}
