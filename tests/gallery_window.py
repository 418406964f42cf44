"""Scenes of what is shown before and around the pages: signing in, waiting, choosing a password, trouble with keys."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from officer_app.core.errors import DamagedDatabase
from officer_app.core.keyfile import KeyFileDamaged, KeyFileMissing
from officer_app.people.tries import TooManyTries
from officer_app.ui.choosing import ChoosingView
from officer_app.ui.login import LoginView
from officer_app.ui.trouble import TroubleView
from officer_app.ui.welcome import WelcomeView
from tests.gallery import Scene, Stage

PLACE = "数据只存本机，已加密"
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
    return view


def run_out(_stage: Stage) -> QWidget:
    return ChoosingView(PLACE, "王敏", expired=True)


def founding(_stage: Stage) -> QWidget:
    view = WelcomeView("数据只存本机")
    view._show_form()
    view._password.setText("password")
    view.rules.look()
    return view


def keys_missing(_stage: Stage) -> QWidget:
    view = TroubleView(PLACE, "/data/officer-app/office.db", KeyFileMissing(path=Path("/data/officer-app/office.keys"), before="office.keys.before"))
    view.offer_keys()
    return view


def keys_damaged(_stage: Stage) -> QWidget:
    path = Path("/data/officer-app/office.keys")
    view = TroubleView(PLACE, "/data/officer-app/office.db", KeyFileDamaged(path=path, before="office.keys.before"))
    view.offer_keys()
    return view


def damaged(_stage: Stage) -> QWidget:
    place = "/data/officer-app/office.db"
    return TroubleView(PLACE, place, DamagedDatabase(place=place, reason="文件头尾不完整"))


SCENES: dict[str, Scene] = {
    "login-waiting": waiting,
    "login-locked": locked,
    "password-choosing": choosing,
    "password-run-out": run_out,
    "founding": founding,
    "keys-missing": keys_missing,
    "keys-damaged": keys_damaged,
    "database-damaged": damaged,
}
