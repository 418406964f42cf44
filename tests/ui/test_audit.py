"""The auditor's page, and what each role is offered."""

import ast
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

import officer_app
from officer_app.cases.words import State
from officer_app.core.audit import Audited
from officer_app.core.database import Base, Database
from officer_app.core.denials import DENIED, OFFICE
from officer_app.core.errors import Forbidden
from officer_app.core.readings import EXPORT, LIST
from officer_app.directory.file import enterprise_file
from officer_app.office import load_models
from officer_app.overview.trail import audit_trail
from officer_app.people.access import GRANTS, Permission, Role
from officer_app.quota.approval_paper import draw_approval
from officer_app.quota.paper import case_print
from officer_app.ui.audit import ACTIONS, AuditPage
from officer_app.ui.main_window import EVERYWHERE
from officer_app.ui.page import Key
from officer_app.ui.pages import PAGES
from officer_app.ui.table import Table
from officer_app.ui.trail_things import ENTITIES
from officer_app.ui.trail_words import field_word
from officer_app.ui.verification import VerificationPage
from officer_app.ui.widgets import Text
from tests.casework import casework
from tests.ui.offices import Behind, office_behind


@pytest.fixture
def behind(sqlite_url: str, tmp_path: Path, qtbot: QtBot) -> Iterator[Behind]:
    made = office_behind(sqlite_url, tmp_path, qtbot)
    yield made
    made.bureau.office.close()


def test_the_auditor_reads_who_changed_what_and_verifies_it(behind: Behind) -> None:
    behind.enterprise("上海澄泓生物有限公司")
    window = behind.window(behind.bureau.person(Role.AUDITOR, "吴清"))
    page = window.current_page()
    assert isinstance(page, AuditPage)
    page.entity.set_value("enterprise")
    page._load()
    row = page.table.current_row()
    assert row is not None
    assert ("name", None, "上海澄泓生物有限公司") in row.fields
    assert page.table.rows_model.rowCount() == 1
    page.proof.click()
    assert page.error_bar.message()
    assert page.proof.isEnabled()


def test_values_stand_in_words_beside_an_entry(sqlite_url: str, tmp_path: Path, qtbot: QtBot) -> None:
    house = casework(Database(sqlite_url))
    house.file()
    auditor = house.bureau.person(Role.AUDITOR, "吴清")
    with pytest.raises(Forbidden):
        house.ask(enterprise_file, auditor, house.enterprise_id)
    page = Behind(house.bureau, tmp_path, qtbot, Random(1)).window(auditor).current_page()
    assert isinstance(page, AuditPage)

    def said(entity: str) -> list[str]:
        page.entity.set_value(entity)
        page._load()
        return [text.text() for text in page.side.findChildren(Text)]

    about_case = said("talent_case")
    assert {State.PRE_REVIEW.label, "居民身份证", "男", "2026-09-17 09:00"} <= set(about_case)
    assert not {"pre_review", "citizen", "male"} & set(about_case)
    about_try = said("enterprise")
    assert Permission.DIRECTORY_READ.label in about_try
    assert "directory_read" not in about_try
    house.bureau.office.close()


def test_nobody_else_reads_the_trail(behind: Behind) -> None:
    for role in Role:
        if role is not Role.AUDITOR:
            with pytest.raises(Forbidden):
                behind.bureau.office.read(audit_trail, behind.bureau.person(role))


def test_the_trail_is_read_by_the_page(behind: Behind) -> None:
    auditor = behind.bureau.person(Role.AUDITOR)
    whole = behind.bureau.office.read(audit_trail, auditor)
    second = behind.bureau.office.read(audit_trail, auditor, offset=1, limit=1)
    assert second.count == whole.count
    assert second.rows == whole.rows[1:2]


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_page_to_begin_with_and_only_keys_that_do_something(behind: Behind, role: Role) -> None:
    window = behind.window(behind.bureau.person(role))
    assert window.current_page() is not None
    granted = {str(one) for one in GRANTS[role]}
    for page in window.pages():
        for key in window.desk.usable((*page.keys, *EVERYWHERE)):
            assert not key.permission or key.permission in granted
    shown = {key.keys for key in window.desk.usable(EVERYWHERE)}
    assert ("Ctrl+N" in shown) is ("visit_log" in granted)


