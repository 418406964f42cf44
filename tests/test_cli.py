"""The command line on the sample office: what it prints, what it refuses, and with which exit code."""

import io
import json
import random
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from officer_app.__main__ import main
from officer_app.cli.delegations import TASKS
from officer_app.core.database import Database
from officer_app.core.keyfile import KeyFile, beside
from officer_app.core.work import OFFICE_ZONE
from officer_app.people.delegation import Task
from officer_app.sample.enterprises import uscc
from officer_app.sample.people import PASSWORD

STAFF, LIAISON, SUPERVISOR, ADMINISTRATOR, AUDITOR = "许知行", "王敏", "李国强", "郑予", "马思源"
HEADER = "企业名称,统一社会信用代码,注册资本\n"


@pytest.fixture
def office(day: Path, tmp_path: Path) -> Path:
    """A copy of its database that a test may change."""
    return copy_of(day, tmp_path)


def copy_of(day: Path, folder: Path) -> Path:
    """The office of the sample day, with the key file that opens it, in another folder."""
    shutil.copy(day / "office.keys", folder / "office.keys")
    return Path(shutil.copy(day / "office.db", folder / "office.db"))


class Line:
    """A command line in front of an office."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, office: Path | None, user: str | None, *words: object, password: str = PASSWORD) -> int:
        self._monkeypatch.setenv("OFFICER_APP_PASSWORD", password)
        options = [*(["--database", str(office)] if office else []), *(["--user", user] if user else [])]
        self._capsys.readouterr()
        try:
            code = main([*options, *map(str, words)])
        except SystemExit as stop:
            code = int(stop.code or 0)
        told = self._capsys.readouterr()
        self.out, self.err = told.out, told.err
        return code

    @property
    def json(self) -> Any:  # whatever the command printed
        return json.loads(self.out)


@pytest.fixture
def line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Line:
    return Line(capsys, monkeypatch)


def test_the_day_leaves_what_it_promises(day: Path) -> None:
    summary = json.loads((day / "summary.json").read_text(encoding="utf-8"))
    assert summary["counts"] == {
        "enterprises": 240,
        "officers": 8,
        "visits": 600,
        "demands": 164,
        "cases": 40,
        "quota_granted": 58,
        "quota_used": 23,
        "quota_reserved": 5,
    }
    roles = {account["role"] for account in summary["accounts"]}
    assert roles == {"liaison", "specialist", "supervisor", "staff", "administrator", "auditor"}
    for name in summary["files"].values():
        assert (day / name).stat().st_size > 1000
    for name in ("visits-2026-08.pdf", "visit.pdf", "case.pdf"):
        assert (day / name).read_bytes().startswith(b"%PDF")
    assert summary["month"] == "2026-08"
    assert summary["visits_in_month"] > 0


def test_a_folder_that_holds_an_office_is_not_overwritten(day: Path, line: Line) -> None:
    before = (day / "office.db").read_bytes()
    assert line(None, None, "demo", "--headless", "--out", day) == 1
    assert (day / "office.db").read_bytes() == before


def test_quota_shows_units_that_add_up(office: Path, line: Line) -> None:
    assert line(office, LIAISON, "--json", "quota", 2026) == 0
    told = line.json
    assert told["granted"] == told["used"] + told["reserved"] + told["left"] == 58
    assert line(office, LIAISON, "quota", 2026) == 0
    assert "58" in line.out


def test_pools_are_opened_filled_moved_frozen_and_printed(office: Path, line: Line, tmp_path: Path) -> None:
    assert line(office, SUPERVISOR, "--json", "quota", "open", 2026, "--campaign", "春招") == 0
    assert line(office, SUPERVISOR, "--json", "quota", "move", 2026, "general", "春招", 2, "--reason", "专项") == 0
    assert line(office, SUPERVISOR, "--json", "quota", "grant", 2026, 1, "文号", "--pool", "春招") == 0
    assert (
        line(office, SUPERVISOR, "--json", "quota", "adjust", 2026, -1, "文号", "--pool", "春招", "--reason", "核减")
        == 0
    )
    assert line(office, SUPERVISOR, "--json", "quota", "freeze", 2026, "--pool", "春招", "--reason", "核查") == 0
    assert line(office, LIAISON, "--json", "quota", "pools", 2026) == 0
    found = {row["pool"]: row for row in line.json}
    assert (found["春招"]["granted"], found["春招"]["frozen"]) == (2, "核查")
    assert found["next_gen_it"]["granted"] == 3
    assert line(office, LIAISON, "quota", "pools", 2026) == 0
    assert "已冻结：核查" in line.out
    assert line(office, SUPERVISOR, "--json", "quota", "thaw", 2026, "--pool", "春招", "--reason", "完毕") == 0
    assert line(office, SUPERVISOR, "quota", "move", 2026, "春招", "general", 9, "--reason", "专项") == 1
    assert line(office, SUPERVISOR, "quota", "carry", 2026, "--reason", "结余") == 1
    assert line(office, LIAISON, "quota", "freeze", 2026, "--reason", "核查") == 1
    assert line(office, LIAISON, "--json", "quota", "forecast", 2026) == 0
    assert line.json["ended"] >= line.json["approved"] > 0
    assert line(office, AUDITOR, "--json", "quota", "verify") == 0
    assert line.json["sound"] is True
    for command, name in (("export", "台账.xlsx"), ("paper", "台账.pdf")):
        assert line(office, LIAISON, "--json", "quota", command, 2026, tmp_path / name) == 0
        assert line.json["rows"] > 50
        assert (tmp_path / name).stat().st_size > 1000


def test_options_may_stand_after_the_command(office: Path, line: Line) -> None:
    assert line(None, None, "quota", 2026, "--json", "--user", LIAISON, "--database", f"sqlite:///{office}") == 0
    assert line.json["granted"] == 58


def test_verify_finds_the_sample_office_sound(office: Path, line: Line) -> None:
    assert line(office, AUDITOR, "--json", "verify") == 0
    assert line.json["sound"] is True
    assert line.json["audit"]["count"] > 1000
    assert line.json["papers"]["count"] > 0
    assert line.json["signatures"]["count"] > 50


def test_verify_reads_the_code_of_a_printed_form_back(office: Path, day: Path, line: Line, tmp_path: Path) -> None:
    assert line(office, AUDITOR, "--json", "verify", "--paper", day / "case.pdf") == 0
    (form,) = line.json["forms"]
    assert (form["answer"], form["step"]) == ("genuine", "decide")
    assert line(office, AUDITOR, "verify", "--code", form["short"].lower()) == 0
    assert form["number"] in line.out
    assert line(office, AUDITOR, "--json", "verify", "--code", "AAAA-BBBB-CCCC-DDDD") == 1
    assert line.json["forms"][0]["answer"] == "unknown"
    assert line(office, LIAISON, "verify", "--code", form["short"]) == 1
    (tmp_path / "form.png").write_text("no picture")
    assert line(office, AUDITOR, "verify", "--paper", tmp_path / "form.png") == 1


@pytest.mark.parametrize(
    ("tampering", "about"),
    [
        ("DROP TRIGGER audit_entry_no_delete", "records"),
        ("DROP TRIGGER audit_entry_no_delete; DELETE FROM audit_entry WHERE id = 7", "audit"),
        ("UPDATE quota SET used = used - 1, total = total - 1 WHERE name = 'general'", "ledger"),
        ("DROP TRIGGER decision_signature_no_delete; DELETE FROM decision_signature WHERE seq = 3", "signatures"),
        ("UPDATE stored_content SET content = x'00' WHERE hash = (SELECT content_hash FROM issued_paper)", "papers"),
        ("UPDATE account SET active = NOT active WHERE name = '王敏'", "records"),
    ],
)
def test_verify_names_what_was_tampered_with(office: Path, line: Line, tampering: str, about: str) -> None:
    database = Database(str(office), key=KeyFile.read(beside(office)).open(AUDITOR, PASSWORD))
    with database.transaction(writes=True) as connection:
        triggers = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'quota'")
        for name in connection.scalars(triggers).all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for statement in tampering.split("; "):
            connection.exec_driver_sql(statement)
    database.close()
    assert line(office, AUDITOR, "--json", "verify") == 1
    assert line.json["sound"] is False
    assert ("已停止审批" in line.err) is (about == "ledger")
    assert line.json[about]["faults"]
    if "id = 7" in tampering:
        assert any("7" in fault for fault in line.json["audit"]["faults"])


def test_the_trail_is_listed_exported_and_proven_outside(office: Path, line: Line, tmp_path: Path) -> None:
    assert line(office, AUDITOR, "--json", "trail", "list", "--entity", "talent_case", "--kind", "change") == 0
    assert line.json["count"] > 10
    assert line(office, AUDITOR, "trail", "export", tmp_path / "trail.jsonl") == 0
    assert line(None, None, "--json", "trail", "check", tmp_path / "trail.jsonl") == 0
    head = line.json["last"]
    assert line(None, None, "trail", "check", tmp_path / "trail.jsonl", "--head", head) == 0
    other = head[:-1] + ("1" if head.endswith("0") else "0")
    assert line(None, None, "trail", "check", tmp_path / "trail.jsonl", "--head", other) == 1
    assert line(office, AUDITOR, "--json", "verify", "--code", head.replace("·", "-")) == 0
    assert line.json["trail"]["answer"] == "stands"
    assert line(office, AUDITOR, "trail", "breaks") == 0
    assert line(office, LIAISON, "trail", "list") == 1


def test_enterprises_entered_twice_are_listed_with_their_reasons(office: Path, line: Line, tmp_path: Path) -> None:
    assert line(office, LIAISON, "--json", "duplicates") == 0
    before = len(line.json["pairs"])
    draw = random.Random(7)
    file = tmp_path / "twice.csv"
    rows = [f"上海重复录入科技有限公司,{uscc(draw)},", f"上海重复录入科技有限公司,{uscc(draw)},"]
    file.write_text("\n".join([HEADER.strip(), *rows]) + "\n", encoding="utf-8")
    assert line(office, STAFF, "import", "enterprises", file) == 0
    assert line(office, LIAISON, "--json", "duplicates") == 0
    pairs = line.json["pairs"]
    assert len(pairs) == before + 1
    first = pairs[0]
    assert first["name"] == first["other"]["name"] == "上海重复录入科技有限公司"
    assert first["uscc"] != first["other"]["uscc"]
    assert first["why"]
    assert line(office, LIAISON, "duplicates", "--limit", 1) == 0
    assert line.out.count("上海重复录入科技有限公司") == 2


def test_search_finds_by_name_initials_code_and_what_was_said(office: Path, line: Line) -> None:
    assert line(office, LIAISON, "--json", "search", "机器人") == 0
    first = line.json["hits"][0]
    assert (first["kind"], "机器人" in first["title"]) == ("enterprise", True)
    assert line(office, LIAISON, "--json", "search", first["detail"][9:]) == 0
    assert first["id"] in {hit["id"] for hit in line.json["hits"] if hit["kind"] == "enterprise"}
    assert line(office, LIAISON, "--json", "search", "积分续签") == 0
    assert {"visit", "demand"} <= {hit["kind"] for hit in line.json["hits"]}
    for number, kind in (("ZF-2026-0372", "visit"), ("sq-2026-92", "demand"), ("宝人特〔2026〕1 号", "case")):
        assert line(office, LIAISON, "--json", "search", number) == 0
        assert [hit["kind"] for hit in line.json["hits"]] == [kind]
    assert line(office, LIAISON, "--json", "search", "_%_") == 0
    assert line.json == {"hits": []}


def test_reports_are_printed_for_one_visit_a_month_one_officer_and_a_case(
    office: Path, line: Line, tmp_path: Path
) -> None:
    for words in (
        ("visit", 1),
        ("visits", "--month", "2026-08"),
        ("visits", "--month", "2026-08", "--officer", LIAISON),
        ("visits", "--quarter", "2026-Q3", "--industry", "biomedicine", "--without-records"),
        ("records", "--from", "2026-08-03", "--to", "2026-08-05"),
        ("case", 1),
    ):
        out = tmp_path / f"{len(words)}-{words[0]}.pdf"
        assert line(office, STAFF, "--json", "report", *words, out) == 0
        assert line.json["bytes"] == out.stat().st_size > 10_000


def test_a_report_is_issued_listed_and_printed_again_as_it_was(office: Path, line: Line, tmp_path: Path) -> None:
    august = ("--month", "2026-08")
    first, again = tmp_path / "first.pdf", tmp_path / "again.pdf"
    assert line(office, STAFF, "--json", "report", "figures", *august) == 0
    counted = line.json["visits"]["visits"]
    assert counted > 10
    assert line(office, STAFF, "--json", "report", "issue", "visit_report", *august, first) == 0
    number = line.json["number"]
    assert line(office, LIAISON, "report", "reprint", number, again) == 0
    assert again.read_bytes() == first.read_bytes()
    assert line(office, SUPERVISOR, "report", "issue", "overdue_list", tmp_path / "late.pdf") == 0
    assert line(office, LIAISON, "--json", "report", "issued") == 0
    assert [row["number"][:2] for row in line.json][:2] == ["YQ", "ZB"]
    # The sample office had issued that month's report before.
    assert line.json[1]["replaces"]
    assert line(office, LIAISON, "report", "issue", "visit_report", *august, first) == 1
    assert line(office, STAFF, "report", "visits", first) == 2
    assert line(office, STAFF, "report", "visits", *august, "--quarter", "2026-Q3", first) == 2
    assert line(office, STAFF, "report", "visits", *august, "--subdistrict", "没有镇", first) == 1


def test_the_directory_exported_can_be_imported_again(office: Path, line: Line, tmp_path: Path) -> None:
    out = tmp_path / "directory.xlsx"
    assert line(office, STAFF, "--json", "export", "enterprises", out) == 0
    assert line.json["rows"] == 240
    assert line(office, STAFF, "--json", "import", "enterprises", out, "--dry-run") == 0
    told = line.json
    assert (told["rows"], told["accepted"], told["refused"]) == (240, 0, 0)


def test_import_gives_every_row_its_verdict_and_saves_refused_rows(office: Path, line: Line, tmp_path: Path) -> None:
    file, errors = tmp_path / "new.csv", tmp_path / "errors.xlsx"
    file.write_text(
        HEADER
        + '上海甲乙丙机械有限公司,91310113MA1GK1946J,"1,186.6000(万元人民币)"\n'
        + "上海丁机械有限公司,320621000090099,50(万元人民币)\n"
        + ",91310113MA1GK1428A,\n",
        encoding="gb18030",
    )
    assert line(office, STAFF, "--json", "import", "enterprises", file, "--errors", errors, "--dry-run") == 0
    dry = line.json
    assert line(office, STAFF, "--json", "import", "enterprises", file, "--errors", errors) == 0
    told = line.json
    assert dry == told
    codes = {(problem["row"], problem["code"]) for problem in told["problems"]}
    assert {(3, "uscc_old15"), (4, "name_missing")} <= codes
    assert (told["rows"], told["accepted"], told["refused"]) == (3, 1, 2)
    sheet = load_workbook(errors).active
    assert sheet is not None
    assert sheet.max_row == told["refused"] + 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing.xlsx", None),
        ("letter.xlsx", b"not a workbook at all"),
        ("empty.csv", b""),
        ("other.csv", "歌名,歌手\n夜来香,李香兰\n".encode()),
    ],
)
def test_a_file_that_is_no_directory_is_refused_in_words(
    office: Path, line: Line, tmp_path: Path, name: str, content: bytes | None
) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    assert line(office, STAFF, "import", "enterprises", file) == 1
    assert name in line.err
    assert "Traceback" not in line.err
    assert line(office, STAFF, "--json", "--language", "en", "import", "enterprises", file) == 1
    assert line.json["error"]["message"].isascii() or name in line.json["error"]["message"]


def test_who_may_not_is_refused_with_exit_code_one(office: Path, line: Line, tmp_path: Path) -> None:
    assert line(office, AUDITOR, "quota", 2026) == 1
    assert line(office, LIAISON, "import", "enterprises", tmp_path / "x.csv") == 1
    assert line(office, LIAISON, "verify") == 1
    assert "无权" in line.err


def test_wrong_password_unknown_user_and_missing_database_are_told_plainly(
    office: Path, line: Line, tmp_path: Path
) -> None:
    assert line(office, LIAISON, "quota", 2026, password="不对的密码啊") == 1
    wrong = line.err
    assert line(office, "查无此人", "quota", 2026) == 1
    assert line.err == wrong
    assert line(tmp_path / "none.db", LIAISON, "quota", 2026) == 1
    assert "none.db" in line.err
    assert not (tmp_path / "none.db").exists()


def test_an_empty_file_is_not_made_an_office_by_the_command_line(line: Line, tmp_path: Path) -> None:
    empty = tmp_path / "empty.db"
    empty.touch()
    for _ in range(2):
        assert line(empty, LIAISON, "quota", 2026) == 1
        assert "还没有单位数据" in line.err


def test_a_year_without_a_grant_is_said_to_have_none(office: Path, line: Line) -> None:
    assert line(office, LIAISON, "quota", 2019) == 0
    assert "尚未下达" in line.out
    assert line(office, LIAISON, "--json", "quota", 2019) == 0
    assert line.json == {"granted": 0, "reserved": 0, "used": 0, "left": 0, "entries": 0}


def test_wrong_usage_has_exit_code_two(office: Path, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    assert line(office, LIAISON, "quota") == 2
    assert line(office, LIAISON, "report", "visits", "--month", "2026-13", "x.pdf") == 2
    assert line(office, None, "quota", 2026) == 2
    monkeypatch.delenv("OFFICER_APP_PASSWORD")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(["--database", str(office), "--user", LIAISON, "quota", "2026"]) == 2


def test_a_record_that_is_not_there_is_refused_and_leaves_no_file(office: Path, line: Line, tmp_path: Path) -> None:
    for words in (("visit", 99999), ("case", 99999), ("visits", "--month", "2026-08", "--officer", "查无此人")):
        assert line(office, STAFF, "report", *words, tmp_path / "x.pdf") == 1
    assert not (tmp_path / "x.pdf").exists()


def test_a_full_disk_leaves_no_half_report(
    office: Path, line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert line(office, STAFF, "report", "visit", 1, tmp_path / "x.pdf") == 1
    assert "x.pdf" in line.err
    assert list(tmp_path.glob("*.pdf*")) == []


def test_working_days_are_counted_with_holidays_and_makeup_days(office: Path, line: Line) -> None:
    assert line(office, AUDITOR, "--json", "calendar", "working-days", "2021-04-28", "2021-05-17") == 0
    assert line.json == {"days": 11, "provisional": False}
    assert line(None, None, "--json", "calendar", "add-working-days", "2026-12-31", 1) == 0
    assert line.json["provisional"] is True
    assert line(None, None, "--language", "en", "calendar", "add-working-days", "2026-12-31", 1) == 0
    assert "provisional" in line.out


def test_help_answers_in_both_languages(line: Line) -> None:
    assert line(None, None, "--help") == 0
    assert "走访" in line.out
    assert line(None, None, "--language", "en", "--help") == 0
    assert "visits" in line.out


@pytest.mark.parametrize(
    "words",
    [
        ("report", "visit", 10**10, "x.pdf"),
        ("report", "case", "0", "x.pdf"),
        ("report", "visits", "--month", "0001-01", "x.pdf"),
        ("quota", "-5"),
        ("quota", 10**20),
        ("import", "enterprises", "x.csv", "--edition", "abc"),
        ("calendar", "add-working-days", "2026-09-17", "五"),
        ("verify", "--code", "x", "--paper", "x.pdf"),
        ("nonsense",),
    ],
)
def test_wrong_words_are_refused_in_the_reader_s_language(office: Path, line: Line, words: tuple[object, ...]) -> None:
    assert line(office, STAFF, *words) == 2
    assert line.out == ""
    assert "用法" in line.err
    assert not any(word in line.err for word in ("usage", "error:", "invalid", "not allowed", "Traceback"))
    assert line(office, STAFF, "--language", "en", *words) == 2
    assert "usage" in line.err
    assert line.err.isascii() or "五" in words


def test_an_import_is_listed_and_taken_back(office: Path, line: Line, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("Firma,Nummer,x\n上海撤销试验有限公司,91310113MA1GKLT83R,1\n", encoding="utf-8")
    assert line(office, STAFF, "import", "enterprises", file) == 1
    assert line(office, STAFF, "import", "enterprises", file, "--column", "Firma") == 2
    said = ("--column", "name=Firma", "--column", "uscc=Nummer", "--leave-out", "x")
    assert line(office, STAFF, "import", "enterprises", file, *said, "--hand-over") == 1
    assert line(office, STAFF, "--json", "import", "enterprises", file, *said) == 0
    taken = line.json["accepted"]
    assert line(office, STAFF, "--json", "import", "list") == 0
    latest = line.json["imports"][0]
    assert (latest["file"], latest["counts"]["accepted"], latest["reverted_by"]) == ("in.csv", taken, "")
    assert line(office, STAFF, "--json", "import", "revert", latest["id"], "--dry-run") == 0
    told = line.json
    assert told["removed"] == taken
    assert line(office, STAFF, "--json", "import", "revert", latest["id"]) == 0
    assert line.json == told
    assert line(office, STAFF, "import", "revert", latest["id"]) == 1
    assert line(office, LIAISON, "import", "list") == 1


def test_where_refused_rows_cannot_be_saved_nothing_is_imported(office: Path, line: Line, tmp_path: Path) -> None:
    file = tmp_path / "new.csv"
    file.write_text(HEADER + "上海甲乙丙机械有限公司,91310113MA1GK1946J,\n", encoding="utf-8")
    for errors in (tmp_path / "missing" / "errors.xlsx", tmp_path):
        assert line(office, STAFF, "import", "enterprises", file, "--errors", errors) == 1
        assert str(errors) in line.err
    assert line(office, STAFF, "--json", "import", "enterprises", file, "--dry-run") == 0
    assert (line.json["accepted"], line.json["updated"]) == (1, 0)


def test_what_the_system_refuses_is_said_in_the_reader_s_language(office: Path, line: Line, tmp_path: Path) -> None:
    assert line(office, STAFF, "import", "enterprises", tmp_path / "none.csv") == 1
    assert line.err.endswith("none.csv 无法打开：文件或文件夹不存在。请核对文件名和所在文件夹。\n")
    assert line(office, STAFF, "--language", "en", "report", "visit", 1, tmp_path) == 1
    assert "it is a folder. Free some space" in line.err
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert line(None, None, "--language", "zh_CN", "demo", "--headless", "--out", blocked / "out") == 1
    assert "文件夹不存在" in line.err


@pytest.mark.parametrize("address", ["postgresql://:::/", "mysql://office/here"])
def test_an_address_that_is_none_is_refused(line: Line, address: str) -> None:
    assert line(Path(address), STAFF, "quota", 2026) == 1
    assert "Traceback" not in line.err


def test_who_is_responsible_is_asked_for_any_day(office: Path, line: Line) -> None:
    assert line(office, "李国强", "responsible", "2026-09-17", "--officer", "王敏", "--json") == 0
    found = line.json
    assert found["count"] == len(found["enterprises"]) > 0
    assert all(any(duty["officer"] == "王敏" for duty in row["duties"]) for row in found["enterprises"])
    assert line(office, "李国强", "responsible", "1999-01-01", "--officer", "王敏", "--json") == 0
    assert line.json["count"] == 0
    assert line(office, "李国强", "responsible", "1999-01-01", "--limit", "1", "--json") == 0
    assert [row["duties"] for row in line.json["enterprises"]] == [[]]
    assert line(office, "李国强", "responsible", "2026-09-17", "--officer", "无此人") == 1


def test_handovers_are_listed_printed_and_carried_out(office: Path, line: Line, tmp_path: Path) -> None:
    assert line(office, "李国强", "handovers", "list", "--json") == 0
    known = line.json
    assert all(row["enterprises"] for row in known)
    assert line(office, "李国强", "handovers", "carry-out", "--json") == 0
    assert set(line.json) == {"carried_out"}
    for row in known[:1]:
        assert line(office, "李国强", "report", "handover", row["id"], tmp_path / "sheet.pdf") == 0
        assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert line(office, "李国强", "report", "handover", 999_999, tmp_path / "none.pdf") == 1


def test_a_cover_is_arranged_listed_and_called_off(office: Path, line: Line) -> None:
    first, last = (datetime.now(OFFICE_ZONE).date() + timedelta(days=ahead) for ahead in (40, 42))
    arranged = (
        "cover",
        "arrange",
        "赵建华",
        "何静",
        first.isoformat(),
        last.isoformat(),
        "--reason",
        "年休假",
        "--json",
    )
    assert line(office, "王敏", *arranged) == 1
    assert line(office, "李国强", *arranged) == 0
    key = line.json["id"]

    def told() -> tuple[str, str, str, str]:
        assert line(office, "李国强", "cover", "list", "--json") == 0
        return next(
            (row["absent"], row["stand_in"], row["first_on"], row["state"]) for row in line.json if row["id"] == key
        )

    assert told() == ("赵建华", "何静", first.isoformat(), "planned")
    assert line(office, "李国强", *arranged) == 1
    assert line(office, "李国强", "cover", "cancel", key) == 0
    assert told()[-1] == "cancelled"
    assert line(office, "李国强", "cover", "cancel", 999_999) == 1
    assert line(office, "李国强", *(word if word != "何静" else "无此人" for word in arranged)) == 1
    assert "王敏" in line.err


def test_a_delegation_is_given_listed_and_ended(office: Path, line: Line) -> None:
    first, last = (datetime.now(OFFICE_ZONE).date() + timedelta(days=ahead) for ahead in (40, 42))
    assert tuple(task.name.lower() for task in Task) == TASKS

    def give(actor: str, *tasks: str) -> int:
        asked = [word for task in tasks for word in ("--task", task)]
        people = ("沈国梁", "王敏", first.isoformat(), last.isoformat())
        return line(office, actor, "delegation", "give", *people, *asked, "--reason", "年休假", "--json")

    assert give("王敏", "first_review") == 1
    assert give("李国强", "decide") == 1
    assert "只能授权给主管" in line.err
    assert give("李国强", "first_review") == 0
    key = line.json["id"]
    assert line(office, "王敏", "delegation", "list", "--json") == 0
    row = next(row for row in line.json if row["id"] == key)
    assert (row["delegate"], row["state"], row["tasks"]) == ("王敏", "planned", ["first_review"])
    assert line(office, "李国强", "delegation", "end", key) == 0
    assert line(office, "李国强", "delegation", "end", 999_999) == 1


def test_an_edition_goes_out_as_a_booklet_and_as_a_workbook(office: Path, line: Line, tmp_path: Path) -> None:
    assert line(office, STAFF, "export", "edition", 2026, tmp_path / "edition.xlsx", "--json") == 0
    told = line.json
    assert (told["year"], told["revision"]) == (2026, 1)
    assert load_workbook(tmp_path / "edition.xlsx").worksheets[0].max_row == told["rows"] + 1
    for order in ("subdistrict", "name"):
        out = tmp_path / f"{order}.pdf"
        assert line(office, STAFF, "report", "directory", 2026, out, "--order", order) == 0
        assert out.read_bytes().startswith(b"%PDF")
    assert line(office, STAFF, "report", "directory", 1999, tmp_path / "none.pdf") == 1
    assert "1999" in line.err
    assert line(office, AUDITOR, "export", "edition", 2026, tmp_path / "none.xlsx") == 1
    assert not (tmp_path / "none.xlsx").exists()


def test_papers_go_into_a_file_and_come_out_and_its_history_is_told(office: Path, line: Line, tmp_path: Path) -> None:
    paper, empty = tmp_path / "执照.pdf", tmp_path / "空.pdf"
    paper.write_bytes(b"%PDF-1.7 a scan")
    empty.touch()
    assert line(office, LIAISON, "--json", "file", "add", 1, paper) == 0
    (taken,) = line.json
    assert line(office, LIAISON, "file", "add", 1, paper, empty) == 1
    assert "空.pdf" in line.err
    assert line(office, LIAISON, "--json", "file", "papers", 1) == 0
    assert [row["name"] for row in line.json] == ["执照.pdf"]
    assert line(office, LIAISON, "file", "save", taken["id"], tmp_path / "存.pdf") == 0
    assert (tmp_path / "存.pdf").read_bytes() == paper.read_bytes()
    assert line(office, LIAISON, "--json", "file", "history", 1) == 0
    assert line.json[0]["what"] == "执照.pdf"
    assert line(office, ADMINISTRATOR, "file", "papers", 1) == 1


def test_a_visit_is_planned_moved_and_called_off_and_a_route_is_planned_whole(office: Path, line: Line) -> None:
    monday = datetime.now(OFFICE_ZONE).date() + timedelta(days=42)
    monday -= timedelta(days=monday.weekday())
    assert line(office, SUPERVISOR, "plans", "route", monday, "--officer", LIAISON, "--json") == 0
    assert line.json["planned"] == 0
    stops = line.json["stops"]
    assert stops
    assert line(office, LIAISON, "plans", "route", monday, "--accept", "--json") == 0
    assert (line.json["planned"], len(line.json["stops"])) == (len(stops), len(stops))
    week = (monday, monday + timedelta(days=6))
    assert line(office, LIAISON, "plans", "list", *week, "--officer", LIAISON, "--json") == 0
    plans = line.json
    assert len(plans) >= len(stops)
    assert line(office, LIAISON, "plans", "move", plans[0]["id"], monday, "--at", "09:30", "--json") == 0
    assert line(office, LIAISON, "plans", "list", monday, monday) == 0
    assert "09:30" in line.out
    # Another day alone leaves the time as it is.
    assert line(office, LIAISON, "plans", "move", plans[0]["id"], monday) == 0
    assert line(office, LIAISON, "plans", "list", monday, monday) == 0
    assert "09:30" in line.out
    assert line(office, LIAISON, "plans", "move", plans[0]["id"], monday, "--at", "9.30") == 2
    assert line(office, LIAISON, "plans", "route", "9999-12-31") == 1
    assert line(office, LIAISON, "visits", "months", "123") == 1
    assert line(office, LIAISON, "plans", "cancel", plans[0]["id"], "--reason", "企业停产") == 0
    assert line(office, LIAISON, "plans", "cancel", plans[0]["id"], "--reason", "企业停产") == 1
    assert line(office, LIAISON, "plans", "move", 999_999, monday) == 1
    key = found(line, office)
    assert line(office, LIAISON, "plans", "add", key, monday, "--purpose", "了解用工", "--json") == 0
    assert line.json["id"]
    assert line(office, STAFF, "plans", "add", key, monday) == 1
    assert line(office, LIAISON, "plans", "add", key, "2026-01-01") == 1


def found(line: Line, office: Path) -> int:
    assert line(office, LIAISON, "search", "机器人", "--json") == 0
    return int(next(hit["id"] for hit in line.json["hits"] if hit["kind"] == "enterprise"))


def test_planned_visits_leave_as_a_calendar_file_and_as_a_list_to_take_along(
    office: Path, line: Line, tmp_path: Path
) -> None:
    calendar, paper = tmp_path / "visits.ics", tmp_path / "visits.pdf"
    day = datetime.now(OFFICE_ZONE).date() + timedelta(days=42)
    assert line(office, LIAISON, "plans", "add", 1, day, "--at", "09:30") == 0
    assert line(office, LIAISON, "plans", "calendar", calendar, "--json") == 0
    assert line.json["plans"] == calendar.read_bytes().count(b"BEGIN:VEVENT") > 0
    assert line(office, SUPERVISOR, "plans", "calendar", calendar, "--everybody", "--officer", LIAISON) == 2
    assert line(office, ADMINISTRATOR, "plans", "calendar", calendar) == 1
    week = (day, day + timedelta(days=6))
    assert line(office, SUPERVISOR, "plans", "take-along", *week, paper, "--officer", LIAISON, "--json") == 0
    assert line.json["visits"] > 0
    assert paper.read_bytes().startswith(b"%PDF")
    assert line(office, LIAISON, "plans", "take-along", *week, paper, "--phones", " ") == 1
    assert line(office, LIAISON, "plans", "take-along", "2026-09-01", "2026-10-01", paper) == 1


def test_papers_about_a_case_are_listed_and_written(office: Path, line: Line, tmp_path: Path) -> None:
    assert line(office, SUPERVISOR, "--json", "report", "about", 1) == 0
    assert "approval_form" in {row["kind"] for row in line.json}
    for kind in ("case_checklist", "approval_form"):
        target = tmp_path / f"{kind}.pdf"
        assert line(office, SUPERVISOR, "report", "paper", kind, 1, target) == 0
        assert target.read_bytes().startswith(b"%PDF")
    issued = tmp_path / "issued.pdf"
    assert line(office, STAFF, "--json", "report", "paper", "approval_form", 1, issued, "--issue") == 0
    number = line.json["number"]
    again = tmp_path / "again.pdf"
    assert line(office, STAFF, "report", "reprint", number, again) == 0
    assert again.read_bytes() == issued.read_bytes()
    together = tmp_path / "forms.pdf"
    assert line(office, SUPERVISOR, "report", "forms", together, 1, 2) == 0
    assert together.read_bytes().startswith(b"%PDF")
