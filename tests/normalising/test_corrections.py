"""What is corrected and what is left alone, one pair for each kind."""

from __future__ import annotations

import pytest

from tests.normalising.writing import corrections_of, written
from tests.test_docs import ROOT, tool
from xlreport.core.normalising.rules import RULES

CORRECTED = [
    # characters and spaces
    ("N801", "progress", "无\u200b进展。", "无进展。"),
    ("N801", "remark", "\u3000\u200b", ""),
    ("N801", "contacts", "王华峰\u202a88023812", "王华峰88023812"),
    ("N801", "content", "第一行\u2028第二行", "第一行\n第二行"),
    ("N802", "content", "  开展试点。\n", "开展试点。"),
    ("N802", "remark", "第一行。 \n第二行。", "第一行。\n第二行。"),
    ("N803", "content", "２０２３年建设５个ＡＩ平台", "2023年建设5个AI平台"),
    ("N803", "deadline", "２０２３年１２月３１日前", "2023年12月31日前"),
    ("N803", "content", "增长５．２%", "增长5.2%"),
    ("N804", "content", "积极 落实，　加强宣传", "积极落实，加强宣传"),
    ("N804", "content", "2023 年共 5 家企业，占 50 %", "2023年共5家企业，占50%"),
    ("N805", "deadline", "2023 年 6 月 底前", "2023年6月底前"),
    # marks
    ("N811", "content", "一.加强领导。二．落实责任", "一、加强领导。二、落实责任"),
    ("N812", "content", "走访、调研...", "走访、调研……"),
    ("N812", "content", "包括甲、乙…", "包括甲、乙……"),
    ("N812", "content", "包括甲、乙。。。", "包括甲、乙……"),
    ("N813", "progress", "报销比例为60%.待细则出台", "报销比例为60%。待细则出台"),
    ("N814", "progress", "严格执行新措施,不断规范;完成:5家!", "严格执行新措施，不断规范；完成：5家！"),
    ("N814", "content", "共500,其中一半", "共500，其中一半"),
    ("N814", "content", "内容∶已完成﹔", "内容：已完成；"),
    ("N815", "content", "含量(质量比)和（比例)", "含量（质量比）和（比例）"),
    ("N816", "content", '围绕"十强产业"提升', "围绕“十强产业”提升"),
    ("N816", "content", "围绕「十强产业」提升", "围绕“十强产业”提升"),
    ("N817", "content", "按照<实施意见>和<<管理办法>>执行", "按照《实施意见》和《管理办法》执行"),
    ("N818", "content", "一个目标--全覆盖", "一个目标——全覆盖"),
    ("N818", "content", "一个目标──全覆盖", "一个目标——全覆盖"),
    ("N819", "progress", "已完成。。", "已完成。"),
    ("N819", "content", "甲、、乙，，丙", "甲、乙，丙"),
    ("N841", "content", "按《甲办法》、《乙办法》和“一号”、“二号”", "按《甲办法》《乙办法》和“一号”“二号”"),
    (
        "N842",
        "content",
        "按照鲁政发[2023]5号和济政办发（2022）12号",
        "按照鲁政发〔2023〕5号和济政办发〔2022〕12号",
    ),
    ("N842", "content", "按济历城安发〔2022〕第013号", "按济历城安发〔2022〕13号"),
    ("N841", "content", "走访企业、商户、等20家", "走访企业、商户等20家"),
    ("N817", "content", "按照«实施意见»执行", "按照《实施意见》执行"),
    ("N818", "content", "一个目标———全覆盖", "一个目标——全覆盖"),
    ("N819", "content", "加快落实！！", "加快落实！"),
    ("N806", "remark", "第一段。\n\n第二段。", "第一段。\n第二段。"),
    # figures
    ("N821", "content", "不低于50％", "不低于50%"),
    ("N822", "content", "安排1，000万元和12，345，678元", "安排1,000万元和12,345,678元"),
    ("N823", "content", "建设5-7家，增长5%-7%，2022年-2023年", "建设5—7家，增长5%—7%，2022年—2023年"),
    ("N823", "content", "2月1日-3月5日，200--300万元，4~5个", "2月1日—3月5日，200—300万元，4～5个"),
    ("N824", "deadline", "2023年06月05日前", "2023年6月5日前"),
    ("N825", "deadline", "2023-12-31前取得成效", "2023年12月31日前取得成效"),
    ("N825", "deadline", "2023.6.5前", "2023年6月5日前"),
    # names
    ("N831", "progress", " 区科技局:已开展。\n区财政：已拨付。", "区科技局：已开展。\n区财政局：已拨付。"),
    ("N831", "progress", "区科技局和区财政局：已开展。", "区科技局、区财政局：已开展。"),
    ("N832", "departments", "科技局、区财政", "区科技局、区财政局"),
    ("N832", "departments", "区文旅局牵头，区 财政局配合", "区文化和旅游局牵头，区财政局配合"),
    ("N832", "departments", "区 科技局、区财政\n局", "区科技局、区财政局"),
    ("N833", "departments", "区科技局，区财政局;区文旅局", "区科技局、区财政局、区文化和旅游局"),
    ("N833", "departments", "区科技局 区财政局", "区科技局、区财政局"),
    ("N833", "departments", "区科技局\n区财政局。", "区科技局、区财政局"),
    ("N833", "departments", "区科技局区财政局", "区科技局、区财政局"),
    ("N833", "provincial", "省民政厅,省财政厅/省商务厅", "省民政厅、省财政厅、省商务厅"),
    ("N834", "leaders", "闫立彬、丁  一", "闫立彬\n丁  一"),
    ("N834", "heads", "郑  静,李宗泉、", "郑  静\n李宗泉"),
    ("N835", "leaders", "闫立彬\n丁一", "闫立彬\n丁  一"),
    ("N835", "leaders", "闫立彬\n丁　一", "闫立彬\n丁  一"),
    ("N836", "contacts", "王华峰 185 5312 6190", "王华峰 18553126190"),
    ("N836", "contacts", "王华峰（0531）8811 2936", "王华峰0531-88112936"),
    ("N836", "contacts", "王华峰053188112936", "王华峰0531-88112936"),
    ("N836", "contacts", "王华峰 88112936-801", "王华峰 88112936转801"),
    ("N836", "contacts", "王华峰010—66899778", "王华峰010-66899778"),
]


