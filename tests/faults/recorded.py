"""The process whose writes are recorded: saves, imports and approvals, each told in the file `told` once it is stored.

`python -m tests.faults.recorded FOLDER`: in it lie the office and `people.json`.
"""

import json
import os
import random
import sys
from pathlib import Path
from typing import Any, Final  # the driver ships no types

import sqlalchemy as sa

from officer_app.assignments.importing import import_enterprises
from officer_app.cases.words import Verdict
from officer_app.core.database import Database
from officer_app.core.work import Actor, Office
from officer_app.directory.imports.importing import ImportRequest
from officer_app.directory.service import EnterpriseDraft, save_enterprise
from officer_app.office import load_models
from officer_app.people.access import AccessTable, Role
from officer_app.quota.service import first_review
from officer_app.sample.enterprises import uscc
from tests.factories import Clock, open_keys
from tests.faults import children, offices

TOLD: Final = "told"
SAVES: Final = 6
# A log that is written back into the file again and again, so that this is recorded as well.
_PAGES: Final = 40


def _often(connection: Any, _record: object) -> None:
    connection.execute(f"PRAGMA wal_autocheckpoint = {_PAGES}")


def main(folder: Path) -> None:
    """Work, and tell."""
    load_models()
    sa.event.listen(sa.Pool, "connect", _often)
    people = {
        name: Actor(key, called, Role(role))
        for name, (key, called, role) in json.loads((folder / "people.json").read_text(encoding="utf-8")).items()
    }
    office = Office(Database(str(folder / offices.FILE), key=offices.KEY), AccessTable(), Clock())
    open_keys(office)
    with office.database.transaction(writes=False) as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    told = os.open(folder / TOLD, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in range(SAVES):
        draft = EnterpriseDraft(f"draft-{number}", f"上海断电{number}号科技有限公司", uscc(random.Random(number)))
        office.perform(save_enterprise, people["staff"], draft)
        os.write(told, b"s")
    office.perform(first_review, people["reviewer"], people["ready"].id, Verdict.PASS, "同意")
    os.write(told, b"r")
    request = ImportRequest(children.file_to_import(folder.parent, 0))
    office.perform(import_enterprises, people["staff"], request)
    os.write(told, b"i")
    office.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
