"""Write resources/search/initials.txt: the pinyin initial of every character from U+3400 to U+9FFF, in order.

Run it again when the pinyin library learns readings. Characters without a reading get a dot.
"""

from pathlib import Path

from pypinyin import Style, pinyin

TARGET = Path(__file__).resolve().parent.parent / "resources" / "search" / "initials.txt"


def initial(character: str) -> str:
    reading = pinyin(character, style=Style.NORMAL, errors="ignore", v_to_u=False)
    letter = reading[0][0][:1] if reading else ""
    return letter if letter.isascii() and letter.isalpha() else "."


if __name__ == "__main__":
    TARGET.write_text("".join(initial(chr(code)) for code in range(0x3400, 0xA000)), encoding="ascii")
