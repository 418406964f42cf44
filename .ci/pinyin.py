"""Write resources/search/syllables.txt: the pinyin syllable, without tone, of every Han character that has one.

The first line holds all syllables in order of the alphabet, ü written v. The second has a character for each code point
from U+3400 to U+9FFF: the n-th syllable is the character U+0100 + n, a dot stands for no reading. The third holds pairs
of a character beyond those and its syllable. Run it again when the pinyin library learns readings.
"""

from pathlib import Path

from pypinyin import Style, pinyin

TARGET = Path(__file__).resolve().parent.parent / "resources" / "search" / "syllables.txt"
FIRST, END = 0x3400, 0xA000
# Extensions C to E, where characters of personal names such as 𬭎 stand.
FURTHER = range(0x2A700, 0x2CEB0)


def syllable(character: str) -> str:
    reading = pinyin(character, style=Style.NORMAL, errors="ignore", v_to_u=False)
    letters = (reading[0][0] if reading else "").replace("ü", "v").replace("ê", "e")
    # Interjections such as hm are no syllables anybody types.
    return letters if letters.isascii() and letters.isalpha() and set(letters) & set("aeiouv") else ""


if __name__ == "__main__":
    near = [syllable(chr(code)) for code in range(FIRST, END)]
    far = {chr(code): syllable(chr(code)) for code in FURTHER}
    syllables = sorted({*near, *far.values()} - {""})
    code = {one: chr(0x100 + place) for place, one in enumerate(syllables)} | {"": "."}
    lines = (
        " ".join(syllables),
        "".join(code[one] for one in near),
        "".join(character + code[one] for character, one in far.items() if one),
    )
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
