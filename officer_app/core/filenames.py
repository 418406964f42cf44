"""Names of files that come from elsewhere: how they are kept and shown, and how they may be written to a disk.

Nothing is ever found by such a name, so that no name can lead anywhere.
"""

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

from officer_app.core.folding import without_hidden
from officer_app.i18n import _

LONGEST: Final = 255  # characters kept
_LONGEST_WRITTEN: Final = 120  # bytes of a name on a disk; file systems take 255, paths on Windows little more
# Names that Windows keeps for devices, whatever follows the dot.
_DEVICES: Final = re.compile("(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*$`\'%&;!^~#{}\ud800-\udfff]')
# What a system may run when it is opened, by its ending.
_RUN: Final = """
exe com bat cmd msi msp mst scr pif cpl ps1 psm1 vbs vbe vb js jse mjs ws wsf wsh hta lnk url reg inf dll sys drv ocx
gadget application appref-ms jar class sh bash zsh csh ksh fish run bin py pyc pyw pl rb php desktop service appimage
deb rpm apk app command scpt scptd workflow action dmg pkg iso img vhd vhdx chm hlp xll xlam ade adp library-ms
settingcontent-ms theme msc diagcab
"""
# Documents that say of themselves that they hold a program, and pages that a browser acts upon.
_ACT: Final = "docm dotm xlsm xltm xlsb pptm potm ppsm sldm html htm xhtml shtml mht mhtml svg svgz xml xsl"
_PROGRAMS: Final = frozenset(_RUN.split())
_ACTING: Final = frozenset(_ACT.split())
_BEGINNINGS: Final = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"L\x00\x00\x00\x01\x14\x02")


def kept_name(name: str) -> str:
    """A name as it is kept and shown: without folders and what cannot be seen, its end in sight.

    Direction marks go, since with them `gpj.exe` reads as `exe.jpg`.
    """
    plain = without_hidden(unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8")))
    plain = re.split(r"[/\\]", plain.replace("\n", " ").replace("\t", " "))[-1].strip()
    if plain.strip(". ") == "":
        return _("paper without a name")
    if len(plain) <= LONGEST:
        return plain
    ending = plain[-20:] if "." in plain[-20:] else ""
    return plain[: LONGEST - 1 - len(ending)] + "…" + ending


def harmless_name(name: str) -> str:
    """A name that may be written to any disk: no device, no folder, nothing a shell reads, at most 120 bytes."""
    plain = _UNSAFE.sub("_", kept_name(name)).strip(". ")
    if plain.startswith("-"):
        plain = f"_{plain}"
    stem, dot, ending = plain.rpartition(".") if "." in plain else (plain, "", "")
    stem = stem.strip(". ")
    if _DEVICES.fullmatch(plain.split(".")[0].strip()) or not stem:
        stem = f"_{stem}"
    tail = f"{dot}{ending}" if len(ending.encode()) <= 20 else ""
    room = _LONGEST_WRITTEN - len(tail.encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(". ") + tail


def is_program(name: str, content: bytes) -> bool:
    """Whether opening it could run something: by its ending, or by how it begins, whatever it is called."""
    return _ending(name) in _PROGRAMS or content.startswith(_BEGINNINGS)


def may_act(name: str) -> bool:
    """Whether it is a document that may do something when it is opened: one with macros, or a page with scripts."""
    return _ending(name) in _ACTING


def _ending(name: str) -> str:
    return PurePosixPath(harmless_name(name)).suffix.lower().removeprefix(".")