def test_the_permissions_of_keys_are_permissions() -> None:
    known = {str(one) for granted in GRANTS.values() for one in granted}
    keys: list[Key] = [key for page in PAGES for key in page.keys]
    assert {key.permission for key in keys} - {""} <= known


@pytest.mark.parametrize("role", Role)
def test_every_control_of_every_page_has_a_name(behind: Behind, role: Role) -> None:
    window = behind.window(behind.bureau.person(role))
    nameless = []
    for page in window.listed():
        window.go(page.key)
        for control in window.findChildren(QWidget):
            takes_input = isinstance(control, QLineEdit | QComboBox | QPlainTextEdit) or control.focusPolicy().value & 1
            inner = control.objectName().startswith("qt_") or isinstance(control.parent(), QComboBox)
            text = getattr(control, "text", None)
            said = control.accessibleName() or (text() if callable(text) else "")
            if takes_input and control.isVisible() and not inner and not said:
                nameless.append(f"{page.key}: {type(control).__name__} in {type(control.parent()).__name__}")
    assert not nameless


def test_every_column_the_trail_speaks_of_has_a_word() -> None:
    load_models()
    columns = {
        attribute.key
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Audited)
        for attribute in mapper.column_attrs
        if not attribute.columns[0].info.get("derived")
    }
    assert {column for column in columns if field_word(column) == column} == set()
    tables = {mapper.class_.__tablename__ for mapper in Base.registry.mappers if issubclass(mapper.class_, Audited)}
    assert tables - set(ENTITIES) == set()
    # What is noted beside the rows: deeds, things and values that the program writes out by name.
    deeds, things, values = noted_words()
    assert {"denied", "export", "purge", "restore"} <= deeds
    assert deeds - set(ACTIONS) == set()
    assert things - set(ENTITIES) == set()
    assert {value for value in values if field_word(value) == value} == set()


def noted_words() -> tuple[set[str], set[str], set[str]]:
    """The deeds, the things and the values that use cases note, as they are written in the program."""
    deeds, things, values = {DENIED, EXPORT}, {OFFICE, LIST}, {"permission", "error", "times", "silent_until"}
    for module in Path(officer_app.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(module.read_text("utf-8"))):
            if not (isinstance(call, ast.Call) and ast.unparse(call.func) == "work.note"):
                continue
            for found, word in zip((deeds, things), call.args, strict=False):
                if isinstance(word, ast.Constant) and isinstance(word.value, str):
                    found.add(word.value)
            for told in (one.value for one in call.keywords if isinstance(one.value, ast.Dict)):
                values |= {
                    key.value for key in told.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)
                }
    return deeds, things, values


def shown_rows(table: Table[Any]) -> list[Any]:  # rows of any table
    return [row for _number, row in table.rows_model.loaded_rows()]


def test_verification_proves_everything_and_checks_a_printed_form(
    sqlite_url: str, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = casework(Database(sqlite_url))
    house.grant(2)
    case_id = house.walk(State.PANEL)
    office = house.bureau.office
    auditor = house.bureau.person(Role.AUDITOR, "吴清")
    window = Behind(house.bureau, tmp_path, qtbot, Random(1)).window(auditor)
    window.go("verification")
    page = window.current_page()
    assert isinstance(page, VerificationPage)
    assert [row.account for row in shown_rows(page.keys_table)] == sorted(["李国强", "何静", "赵建华"])
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    signatures = next(row for row in shown_rows(page.findings) if row.about == "signatures")
    assert signatures.finding is not None
    assert (signatures.finding.count, signatures.finding.sound) == (1, True)
    assert page.error_bar.message()

    def said() -> str:
        return " ".join(text.text() for text in page.side.findChildren(Text))

    form = tmp_path / "form.pdf"
    form.write_bytes(draw_approval(office.read(case_print, house.reviewer, case_id)))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (str(form), ""))
    qtbot.keyClick(page, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert "李国强" in said()
    assert "真实" in said()
    (tmp_path / "page.png").write_text("no picture")
    page.read(tmp_path / "page.png")
    assert "page.png" in said()
    page.code.setText("AAAA BBBB CCCC DDDD")
    qtbot.keyClick(page.code, Qt.Key.Key_Return)
    assert "从未签出" in said()
    page.code.setText("no code")
    qtbot.keyClick(page.code, Qt.Key.Key_Return)
    assert page.form.error_of("code")
    office.close()
