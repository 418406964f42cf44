"""The quota on the command line: pools, grants, moves, carrying over, freezing, proof, and the ledger as files."""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from officer_app.cli.commands import Answer, NotSound, signed_in, units, written
from officer_app.cli.usage import number, whole
from officer_app.core.errors import NotFound
from officer_app.i18n import N_, _, ngettext

_GENERAL = "general"


def with_show(arguments: Sequence[str]) -> list[str]:
    """`quota 2026` is short for `quota show 2026`."""
    found = list(arguments)
    if "quota" in found:
        place = found.index("quota") + 1
        if place < len(found) and re.fullmatch(r"-?\d+", found[place]):
            found.insert(place, "show")
    return found


def add_commands(quota: Any, add: Any) -> None:  # argparse's own types are private
    """`quota show`, `pools`, `open`, `grant`, `adjust`, `move`, `carry`, `freeze`, `thaw`, `verify` and others."""

    def command(name: str, help_: str, run: Any, *, pool: bool = True, reason: bool = False) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = add(quota, name, help_)
        made.add_argument("year", type=number)
        if pool:
            made.add_argument("--pool", default=_GENERAL, metavar="NAME", help=_("another pool than the general one"))
        if reason:
            made.add_argument("--reason", required=True, metavar="TEXT")
        made.set_defaults(run=run)
        return made

    command("show", _("units granted, reserved, used and left"), units, pool=False)
    command("pools", _("the pools of a year, each with its units"), pools, pool=False)
    opening = command("open", _("open a pool of an industry or of a campaign"), open_, pool=False)
    kind = opening.add_mutually_exclusive_group(required=True)
    kind.add_argument("--industry", metavar="NAME")
    kind.add_argument("--campaign", metavar="NAME")
    granting = command("grant", _("enter units granted by a document"), grant)
    adjusting = command("adjust", _("change what was granted, up or down"), adjust, reason=True)
    for made in (granting, adjusting):
        made.add_argument("count", type=whole, metavar="N")
        made.add_argument("document", metavar="DOCUMENT")
    granting.add_argument("--reason", default="", metavar="TEXT")
    moving = command("move", _("move units between two pools"), move, pool=False, reason=True)
    moving.add_argument("source", metavar="FROM")
    moving.add_argument("target", metavar="TO")
    moving.add_argument("count", type=whole, metavar="N")
    carrying = command("carry", _("carry units left into the next year"), carry, reason=True)
    carrying.add_argument("count", type=whole, metavar="N", nargs="?", help=_("as many as the rule allows without it"))
    for made in (moving, carrying):
        made.add_argument("--document", default="", metavar="DOCUMENT")
    command("freeze", _("let no unit of a pool be reserved or used"), freeze, reason=True)
    command("thaw", _("let a frozen pool go on"), thaw, reason=True)
    command("forecast", _("what the pool is expected to use this year"), foretell)
    exporting = command("export", _("write a pool's ledger to a workbook"), export)
    printing = command("paper", _("print a pool's ledger to PDF"), paper)
    printing.add_argument("--month", type=number, choices=range(1, 13), metavar="M", help=_("one month only"))
    for made in (exporting, printing):
        made.add_argument("out", type=Path)
    proving = add(quota, "verify", _("prove every pool and every case that holds a unit"))
    proving.set_defaults(run=verify)
    choosing = add(quota, "choose", _("say from which pool a case is to get its unit"))
    choosing.add_argument("case", type=number, metavar="CASE", help=_("the number of the case, as search gives it"))
    choosing.add_argument("pool", metavar="POOL")
    choosing.set_defaults(run=choose)


def pool_named(text: str) -> str:
    """A pool's own name, from that name or an industry's."""
    from officer_app.directory.industries import industry_named

    industry = industry_named(text)
    return text if industry is None else industry.value


def pools(asked: argparse.Namespace) -> Answer:
    from officer_app.quota.pools import list_pools

    with signed_in(asked) as (office, actor):
        rows = office.read(list_pools, actor, asked.year)
    told = [
        {
            "pool": row.name,
            "label": row.label,
            "kind": row.kind.value,
            "granted": row.granted,
            "used": row.used,
            "reserved": row.reserved,
            "left": row.left,
            "entries": row.entries,
            "frozen": row.freeze_reason if row.frozen_at is not None else None,
        }
        for row in rows
    ]
    line = _("{pool}: {granted} granted = {used} used + {reserved} reserved + {left} left; {entries} entries")
    lines = []
    for row in rows:
        words = line.format(
            pool=row.label,
            granted=row.granted,
            used=row.used,
            reserved=row.reserved,
            left=row.left,
            entries=row.entries,
        )
        frozen = _("{units}; frozen: {reason}")
        lines.append(frozen.format(units=words, reason=row.freeze_reason) if row.frozen_at is not None else words)
    return told, lines or [_("{year}: no units have been granted yet").format(year=asked.year)]


def open_(asked: argparse.Namespace) -> Answer:
    from officer_app.directory.industries import industry_named
    from officer_app.quota.model import PoolKind
    from officer_app.quota.pools import PoolDraft, open_pool

    industry = industry_named(asked.industry) if asked.industry else None
    if asked.industry and industry is None:
        raise NotFound(N_("There is no industry called {name}."), remedy="", name=asked.industry)
    kind = PoolKind.INDUSTRY if industry is not None else PoolKind.CAMPAIGN
    with signed_in(asked) as (office, actor):
        key = office.perform(open_pool, actor, PoolDraft(asked.year, kind, asked.campaign or "", industry)).value
    return {"id": key}, [_("The pool is open; units come to it by a grant or a move.")]


