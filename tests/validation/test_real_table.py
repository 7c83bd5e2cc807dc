"""What validate says of the undamaged real table: each finding reviewed, with the reason for it."""

from __future__ import annotations

from datetime import date

from tests.validation.damages import real_master
from xlreport.core.validation import run_rules

REVIEWED = {
    ("W502", "M8"): "“措施,不断”里的逗号是半角的",
    ("P303", "F10"): "只有第6项把高博写在闫立彬前面，第5、11、13、17、20项都相反",
    ("P301", "H16"): "三个部门只有两名联系人，区民政局没有",
    ("R601", "L16"): "“街道创建……有待提高。”没有写是三个部门里哪个的",
    ("R602", "M16"): "区民政局、区财政局没有写落实情况",
    ("P301", "H17"): "六个部门只有三名联系人",
    ("R602", "M17"): "四个部门没有写落实情况",
    ("P301", "H18"): "三个部门只有两名联系人",
    ("R602", "M18"): "区科技局没有写落实情况",
    ("L403", "I21"): "只有第17项没有“取得成效”",
    ("P310", "H24"): "康恺的号码在区财政局的号段里，却对应区农业农村局",
    ("R602", "M24"): "区农业农村局没有写落实情况",
    ("W501", "M25"): "“60%.待省市”的句号是半角的",
    ("W501", "L27"): "“较晚.”的句号是半角的",
    ("W504", "M28"): "“常态化运行、 系统性”中间有空格",
    ("P309", "H11"): "杨檬、王林同一个号码，是否共用要核对",
    ("R609", "K17"): "区财政局的段落排在区文化和旅游局前面，责任部门的次序相反",
    ("P309", "H20"): "王华峰、盖淑芹和颜丙强、腾辉各有一个相同的号码，是否共用要核对",
    ("W510", "M23"): "“及时对接”后面断成两行，会被看成另一段",
    ("M703", "F4"): "18个部门还没有邮箱，发邮件前要补",
    ("M705", "C13"): "5个部门的分管领导从表里推不出来，要核实",
}


def test_every_finding_on_the_real_table_was_reviewed() -> None:
    found = run_rules(real_master(), date(2023, 6, 1))
    assert {(finding.code, finding.cell) for finding in found} == set(REVIEWED)
    assert all(REVIEWED.values())
