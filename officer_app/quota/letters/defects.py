"""What is asked for when a paper has a defect, and the code under which such defects are counted.

Source of the codes: of the house; handbooks name them, so that the most frequent can be looked up (reply 8E112, S24).
"""

from typing import Final

from officer_app.cases.words import DefectCode

CODES: Final[dict[DefectCode, tuple[str, str]]] = {
    DefectCode.MISSING: ("F-01", "补交该项材料"),
    DefectCode.INCOMPLETE: ("F-02", "补齐缺页后重新提交整份材料"),
    DefectCode.EXPIRED: ("F-03", "提交在有效期内的材料"),
    DefectCode.UNSEALED: ("F-04", "补盖公章或者补签字"),
    DefectCode.ILLEGIBLE: ("F-05", "重新提交字迹清晰的材料"),
    DefectCode.CONTRADICTS: ("F-06", "核对后更正，或者书面说明不一致的原因"),
    DefectCode.WRONG_FORM: ("F-07", "按清单要求的形式提交"),
    DefectCode.OTHER: ("F-99", "按存在问题一栏更正后提交"),
}


def wanted(code: DefectCode) -> str:
    """What the employer is asked to do about it."""
    return CODES[code][1]


def printed_code(code: DefectCode) -> str:
    """The code as papers print it."""
    return CODES[code][0]
