"""Proving that the office's data is whole, and that a printed form is genuine."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from officer_app.cli.commands import Answer, NotSound, signed_in
from officer_app.i18n import N_, _

if TYPE_CHECKING:
    from officer_app.quota.reading_back import CodeVerdict


class NotGenuine(NotSound):
    """A printed form that this office did not make, or not so; what is known of it is still printed."""

    message = N_("The form is not proven genuine.")
    remedy = N_("Compare it with the case in the program; ask whoever handed it in where it comes from.")


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What `verify` takes, and what it does."""
    one = command.add_mutually_exclusive_group()
    one.add_argument("--code", metavar="TEXT", help=_("whether this code of a printed form is genuine"))
    one.add_argument("--paper", type=Path, metavar="FILE", help=_("the same, read from a PDF, a scan or a photograph"))
    command.set_defaults(run=prove)


def prove(asked: argparse.Namespace) -> Answer:
    """Look at everything, or at one printed form."""
    if asked.code is not None or asked.paper is not None:
        return _prove_form(asked)
    from officer_app.overview.verifying import ABOUT, verify

    with signed_in(asked) as (office, actor):
        findings = office.read(verify, actor)
    entries = _("{count} entries")
    units = {
        "database": _("{count} tables"),
        "audit": entries,
        "records": _("{count} rows"),
        "ledger": entries,
        "signatures": _("{count} signatures"),
        "papers": _("{count} papers"),
    }
    result: dict[str, object] = {
        finding.about: {
            "sound": finding.sound,
            "count": finding.count,
            "faults": list(finding.faults),
            "notes": list(finding.notes),
        }
        for finding in findings
    }
    lines = [
        "; ".join(
            (
                f"{_(ABOUT[finding.about])}: {units[finding.about].format(count=finding.count)}, "
                + (_("sound") if finding.sound else "; ".join(finding.faults)),
                *finding.notes,
            )
        )
        for finding in findings
    ]
    if not all(finding.sound for finding in findings):
        raise NotSound(result, lines)
    return {"sound": True, **result}, lines


def _prove_form(asked: argparse.Namespace) -> Answer:
    from officer_app.core.documents.printed_codes import read_codes
    from officer_app.overview.trail_heads import HeadAnswer, is_head, verify_head
    from officer_app.quota.reading_back import CodeAnswer, verify_code

    # Read before the password is asked: a file that is no paper needs none.
    codes = [asked.code] if asked.code is not None else read_codes(asked.paper)
    if asked.code is not None and is_head(asked.code):
        with signed_in(asked) as (office, actor):
            head = office.read(verify_head, actor, asked.code)
        told: dict[str, object] = {"answer": head.answer.value, "seq": head.seq, "papers": list(head.papers)}
        words = [head.sentence, *(f"  {name}: {value}" for name, value in head.facts)]
        if head.answer is not HeadAnswer.STANDS:
            raise NotGenuine({"trail": told}, words)
        return {"sound": True, "trail": told}, words
    with signed_in(asked) as (office, actor):
        verdicts = [office.read(verify_code, actor, code) for code in codes]
    result: dict[str, object] = {"forms": [_as_json(verdict) for verdict in verdicts]}
    lines = [line for verdict in verdicts for line in lines_of(verdict)]
    if not all(verdict.answer is CodeAnswer.GENUINE for verdict in verdicts):
        raise NotGenuine(result, lines)
    return {"sound": True, **result}, lines


def _as_json(verdict: "CodeVerdict") -> dict[str, object]:
    return {
        "answer": verdict.answer.value,
        "number": verdict.number,
        "seq": verdict.seq,
        "short": verdict.short,
        "step": None if verdict.step is None else verdict.step.value,
        "by": verdict.by,
        "on": None if verdict.on is None else verdict.on.isoformat(),
        "applicant": verdict.applicant,
        "state": None if verdict.state is None else verdict.state.value,
        "later": verdict.later,
        "fault": verdict.fault,
    }


def lines_of(verdict: "CodeVerdict") -> list[str]:
    """A verdict on a printed form, for people."""
    return [verdict.sentence, *(f"  {name}: {value}" for name, value in verdict.facts)]
