"""What stands after the word that carries the trip: planned, done, dropped, put off, only thought of."""

from __future__ import annotations

import re

from jobs.detect.trips.statement import Status

_CANCEL = r"取りやめ|取り止め|とりやめ|中止|キャンセル|断念|見合わせ(?:る|た)(?=.{0,6}(?:方針|こと|と発表))|白紙|撤回"


_POSTPONE = r"延期|先送り|見送[りっるら]|見合わせ|後ろ倒し|延ばす|ずれ込"


_TAILS: list[tuple[str, re.Pattern[str]]] = [
    (
        "no_plans",
        re.compile(
            r"(?:(?:する)?(?:予定|計画|考え|つもり)(?:は|も)(?:ない|ありません|なく|なし)|(?:予定|計画)はない|を否定|(?:の|する)事実はない"
            r"|報道(?:は|を)?(?:事実ではない|否定)|することはない)"
        ),
    ),
    (
        "undecided_cancel",
        re.compile(
            rf"(?:{_CANCEL}|{_POSTPONE})(?:も|を|する(?:こと|方向|可能性|か))[^。]{{0,6}}(?:検討|視野|可能性|示唆)"
        ),
    ),
    ("cancel", re.compile(_CANCEL)),
    ("postpone", re.compile(_POSTPONE)),
    (
        "reschedule",
        re.compile(
            r"日程(?:を)?(?:再設定|変更|組み直)|日程を[^。]{0,10}(?:変更|前倒し|改め)|前倒し|繰り上げ|延長|仕切り直し|(?:日|に)変更|\d日(?:以降)?(?:に|へ)(?:延期|先送り)"
        ),
    ),
    (
        "hypothetical",
        re.compile(
            r"(?:実現)?(?:すれば|した場合|するなら|なら(?!ない)|しても|すべき|できれば|を(?:招待|要請|求め|歓迎|促)|するよう(?:招|求|要請)|に招)"
        ),
    ),
    (
        "consider",
        re.compile(
            r"(?:を|も|も含め|する(?:方向で|こと(?:も|を)|可能性|必要|か(?:どうか)?|意欲|の(?:も|が))(?:を|が|も)?|したい|に意欲|も視野"
            r"|も辞さ)?(?:[^。、]{0,14}(?:検討|判断(?:する|へ|し)|模索|可能性|意欲|視野に|必要(?:がある|性|だ)|探[るっ]|打診|示唆|意思を示"
            r"|したい(?:考え|意向|と)|かもしれない|辞さない|未定|流動的|案が浮上|案がある|取り沙汰|決まっていない|望[みむん]|期待))"
        ),
    ),
    (
        "future",
        re.compile(
            r"(?:へ(?:$|[。、」\s\d]|[^の])|する(?:予定|方針|方向|意向|見通し|見込み|計画|運び|と(?:発表|明らか|表明|述べ|話|語|伝え|報じ"
            r"|いう|し(?:た|て))|こと(?:を(?:決|明|発|表|正|固|確)|が(?:[^。]{0,25}(?:分か|わか|明らか|決ま))|に(?:し|な|決))"
            r"|ため(?:の)?(?:調整|準備|最終)|ほか|考え|公算|段取り)|の?(?:予定|方針|見通し|見込み|計画|日程|意向|調整|準備|運び)(?:だ|を|で|し"
            r"|が|に|と|です|。|$|、)|する。|する$|します|する(?=[」。\s])|し、[^。]{0,40}(?:臨む|会談する|協議する|求める|行う|出席する"
            r"|会う)|に出席する|を(?:調整|予定|計画|発表|表明)|で調整|が(?:決まった|決定|固まった|予定)|られる予定|を前に|に先立ち|に向け(?:て|、))"
        ),
    ),
    ("during", re.compile(r"中(?:の|に|で|だ|、|$)|先(?:の|で)|していた|している|し(?:ており|て(?:お|い)る|ている)")),
    (
        "done",
        re.compile(
            r"(?:した|し、|して|しました|たった|った|いた|れた|の途についた|に就いた|し[^よ]|ち、|り、|い、|き、|れ、)"
        ),
    ),
]


_WILL_END = re.compile(
    r"(?:臨む|会談する|協議する|求める|行う|出席する|会う|予定|見通し|方針|伝える|訴える|働きかける|目指す|話し合う|意見交換する|詰める|続ける|視察する"
    r"|署名する)(?:こと|予定|方針|見通し|見込み|と|。|$|[^。]{0,14}$)"
    r"|する方向(?:で(?:最終)?(?:調整|検討)|だ|。|$)|する(?:ことを?検討|案)"
)

