"""Offices as Japanese papers write them, with their English titles."""

from __future__ import annotations

KATAKANA = r"ァ-ヶー・"


KANJI = r"一-鿿々ヶ"


_OFFICES: dict[str, str] = {
    "首相": "prime minister",
    "総理": "prime minister",
    "総理大臣": "prime minister",
    "大統領": "president",
    "副大統領": "vice president",
    "国家主席": "president",
    "主席": "president",
    "総統": "president",
    "副首相": "deputy prime minister",
    "副総理": "vice premier",
    "外相": "foreign minister",
    "外務大臣": "foreign minister",
    "外務相": "foreign minister",
    "外交部長": "foreign minister",
    "外務長官": "foreign minister",
    "国務長官": "secretary of state",
    "財務相": "finance minister",
    "財務大臣": "finance minister",
    "財務長官": "secretary of the treasury",
    "経産相": "minister of economy trade and industry",
    "経済産業相": "minister of economy trade and industry",
    "経済産業大臣": "minister of economy trade and industry",
    "経産大臣": "minister of economy trade and industry",
    "経済再生相": "minister for economic revitalization",
    "経済再生担当相": "minister for economic revitalization",
    "経済再生担当大臣": "minister for economic revitalization",
    "経済財政相": "minister for economic policy",
    "経済安保相": "economic security minister",
    "商務長官": "secretary of commerce",
    "商務相": "commerce minister",
    "商務部長": "commerce minister",
    "商工相": "commerce minister",
    "通商相": "trade minister",
    "貿易相": "trade minister",
    "通商代表": "trade representative",
    "USTR代表": "trade representative",
    "通商担当相": "trade minister",
    "通商本部長": "trade minister",
    "通商交渉本部長": "trade minister",
    "産業通商資源相": "industry minister",
    "産業相": "industry minister",
    "産業通商相": "industry minister",
    "経済相": "economy minister",
    "経済大臣": "economy minister",
    "農相": "agriculture minister",
    "農水相": "agriculture minister",
    "農林水産相": "agriculture minister",
    "農務長官": "secretary of agriculture",
    "防衛相": "defense minister",
    "国防相": "defense minister",
    "国防長官": "secretary of defense",
    "官房長官": "chief cabinet secretary",
    "総務相": "minister of internal affairs",
    "国交相": "transport minister",
    "厚労相": "health minister",
    "環境相": "environment minister",
    "欧州委員": "trade commissioner",
    "欧州委員長": "president of the European Commission",
    "委員長": "president",
    "政策室長": "presidential chief of staff for policy",
    "安保室長": "national security adviser",
    "交渉官": "negotiator",
    "首席交渉官": "chief negotiator",
    "特使": "special envoy",
    "大使": "ambassador",
    "長官": "secretary",
    "大臣": "minister",
    "担当相": "minister",
    "担当大臣": "minister",
    "副大臣": "vice minister",
    "次官": "vice minister",
    "審議官": "senior deputy minister",
    "政務官": "parliamentary vice minister",
    "財務官": "vice finance minister for international affairs",
    "書記長": "general secretary",
    "行政院長": "premier",
    "副院長": "vice premier",
    "行政院副院長": "vice premier",
    "経済部長": "economy minister",
    "経済商務相": "commerce minister",
    "企画財政相": "finance minister",
    "王": "king",
    "国王": "king",
    "天皇": "emperor",
    "幹事長": "secretary-general",
    "州知事": "governor",
    "調整相": "coordinating minister",
    "担当閣僚": "minister",
    "担当委員": "trade commissioner",
    "文科相": "education minister",
    "法相": "justice minister",
    "国土交通相": "transport minister",
    "厚生労働相": "health minister",
    "デジタル相": "digital minister",
    "科技相": "science minister",
    "投資相": "investment minister",
    "エネルギー相": "energy minister",
    "運輸相": "transport minister",
    "内相": "interior minister",
    "首席代表": "chief representative",
    "次長": "vice minister",
    "交渉代表": "trade representative",
}


OFFICE = "|".join(sorted(_OFFICES, key=len, reverse=True))


GROUPS = r"(?:代表団|交渉団|使節団|訪問団|訪米団|交渉チーム|実務者|政府高官|閣僚団|議員団|特使団|交渉担当者)"


def english_office(office: str) -> str:
    for length in range(len(office)):
        title = _OFFICES.get(office[length:])
        if title:
            prefix = office[:length]
            if title in {"minister"} and prefix:
                topic = next(
                    (
                        word
                        for key, word in (
                            ("通商", "trade"),
                            ("貿易", "trade"),
                            ("関税", "tariff"),
                            ("経済", "economy"),
                            ("産業", "industry"),
                            ("財務", "finance"),
                        )
                        if key in prefix
                    ),
                    "",
                )
                return f"{topic} minister".strip()
            return title
    return office