def grant(asked: argparse.Namespace) -> Answer:
    from officer_app.quota.pool import grant_quota

    return _entered(asked, grant_quota)


def adjust(asked: argparse.Namespace) -> Answer:
    from officer_app.quota.pool import adjust_quota

    return _entered(asked, adjust_quota)


def _entered(asked: argparse.Namespace, use_case: Any) -> Answer:  # either of two use cases
    from officer_app.quota.pool import GrantDraft

    pool = pool_named(asked.pool)
    draft = GrantDraft(str(uuid4()), asked.year, asked.count, asked.document, asked.reason, pool)
    with signed_in(asked) as (office, actor):
        seq = office.perform(use_case, actor, draft).value
    return _as_number(seq)


def _as_number(seq: int) -> Answer:
    return {"entry": seq}, [_("Entered as no. {seq}.").format(seq=seq)]


def move(asked: argparse.Namespace) -> Answer:
    from officer_app.quota.moving import MoveDraft, move_units

    source, target = pool_named(asked.source), pool_named(asked.target)
    draft = MoveDraft(str(uuid4()), asked.year, source, target, asked.count, asked.reason, asked.document)
    with signed_in(asked) as (office, actor):
        return _as_number(office.perform(move_units, actor, draft).value)


def carry(asked: argparse.Namespace) -> Answer:
    from officer_app.quota.moving import CarryDraft, carry_over

    draft = CarryDraft(str(uuid4()), asked.year, asked.reason, pool_named(asked.pool), asked.count, asked.document)
    with signed_in(asked) as (office, actor):
        return _as_number(office.perform(carry_over, actor, draft).value)


def freeze(asked: argparse.Namespace) -> Answer:
    from officer_app.quota.pools import freeze_pool

    with signed_in(asked) as (office, actor):
        office.perform(freeze_pool, actor, asked.year, pool_named(asked.pool), asked.reason)
    return {"frozen": True}, [_("The pool is frozen.")]


def thaw(asked: argparse.Namespace) -> Answer:
    from officer_app.quota.pools import thaw_pool

    with signed_in(asked) as (office, actor):
        office.perform(thaw_pool, actor, asked.year, pool_named(asked.pool), asked.reason)
    return {"frozen": False}, [_("The pool is thawed.")]


def verify(asked: argparse.Namespace) -> Answer:
    from officer_app.people.access import Permission, may
    from officer_app.quota.verify import ledger_audit, ledger_verdict

    with signed_in(asked) as (office, actor):
        query = ledger_verdict if may(actor.role, Permission.QUOTA_READ) else ledger_audit
        found = office.read(query, actor)
    faults = [
        {"year": fault.year, "pool": fault.pool, "entry": fault.seq, "fault": fault.text} for fault in found.faults
    ]
    told: dict[str, object] = {"pools": found.pools, "entries": found.entries, "faults": faults}
    if faults:
        raise NotSound(told, [_("{year}: {fault}").format(year=one.year, fault=one.text) for one in found.faults])
    words = _("{pools} pools, {entries} entries: sound")
    return {"sound": True, **told}, [words.format(pools=found.pools, entries=found.entries)]


def foretell(asked: argparse.Namespace) -> Answer:
    from officer_app.quota.forecast import forecast

    with signed_in(asked) as (office, actor):
        told = office.read(forecast, actor, asked.year, pool_named(asked.pool))
    result = {
        "unused": told.unused,
        "left": told.left,
        "expected": round(float(told.expected), 2),
        "empty_on": told.empty_on.isoformat() if told.empty_on else None,
        "approved": told.overall.approved,
        "ended": told.overall.ended,
        "usual_days": told.days,
        "months": [
            {"month": f"{month.first:%Y-%m}", "expected": round(float(month.expected), 2)} for month in told.months
        ],
        "under_way": [
            {
                "state": row.state.value,
                "count": row.count,
                "approved": row.share.approved,
                "ended": row.share.ended,
            }
            for row in told.pipe
        ],
    }
    lines = [f"{month.first:%Y-%m}\t{float(month.expected):.1f}" for month in told.months]
    if not lines:
        lines.append(_("No month of {year} lies ahead.").format(year=asked.year))
    if told.empty_on is not None:
        lines.append(_("Every unit would be used on {day}.").format(day=told.empty_on.isoformat()))
    return result, lines


def export(asked: argparse.Namespace) -> Answer:
    from officer_app.quota.sheet import export_ledger

    with signed_in(asked) as (office, actor):
        rows = office.read(export_ledger, actor, asked.year, asked.out, pool=pool_named(asked.pool))
    return _wrote(asked.out, rows)


def paper(asked: argparse.Namespace) -> Answer:
    from officer_app.quota.ledger_paper import write_ledger_paper

    with signed_in(asked) as (office, actor):
        rows = office.read(
            write_ledger_paper, actor, asked.year, asked.out, pool=pool_named(asked.pool), month=asked.month
        )
    return _wrote(asked.out, rows)


def _wrote(path: Path, rows: int) -> Answer:
    _result, _lines = written(path)
    words = ngettext("{n} entry written: {path}", "{n} entries written: {path}", rows)
    return {"file": str(path), "rows": rows}, [words.format(n=rows, path=path)]


def choose(asked: argparse.Namespace) -> Answer:
    from officer_app.quota.pools import choose_pool

    pool = pool_named(asked.pool)
    with signed_in(asked) as (office, actor):
        office.perform(choose_pool, actor, asked.case, pool)
    return {"case": asked.case, "pool": pool}, [_("The case gets its unit from “{pool}”.").format(pool=asked.pool)]
