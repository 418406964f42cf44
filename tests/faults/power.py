"""R2: the power fails. What was not yet synchronised is on the disk in any part; nothing acknowledged is lost.

Every write and sync of a working process is recorded by a library preloaded into it (io_recorder.c). For each place in
the record the files are made anew as a disk may hold them then: with all that was written, with only what was synced,
or with a random half of the rest and the last sector torn. Each must open to what was acknowledged up to there.
"""

import json
import os
import random
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from officer_app.cases.words import State
from officer_app.core.audit import AuditEntry
from officer_app.directory.model import Enterprise, ImportBatch
from officer_app.directory.service import EnterpriseDraft, save_enterprise
from officer_app.quota.model import QuotaEntry
from officer_app.sample.enterprises import uscc
from tests.faults import children, offices, recorded
from tests.faults.catalogue import CannotBeDone, Outcome, fault
from tests.faults.kills import counted, faults_found, rows_of, whole

_HEAD: Final = struct.Struct("<cIQI")
_SECTOR: Final = 512
_FRAME: Final = 24 + 4096
_WAL_HEAD: Final = 32
_HERE: Final = Path(__file__).parent


@dataclass(frozen=True)
class Act:
    """One line of the record: w(rite), s(ync), t(runcate) or u(nlink)."""

    kind: str
    name: str
    offset: int
    data: bytes


@dataclass
class Disk:
    """The files as they are in memory and on the platter."""

    cached: dict[str, bytearray]
    kept: dict[str, bytes]
    waiting: dict[str, list[Act]] = field(default_factory=dict)

    def take(self, act: Act) -> None:
        """The system call returned."""
        if act.kind == "s":
            self.kept[act.name] = bytes(self.cached.get(act.name, b""))
            self.waiting.pop(act.name, None)
            return
        done(self.cached, act)
        self.waiting.setdefault(act.name, []).append(act)

    def torn(self, draw: random.Random) -> dict[str, bytearray]:
        """What may be on the platter: what is kept, and any part of what waits."""
        files = {name: bytearray(data) for name, data in self.kept.items()}
        for acts in self.waiting.values():
            for act in acts:
                if draw.random() < 0.5:
                    part = act.data[: draw.randrange(0, len(act.data) + 1, _SECTOR)] if act.data else act.data
                    done(files, Act(act.kind, act.name, act.offset, part))
        return files


def done(files: dict[str, bytearray], act: Act) -> None:
    """Do to the files what was done."""
    if act.kind == "u":
        files.pop(act.name, None)
        return
    file = files.setdefault(act.name, bytearray())
    if act.kind == "t":
        del file[act.offset :]
        file.extend(bytes(act.offset - len(file)))
        return
    file.extend(bytes(max(0, act.offset - len(file))))
    file[act.offset : act.offset + len(act.data)] = act.data


def _acts(trace: Path) -> Iterator[Act]:
    raw = trace.read_bytes()
    at = 0
    while at < len(raw):
        kind, named, offset, carried = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        name, data = raw[at : at + named].decode(), raw[at + named : at + named + carried]
        at += named + carried
        yield Act(kind.decode(), name, offset, data)


def _recorder(folder: Path) -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if sys.platform != "linux" or compiler is None:
        raise CannotBeDone("there is no C compiler to make the recorder with")
    library = folder / "recorder.so"
    source = _HERE / "io_recorder.c"
    subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", library, source, "-ldl", "-lpthread"], check=True)
    return library


def _record(folder: Path) -> tuple[Disk, list[Act]]:
    """Let a process work; the files before it began, and all it did to them."""
    library = _recorder(folder)
    place = folder / "office"
    path = offices.copied(place)
    house = offices.prepared().house
    people = {
        name: (actor.id, actor.name, actor.role) for name in ("staff", "reviewer") if (actor := getattr(house, name))
    }
    people["ready"] = (offices.prepared().ready, "", house.staff.role)
    (place / "people.json").write_text(json.dumps(people), encoding="utf-8")
    before = path.read_bytes()
    trace = folder / "trace"
    environment = {
        **os.environ,
        "LD_PRELOAD": str(library),
        "FAULTS_FOLDER": str(place.resolve()),
        "FAULTS_TRACE": str(trace),
    }
    subprocess.run(
        [sys.executable, "-m", "tests.faults.recorded", place],
        env=environment,
        cwd=_HERE.parent.parent,
        check=True,
        timeout=children.PATIENCE,
    )
    name = offices.FILE
    return Disk({name: bytearray(before)}, {name: before}), list(_acts(trace))


