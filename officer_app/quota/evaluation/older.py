"""What schemas before 0004 knew of the evaluation sheet, for the upgrade: weights and the reference line by day."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final  # Any: stored JSON

import sqlalchemy as sa

from officer_app.cases.evaluation_sheet import SHEET
from officer_app.core.audit import json_value
from officer_app.core.policy import shipped

_WEIGHTS: Final = "evaluation.weights"
_PASS: Final = "evaluation.pass"
# What the program came with until then.
_FIRST: Final = date(2020, 3, 1)
_USUAL_WEIGHTS: Final = {"market": 30, "post": 20, "technology": 25, "growth": 15, "scarcity": 10}
_ORDER: Final = [*_USUAL_WEIGHTS]
_USUAL_PASS: Final = 75
_TITLE: Final = "特殊人才评价表"


def convert_sheets(connection: sa.Connection) -> None:
    """For migrations: an office's own weights and reference line become sheets, and every accepted case keeps its own.

    A sheet of the office gets the questions and scales of the shipped one. A case keeps what was in force for it:
    weights and a line, no scale.
    """
    setting = sa.table("setting", *map(sa.column, ("id", "key", "source", "version")))
    setting.append_column(sa.column("valid_from", sa.Date))
    setting.append_column(sa.column("value", json_value))
    query = sa.select(setting).where(setting.c.key.in_([_WEIGHTS, _PASS])).order_by(setting.c.valid_from)
    own = connection.execute(query).all()
    weights = {_FIRST: _USUAL_WEIGHTS} | {row.valid_from: row.value for row in own if row.key == _WEIGHTS}
    lines = {_FIRST: _USUAL_PASS} | {row.valid_from: row.value for row in own if row.key == _PASS}
    _convert_cases(connection, lines)
    if not own:
        return
    sources = {row.valid_from: row.source for row in own if row.key == _PASS}
    sources |= {row.valid_from: row.source for row in own if row.key == _WEIGHTS}
    days = sorted(sources)
    versions = sorted(entry.valid_from for entry in shipped() if entry.key == SHEET.key)
    # A shipped version that begins later would take the place of what the office has decided.
    days = sorted({*days, *(day for day in versions if day > days[0])})
    for day in days:
        decided = max(known for known in sources if known <= day)
        value = _sheet(weights[_last(weights, day)], lines[_last(lines, day)], _questions())
        row = {"key": SHEET.key, "valid_from": day, "value": value, "source": sources[decided], "version": 1}
        connection.execute(sa.insert(setting).values(row))
    connection.execute(sa.delete(setting).where(setting.c.key.in_([_WEIGHTS, _PASS])))


def _convert_cases(connection: sa.Connection, lines: Mapping[date, Any]) -> None:
    case = sa.table("talent_case", sa.column("id", sa.Integer), sa.column("accepted_on", sa.Date))
    case.append_column(sa.column("sheet", json_value))
    accepted = connection.execute(sa.select(case).where(case.c.accepted_on.is_not(None))).all()
    found = [
        {"key": row.id, "whole": _sheet(row.sheet, lines[_last(lines, row.accepted_on)], {})}
        for row in accepted
        if row.sheet and "criteria" not in row.sheet
    ]
    if found:
        change = sa.update(case).where(case.c.id == sa.bindparam("key"))
        connection.execute(change.values(sheet=sa.bindparam("whole", type_=json_value)), found)


def _last(values: Mapping[date, object], day: date) -> date:
    return max((known for known in values if known <= day), default=min(values))


def _questions() -> dict[str, Mapping[str, Any]]:
    first = min((entry for entry in shipped() if entry.key == SHEET.key), key=lambda entry: entry.valid_from)
    assert isinstance(first.value, dict)
    return {one["code"]: one for one in first.value["criteria"]}


def _sheet(weights: Mapping[str, int], reference: int, questions: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "title": _TITLE,
        "reference": reference,
        "criteria": [
            {"question": "", "scale": [], "evidence": False, **questions.get(code, {}), "code": code, "weight": weight}
            # A database may keep the weights in another order.
            for code, weight in sorted(weights.items(), key=lambda pair: _ORDER.index(pair[0]))
        ],
    }
