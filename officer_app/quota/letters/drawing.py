"""How each letter and notice is drawn."""

from collections.abc import Callable
from typing import Final

from officer_app.core.documents.letter import Letter
from officer_app.core.documents.letter_parts import LetterColumn, LetterTable, letterhead, receipt
from officer_app.core.documents.paper import Paper
from officer_app.core.documents.stamp import DRAFT_WORD
from officer_app.core.words import chinese_day
from officer_app.quota.letters.printed import (
    DecisionLetter,
    GapNotice,
    Letterpaper,
    ObjectionAnswer,
    PublicNotice,
)

GAP_NOTICE: Final = "一次性补正告知书"
PUBLIC_NOTICE: Final = "拟使用专用额度人员的公示"
OBJECTION_ANSWER: Final = "关于公示异议办理情况的答复"
APPROVAL: Final = "同意使用特殊人才落户专用额度通知书"
REFUSAL: Final = "特殊人才落户申请不予通过告知书"

# Text of a table between paragraphs, and that of a list of names with one row a grid line (PAPERS.md 7, D and E).
_GAPS: Final = LetterTable(
    (
        LetterColumn("序号", 12.5, "center"),
        LetterColumn("材料名称", 32.5),
        LetterColumn("存在问题", 38),
        LetterColumn("补正要求", 52),
        LetterColumn("原因代码", 21, "center"),
    ),
    size=11.5,
    lead=16,
    least=25,
)
_NAMES: Final = LetterTable(
    (
        LetterColumn("序号", 19.5, "center"),
        LetterColumn("姓名", 36.5, "center"),
        LetterColumn("工作单位", 100, company=True),
    ),
    size=13,
    lead=18,
    least=28.991,
)
_BARE_NAMES: Final = LetterTable(
    (LetterColumn("序号", 30, "center"), LetterColumn("姓名", 126, "center")), size=13, lead=18, least=28.991
)


def _written(title: str, head: Letterpaper, write: Callable[[Letter], None]) -> bytes:
    """A letter from its title on: written, numbered, and finished. Titles and metadata name no applicant."""
    paper = Paper(title=title, author=head.office, subject=title, made_at=head.made_at)
    letter = Letter(paper)
    write(letter)
    letter.number_pages()
    paper.mark(title, letter.pages[0])
    return paper.finish()


def _number(head: Letterpaper) -> str:
    return head.stamp.number or f"（{DRAFT_WORD}）"


def _replacing(letter: Letter, head: Letterpaper) -> None:
    if head.stamp.replacing:
        letter.centred(head.stamp.replacing)


def _contact(head: Letterpaper) -> str:
    known = [f"联系人：{head.contact}"] if head.contact else []
    known += [f"联系电话：{head.phone}"] if head.phone else []
    return "　　".join(known)


def draw_gap_notice(notice: GapNotice) -> bytes:
    """一次性补正告知书: every gap in one table, the last day, the receipt. Raises MissingGlyph."""

    def write(letter: Letter) -> None:
        letter.title(GAP_NOTICE)
        letter.centred(_number(notice.head))
        _replacing(letter, notice.head)
        letter.skip()
        letter.addressee(notice.enterprise)
        letter.body(
            f"你单位于{chinese_day(notice.filed_on)}提交的特殊人才引进申请（编号{notice.case_number}）收悉。经审查，"
            "申报材料尚不齐全或者不符合法定形式，现将需要补正的全部内容一次性告知如下："
        )
        rows = [(str(place), gap.paper, gap.problem, gap.wanted, gap.code) for place, gap in enumerate(notice.gaps, 1)]
        _GAPS.draw(letter, rows)
        asked = (
            f"请于{chinese_day(notice.due_on)}前（含当日，自告知次日起{notice.days}日内）补正上述材料。补正期间不计入办理"
            f"时限；逾期未补正的，申请按期满终止处理。{_sentence(notice.reason)}以上为全部补正内容。"
        )
        letter.close([asked, _contact(notice.head)], notice.head.office, chinese_day(notice.noticed_on))
        receipt(letter, _number(notice.head))

    return _written(GAP_NOTICE, notice.head, write)


def _sentence(text: str) -> str:
    text = text.strip().rstrip("。")
    return f"{text}。" if text else ""


def public_notice_title(notice: PublicNotice) -> str:
    """关于2026年第四批特殊人才引进拟使用专用额度人员的公示."""
    return f"关于{notice.year}年第{in_chinese(notice.batch)}批特殊人才引进{PUBLIC_NOTICE}"