def _holds(folder: Path, files: dict[str, bytearray], told: str) -> None:
    """Raises AssertionError unless the files open to all that was told, and to nothing by half."""
    for stale in folder.glob(f"{offices.FILE}*"):
        stale.unlink()
    for name, data in files.items():
        if name in (offices.FILE, f"{offices.FILE}-wal"):
            (folder / name).write_bytes(data)
    # What was noted outside may be as far behind.
    offices.new_profile(folder)
    house = offices.opened(folder / offices.FILE)
    database = house.bureau.office.database
    ready = offices.prepared().ready
    saved, entries, batches, imported, reserved, names = counted(
        database,
        rows_of(Enterprise, Enterprise.draft_id.like("draft-%")),
        rows_of(AuditEntry, AuditEntry.use_case == "save_enterprise", AuditEntry.action == "insert"),
        rows_of(ImportBatch),
        rows_of(Enterprise, Enterprise.name.contains("导入")),
        rows_of(QuotaEntry, QuotaEntry.case_id == ready),
        sa.select(sa.func.count(sa.distinct(Enterprise.name))),
    )
    assert told.count("s") <= saved <= told.count("s") + 1, (told, saved)
    assert entries == saved, (entries, saved)
    assert told.count("i") <= batches
    assert imported == batches * children.ROWS, (batches, imported)
    assert told.count("r") <= reserved <= 1
    assert (house.state(ready) is State.PANEL) == bool(reserved)
    assert names == 1 + saved + imported
    assert whole(database) == []
    assert faults_found(house) == []
    house.bureau.office.close()


@fault("R2", "power lost at a write or a sync, caches lost or torn", quick=8, full=1200)
def power_lost(rounds: int, folder: Path) -> Outcome:
    """At any place of the record, whatever of the unsynchronised writes is on the disk, all that was told is there."""
    disk, acts = _record(folder)
    draw = random.Random(2)
    place = folder / "after"
    place.mkdir()
    # Each place three times, as far as rounds go; else places drawn at random.
    chosen = dict.fromkeys(range(len(acts)), 3)
    if rounds < 3 * len(acts):
        chosen = dict.fromkeys(draw.sample(range(len(acts)), min(rounds, len(acts))), 1)
    struck = 0
    told = ""
    for number, act in enumerate(acts):
        if act.name == recorded.TOLD:
            told += act.data.decode()
        else:
            disk.take(act)
        times = chosen.get(number, 0)
        variants = [disk.cached, {name: bytearray(data) for name, data in disk.kept.items()}, disk.torn(draw)]
        for files in variants if times == 3 else draw.sample(variants, times):
            try:
                _holds(place, files, told)
            except AssertionError as broken:
                raise AssertionError(f"at {number} of {len(acts)}, {act.kind} {act.name}: {broken}") from broken
            struck += 1
    assert told == "s" * recorded.SAVES + "ri", told
    syncs = sum(act.kind == "s" for act in acts)
    return Outcome(struck, struck, f"{len(acts)} acts of {len(told)} commits, {syncs} of them syncs; synchronous FULL")


@fault("R2", "log of the database cut off at any frame", quick=8, full=400)
def log_cut(rounds: int, folder: Path) -> Outcome:
    """Cut between two frames or within one, the log opens to the commits that end before the cut."""
    path = offices.copied(folder / "office")
    house = offices.opened(path)
    office = house.bureau.office
    wal = path.with_name(f"{path.name}-wal")
    ends = []
    for number in range(12):
        draft = EnterpriseDraft(f"draft-{number}", f"上海断电{number}号科技有限公司", uscc(random.Random(number)))
        office.perform(save_enterprise, house.staff, draft)
        ends.append(wal.stat().st_size)
    files, log = path.read_bytes(), wal.read_bytes()
    frames = (len(log) - _WAL_HEAD) // _FRAME
    boundaries = [_WAL_HEAD + frame * _FRAME for frame in range(frames + 1)]
    draw = random.Random(3)
    inside = [cut + draw.randrange(1, _FRAME) for cut in boundaries[:-1]]
    cuts = sorted(boundaries + inside + [draw.randrange(_WAL_HEAD)])
    cuts = cuts if rounds >= len(cuts) else draw.sample(cuts, rounds)
    assert ends == sorted(ends), "the log was written back in between"
    place = folder / "after"
    place.mkdir()
    for cut in cuts:
        told = "s" * sum(end <= cut for end in ends)
        _holds(place, {path.name: bytearray(files), wal.name: bytearray(log[:cut])}, told)
    office.close()
    return Outcome(len(cuts), len(cuts), f"{frames} frames of {len(ends)} commits, cut between and within them")
