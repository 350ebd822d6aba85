"""Places that officials travel to, in English and Japanese, as country codes and the city or region named."""

from __future__ import annotations

from functools import cache

# code: (English country names | demonyms and adjectives | cities and regions, "words=Place shown" | Japanese names of
# the country | Japanese cities | one-character forms used in 訪X). Common words and surnames are left out.
_ROWS: dict[str, tuple[str, str, str, str, str, str]] = {
    "US": (
        "united states|united states of america|us|u.s.|u.s|usa|u.s.a.|america|the states",
        "american|u.s.|us|washington's",
        "washington=Washington, D.C.|washington d.c.=Washington, D.C.|washington "
        "dc=Washington, D.C.|d.c.=Washington, D.C.|dc=Washington, D.C.|"
        "white house=Washington, D.C.|oval office=Washington, D.C.|capitol hill=Washington, "
        "D.C.|us capital=Washington, D.C.|u.s. capital=Washington, D.C.|"
        "american capital=Washington, D.C.|dulles=Washington, D.C.|new york=New "
        "York|seattle=Seattle|san francisco=San Francisco|los angeles=Los Angeles|"
        "chicago=Chicago|houston=Houston|dallas=Dallas|atlanta=Atlanta|hawaii=Hawaii|"
        "honolulu=Honolulu|alaska=Alaska|anchorage=Anchorage|"
        "mar-a-lago=Palm Beach|palm beach=Palm Beach|florida=Florida|miami=Miami|camp "
        "david=Camp David|philadelphia=Philadelphia|"
        "silicon valley=California|boston=Boston|detroit=Detroit|pittsburgh=Pittsburgh|blair "
        "house=Washington, D.C.|andrews=Washington, D.C.|texas=Texas|california=California",
        "米国|アメリカ|米|合衆国",
        "ワシントン=Washington, D.C.|ホワイトハウス=Washington, D.C.|ニューヨーク=New York|"
        "サンフランシスコ=San Francisco|ロサンゼルス=Los Angeles|"
        "シアトル=Seattle|ハワイ=Hawaii|フロリダ=Florida|ヒューストン=Houston|シカゴ=Chicago|"
        "アラスカ=Alaska|テキサス=Texas|ボストン=Boston|ダレス=Washington, "
        "D.C.",
        "米",
    ),
    "JP": (
        "japan",
        "japanese|tokyo's",
        "tokyo=Tokyo|osaka=Osaka|hiroshima=Hiroshima|kyoto=Kyoto|nagoya=Nagoya|fukuoka=Fukuoka|"
        "haneda=Tokyo|narita=Tokyo|yokosuka=Yokosuka|okinawa=Okinawa|nagasaki=Nagasaki|"
        "hokkaido=Hokkaido|sapporo=Sapporo|kobe=Kobe|sendai=Sendai",
        "日本",
        "東京=Tokyo|大阪=Osaka|京都=Kyoto|広島=Hiroshima|羽田=Tokyo|成田=Tokyo|横須賀=Yokosuka|"
        "沖縄=Okinawa|関西国際空港=Osaka|長崎=Nagasaki|北海道=Hokkaido|福岡=Fukuoka|名古屋=Nagoya|"
        "仙台=Sendai",
        "日",
    ),
    "KR": (
        "south korea|korea|republic of korea|s. korea",
        "south korean|korean|seoul's|s. korean",
        "seoul=Seoul|gyeongju=Gyeongju|busan=Busan|incheon=Incheon|gimhae=Busan|jeju=Jeju|sejong=Sejong",
        "韓国",
        "ソウル=Seoul|慶州=Gyeongju|釜山=Busan|仁川=Incheon",
        "韓",
    ),
    "KP": ("north korea", "north korean", "pyongyang=Pyongyang", "北朝鮮", "平壌=Pyongyang", "朝"),
    "CN": (
        "china|mainland china",
        "chinese|beijing's",
        "beijing=Beijing|shanghai=Shanghai|shenzhen=Shenzhen|tianjin=Tianjin|hong kong=Hong "
        "Kong|guangzhou=Guangzhou|hangzhou=Hangzhou",
        "中国",
        "北京=Beijing|上海=Shanghai|深圳=Shenzhen|天津=Tianjin|香港=Hong Kong",
        "中",
    ),
    "TW": ("taiwan", "taiwanese|taipei's", "taipei=Taipei|taoyuan=Taipei", "台湾", "台北=Taipei|桃園=Taipei", "台"),
    "EU": (
        "european union|eu|europe",
        "european|eu|eu's|european commission's|brussels'",
        "brussels=Brussels|strasbourg=Strasbourg",
        "欧州連合|EU|欧州|ヨーロッパ",
        "ブリュッセル=Brussels|ストラスブール=Strasbourg",
        "欧",
    ),
    "GB": (
        "united kingdom|uk|u.k.|britain|great britain|england|scotland=|wales",
        "british|uk|u.k.|london's",
        "london=London|turnberry=Turnberry, "
        "Scotland|scotland=Scotland|edinburgh=Edinburgh|windsor=Windsor|chequers=Chequers|"
        "heathrow=London|belfast=Belfast|glasgow=Glasgow",
        "英国|イギリス",
        "ロンドン=London|スコットランド=Scotland|ウィンザー=Windsor",
        "英",
    ),
    "CA": (
        "canada",
        "canadian|ottawa's",
        "ottawa=Ottawa|toronto=Toronto|kananaskis=Kananaskis|calgary=Calgary|alberta=Alberta|"
        "montreal=Montreal|vancouver=Vancouver|quebec "
        "city=Quebec City|quebec=Quebec|banff=Banff|niagara=Niagara",
        "カナダ",
        "オタワ=Ottawa|トロント=Toronto|カナナスキス=Kananaskis|カルガリー=Calgary|"
        "バンクーバー=Vancouver|モントリオール=Montreal",
        "加",
    ),
    "MX": (
        "mexico",
        "mexican",
        "mexico city=Mexico City|cancun=Cancun|monterrey=Monterrey",
        "メキシコ",
        "メキシコ市=Mexico City|メキシコシティ=Mexico City",
        "墨",
    ),
    "BR": (
        "brazil",
        "brazilian",
        "brasilia=Brasilia|sao paulo=Sao Paulo|rio de janeiro=Rio de Janeiro|belem=Belem",
        "ブラジル",
        "ブラジリア=Brasilia|サンパウロ=Sao Paulo|ベレン=Belem",
        "",
    ),
    "AR": (
        "argentina",
        "argentine|argentinian",
        "buenos aires=Buenos Aires",
        "アルゼンチン",
        "ブエノスアイレス=Buenos Aires",
        "",
    ),
    "CL": ("chile", "chilean", "santiago=Santiago", "チリ", "", ""),
    "CO": ("colombia", "colombian", "bogota=Bogota", "コロンビア", "ボゴタ=Bogota", ""),
    "PE": ("peru", "peruvian", "lima=Lima", "ペルー", "リマ=Lima", ""),
    "PY": (
        "paraguay|latin america|south america|central america",
        "paraguayan|latin american",
        "asuncion=Asuncion",
        "パラグアイ|中南米|南米",
        "",
        "",
    ),
    "GT": ("guatemala", "guatemalan", "", "グアテマラ", "", ""),
    "BZ": ("belize", "belizean", "", "ベリーズ", "", ""),
    "CH": (
        "switzerland",
        "swiss|bern's",
        "geneva=Geneva|davos=Davos|bern=Bern|zurich=Zurich|lausanne=Lausanne",
        "スイス",
        "ジュネーブ=Geneva|ダボス=Davos|ベルン=Bern|チューリヒ=Zurich",
        "瑞",
    ),
    "SE": ("sweden", "swedish", "stockholm=Stockholm", "スウェーデン", "ストックホルム=Stockholm", ""),
    "NO": ("norway", "norwegian", "oslo=Oslo", "ノルウェー", "オスロ=Oslo", ""),
    "DK": (
        "denmark|greenland",
        "danish|greenlandic",
        "copenhagen=Copenhagen|nuuk=Nuuk",
        "デンマーク|グリーンランド",
        "コペンハーゲン=Copenhagen",
        "",
    ),
    "FI": ("finland", "finnish", "helsinki=Helsinki", "フィンランド", "ヘルシンキ=Helsinki", ""),
    "DE": (
        "germany",
        "german|berlin's",
        "berlin=Berlin|munich=Munich|frankfurt=Frankfurt|hamburg=Hamburg|hanover=Hanover",
        "ドイツ",
        "ベルリン=Berlin|ミュンヘン=Munich|フランクフルト=Frankfurt",
        "独",
    ),
    "FR": (
        "france",
        "french",
        "paris=Paris|nice=|evian=Evian|marseille=Marseille",
        "フランス",
        "パリ=Paris|エビアン=Evian",
        "仏",
    ),
    "IT": ("italy", "italian", "rome=Rome|milan=Milan|venice=Venice", "イタリア", "ローマ=Rome|ミラノ=Milan", "伊"),
    "VA": ("vatican", "", "vatican city=Vatican City", "バチカン", "", ""),
    "ES": (
        "spain",
        "spanish",
        "madrid=Madrid|barcelona=Barcelona|seville=Seville",
        "スペイン",
        "マドリード=Madrid",
        "西",
    ),
    "PT": ("portugal", "portuguese", "lisbon=Lisbon", "ポルトガル", "リスボン=Lisbon", ""),
    "IE": ("ireland", "irish|dublin's", "dublin=Dublin|shannon=Shannon", "アイルランド", "ダブリン=Dublin", ""),
    "NL": (
        "netherlands|the netherlands|holland",
        "dutch",
        "the hague=The Hague|amsterdam=Amsterdam",
        "オランダ",
        "ハーグ=The Hague",
        "蘭",
    ),
    "BE": ("belgium", "belgian", "", "ベルギー", "", ""),
    "LU": ("luxembourg", "luxembourgish", "", "ルクセンブルク", "", ""),
    "AT": ("austria", "austrian", "vienna=Vienna", "オーストリア", "ウィーン=Vienna", ""),
    "PL": ("poland", "polish", "warsaw=Warsaw|krakow=Krakow", "ポーランド", "ワルシャワ=Warsaw", ""),
    "CZ": ("czech republic|czechia", "czech", "prague=Prague", "チェコ", "プラハ=Prague", ""),
    "HU": ("hungary", "hungarian", "budapest=Budapest", "ハンガリー", "ブダペスト=Budapest", ""),
    "RO": ("romania", "romanian", "bucharest=Bucharest", "ルーマニア", "", ""),
    "GR": ("greece", "greek", "athens=Athens", "ギリシャ", "アテネ=Athens", ""),
    "TR": (
        "turkey|turkiye",
        "turkish|ankara's",
        "ankara=Ankara|istanbul=Istanbul",
        "トルコ",
        "アンカラ=Ankara|イスタンブール=Istanbul",
        "",
    ),
    "UA": ("ukraine", "ukrainian", "kyiv=Kyiv|kiev=Kyiv", "ウクライナ", "キーウ=Kyiv", ""),
    "RU": (
        "russia",
        "russian|moscow's",
        "moscow=Moscow|vladivostok=Vladivostok|st. petersburg=St. Petersburg",
        "ロシア",
        "モスクワ=Moscow",
        "露",
    ),
    "IN": (
        "india",
        "indian|new delhi's|delhi's",
        "new delhi=New Delhi|delhi=New Delhi|mumbai=Mumbai|bengaluru=Bengaluru",
        "インド",
        "ニューデリー=New Delhi|ムンバイ=Mumbai",
        "印",
    ),
    "PK": ("pakistan", "pakistani", "islamabad=Islamabad", "パキスタン", "イスラマバード=Islamabad", ""),
    "BD": ("bangladesh", "bangladeshi", "dhaka=Dhaka", "バングラデシュ", "ダッカ=Dhaka", ""),
    "LK": ("sri lanka", "sri lankan", "colombo=Colombo", "スリランカ", "コロンボ=Colombo", ""),
    "NP": ("nepal", "nepali|nepalese", "kathmandu=Kathmandu", "ネパール", "", ""),
    "KH": ("cambodia", "cambodian", "phnom penh=Phnom Penh", "カンボジア", "プノンペン=Phnom Penh", ""),
    "LA": ("laos", "lao|laotian", "vientiane=Vientiane", "ラオス", "ビエンチャン=Vientiane", ""),
    "MM": ("myanmar", "burmese", "", "ミャンマー", "", ""),
    "VN": (
        "vietnam|viet nam",
        "vietnamese|hanoi's",
        "hanoi=Hanoi|ho chi minh city=Ho Chi Minh City|da nang=Da Nang",
        "ベトナム",
        "ハノイ=Hanoi|ホーチミン=Ho Chi Minh City",
        "越",
    ),
    "TH": ("thailand", "thai|bangkok's", "bangkok=Bangkok|phuket=Phuket", "タイ", "バンコク=Bangkok", "泰"),
    "ID": (
        "indonesia",
        "indonesian|jakarta's",
        "jakarta=Jakarta|bali=Bali",
        "インドネシア",
        "ジャカルタ=Jakarta|バリ島=Bali",
        "",
    ),
    "MY": (
        "malaysia",
        "malaysian",
        "kuala lumpur=Kuala Lumpur|putrajaya=Putrajaya|langkawi=Langkawi|penang=Penang",
        "マレーシア",
        "クアラルンプール=Kuala Lumpur",
        "",
    ),
    "SG": ("singapore", "singaporean", "", "シンガポール", "", ""),
    "PH": (
        "philippines|the philippines",
        "philippine|filipino",
        "manila=Manila|cebu=Cebu",
        "フィリピン",
        "マニラ=Manila",
        "比",
    ),
    "BN": ("brunei", "bruneian", "", "ブルネイ", "", ""),
    "AU": (
        "australia",
        "australian|canberra's",
        "canberra=Canberra|sydney=Sydney|melbourne=Melbourne|perth=Perth",
        "オーストラリア|豪州",
        "キャンベラ=Canberra|シドニー=Sydney|メルボルン=Melbourne",
        "豪",
    ),
    "NZ": (
        "new zealand",
        "kiwi",
        "wellington=Wellington|auckland=Auckland",
        "ニュージーランド",
        "ウェリントン=Wellington|オークランド=Auckland",
        "",
    ),
    "SA": ("saudi arabia", "saudi", "riyadh=Riyadh|jeddah=Jeddah", "サウジアラビア|サウジ", "リヤド=Riyadh", ""),
    "AE": (
        "united arab emirates|uae|u.a.e.",
        "emirati",
        "abu dhabi=Abu Dhabi|dubai=Dubai",
        "アラブ首長国連邦|UAE",
        "アブダビ=Abu Dhabi|ドバイ=Dubai",
        "",
    ),
    "QA": ("qatar", "qatari", "doha=Doha", "カタール", "ドーハ=Doha", ""),
    "IL": ("israel", "israeli", "jerusalem=Jerusalem|tel aviv=Tel Aviv", "イスラエル", "エルサレム=Jerusalem", ""),
    "EG": ("egypt", "egyptian", "cairo=Cairo|sharm el-sheikh=Sharm el-Sheikh", "エジプト", "カイロ=Cairo", ""),
    "ZA": (
        "south africa",
        "south african|pretoria's",
        "pretoria=Pretoria|johannesburg=Johannesburg|cape town=Cape Town",
        "南アフリカ|南ア",
        "ヨハネスブルク=Johannesburg|プレトリア=Pretoria",
        "",
    ),
    "KE": ("kenya", "kenyan", "nairobi=Nairobi", "ケニア", "ナイロビ=Nairobi", ""),
    "NG": ("nigeria", "nigerian", "abuja=Abuja|lagos=Lagos", "ナイジェリア", "", ""),
    "ET": ("ethiopia", "ethiopian", "addis ababa=Addis Ababa", "エチオピア", "", ""),
    "CM": ("cameroon", "cameroonian", "yaounde=Yaounde", "カメルーン", "", ""),
    "LS": ("lesotho", "", "maseru=Maseru", "レソト", "", ""),
    "KZ": ("kazakhstan", "kazakh", "astana=Astana", "カザフスタン", "アスタナ=Astana", ""),
    "AM": ("armenia", "armenian", "yerevan=Yerevan", "アルメニア", "", ""),
    "CR": ("costa rica", "costa rican", "san jose=San Jose", "コスタリカ", "", ""),
    "PA": ("panama", "panamanian", "panama city=Panama City", "パナマ", "", ""),
    "EC": ("ecuador", "ecuadorian|ecuadorean", "quito=Quito", "エクアドル", "", ""),
    "SV": ("el salvador", "salvadoran", "san salvador=San Salvador", "エルサルバドル", "", ""),
    "HN": ("honduras", "honduran", "tegucigalpa=Tegucigalpa", "ホンジュラス", "", ""),
    "DO": ("dominican republic", "dominican", "santo domingo=Santo Domingo", "ドミニカ共和国", "", ""),
    "UY": ("uruguay", "uruguayan", "montevideo=Montevideo", "ウルグアイ", "", ""),
    "BO": ("bolivia", "bolivian", "la paz=La Paz", "ボリビア", "", ""),
    "VE": ("venezuela", "venezuelan", "caracas=Caracas", "ベネズエラ", "", ""),
    "JM": ("jamaica", "jamaican", "", "ジャマイカ", "", ""),
    "SZ": ("eswatini", "", "mbabane=Mbabane", "エスワティニ", "", ""),
    "GH": ("ghana", "ghanaian", "accra=Accra", "ガーナ", "", ""),
    "CI": ("ivory coast|cote d'ivoire", "ivorian", "abidjan=Abidjan", "コートジボワール", "", ""),
    "SN": ("senegal", "senegalese", "dakar=Dakar", "セネガル", "", ""),
    "MA": ("morocco", "moroccan", "rabat=Rabat|marrakech=Marrakech", "モロッコ", "", ""),
    "DZ": ("algeria", "algerian", "algiers=Algiers", "アルジェリア", "", ""),
    "TN": ("tunisia", "tunisian", "", "チュニジア", "", ""),
    "AO": ("angola", "angolan", "luanda=Luanda", "アンゴラ", "", ""),
    "MG": ("madagascar", "malagasy", "antananarivo=Antananarivo", "マダガスカル", "", ""),
    "MU": ("mauritius", "mauritian", "port louis=Port Louis", "モーリシャス", "", ""),
    "TZ": ("tanzania", "tanzanian", "dodoma=Dodoma|dar es salaam=Dar es Salaam", "タンザニア", "", ""),
    "UG": ("uganda", "ugandan", "kampala=Kampala", "ウガンダ", "", ""),
    "RW": ("rwanda", "rwandan", "kigali=Kigali", "ルワンダ", "", ""),
    "ZM": ("zambia", "zambian", "lusaka=Lusaka", "ザンビア", "", ""),
    "ZW": ("zimbabwe", "zimbabwean", "harare=Harare", "ジンバブエ", "", ""),
    "NA": ("namibia", "namibian", "windhoek=Windhoek", "ナミビア", "", ""),
    "BW": ("botswana", "", "gaborone=Gaborone", "ボツワナ", "", ""),
    "MZ": ("mozambique", "mozambican", "maputo=Maputo", "モザンビーク", "", ""),
    "KW": ("kuwait", "kuwaiti", "", "クウェート", "", ""),
    "BH": ("bahrain", "bahraini", "manama=Manama", "バーレーン", "", ""),
    "OM": ("oman", "omani", "muscat=Muscat", "オマーン", "", ""),
    "IQ": ("iraq", "iraqi", "baghdad=Baghdad", "イラク", "", ""),
    "IR": ("iran", "iranian", "tehran=Tehran", "イラン", "テヘラン=Tehran", ""),
    "UZ": ("uzbekistan", "uzbek", "tashkent=Tashkent|samarkand=Samarkand", "ウズベキスタン", "", ""),
    "AZ": ("azerbaijan", "azerbaijani", "baku=Baku", "アゼルバイジャン", "バクー=Baku", ""),
    "MN": ("mongolia", "mongolian", "ulaanbaatar=Ulaanbaatar", "モンゴル", "", ""),
    "MV": ("maldives|the maldives", "maldivian", "", "モルディブ", "", ""),
    "FJ": ("fiji", "fijian", "suva=Suva", "フィジー", "", ""),
    "PG": ("papua new guinea", "", "port moresby=Port Moresby", "パプアニューギニア", "", ""),
    "IS": ("iceland", "icelandic", "reykjavik=Reykjavik", "アイスランド", "", ""),
    "EE": ("estonia", "estonian", "tallinn=Tallinn", "エストニア", "", ""),
    "LV": ("latvia", "latvian", "riga=Riga", "ラトビア", "", ""),
    "LT": ("lithuania", "lithuanian", "vilnius=Vilnius", "リトアニア", "", ""),
    "SK": ("slovakia", "slovak", "bratislava=Bratislava", "スロバキア", "", ""),
    "SI": ("slovenia", "slovenian", "ljubljana=Ljubljana", "スロベニア", "", ""),
    "HR": ("croatia", "croatian", "zagreb=Zagreb", "クロアチア", "", ""),
    "RS": ("serbia", "serbian", "belgrade=Belgrade", "セルビア", "", ""),
    "BG": ("bulgaria", "bulgarian", "sofia=", "ブルガリア", "", ""),
    "CY": ("cyprus", "cypriot", "nicosia=Nicosia", "キプロス", "", ""),
}

