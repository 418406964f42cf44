"""Who may do what, on the command line: no office and no password are asked for."""

import json
from pathlib import Path

import pytest

from officer_app.__main__ import main
from officer_app.core.sheets import open_sheet
from officer_app.people.access import GRANTS, Permission, Role
from tests.pdf_reading import Reading


def test_the_permission_table_is_printed_as_text_json_paper_and_workbook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["access"]) == 0
    lines = capsys.readouterr().out
    assert "内勤：申报登记" in lines
    assert "绝不能：作出任何决定" in lines
    assert main(["access", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    rows = {row["permission"]: row for row in told["permissions"]}
    assert {role: grant for role, grant in rows["reveal"]["granted"].items() if grant != "none"} == {
        "liaison": "own",
        "specialist": "own",
        "supervisor": "all",
    }
    assert rows["case_accept"]["while"] == ["待受理"]
    assert set(rows) == {one.value for role in Role for one in GRANTS[role]} == set(Permission) - {"found_office"}
    for name in ("权限.pdf", "权限.xlsx"):
        assert main(["access", "--out", str(tmp_path / name)]) == 0
    assert sum(1 for _row in open_sheet(tmp_path / "权限.xlsx", "权限").rows()) == len(rows) + 1
    with Reading((tmp_path / "权限.pdf").read_bytes()) as paper:
        assert "审定申请，答复异议" in paper.squeezed()
    assert main(["access", "--out", str(tmp_path / "权限.doc")]) == 2
