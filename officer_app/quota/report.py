"""Papers about special-talent cases: the approval form."""

from pathlib import Path

from officer_app.core.documents.writing import write_whole
from officer_app.quota.approval_paper import draw_approval
from officer_app.quota.printed import CasePrint


def approval_form(case: CasePrint) -> bytes:
    """特殊人才引进审批表; the same values give the same bytes. Raises MissingGlyph."""
    return draw_approval(case)


def write_approval_form(case: CasePrint, path: Path) -> None:
    """Write the approval form to `path`, whole or not at all; raises DiskTrouble, MissingGlyph."""
    write_whole(path, approval_form(case))