Place = tuple[str, str | None]
"""(country code, city or region shown or None)."""


@cache
def english_places() -> dict[tuple[str, ...], Place]:
    """Lower-case words of every place name -> place. Demonyms are not here."""
    table: dict[tuple[str, ...], Place] = {}
    for code, (countries, _, cities, *_rest) in _ROWS.items():
        for name in countries.split("|"):
            if name and not name.endswith("="):
                table[tuple(name.split())] = (code, None)
        for pair in cities.split("|"):
            words, _, shown = pair.partition("=")
            if shown:
                table[tuple(words.split())] = (code, shown)
    return table


@cache
def english_demonyms() -> dict[tuple[str, ...], str]:
    """Lower-case words of every adjective or demonym -> country code."""
    return {
        tuple(word.removesuffix("'s").removesuffix("'").split()): code
        for code, row in _ROWS.items()
        for word in row[1].split("|")
        if word
    }


@cache
def japanese_places() -> dict[str, Place]:
    """Japanese names of countries and cities -> place, without the one-character forms except 米."""
    table: dict[str, Place] = {}
    for code, (_, _, _, countries, cities, _) in _ROWS.items():
        for name in countries.split("|"):
            if name:
                table[name] = (code, None)
        for pair in cities.split("|"):
            name, _, shown = pair.partition("=")
            if name:
                table[name] = (code, shown or None)
    return table


