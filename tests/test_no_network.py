"""With the embedded database the program talks to nobody: no address is looked up, nothing is connected."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Every way out that the interpreter knows of; a local socket pair, which leaves the machine nowhere, is no way out.
WORK = """
import sys
from pathlib import Path

seen = []


def hear(event, arguments):
    if event in OUT or (event == "socket.__new__" and arguments[1] in INTERNET):
        seen.append(event)


OUT = {
    "socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr",
    "socket.sendto", "urllib.Request", "http.client.connect", "ftplib.connect", "smtplib.connect",
}
import socket
INTERNET = {socket.AF_INET, socket.AF_INET6}
sys.addaudithook(hear)

folder = Path(sys.argv[1])
import uuid
from officer_app.core.database import Database
from officer_app.overview.exporting import export_enterprises
from officer_app.overview.search import search
from officer_app.overview.verifying import verify
from officer_app.quota.report import approval_form
from officer_app.visits.report import visit_record
from tests.casework import casework
from tests.faults import offices
from tests.paper_samples import a_case, a_visit
from officer_app.cases.words import State

path = folder / "office.db"
database = Database(str(path), key=offices.KEY)
database.prepare()
house = casework(database)
house.grant(3)
house.walk(State.SETTLEMENT)
house.ask(search, house.staff, "http://example.org 衡枢")
house.ask(export_enterprises, house.staff, folder / "out.xlsx")
house.ask(verify, house.admin)
hostile = "<img src='http://example.org/x.png'/><a href='http://example.org'>x</a>"
visit_record(a_visit(content=hostile))
approval_form(a_case(reason=hostile))
house.bureau.office.close()
print(sorted(set(seen)))
"""


def test_an_office_on_this_machine_is_opened_worked_in_printed_and_proven_without_a_network(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WORK, str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip() == "[]"


def test_no_module_of_the_program_asks_a_network() -> None:
    """Only the driver of a server's database does, and only when an office is on a server; the display is asked for
    in one place (screen.py), before there is a window.
    """
    named = (b"import socket", b"import urllib", b"import http", b"QtNetwork", b"import requests", b"import ssl")
    found = [path.name for path in (ROOT / "officer_app").rglob("*.py") if any(n in path.read_bytes() for n in named)]
    assert found == ["screen.py"]
