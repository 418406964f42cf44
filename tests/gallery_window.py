"""Scenes of what is shown before and around the pages: signing in, waiting, choosing a password, trouble with keys."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from officer_app.core.keyfile import KeyFileDamaged, KeyFileForeign, KeyFileMissing
from officer_app.core.recovery import split
from officer_app.people.access import Role
from officer_app.people.codes import IssuedCode
from officer_app.people.database_keys import KeysRow, RecoverySheets
from officer_app.people.holding import HeldRow
from officer_app.people.tries import TooManyTries
from officer_app.ui.administration.keys import KeysPage
from officer_app.ui.administration.page import AdministrationPage
from officer_app.ui.choosing import ChoosingView
from officer_app.ui.login import LoginView
from officer_app.ui.recovery import RecoveryView
from officer_app.ui.trouble import TroubleView
from officer_app.ui.vouching import VouchingPage
from officer_app.ui.welcome import WelcomeView
from tests.gallery import Scene, Stage
from tests.gallery_office import page, sample_window

PLACE = "数据只存本机，已加密"
ISSUED = IssuedCode(
    3,
    "赵新",
    "K7QD-3MXA-29F5",
    datetime(2026, 9, 17, 1, tzinfo=UTC),
    datetime(2026, 9, 18, 1, tzinfo=UTC),
    "上海市宝山区人力资源和社会保障局",
    True,
)
PEOPLE = (("王敏", "联络员"), ("李国强", "主管"))


def waiting(_stage: Stage) -> QWidget:
    view = LoginView(PLACE, "", PEOPLE, [("history", "上次登录：2026-09-16 17:42，本机")])
    view.offer_recovery()
    view._password.setText("not-the-one")
    view.failed(TooManyTries(94))
    return view


def locked(_stage: Stage) -> QWidget:
    return LoginView(PLACE, "", PEOPLE, (), "王敏")


def choosing(_stage: Stage) -> QWidget:
    view = ChoosingView(PLACE, "王敏")
    view.new.setText("三月的樱花开在路旁")
    view.again.setText("三月的樱花开")
    view.rules.look()
    view.again.setFocus()
    return view


def run_out(_stage: Stage) -> QWidget:
    view = ChoosingView(PLACE, "王敏", expired=True)
    view.setFocus()
    return view


def founding(_stage: Stage) -> QWidget:
    view = WelcomeView("数据只存本机")
    view._show_form()
    view._password.setText("password")
    view.rules.look()
    return view


def keys_missing(_stage: Stage) -> QWidget:
    view = TroubleView(
        PLACE,
        "/data/officer-app/office.db",
        KeyFileMissing(path=Path("/data/officer-app/office.keys"), before="office.keys.before"),
    )
    view.offer_restore()
    view.offer_keys()
    return view


def keys_damaged(_stage: Stage) -> QWidget:
    path = Path("/data/officer-app/office.keys")
    view = TroubleView(PLACE, "/data/officer-app/office.db", KeyFileDamaged(path=path, before="office.keys.before"))
    view.offer_restore()
    view.offer_keys()
    return view


def keys_foreign(_stage: Stage) -> QWidget:
    path = Path("/data/officer-app/office.keys")
    view = TroubleView(PLACE, "/data/officer-app/office.db", KeyFileForeign(path=path))
    view.offer_restore()
    view.offer_keys()
    return view


def recovery(_stage: Stage) -> QWidget:
    halves = split(bytes(range(32)))
    view = RecoveryView(PLACE)
    view.first.setPlainText(halves.first.lower().replace("-", " "))
    view.second.setPlainText(halves.second[:20] + "7" + halves.second[21:])
    view.first.look()
    view.second.look()
    return view


def recovery_whom(_stage: Stage) -> QWidget:
    view = RecoveryView(PLACE)
    view.ask_whom(["郑予", "何静"])
    return view


def recovery_code(_stage: Stage) -> QWidget:
    view = RecoveryView(PLACE)
    view.show_code(ISSUED)
    return view


def own(key: str, name: str = "郑予") -> Scene:
    def scene(stage: Stage) -> QWidget:
        window = sample_window(stage, name)
        window.go(key)
        return window

    return scene


def keys_made(stage: Stage) -> QWidget:
    window = sample_window(stage, "郑予")
    window.go("keys")
    view = page(window, KeysPage)
    made_at = datetime(2026, 9, 17, 1, tzinfo=UTC)
    view._show(KeysRow(True, ("郑予", "李国强"), ("王敏",), (), None, made_at))
    view._made(RecoverySheets("宝山区人力资源和社会保障局", "7F3K-29QD", made_at, "郑予", split(bytes(range(32)))))
    return window


def code_issued(stage: Stage) -> QWidget:
    window = sample_window(stage, "郑予")
    window.go("administration", "accounts")
    side = page(window, AdministrationPage).accounts_side
    side._issued(ISSUED)
    return window


def leaver(stage: Stage) -> QWidget:
    window = sample_window(stage, "郑予")
    window.go("administration", "accounts")
    page(window, AdministrationPage).accounts_side.active.setChecked(False)
    return window


def vouching(stage: Stage) -> QWidget:
    window = sample_window(stage, "李国强")
    window.go("vouching")
    at = datetime(2026, 9, 17, 1, tzinfo=UTC)
    row = HeldRow(3, "赵新", Role.SUPERVISOR, at, "郑予", "reset_password", True, False, 1)
    page(window, VouchingPage)._show_rows([row, replace(row, name="何静", has_password=False)])
    return window


def view_only(stage: Stage) -> QWidget:
    window = sample_window(stage, "李国强")
    window.say_over_all(
        "仅供查看：数据库文件或所在文件夹为只读，不能保存任何内容。",
        "请将数据库文件及所在文件夹改为可写，然后锁定并重新解锁。",
    )
    return window


SCENES: dict[str, Scene] = {
    "login-waiting": waiting,
    "login-locked": locked,
    "password-choosing": choosing,
    "password-run-out": run_out,
    "founding": founding,
    "keys-missing": keys_missing,
    "keys-damaged": keys_damaged,
    "keys-foreign": keys_foreign,
    "recovery": recovery,
    "recovery-whom": recovery_whom,
    "recovery-code": recovery_code,
    "protection": own("protection", "王敏"),
    "keys": own("keys"),
    "keys-made": keys_made,
    "account-code": code_issued,
    "account-leaver": leaver,
    "vouching": vouching,
    "vouching-nobody": own("vouching", "李国强"),
    "view-only": view_only,
}