@cache
def _shown_in_japanese() -> dict[str, str]:
    names: dict[str, str] = {}
    for name, (_, shown) in japanese_places().items():
        if shown:
            names.setdefault(shown, name)
    return names


def in_japanese(shown: str | None) -> str | None:
    """A place as Japanese papers write it ("Washington, D.C." -> ワシントン); None when we know no such form."""
    return _shown_in_japanese().get(shown) if shown else None


@cache
def visit_characters() -> dict[str, str]:
    """The one character after 訪 or 来/渡/駐 (訪米, 訪中, 訪欧) -> country code."""
    return {row[5]: code for code, row in _ROWS.items() if row[5]}


ZONES: dict[str, str] = {
    "US": "America/New_York",
    "CA": "America/Toronto",
    "MX": "America/Mexico_City",
    "BR": "America/Sao_Paulo",
    "JP": "Asia/Tokyo",
    "KR": "Asia/Seoul",
    "CN": "Asia/Shanghai",
    "TW": "Asia/Taipei",
    "SG": "Asia/Singapore",
    "MY": "Asia/Kuala_Lumpur",
    "PH": "Asia/Manila",
    "TH": "Asia/Bangkok",
    "VN": "Asia/Ho_Chi_Minh",
    "ID": "Asia/Jakarta",
    "IN": "Asia/Kolkata",
    "GB": "Europe/London",
    "IE": "Europe/Dublin",
    "EU": "Europe/Brussels",
    "CH": "Europe/Zurich",
    "DE": "Europe/Berlin",
    "FR": "Europe/Paris",
    "IT": "Europe/Rome",
    "ES": "Europe/Madrid",
    "SE": "Europe/Stockholm",
    "AU": "Australia/Sydney",
    "NZ": "Pacific/Auckland",
    "ZA": "Africa/Johannesburg",
    "AE": "Asia/Dubai",
}
"""IANA zone in which a country's press counts its days."""
