"""The ledger is proven once after signing in, behind what is shown; what does not add up is said at once."""

from PySide6.QtCore import QObject

from officer_app.people.access import Permission, may
from officer_app.quota.verify import LedgerBroken, LedgerVerdict, ledger_audit, ledger_verdict
from officer_app.ui.jobs import Jobs
from officer_app.ui.notices import Notices


def check_ledger(jobs: Jobs, notices: Notices, owner: QObject) -> None:
    """Prove the ledger for who may read or verify it; nobody else is told."""
    role = getattr(jobs.actor, "role", "")
    reads = may(role, Permission.QUOTA_READ)
    if not reads and not may(role, Permission.VERIFY):
        return

    def told(verdict: LedgerVerdict) -> None:
        for fault in verdict.faults[:1]:
            notices.show_error(LedgerBroken(year=fault.year, fault=fault.text))

    jobs.read(ledger_verdict if reads else ledger_audit, then=told, owner=owner, latest="ledger check")
