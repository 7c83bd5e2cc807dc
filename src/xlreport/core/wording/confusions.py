"""Words that are easily written wrong, and what is meant: the built-in list and the clerk's sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from xlreport.core.text import key

HEADINGS = ("易错写法", "应写作", "说明")
HEADER_ROW = 3
"""1-based row of the headings on the sheet; the words follow."""


@dataclass(frozen=True)
class Confusion:
    """A wrong wording and the right one. ``#`` in both stands for one figure."""

    wrong: str
    right: str
    remark: str = ""


@dataclass(frozen=True)
class Confusions:
    """A list of confusions that texts are searched with at one go."""

    entries: tuple[Confusion, ...]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self.entries, key=lambda entry: len(entry.wrong), reverse=True)
        one = "|".join(_expression(entry.wrong) for entry in longest_first)
        return re.compile(one or r"(?!)")

    @cached_property
    def _by_wrong(self) -> dict[str, Confusion]:
        return {entry.wrong: entry for entry in self.entries}

    def found_in(self, text: str) -> list[tuple[int, int, Confusion]]:
        """Start, end and entry of every wrong wording in a text."""
        found = []
        for match in self._pattern.finditer(text):
            entry = self._by_wrong.get(match.group()) or self._by_wrong[re.sub(r"\d", "#", match.group())]
            found.append((match.start(), match.end(), entry))
        return found


def _expression(wrong: str) -> str:
    return re.escape(wrong).replace(r"\#", r"\d")


def read_confusions(rows: Sequence[Sequence[str]]) -> Confusions:
    """The confusions on the clerk's sheet, from all its rows as text; half-filled rows are passed over."""
    wanted = [key(heading) for heading in HEADINGS[:2]]
    for number, row in enumerate(rows, start=1):
        if [key(text) for text in row[:2]] == wanted:
            return Confusions(tuple(_entries(rows[number:])))
    return BUILT_IN


def _entries(rows: Iterable[Sequence[str]]) -> Iterable[Confusion]:
    seen: set[str] = set()
    for row in rows:
        wrong, right, *rest = [text.strip() for text in row] + [""] * max(0, 3 - len(row))
        if wrong and right and wrong != right and wrong not in seen:
            seen.add(wrong)
            yield Confusion(wrong, right, rest[0] if rest else "")