@pytest.mark.parametrize(("rule", "column", "text", "expected"), CORRECTED)
def test_a_slip_is_corrected_by_its_rule(rule: str, column: str, text: str, expected: str) -> None:
    assert written(column, text) == expected
    assert any(rule in correction.revision.rules for correction in corrections_of(column, text))


def test_every_rule_has_its_slip() -> None:
    assert {rule for rule, *_ in CORRECTED} == {rule.code for rule in RULES}


LEFT = [
    # what is quoted
    ("content", "他说“5-7家,不止 这些.”"),
    ("content", "按照《关于进一步 做好1，000户调查的通知(试行)》执行"),
    ("content", "名为”A,B 公司,丙”"),
    ("remark", "见https://example.gov.cn/a,b?c=１和office@example.gov.cn"),
    # what is not certain
    ("content", "奖励前100，200万元"),
    ("content", "电话0531-88112936转2"),
    ("content", "按照GB/T 15834-2011执行"),
    ("content", "第1-2号楼，2023-06-30，比分3-0，型号A5-7"),
    ("content", "从7-5家"),
    ("content", "价格比1:3，时间9:30，版本2.0"),
    ("content", "若A<B且丙>丁"),
    ("content", '55"显示屏10台、65"显示屏5台'),
    ("content", '他说"还没有完'),
    ("content", "丁  一同志"),
    ("content", "项目名称    资金来源"),
    ("content", "已完成，。继续"),
    ("content", "1)加强宣传2)加强监督"),
    ("content", "济南—青岛铁路，5—7家，5～7家"),
    ("content", "符合f(x)和(A)的"),
    ("content", "目标------全覆盖"),
    ("progress", "区财政局：已拨付，请区科技局：另行说明。"),
    ("progress", "区民政局:abc"),
    ("departments", "发改、区科技局"),
    ("departments", "区科技局牵头，区财政局、区文化和旅游局配合"),
    ("provincial", "山东\n银保监局"),
    ("provincial", "市生态环境局\n历城分局"),
    ("provincial", "人民银行济南分行省某厅"),
    ("content", "共、等级，丙、等待"),
    ("leaders", "闫立彬（主持工作）、丁一（协助）"),
    ("contacts", "王华峰880238"),
    ("contacts", "王华峰 1855312619"),
    ("deadline", "2023-2-30前"),
    ("remark", "　"),
]


@pytest.mark.parametrize(("column", "text"), LEFT)
def test_what_is_quoted_or_not_certain_is_left_alone(column: str, text: str) -> None:
    assert written(column, text) == text


def test_a_needless_prefix_of_a_task_with_one_department_is_no_prefix_to_correct() -> None:
    assert written("progress", "财政：已拨付。", departments="区财政局") == "财政：已拨付。"


def test_what_touches_is_one_correction_and_what_does_not_are_several() -> None:
    (only,) = corrections_of("progress", "新措施, 不断规范")
    assert only.revision.rules == ("N804", "N814")
    assert len(corrections_of("progress", "新措施,不断规范,继续")) == 2


def test_the_two_marks_of_a_pair_are_one_correction() -> None:
    (only,) = corrections_of("content", "含量(质量比)")
    assert [(part.start, part.new) for part in only.revision.parts] == [(2, "（"), (6, "）")]


def test_a_correction_is_known_again_when_the_others_have_been_carried_out() -> None:
    before = {c.title: c.key for c in corrections_of("content", "共 5 家,含量(质量比)增长5-7%")}
    after = corrections_of("content", "共5家，含量(质量比)增长5-7%")
    assert after and all(before[c.title] == c.key for c in after)


def test_the_manual_lists_every_rule() -> None:
    manual = (ROOT / "docs" / "manual.md").read_text(encoding="utf-8")
    assert manual == tool("write_corrections")["manual_with_corrections"](manual), (
        "run python tools/write_corrections.py"
    )
