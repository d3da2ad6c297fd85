"""The demo accounts: one for each kind of person, with a sentence on who that is and what to try.

Their passwords are random, made when the demo is loaded, and kept in `settings.DEMO_ACCOUNTS` for its owner alone.
The landing page reads them from there; with a database of one's own none of this exists.
"""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from core.models import User
from core.roles import Role

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_LENGTH = 14


@dataclass(frozen=True, slots=True)
class Account:
    """One demo account; `landing` is where its day begins."""

    username: str
    name: str
    role: Role
    area: str
    area_name: str
    landing: str
    about_zh: str
    about_en: str
    department: str = ""
    zero: str = ""


ACCOUNTS = (
    Account(
        "lin", "林晓梅", Role.GRID_WORKER, "419001001001001", "沁园街道东马蓬社区第一网格", "/m/",
        "每天在网格里走，随手上报三类事件，核查别人处置完的。试试：点“安全隐患”，拍一张照片提交；再去待办里核查一件。",
        "Walks her grid, files matters and checks what others say is done. Try: file a hazard, verify one.",
    ),
    Account(
        "zheng", "郑国栋", Role.GRID_LEADER, "419001001001", "沁园街道东马蓬社区", "/m/",
        "社区书记，管六个左右的网格。试试：受理本社区刚上报的一件，或把没有位置的一件落到图上。",
        "Leads the grids of one community. Try: accept a fresh report, or place one that has no position.",
    ),
    Account(
        "zhou", "周敏", Role.DISPATCHER, "419001001", "沁园街道综治中心", "/desk/",
        "街道分拨员，一天分拨几十件。试试：只用键盘，J 选一件，E 受理，A 派遣，10 秒内按 U 撤销。",
        "Dispatches a street's matters all day. By keyboard: J chooses, E accepts, A assigns, U undoes.",
    ),
    Account(
        "sun", "孙丽娟", Role.DISPATCHER, "419001", "济源市综治中心", "/wall/",
        "市综治中心值班员，守着大屏。试试：开着大屏，再用林晓梅上报一件，看它几秒内出现；她也能批准别人提出的作废。",
        "On duty at the county's centre, before the wall. Try: keep the wall open while Lin files a matter.",
    ),
    Account(
        "chen", "陈志强", Role.HANDLER, "419001001", "沁园综合执法中队", "/desk/",
        "综合执法中队处置人员，只看得到派给本部门的。试试：签收一件，处置完成并反馈；或申请延期、说明理由退回。",
        "Handles what his squad is given, and sees nothing else. Try: take one on, finish it, ask for an extension.",
        department="419001001.enforcement",
    ),
    Account(
        "ma", "马建军", Role.HANDLER, "419001001", "沁园消防工作站", "/desk/",
        "消防工作站处置人员，隐患要有整改后照片才能反馈。试试：给一件隐患附上处置后照片，再点处置完成。",
        "Handles fire hazards; finishing needs a photo of the result. Try: attach one and finish.",
        department="419001001.fire",
    ),
    Account(
        "wu", "吴建华", Role.SUPERVISOR, "419001", "济源市", "/board/",
        "督查员，看到期办结率、超期存量和存量流量是否平得上。试试：点开任何一个数字看它数的是哪几件，对超期的发督办。",
        "Watches rates, overdue stock and balances. Try: open the list behind any number, supervise what is late.",
    ),
    Account(
        "wei", "魏红霞", Role.AUDITOR, "419001", "济源市", "/audit/",
        "审计员，只读。试试：导出矛盾纠纷台账，打开一件事的全过程，要求核验它的留痕没有被动过。",
        "Reads and exports, changes nothing. Try: export the ledger of disputes, verify the history of one matter.",
    ),
    Account(
        "he", "何立新", Role.GRID_WORKER, "419001002001001", "济水街道", "/m/",
        "另一个街道的网格员。试试：拿沁园街道的事件编号来查——他什么也看不到，这正是要证明的。",
        "A grid worker of another street. Try to see anything of 沁园: there is nothing, and that is the point.",
    ),
    Account(
        "gao", "高文静", Role.RECOGNISER, "419001", "市信访局", "/zeros/",
        "信访认定员，只有她能认定“零上访”是否被打破。试试：登记一件疑似破零，凭文号认定；上报的事件再多，也不会动这个数。",
        "Recognises breaks of the zero for petitions, by document. Reports never touch it.",
        zero="petition",
    ),
    Account(
        "qin", "秦永刚", Role.RECOGNISER, "419001", "市应急管理局", "/zeros/",
        "应急认定员，认定“零事故”。试试：看哪些街道还有待认定的，更正一件的日期，天数随之回算。",
        "Recognises breaks of the zero for accidents. Try: correct a day and see the count go back.",
        zero="accident",
    ),
    Account(
        "song", "宋海涛", Role.RECOGNISER, "419001", "市公安局", "/zeros/",
        "公安认定员，认定“零案件”。试试：处理一件申诉，维持或撤销；撤销的记录仍在，不会删除。",
        "Recognises breaks of the zero for cases. Try: uphold or revoke an appeal; nothing is deleted.",
        zero="case",
    ),
    Account(
        "xitong", "许成林", Role.SYSTEM_ADMIN, "419001", "济源市", "/walls/",
        "系统管理员，三员之一：管运行，看不到任何事件，也不能给自己加权限。试试：给一块大屏发令牌，再收回。",
        "System administrator, one of three: keeps it running, sees no matter. Try: give a wall a token, withdraw it.",
    ),
    Account(
        "anquan", "傅晓玲", Role.SECURITY_ADMIN, "419001", "济源市", "/",
        "安全管理员，三员之一：管谁在哪个岗位，不能给自己授权，看不到任何事件。",
        "Security administrator, one of three: gives posts to others, never to herself.",
    ),
    Account(
        "shenji", "沈国平", Role.AUDIT_ADMIN, "419001", "济源市", "/",
        "审计管理员，三员之一：看另外两员做过什么，看不到任何事件。",
        "Audit administrator, one of three: watches the other two.",
    ),
)  # fmt: skip


def hand_out(path: Path) -> int:
    """Give every demo account a fresh random password and write them down for the owner alone; return how many.

    The file is written last and whole: as long as it is not there, nothing counts as loaded.
    """
    listed = []
    for account in ACCOUNTS:
        user = User.objects.get(username=account.username)
        password = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        user.set_password(password)
        user.save(update_fields=["password"])
        listed.append(_shown(account, user, password))
    _write(path, json.dumps(listed, ensure_ascii=False, indent=1))
    return len(listed)


def _shown(account: Account, user: User, password: str) -> dict[str, str]:
    return {
        "username": user.username,
        "password": password,
        "display_name": user.display_name,
        "role": str(account.role.value),
        "role_label": str(account.role.label),
        "area": account.area_name,
        "about_zh": account.about_zh,
        "about_en": account.about_en,
        "landing": account.landing,
    }


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