_LISTS = (
    (
        "“截止”指到期停止，“截至”指到某时为止",
        "截止#>截至# 截止目前>截至目前 截止到#>截至# 截止今>截至今 截止本>截至本",
        "截止年底>截至年底",
    ),
    (
        "指人指物都用“其他”",
        "其它>其他",
    ),
    (
        "钱款用“账”",
        "帐目>账目 帐户>账户 帐号>账号 台帐>台账 记帐>记账 对帐>对账 结帐>结账 帐款>账款",
        "帐本>账本",
    ),
    (
        "",
        "布署>部署 拔付>拨付 拔款>拨款 划拔>划拨 下拔>下拨 拨除>拔除 选拨>选拔 必需要>必须要",
        "既使>即使 按装>安装 按排>安排 安步就班>按部就班 出奇不意>出其不意 穿流不息>川流不息",
        "再接再励>再接再厉 一愁莫展>一筹莫展 谈笑风声>谈笑风生 震憾>震撼 松驰>松弛 脉博>脉搏",
        "防碍>妨碍 幅射>辐射 克苦>刻苦 气慨>气概 追朔>追溯 精萃>精粹 欠收>歉收 善长>擅长",
        "贯砌>贯彻 惯彻>贯彻 贯切>贯彻 贯撤>贯彻 宣撤>宣传 落实道位>落实到位 督促捡查>督促检查",
        "捡查>检查 反应问题>反映问题 反应情况>反映情况 制定目表>制定目标 目际>目标 指际>指标",
        "以经>已经 己经>已经 己完成>已完成 己落实>已落实 己开展>已开展 己建成>已建成",
        "己执行>已执行 巳完成>已完成 巳经>已经 及时反溃>及时反馈 反溃>反馈 回溃>回馈 针队>针对",
        "推近>推进 急极>积极 对揭>对接 衔结>衔接 汇抱>汇报 申抱>申报 伸报>申报 绩校>绩效",
        "效绩>绩效 效率益>效益 保章>保障 报障>保障 保彰>保障 宝障>保障 补帖>补贴 补站>补贴",
        "津帖>津贴 奖厉>奖励 奖历>奖励 奖力>奖励 激厉>激励 激历>激励 扶侍>扶持 服持>扶持",
        "资斤>资金 基今>基金 政测>政策 政侧>政策 政册>政策 项木>项目 专顶>专项 事顶>事项",
        "责认>责任 负则>负责 付责>负责 企夜>企业 企亚>企业 产亚>产业 工亚>工业 行亚>行业",
        "农亚>农业 财证局>财政局 财正局>财政局 财征局>财政局 科枝>科技 科技居>科技局 创薪>创新",
        "研法>研发 升极>升级 环镜>环境 环竟>环境 生太>生态 绿色低炭>绿色低碳 低炭>低碳 减炭>减碳",
        "碳达锋>碳达峰 碳达蜂>碳达峰 治里>治理 管里>管理 管利>管理 监官>监管 监营>监管 执发>执法",
        "法律发规>法律法规 培圳>培训 培迅>培训 陪训>培训 宜传>宣传 宣船>宣传 喧传>宣传 走仿>走访",
        "走坊>走访 组职>组织 组识>组织 祖织>组织 协凋>协调 协条>协调 统愁>统筹 统酬>统筹",
        "筹化>筹划 完擅>完善 完膳>完善 机治>机制 体糸>体系 体戏>体系 系统心>系统性 规犯>规范",
        "规泛>规范 示泛>示范 示犯>示范 标淮>标准 基楚>基础 基处>基础 基础社施>基础设施 设旋>设施",
        "设失>设施 实旋>实施 措旋>措施 措失>措施 错施>措施 举错>举措 进渡>进度 进长>进展",
        "目萷>目前 截至日前>截至目前 有侍>有待 有带提高>有待提高 提髙>提高 街到>街道 街首>街道",
        "社曲>社区 杜区>社区 群从>群众 群重>群众 就亚>就业 公益性岗立>公益性岗位 医寮>医疗",
        "医聊>医疗 报消>报销 抱销>报销 救肋>救助 补肋>补助 安金生产>安全生产 安全升产>安全生产",
        "安全生严>安全生产 隐惠>隐患 稳患>隐患 应急官理>应急管理 巩因>巩固 巩故>巩固 拖展>拓展",
        "发辉>发挥 作甩>作用 充份>充分 部份>部分 尤于>由于 鉴与>鉴于 基与>基于 做为>作为",
        "当做重点>当作重点 做出贡献>作出贡献 做风>作风 工做>工作 坚苦>艰苦 竟争>竞争 竟赛>竞赛",
        "竟价>竞价 即得利益>既得利益 事半工倍>事半功倍 融恰>融洽",
    ),
    (
        "意思重复",
        "予以给予>给予 凯旋而归>凯旋 悬殊很大>悬殊 目前现在>目前 亲眼目睹>目睹 大约左右>大约",
    ),
    (
        "多写了一个字",
        "积极极>积极 进一进步>进一步 进一一步>进一步",
    ),
)
"""A remark, and the pairs that it goes with: the wrong wording, ``>``, the right one."""


def _built_in() -> Iterable[Confusion]:
    for remark, *lines in _LISTS:
        for pair in " ".join(lines).split():
            wrong, _, right = pair.partition(">")
            yield Confusion(wrong, right, remark)


BUILT_IN = Confusions(tuple({entry.wrong: entry for entry in _built_in()}.values()))
"""The list that a new sheet is filled with, and that serves where there is no sheet."""
