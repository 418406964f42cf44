"""Cut the shipped faces out of the full ones. Run when a face or the character set changes.

    make_fonts.py SOURCES UNIHAN [TARGET]

SOURCES  folder (searched whole) with NotoSansSC_{400Regular,500Medium,600SemiBold}.ttf and
         NotoSerifSC_{300Light,500Medium,700Bold}.ttf (from the packages @expo-google-fonts/noto-sans-sc and
         …/noto-serif-sc) and LXGWWenKai-{Regular,Light}.ttf (from Debian's fonts-lxgw-wenkai)
UNIHAN   folder with Unihan_OtherMappings and Unihan_Readings, .txt or .txt.bz2 (from Debian's unicode-data): kTGH is
         the 通用规范汉字表 of 8,105 characters, kXHC1983 the characters of 现代汉语词典, which names draw on
TARGET   resources/fonts by default

Every face keeps TrueType outlines, because reportlab cannot embed others. WenKai's name is reserved by its
licence, so what is cut from it is called Office Kai.
"""

import bz2
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent

KEPT_NAMES = (0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17)
# 1980-01-01 in seconds since 1904: a font made twice is the same file.
EPOCH = 2398377600

SYMBOLS = (
    "☐☑☒✓✔✗□■▢△▲▽▼◇◆○●◎★☆→←↑↓↔↗↘①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
    "℃℉‰№℡㎡㎏㎜㎝㎞㏄￥€£¥¢$©®™§¶†‡•·‧…—–‒―‘’“”‹›«»〈〉《》「」『』【】〔〕〖〗〇々〆※×÷±≈≠≤≥∞√∑∏∫∠⊥∥∵∴°′″"
)


def gb2312() -> set[int]:
    """Every character of GB 2312, from the codec."""
    found = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((row, cell)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def listed(unihan: Path, file: str, column: str) -> set[int]:
    """The characters that have an entry in a column of the Unihan database."""
    packed = unihan / f"{file}.txt.bz2"
    text = bz2.decompress(packed.read_bytes()) if packed.exists() else (unihan / f"{file}.txt").read_bytes()
    lines = text.decode("utf-8").splitlines()
    return {int(line[2:].split("\t")[0], base=16) for line in lines if f"\t{column}\t" in line}


def latin() -> set[int]:
    """ASCII, Latin-1, Latin Extended-A, pinyin vowels, general punctuation, full-width forms."""
    ranges = (
        (0x20, 0x7F), (0xA0, 0x180), (0x1CD, 0x1DD), (0x2010, 0x2028), (0x2030, 0x203B), (0x3001, 0x3018),
        (0xFF01, 0xFF5F), (0xFFE0, 0xFFE7),
    )  # fmt: skip
    return {code for first, end in ranges for code in range(first, end)} | {ord(mark) for mark in SYMBOLS}


def cut(source: Path, target: Path, characters: set[int], name: str, style: str, *, renamed: bool) -> None:
    """Write `target` with the characters of `characters` that `source` has."""
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options()
    options.hinting = False
    options.glyph_names = False
    options.legacy_kern = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.name_IDs = list(KEPT_NAMES)
    options.name_languages = [0x409]
    # Pairs of Latin letters are worth keeping for the window; everything vertical is not.
    options.layout_features = ["kern"]
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG", "GDEF", "meta", "STAT"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    if renamed:
        postscript = f"{name.replace(' ', '')}-{style}"
        values = {1: name, 2: style, 3: postscript, 4: f"{name} {style}", 6: postscript}
        names = font["name"]
        for record in list(names.names):
            if record.nameID in (16, 17):
                names.removeNames(nameID=record.nameID)
        if style not in ("Regular", "Bold"):
            values |= {1: f"{name} {style}", 2: "Regular", 16: name, 17: style}
        for number, value in values.items():
            names.removeNames(nameID=number)
            names.setName(value, number, 3, 1, 0x409)
    font["head"].created = font["head"].modified = EPOCH
    font.save(target)
    print(f"{target.name:32} {len(font.getGlyphOrder()):6} glyphs {target.stat().st_size / 1e6:5.1f} MB")


def main(arguments: list[str]) -> int:
    if len(arguments) not in (2, 3):
        print(__doc__)
        return 2
    sources = {path.name: path for path in Path(arguments[0]).rglob("*.ttf")}
    target = Path(arguments[2]) if len(arguments) == 3 else ROOT / "resources" / "fonts"
    target.mkdir(parents=True, exist_ok=True)
    unihan = Path(arguments[1])
    common = gb2312() | listed(unihan, "Unihan_OtherMappings", "kTGH") | latin()
    names = listed(unihan, "Unihan_Readings", "kXHC1983") - common
    rare = set(TTFont(sources["LXGWWenKai-Regular.ttf"]).getBestCmap()) - common
    plan = (
        ("NotoSansSC_400Regular.ttf", "NotoSansSC-Regular.ttf", common, "Noto Sans SC", "Regular", False),
        ("NotoSansSC_500Medium.ttf", "NotoSansSC-Medium.ttf", common, "Noto Sans SC", "Medium", False),
        ("NotoSansSC_600SemiBold.ttf", "NotoSansSC-SemiBold.ttf", common, "Noto Sans SC", "SemiBold", False),
        ("NotoSerifSC_700Bold.ttf", "NotoSerifSC-Bold.ttf", common, "Noto Serif SC", "Bold", False),
        ("NotoSerifSC_300Light.ttf", "NotoSerifLatin-Light.ttf", latin(), "Noto Serif SC", "Light", False),
        ("NotoSerifSC_500Medium.ttf", "NotoSerifLatin-Medium.ttf", latin(), "Noto Serif SC", "Medium", False),
        ("LXGWWenKai-Regular.ttf", "OfficeKai-Regular.ttf", common, "Office Kai", "Regular", True),
        ("LXGWWenKai-Light.ttf", "OfficeKai-Light.ttf", common, "Office Kai", "Light", True),
        # Beside them the rarer characters of names, in the same style: loaded only when one turns up.
        ("NotoSansSC_400Regular.ttf", "NotoSansSCNames-Regular.ttf", names, "Noto Sans SC Names", "Regular", True),
        ("NotoSansSC_600SemiBold.ttf", "NotoSansSCNames-SemiBold.ttf", names, "Noto Sans SC Names", "SemiBold", True),
        # What all others lack.
        ("LXGWWenKai-Regular.ttf", "OfficeKaiRare-Regular.ttf", rare, "Office Kai Rare", "Regular", True),
    )
    for source, file, characters, name, style, renamed in plan:
        cut(sources[source], target / file, characters, name, style, renamed=renamed)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
