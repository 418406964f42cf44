"""Keep resources/i18n/zh_CN.po in step with the code.

messages.py check         list msgids without a translation, and translations nobody uses; exit 1 if any
messages.py merge FILE    add {"msgid": "translation"} from a JSON file, then drop what the code no longer says
"""

import fcntl
import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "resources" / "i18n" / "zh_CN.po"
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def said() -> dict[str | tuple[str, ...], list[str]]:
    """Every msgid in the code, with the files that say it."""
    found: dict[str | tuple[str, ...], list[str]] = {}
    for name, _line, message, _comments, _context in extract_from_dir(
        ROOT / "officer_app", method_map=[("**.py", "python")], keywords=KEYWORDS
    ):
        if message:
            found.setdefault(message, []).append(f"officer_app/{name}")
    return found


def empty() -> Catalog:
    """A catalogue with a head that does not change from one writing to the next."""
    return Catalog(
        locale="zh_CN",
        project="officer_app",
        header_comment="# Chinese translation of officer_app, written by .ci/messages.py: edit texts, not the order.",
        creation_date=EPOCH,
        revision_date=EPOCH,
        last_translator="officer_app",
        msgid_bugs_address="officer_app",
        language_team="zh_CN",
        charset="utf-8",
        fuzzy=False,
    )


def stored() -> Catalog:
    if not PO.exists():
        return empty()
    with PO.open("rb") as source:
        return read_po(source, locale="zh_CN")


def write(given: dict[str, str], *, keep_unused: bool) -> None:
    """Write the catalogue anew, sorted; one at a time, since several people may add to it at once."""
    with (Path(tempfile.gettempdir()) / "officer_app-messages.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        old = {message.id: message.string for message in stored() if message.id}
        result = empty()
        for message in sorted({*said(), *(old if keep_unused else ())}, key=str):
            first = message if isinstance(message, str) else message[0]
            text = given.get(first) or old.get(message) or ""
            if isinstance(message, tuple) and isinstance(text, str):
                text = (text,)
            result.add(message, text)
        with PO.open("wb") as target:
            write_po(target, result, width=110, omit_header=False, sort_output=True)


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["check"]:
        old = {message.id: message.string for message in stored() if message.id}
        new = said()

        def done(message: str | tuple[str, ...]) -> bool:
            text = old.get(message)
            return bool(text) and (isinstance(text, str) or all(text))

        missing = [message for message in new if not done(message)]
        for message in missing:
            print(f"missing: {message!r}  ({new[message][0]})")
        unused = [message for message in old if message not in new]
        for message in unused:
            print(f"unused: {message!r}")
        return 1 if missing or unused else 0
    if arguments[:1] == ["merge"] and len(arguments) == 2:
        write(json.loads(Path(arguments[1]).read_text(encoding="utf-8")), keep_unused=True)
        return 0
    if arguments == ["tidy"]:
        write({}, keep_unused=False)
        return 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
