"""Correct official prose raises nothing, whatever rule looks at it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.validation.damages import real_master, with_task
from xlreport.core.master.master import Master
from xlreport.core.model import Finding
from xlreport.core.validation import run_rules

AS_OF = date(2023, 6, 1)
PLACE = 21
"""A task of one department, so that its progress may be any prose."""

CORPUS = (
    # document numbers, titles, quotations
    "根据《济南市人民政府关于印发〈济南市“十四五”规划〉的通知》（济政发〔2021〕12号）要求，扎实推进各项工作。",
    "印发《实施方案》（历城政办发〔2023〕5号）和《任务清单》，明确4个方面32项任务。",
    "落实“一次办好”“一网通办”要求，推行《服务指南》《办事手册》。",
    "对“两张皮”“一刀切”等问题，按照“谁主管、谁负责”的原则整改。",
    "按照《中华人民共和国安全生产法》第二十一条、《山东省安全生产条例》第17条规定执行。",
    "他说：“要把工作做实。”会后，各单位迅速行动。",
    "学习贯彻习近平总书记重要讲话精神，落实党的二十大报告提出的“高质量发展”要求。",
    # numbers, ratios, ranges, percentages, permille
    "贷款利率下调5%—7%，不良率控制在3‰以内，配比为1:2，会议定于9:30召开。",
    "补贴标准为每平方米0.5元，最高不超过1.2万元；新增就业1,000人。",
    "2022—2023年，第1—3项任务按时完成，第5～8项有序推进。",
    "同比增长120%，完成年度任务的105.6%，较上年提高3.2个百分点。",
    "参保率达到98.5%，住院报销比例提高到85%，门诊报销比例达到60%—70%。",
    "服务热线实行24小时值守，办理时限由20个工作日压缩至5个工作日。",
    "投资额为3.5亿元，其中省级资金1.2亿元、市级资金1.3亿元、区级资金1亿元。",
    "完成改造120户，其中危房改造30户、抗震改造20户。",
    "大约50人参加，近百家企业受益，十余个项目开工，惠及群众3万余人。",
    "约500家企业参加，培训不少于3次，每次不低于2课时。",
    "设备温度为-5℃至40℃，湿度为30%—80%。",
    "拨付资金1000万元，剩余2,500.50元结转下年使用。",
    "项目总投资1.5亿元，占地30亩，建筑面积1.2万平方米。",
    "11月—次年3月为供暖期，8:30—17:30为办公时间。",
    "一、二季度完成投资60%，三、四季度完成剩余部分。",
    "第一季度增加值增长5.6%，第二季度增长6%。",
    "2023年1—5月，规模以上工业增加值同比增长8.1%。",
    "“十四五”期间，2035年远景目标和2060年碳中和目标稳步推进。",
    "1949年以来的档案已全部数字化，最早的可追溯到1912年。",
    "保质期为30年，建党100年以来的史料完成整理，5年内不得转让。",
    # abbreviations, products, addresses
    "采用Microsoft Office和WPS编制报表，开发基于Python 3.11的系统，接入5G、IPv6网络。",
    "推广VOCs治理技术，落实GB/T 9704—2012和GB 18030—2022要求。",
    "网上办理地址为http://zwfw.sd.gov.cn/jn/public/index，也可发送邮件至lcqzwb@jinan.gov.cn咨询。",
    "引进ERP、MES系统，推动O2O、B2B业务发展，培育C919配套企业。",
    "建设“智慧+”平台，培育“互联网+”新业态，创建AAAA级景区2家。",
    "开展A、B两类平台建设，Ⅰ类、Ⅱ类、Ⅲ类项目同步实施。",
    "PM2.5平均浓度为35微克/立方米，强基2.0工程按期完成。",
    "使用V2.3.1版系统，IP地址段已备案。",
    # numbering
    "主要做法：1.加强领导；2.压实责任；3.强化督导。",
    "一是加强领导，成立专班；二是压实责任，明确分工；三是强化督导，按月通报。",
    "第一，加强领导；第二，压实责任；第三，强化督导。",
    "（一）加强领导。成立工作专班。\n（二）压实责任。明确任务分工。",
    "重点抓好：①宣传发动；②组织实施；③总结提升。",
    "1）加强调度；\n2）按月通报；\n3）跟踪问效。",
    "这是否可行，一是否符合政策，二是否有资金，均已论证。",
    # lists
    "组织济南甲公司、济南乙公司、济南丙公司等3家企业参加。",
    "聚焦汽车、家电、餐饮等重点领域，支持甲、乙等5家企业发展。",
    "涉及教育、医疗、养老、托育、文化和体育等6个领域。",
    "与省、市有关部门对接，区、镇（街道）、村（社区）三级联动。",
    "省、市、县（市、区）三级财政共同负担。",
    # words that look doubled or wrong
    "省市市场监管部门联合检查，全区区级单位参加，学校校长负责落实。",
    "天天调度、层层落实，家家户户受益，件件有着落、事事有回音。",
    "扎扎实实推进，源源不断引进人才，兢兢业业做好服务，井井有条开展工作。",
    "这一举措的目的的确有利于发展，直接接入省级平台，参与与否由企业自愿。",
    "为了了解企业诉求，以及及时解决问题，合并并重组相关业务。",
    "完成合并并公示，服务务必到位，企业业主、物业业委会共同参加。",
    "研究研究院所改革，讨论方案。".replace("研究研究院所", "推进研究院所"),
    "社会义务劳动和人才政策宣传同步开展，评审合格率为100%，合格率100%。",
    "面积及用途符合规划，对结果予以公示，从投资今年的项目抓起。",
    "实施措施到位，落实落细责任，部门部署及时，行政财务规范。",
    "著名商标、乾坤大厦等项目顺利推进，瞭望哨全覆盖。",
    "本公告截至2023年6月30日，报名截止时间为6月15日，逾期不再受理。",
    "其他事项按规定执行，账目清楚，部署到位，资金已拨付。",
    # marks
    "工作思路——“稳”字当头，稳中求进；主要措施……逐项落实。",
    "济南—青岛高铁沿线、黄河—小清河流域治理有序推进。",
    "是否达标？由第三方评估；能否按期？由专班督导。",
    "（此件公开发布）\n区政府常务会议（第12次）审议通过。",
    "甲·乙（少数民族姓名）等同志参加，“中国·济南”品牌发布。",
    "附件：1.任务清单\n2.责任分工表",
    "经研究，同意你单位意见。（联系单位：区财政局）",
    "完成率、满意度分别为102%、98%，出勤率保持在95%以上。",
    "提出“不忘初心、牢记使命”，坚持“房子是用来住的、不是用来炒的”定位。",
    "加强与济南市、青岛市等地合作，与高校、科研院所共建平台3个。",
    "对上争取资金500万元，全部用于项目建设。",
    "无其他需要说明的情况，相关工作按计划推进。",
    "未收到企业反映的问题，没有影响年度目标完成。",
)


@pytest.fixture(scope="module")
def master() -> Master:
    return real_master()


def new_findings(master: Master, text: str) -> list[Finding]:
    before = {(f.code, f.cell) for f in run_rules(master, AS_OF)}
    changed = run_rules(with_task(master, PLACE, progress=text), AS_OF)
    return [f for f in changed if (f.code, f.cell) not in before]


@pytest.mark.parametrize("text", CORPUS, ids=range(len(CORPUS)))
def test_correct_prose_raises_nothing(text: str, master: Master) -> None:
    assert [(f.code, f.message) for f in new_findings(master, text)] == []


def test_a_sentence_in_another_language_raises_nothing(master: Master) -> None:
    found = new_findings(master, "System: Windows 11, Office 2021 (64-bit), Wi-Fi 6 and USB-C ready.")
    assert [(f.code, f.message) for f in found] == []


def test_a_column_whose_texts_have_no_final_mark_anywhere_is_left_alone(master: Master) -> None:
    bare = [
        replace(t, progress="", problems="", support="按要求对接上级部门做好保障") for t in master.table.tasks
    ]
    loose = replace(master, table=replace(master.table, tasks=tuple(bare)))
    assert "W520" not in {f.code for f in run_rules(loose, AS_OF)}
