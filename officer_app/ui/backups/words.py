"""How backups are told: their age, what they hold, what is lost."""

from datetime import datetime, timedelta

from officer_app.core.backup.manifest import COUNTED, Manifest
from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import _, ngettext
from officer_app.overview.backups import Overlook
from officer_app.overview.bringing_back import Lost


def when(at: datetime) -> str:
    """2026-11-24 09:15, at the office."""
    return at.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")


def age(manifest: Manifest | None, now: datetime) -> str:
    """How old the last backup is, for the status bar."""
    if manifest is None:
        return _("No backup yet")
    passed = now - manifest.at
    if passed < timedelta(0):
        return _("Backup of {when} (ahead of the clock)").format(when=when(manifest.at))
    minutes = int(passed.total_seconds()) // 60
    if minutes < 2:
        return _("Backed up just now")
    if minutes < 60:
        return ngettext("Backup {n} minute old", "Backup {n} minutes old", minutes).format(n=minutes)
    if minutes < 48 * 60:
        hours = minutes // 60
        return ngettext("Backup {n} hour old", "Backup {n} hours old", hours).format(n=hours)
    days = minutes // (24 * 60)
    return ngettext("Backup {n} day old", "Backup {n} days old", days).format(n=days)


def is_late(seen: Overlook) -> bool:
    """Whether something about the backups should be looked at: none of the last two days, or no drill in time."""
    if seen.on_server:
        return False
    last = seen.newest
    return last is None or seen.now - last.at > timedelta(days=2) or (seen.state.drill_overdue and bool(seen.rows))


def size(count: int) -> str:
    """A number of bytes."""
    return f"{count / 1e9:.2f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"


def holds(manifest: Manifest) -> str:
    """What a backup holds, in a line."""
    shown = ("enterprise", "visit", "talent_case")
    return "·".join(f"{_(COUNTED[name])} {manifest.facts.counts.get(name, 0):,}" for name in shown)


def lost_rows(manifest: Manifest, lost: Lost) -> list[tuple[str, str]]:
    """What a backup holds by kind, and how much more or less that is than now."""
    facts = []
    for name, words in COUNTED.items():
        if name not in manifest.facts.counts:
            continue
        held, gone = manifest.facts.counts[name], lost.rows.get(name, 0)
        told = f"{held:,}"
        if gone:
            told += " " + (_("(now {n:,} more)") if gone > 0 else _("(now {n:,} fewer)")).format(n=abs(gone))
        facts.append((_(words), told))
    return facts


def lost_sentence(lost: Lost) -> str:
    """What would be lost, in a sentence."""
    if lost.entries is None:
        return _("How much was stored after it is not known on this machine.")
    if not lost.entries:
        return _("Nothing was stored after it: nothing would be lost.")
    words = ngettext(
        "{n} entry of the audit trail is later than this backup: what it tells of would be lost.",
        "{n} entries of the audit trail are later than this backup: what they tell of would be lost.",
        lost.entries,
    )
    return words.format(n=f"{lost.entries:,}")