_WEIGHED = re.compile(r"方向で検討|ことを?検討|検討してい|検討に入|案が浮上|可能性を探|模索")


REMOTE = re.compile(r"電話|オンライン|テレビ会議|ビデオ|リモート|書簡|電話会談")


def status_of(kind: str, tail: str, match: re.Match[str], head: str) -> tuple[Status | None, float, bool]:
    """Status, strength and whether it is only background, from what follows the trip word."""
    found: dict[str, int] = {}
    for name, pattern in _TAILS:
        hit = pattern.search(tail)
        if hit:
            found[name] = hit.start()
    near = {name: at for name, at in found.items() if at < 45}
    if re.match(r"(?:直前|前日)に", tail):
        return None, 0.3, True
    if "no_plans" in near:
        return Status.DENIED, 0.9, False
    if "undecided_cancel" in near:
        return Status.CONSIDERING, 0.8, False
    if "reschedule" in near and "postpone" in near and 0 < near["postpone"] - near["reschedule"] < 8:
        return Status.RESCHEDULED, 0.95, False  # 12日に延期
    for name, status in (
        ("cancel", Status.CANCELLED),
        ("postpone", Status.POSTPONED),
        ("reschedule", Status.RESCHEDULED),
    ):
        if (
            name in near
            and (near[name] < 26 or "を" in tail[: near[name]])
            and not re.search(r"[。]", tail[: near[name]])
        ):
            if name == "reschedule" and kind in {"home"}:
                continue
            if re.match(
                r"(?:取りやめ|取り止め|中止|延期|見送り|キャンセル)(?:は|について|を巡|を受け|の理由|に関し|に伴|の赤|した赤)|(?:取りやめ|中止|延期)の[^こ]",
                tail[near[name] :],
            ):
                return status, 0.5, False
            if re.search(r"(?:検討|模索|可能性|示唆|考え)", tail[near[name] : near[name] + 14]) and not re.search(
                r"考えを示し", tail
            ):
                return Status.CONSIDERING, 0.8, False
            return status, 0.95, False
    return _plain_status(kind, tail, match, head, near)