def draw_public_notice(notice: PublicNotice) -> bytes:
    """公示: the names as the chosen way of masking shows them, the days, and where objections go."""

    def write(letter: Letter) -> None:
        for line in (
            notice.head.office,
            f"关于{notice.year}年第{in_chinese(notice.batch)}批特殊人才引进",
            PUBLIC_NOTICE,
        ):
            letter.title(line)
        letter.centred(_number(notice.head))
        _replacing(letter, notice.head)
        letter.skip()
        panels = f"，并经{'、'.join(chinese_day(day) for day in notice.panels)}评审会审议" if notice.panels else ""
        letter.body(
            "根据本市引进人才申办常住户口有关规定和本区特殊人才落户专用额度管理要求，经用人单位申报、材料预审、受理初审"
            f"{panels}，现将拟使用专用额度的{len(notice.people)}名人员予以公示，接受社会监督。"
        )
        letter.heading("一、公示名单")
        if any(person.enterprise for person in notice.people):
            rows = [(str(place), one.name, one.enterprise) for place, one in enumerate(notice.people, 1)]
            _NAMES.draw(letter, rows)
        else:
            _BARE_NAMES.draw(letter, [(str(place), one.name) for place, one in enumerate(notice.people, 1)])
        letter.heading("二、公示时间")
        waiting = "其中部分日期的节假日安排尚未公布，以届时公布的为准顺延。" if notice.provisional else ""
        letter.body(
            f"{chinese_day(notice.starts_on)}至{chinese_day(notice.ends_on)}（{notice.days}个{notice.unit}）。{waiting}"
        )
        letter.heading("三、意见反映")
        letter.body("（一）公示期间，单位和个人有异议的，可以向本局反映。")
        secret = (
            "（二）反映情况应当实事求是，提倡署实名并提供联系方式；本局对反映人信息予以保密，并对查实情况作出答复。"
        )
        where = [f"来信来访地址：{notice.address}"] if notice.address else []
        reached = "；".join(part for part in (*where, *_contact(notice.head).split("　　")) if part)
        day = chinese_day(notice.signed_on or notice.starts_on)
        letter.close([secret, f"（三）{reached}。" if reached else ""], notice.head.office, day)

    return _written(public_notice_title(notice), notice.head, write)


def draw_objection_answer(answer: ObjectionAnswer) -> bytes:
    """The answer to an objection, under the letterhead."""

    def write(letter: Letter) -> None:
        letterhead(letter, answer.head.office, _number(answer.head))
        letter.title(OBJECTION_ANSWER)
        _replacing(letter, answer.head)
        letter.skip()
        letter.addressee(answer.objector)
        letter.body(
            f"你于{chinese_day(answer.received_on)}{answer.channel}反映的对{answer.batch}中{answer.person}的异议收悉。"
            "经核查，现将办理情况答复如下："
        )
        letter.heading("一、反映内容")
        letter.body(answer.content)
        letter.heading("二、核查情况")
        letter.body(answer.handling or "经调阅申报材料、核对有关记录并听取用人单位说明，形成如下结论。")
        letter.heading("三、处理结论")
        letter.body(answer.answer)
        letter.body(
            "综上，所反映情况属实，本局已终止该申请，并收回相应专用额度。"
            if answer.sustained
            else "综上，所反映情况未影响该申请的审核结论，公示按原定期限进行。"
        )
        thanks = "感谢你对特殊人才引进工作的关心和监督。"
        letter.close([thanks, _contact(answer.head)], answer.head.office, chinese_day(answer.answered_on))

    return _written(OBJECTION_ANSWER, answer.head, write)


def draw_decision(decision: DecisionLetter) -> bytes:
    """What was decided, under the letterhead; an approval names the steps that follow, a refusal its reason."""
    title = APPROVAL if decision.approved else REFUSAL

    def write(letter: Letter) -> None:
        letterhead(letter, decision.head.office, _number(decision.head))
        letter.title(title, "通知书" if decision.approved else "告知书")
        _replacing(letter, decision.head)
        letter.skip()
        letter.addressee(decision.enterprise)
        letter.body(
            f"你单位于{chinese_day(decision.filed_on)}为{decision.applicant}同志（{decision.post}）提交的特殊人才引进申请"
            f"（编号{decision.case_number}）{_way(decision)}"
        )
        if decision.approved:
            letter.body(
                f"经审定，同意该同志使用{decision.year}年度本区特殊人才落户专用额度1名。请你单位凭本通知书，协助申请人按照"
                "公安机关的要求办理落户手续；办结后请将准迁证明编号告知本局。"
            )
            last = "本通知书所列事项如有变化，请及时告知本局。"
        else:
            letter.body(f"经审核，不予通过。理由：{_sentence(decision.reason)}")
            last = (
                "申报材料可以凭本告知书取回。今后情况发生变化、符合条件的，可以重新申报。"
                "如对本决定有异议，可以向本局书面反映。"
            )
        # A note stands on the line below the date, in brackets (GB/T 9704-2012, clause 7.3.8).
        note = f"（{decision.signature}）" if decision.signature else ""
        letter.close([last, _contact(decision.head)], decision.head.office, chinese_day(decision.decided_on), note)

    return _written(title, decision.head, write)


def _way(decision: DecisionLetter) -> str:
    """What the case went through before it was decided."""
    steps = []
    if decision.panel_on is not None:
        steps.append(f"经{chinese_day(decision.panel_on)}评审会评议")
    if decision.published is not None:
        first, last = decision.published
        steps.append(f"{chinese_day(first)}至{chinese_day(last)}公示")
    return f"，已{'、'.join(steps)}。" if steps else "收悉。"


_DIGITS: Final = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """A number from 1 to 99 in Chinese: 4 is 四, 12 十二, 30 三十; larger ones in digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")