def _plain_status(
    kind: str, tail: str, match: re.Match[str], head: str, near: dict[str, int]
) -> tuple[Status | None, float, bool]:
    verb = match.groupdict().get("verb") or match.groupdict().get("verb2") or ""
    if "hypothetical" in near and near["hypothetical"] <= 3:
        return None, 0.0, True
    if kind == "home":
        if re.match(r"(?:した|し、|して|しました|の途|に就|に着|後|直後|$|。|、)", tail) and not tail.startswith(
            "後の"
        ):
            return Status.COMPLETED, 0.9, False
        return (Status.COMPLETED, 0.5, True) if tail.startswith("し") else (None, 0.3, True)
    if kind in {"leave", "leavebare"}:
        if (
            verb.startswith(("向か", "赴", "行", "飛"))
            and re.match(
                r"(?:う|く|んで行く|ぶ)?(?:予定|方針|見通し|意向|。|$|、|こと|と|とみられ|可能性)|う|く|ぶ", tail
            )
            and not re.match(r"(?:った|んだ|いた)", tail)
        ):
            return (
                (Status.CONSIDERING, 0.8, False)
                if "consider" in near and near["consider"] < 12
                else (Status.PLANNED, 0.85, False)
            )
        if re.match(r"(?:する(?!$)|す|の予定|予定|へ|を予定|できな)", tail) or (tail[:1] == "つ"):
            if re.match(r"する(?:のを前に|前に|直前|にあたり|に先立ち|際)", tail) or re.match(
                r"(?:前|に先立ち|直前|を前)", tail
            ):
                return Status.DEPARTED, 0.7, False
            return (
                (Status.CONSIDERING, 0.8, False)
                if "consider" in near and near["consider"] < 12
                else (Status.PLANNED, 0.85, False)
            )
        if tail.startswith(("前", "直前")) and not head.endswith("今回"):
            return (None, 0.3, True) if tail.startswith("直前") else (Status.DEPARTED, 0.7, False)
        return Status.DEPARTED, 0.92, False
    if kind == "arrive":
        if re.match(r"(?:する(?!$)|予定|の予定|く予定|き次第|を?予定)", tail) or (
            re.match(r"(?:し|り)?、", tail) and _WILL_END.search(tail)
        ):
            return Status.PLANNED, 0.85, False
        return Status.ARRIVED, 0.9, False
    if kind == "stay":
        return (Status.ARRIVED, 0.8, False) if re.match(r"(?:中|し|して)", tail) else (None, 0.2, True)
    if kind == "meet":
        return _meeting_status(tail)
    if verb == "派遣":
        return (
            (Status.DEPARTED, 0.6, False)
            if re.match(r"(?:した|し、)", tail)
            else (Status.CONSIDERING, 0.8, False)
            if "consider" in near
            else (Status.PLANNED, 0.8, False)
        )
    if verb == "訪れ":
        tail = (
            {"た": "した", "、": "し、", "て": "して", "る": "する"}.get(tail[:1], "") + tail[1:]
            if tail[:1] in "た、てる"
            else tail
        )
    if (
        re.match(r"中の", tail)
        and re.search(r"(?:と|で)[^。]{0,14}(?:会談|協議|面会)(?:し|した|。|$)", tail)
        and not REMOTE.search(tail)
    ):
        return Status.ARRIVED, 0.7, False
    if tail.startswith("していた"):
        return Status.ARRIVED, 0.4, True  # 来日していた長官は
    if re.match(r"(?:中(?!止)|先(?:の|で))", tail):
        return Status.ARRIVED, 0.55, True
    if re.match(r"(?:直前|前日)", tail):
        return None, 0.3, True
    if re.match(r"(?:した(?!い)|しました|し(?:、|て(?!い(?:く|る予定))|[^よたな、て])|の途)", tail):
        if re.match(r"し(?:、|て)", tail) and (_WILL_END.search(tail) or _WEIGHED.search(tail)):
            return (Status.CONSIDERING if _WEIGHED.search(tail) else Status.PLANNED), 0.85, False
        if re.match(r"した(?:際|とき|時|場合|ばかり|経緯|後(?!、))", tail):
            return Status.ARRIVED, 0.4, True
        if re.match(r"したい", tail):
            return Status.CONSIDERING, 0.8, False
        return Status.ARRIVED, 0.85, False
    if re.match(r"(?:に(?:出た|出て|出発|発った|旅立)|へ出発)", tail):
        return Status.DEPARTED, 0.9, False
    if re.match(r"を?(?:前|控え|目前)", tail):
        return Status.PLANNED, 0.5, False
    consider, future = near.get("consider", 99), near.get("future", 99)
    if re.match(r"(?:を?終え|から戻|から帰)", tail):
        return Status.COMPLETED, 0.85, False
    if consider < 30 and not re.search(r"(?:調整に入|方向で(?:最終)?調整|予定|方針を固め|へ。|日程)", tail[:34]):
        if re.search(r"(?:招待|要請|歓迎|期待|望)", tail[:24]):
            return None, 0.2, True
        return Status.CONSIDERING, 0.85, False
    if (
        future < 32
        or re.match(r"(?:へ|$|。|、|し$)", tail)
        or tail[:1] in {"」"}
        or re.match(r"(?:する|の(?:日程|方針|意向|方向|予定|見通し))", tail)
    ):
        return Status.PLANNED, 0.85, False
    return None, 0.3, True


def _meeting_status(tail: str) -> tuple[Status | None, float, bool]:
    if REMOTE.search(tail[:60]):
        return None, 0.0, True
    hit = re.search(r"(?:会談|協議|交渉|面会|会合|会見|記者団|署名|講演|対面|意見交換)(?P<rest>[^。]{0,40})", tail[:70])
    if not hit or re.match(r"(?:開かれる|開催される|行われる|予定される|開く予定の)", tail):
        return None, 0.0, True
    rest = hit.group("rest")
    if re.match(r"(?:の|を|する)?(?:[^。]{0,12}(?:中止|取りやめ|延期|見送))", rest):
        return None, 0.0, True
    if re.search(
        r"(?:する(?:予定|方針|見通し|方向|こと|。|$|と)|予定|見通し|臨む|調整|開く(?:。|$|予定)|へ$|行う(?:。|$|予定|方向|こと)|開催へ)",
        rest,
    ) and not re.match(r"(?:した|し、|に応じ|を行った|を開いた)", rest):
        return Status.PLANNED, 0.7, False
    if re.search(
        r"(?:した|し、|行った|行い|開いた|開き|に臨んだ|に述べ|に語|に対し|に応じ|終え|続け|された|に明ら)", rest
    ):
        return Status.ARRIVED, 0.75, False
    return None, 0.0, True
