"""Every fixed phrase the bot says, in each language it speaks. One line a phrase; ``{name}`` is filled by the caller.

Text that comes from outside is escaped by the caller before it is put into a phrase.
"""

from __future__ import annotations

from typing import Final

LANGUAGES: Final = ("en", "ja")

PHRASES: Final[dict[str, tuple[str, str]]] = {
    # rates
    "rate.title": ("{product} from {country}, {on}", "{country}産 {product}、{on}"),
    "rate.general_goods": ("General goods", "一般品目"),
    "rate.total": ("<b>{total}</b> in all", "合計 <b>{total}</b>"),
    "rate.since": ("since {since}", "{since}から"),
    "rate.exempt": ("<b>{total}</b>: no additional duty is charged", "<b>{total}</b>：追加関税はかかりません"),
    "rate.depends": ("<b>It depends.</b>", "<b>条件によって変わります。</b>"),
    "rate.default": ("If nothing is claimed: <b>{total}</b>", "何も適用を受けない場合：<b>{total}</b>"),
    "rate.branch": ("{condition}: <b>{total}</b>", "{condition}：<b>{total}</b>"),
    "rate.prohibited": ("<b>Import prohibited</b>", "<b>輸入禁止</b>"),
    "rate.base": ("base rate", "基本税率"),
    "rate.layers": ("Layers", "内訳"),
    "rate.set_aside": ("Not charged", "かからないもの"),
    "rate.in_force": ("from {since}", "{since}から"),
    "rate.as_charged": (
        "As charged that day (by what was known then): <b>{total}</b>; changed later with effect back to that day.",
        "当日の徴収（当時の情報による）：<b>{total}</b>。その後、この日にさかのぼって変更されました。",
    ),
    "rate.next": ("Next: {what}, {at}", "次の予定：{what}（{at}）"),
    "rate.reach": ("Facts reach to {until}.", "情報の範囲：{until}まで。"),
    "rate.not_found": ("I have no rate for that: {reason}", "税率をお答えできません：{reason}"),
    "rate.also": (
        "Asked by a word, answered for line {code}. Give an HTS code for another line.",
        "言葉でのご質問なので {code} 号についてお答えしました。他の号はHTSコードでお尋ねください。",
    ),
    "rate.any_origin": (
        "No origin was named: this is what every origin pays that has no rate of its own. Name a country for its rate.",
        "原産国の指定がないため、個別の取り決めがない国の税率です。国名を加えると、その国の税率をお答えします。",
    ),
    "rate.embedded_only": (
        "Only the lines people ask for by word are loaded here; <code>tariffwire sync hts</code> loads every line.",
        "現在はよく尋ねられる品目だけを収録しています。<code>tariffwire sync hts</code> で全品目を読み込めます。",
    ),
    "rate.layer_of_products": (
        "No {what} duty is charged on goods in general; some products may owe it. Name a product.",
        "{what}は一般品目にはかかりません。対象となる品目があるため、品目名を加えてお尋ねください。",
    ),
    "rate.no_such_layer": ("No {what} duty is charged on this.", "{what}はかかりません。"),
    "rate.changed_within": (
        "It changed within the time you named: {total} on {first}, then as below since {since}.",
        "お尋ねの期間内に変わりました：{first}は{total}、{since}から下記のとおりです。",
    ),
    "rate.watch": ("🔔 Tell me when it changes", "🔔 変わったら知らせる"),
    "rate.note": (
        "This is information, not legal advice; CBP decides.",
        "参考情報であり法的助言ではありません。決定はCBPが行います。",
    ),
    "rate.yes": ("yes", "はい"),
    "rate.no": ("no", "いいえ"),
    "rate.claim_yes": ("Yes: {percent}", "はい、{percent}です"),
    "rate.claim_no": ("No, not {percent}: {total}", "いいえ、{percent}ではなく{total}です"),
    "rate.claim_part": ("{percent} is one part; in all it is {total}", "{percent}は内訳の一つで、合計は{total}です"),
    "rate.reaches_back": (
        "<b>{name}</b> reaches back: in force from {since}, published {published}.",
        "<b>{name}</b>はさかのぼって適用されます：適用は{since}から、公表は{published}。",
    ),
    "rate.reaches_forward": (
        "<b>{name}</b> does not reach back: in force from {since}, published {published}.",
        "<b>{name}</b>はさかのぼりません：適用は{since}から、公表は{published}。",
    ),
    # orders, trips, issues
    "orders.title": (
        "Tariff orders{scope}, latest first, as of {on}",
        "関税関連の大統領令など{scope}・{on}時点（新しい順）",
    ),
    "orders.none": ("No tariff order{scope} is known as of {on}.", "{on}時点で該当する命令{scope}はありません。"),
    "orders.line": ("{signed} · <b>{title}</b>{number}", "{signed} · <b>{title}</b>{number}"),
    "trips.title": ("Trips{scope} as of {on}", "要人の往来{scope}・{on}時点"),
    "trips.none": ("No trip{scope} is known as of {on}.", "{on}時点で判明している往来{scope}はありません。"),
    "issues.title": ("Open issues{scope} as of {on}", "未決の論点{scope}・{on}時点"),
    "issues.none": ("No open issue{scope} is known as of {on}.", "{on}時点で未決の論点{scope}はありません。"),
    "issues.later": ("Later: {what}", "その後：{what}"),
    "changes.title": ("What changed{scope}, {since} to {until}", "変更点{scope}・{since}〜{until}"),
    "changes.none": (
        "Nothing is known to have changed{scope} from {since} to {until}.",
        "{since}〜{until}に判明している変更{scope}はありません。",
    ),
    "edge": (
        "The newest entry I know is of {until}; what came later is not recorded here.",
        "最新の記録は{until}です。それ以降のことは記録していません。",
    ),
    "trips.last_report": ("last report {on}", "最後の報道 {on}"),
    "scope.for": (" for {what}", "（{what}）"),
    "source": ("source", "出典"),
    "issues.watch": ("🔔 Tell me when one moves", "🔔 動きがあれば知らせる"),
    "trips.watch": ("🔔 Tell me about trips", "🔔 往来を知らせる"),
    "orders.watch": ("🔔 Tell me about new orders", "🔔 新しい命令を知らせる"),
    "mydata": ("This is everything kept about this chat.", "このチャットについて保存しているすべてです。"),
    "sources.lag": ("lag {minutes} min", "遅れ{minutes}分"),
    "source_state.new": ("not asked yet", "未取得"),
    "source_state.ok": ("ok", "正常"),
    "source_state.failing": ("failing", "取得失敗"),
    "source_state.silent": ("unusually silent", "更新が途絶えています"),
    "source_state.off": ("off", "停止"),
    # alerts
    "alert.orders": ("Order", "大統領令など"),
    "alert.rates": ("Rate change", "税率変更"),
    "alert.trips": ("Trip", "往来"),
    "alert.issues": ("Issue", "論点"),
    "alert.sources": ("Watch", "監視状況"),
    "alert.reported": ("Reported by {who}", "報道：{who}"),
    "alert.rates_stated": ("rates stated: {what}", "記載の税率：{what}"),
    "alert.effective": ("From {what}", "{what}から適用"),
    "alert.effective_back": ("Back to {what}", "{what}にさかのぼって適用"),
    "alert.effective_later": ("some parts from {what}", "一部は{what}から"),
    "alert.edit_seen": ("edit seen {at}", "編集を確認 {at}"),
    "watch.failing": ("{name} fails again and again: {fault}", "{name}の取得に続けて失敗しています：{fault}"),
    "watch.silent": (
        "{name} answers, but has been silent too long: {fault}",
        "{name}は応答しますが更新がありません：{fault}",
    ),
    "watch.ok": ("{name} works again", "{name}は復旧しました"),
    "watch.bulk": (
        "{name}: {fault}; kept as history, nobody was alerted",
        "{name}：{fault}（履歴として保存、通知はしていません）",
    ),
    "alert.until": ("until {what}", "{what}まで"),
    "alert.amends": ("Changes {what}", "改正対象：{what}"),
    "alert.dates": ("Dates: {what}", "日程：{what}"),
    "alert.on_day": ("On {what}", "{what}"),
    "alert.named_dates": ("Dates named: {what}", "言及された日程：{what}"),
    "alert.dropped_dates": ("Was planned: {what}", "予定されていた日程：{what}"),
    "alert.previous_dates": ("Before: {what}", "変更前：{what}"),
    "alert.mute": ("🔕 Mute this thread", "🔕 この件をミュート"),
    "alert.late": (
        "Held during your quiet hours; it happened {ago} ago.",
        "おやすみ時間のため保留していました（{ago}前の出来事）。",
    ),
    "instrument.executive_order": ("executive order", "大統領令"),
    "instrument.proclamation": ("proclamation", "布告"),
    "instrument.memorandum": ("memorandum", "覚書"),
    "instrument.determination": ("determination", "決定"),
    "instrument.notice": ("notice", "公示"),
    "action.impose": ("Duties imposed", "関税を課す"),
    "action.raise": ("Duties raised", "関税引き上げ"),
    "action.lower": ("Duties lowered", "関税引き下げ"),
    "action.suspend": ("Duties suspended", "関税を停止"),
    "action.extend": ("Extended", "延長"),
    "action.exempt": ("Goods exempted", "対象から除外"),
    "action.end": ("Duties ended", "関税を終了"),
    "action.implement": ("Deal carried out", "合意を実施"),
    "action.amend": ("Amended", "改正"),
    "action.investigate": ("Investigation ordered", "調査を指示"),
    "action.negotiate": ("Talks ordered", "交渉を指示"),
    "edit.annex added": ("annex added", "附属書を追加"),
    "edit.annex replaced": ("annex replaced", "附属書を差し替え"),
    "edit.text replaced": ("text replaced", "本文を差し替え"),
    "edit.text added": ("text added", "本文を追加"),
    "edit.tariff numbers changed": ("tariff numbers changed", "税番を変更"),
    "edit.rates changed": ("rates changed", "税率を変更"),
    "edit.dates changed": ("dates changed", "日付を変更"),
    "edit.correction": ("correction {number}", "訂正 {number}"),
    "source.white_house": ("White House", "ホワイトハウス"),
    "source.federal_register": ("Federal Register", "連邦官報"),
    "source.federal_register_notices": ("Federal Register", "連邦官報"),
    "source.public_inspection": ("Public inspection", "公衆縦覧"),
    "source.usitc": ("USITC tariff schedule", "USITC関税率表"),
    "source.csms": ("CBP message", "CBP通知（CSMS）"),
    "source.ustr": ("USTR", "USTR"),
    "stage.announced": ("Announced", "発表"),
    "stage.signed": ("Signed", "署名"),
    "stage.filed": ("Filed for public inspection", "公衆縦覧に提出"),
    "stage.published": ("Published in the Federal Register", "連邦官報に掲載"),
    "stage.in_force": ("In force", "発効"),
    "stage.collected": ("CBP guidance", "CBPの徴収通知"),
    "stage.amended": ("Changed", "変更"),
    "stage.ended": ("Ended", "終了"),
    "trip.considering": ("Trip considered", "訪問を検討"),
    "trip.planned": ("Trip planned", "訪問を予定"),
    "trip.confirmed": ("Trip confirmed", "訪問が確定"),
    "trip.departed": ("Departed", "出発"),
    "trip.arrived": ("Arrived", "到着"),
    "trip.completed": ("Trip over", "日程終了"),
    "trip.postponed": ("Trip postponed", "訪問延期"),
    "trip.rescheduled": ("Trip rescheduled", "日程変更"),
    "trip.cancelled": ("Trip cancelled", "訪問取りやめ"),
    "trip.denied": ("Trip denied", "訪問を否定"),
    # subscriptions
    "sub.added": (
        "🔔 Subscribed: {what}. /alerts lists and edits your alerts.",
        "🔔 登録しました：{what}。一覧と編集は /alerts。",
    ),
    "sub.already": ("You already have this alert: {what}.", "すでに登録済みです：{what}。"),
    "sub.channel": (
        "📣 {channel} carries the same alerts for everybody; join it if you would rather read there.",
        "📣 同じ通知は {channel} でも流しています。そちらで読むこともできます。",
    ),
    "stale": (
        "I was out of reach when you wrote. Please ask again if you still need it.",
        "お送りいただいた時は応答できませんでした。必要でしたらもう一度お送りください。",
    ),
    "sub.preview": ("In the last 30 days it would have sent {count}.", "過去30日なら{count}件お送りしていました。"),
    "sub.preview_none": ("In the last 30 days it would have sent nothing.", "過去30日に該当する通知はありません。"),
    "sub.how": (
        "Say what to watch: <code>/subscribe orders japan</code>, <code>/subscribe rates autos japan</code>, "
        "<code>/subscribe trips japan</code>, <code>/subscribe issues korea</code>, <code>/subscribe sources</code>.",
        "何を監視しますか。<code>/subscribe orders japan</code>、<code>/subscribe rates autos japan</code>、"
        "<code>/subscribe trips japan</code>、<code>/subscribe issues korea</code>、<code>/subscribe sources</code>。",
    ),
    "sub.removed": ("Removed: {what}.", "削除しました：{what}。"),
    "sub.removed_all": ("Removed all {count} alerts.", "{count}件の登録をすべて削除しました。"),
    "sub.none": ("You have no alerts yet.", "登録はまだありません。"),
    "sub.no_match": ("I found no such alert. /alerts lists yours.", "該当する登録がありません。一覧は /alerts。"),
    "sub.list": ("Your alerts", "登録中の通知"),
    "sub.admin_only": (
        "In a group only its administrators change alerts and settings.",
        "グループでは管理者だけが通知と設定を変更できます。",
    ),
    "sub.admin_unknown": (
        "Telegram did not tell me who administers this group. Please try again in a minute.",
        "グループの管理者をTelegramに確認できませんでした。1分ほどしてからもう一度お試しください。",
    ),
    "sub.too_many": (
        "A chat can have {count} alerts at most. Delete one in /alerts first.",
        "1つのチャットで登録できる通知は{count}件までです。/alerts で不要なものを削除してください。",
    ),
    "sub.unknown": (
        "I do not know “{word}” as a product or a country. Say for example "
        "<code>/subscribe rates steel korea</code>, or give an HTS code: <code>/subscribe rates 8703.23 japan</code>.",
        "「{word}」という品目や国が分かりません。<code>/subscribe rates 鉄鋼 韓国</code> や、HTS番号で "
        "<code>/subscribe rates 8703.23 日本</code> のように送ってください。",
    ),
    "sub.stages": ("The stages of {kind} are: {stages}.", "{kind}の段階：{stages}"),
    "sub.no_stages": ("Alerts about {kind} have no stages to choose.", "{kind}の通知に段階の指定はありません。"),
    "sub.any_stage": ("every stage", "全段階"),
    "sub.pause": ("⏸ Pause", "⏸ 停止"),
    "sub.resume": ("▶ Resume", "▶ 再開"),
    "sub.edit": ("✎ Edit", "✎ 編集"),
    "sub.delete": ("🗑 Delete", "🗑 削除"),
    "sub.edit_how": ("What should it be narrowed to?", "絞り込みを選んでください。"),
    "sub.everything": ("everything", "すべて"),
    "sub.paused": ("paused", "停止中"),
    "sub.only_rates": ("only when a rate changes", "税率が変わるときのみ"),
    "kind.orders": ("orders", "大統領令など"),
    "kind.rates": ("rates", "税率"),
    "kind.trips": ("trips", "往来"),
    "kind.issues": ("issues", "論点"),
    "kind.sources": ("sources", "監視状況"),
    "mute.on": ("🔕 Muted: {what}. /mute off ends it.", "🔕 ミュートしました：{what}。解除は /mute off。"),
    "mute.off": ("🔔 No longer muted: {what}.", "🔔 ミュートを解除しました：{what}。"),
    "mute.until": ("{what} until {until}", "{what}（{until}まで）"),
    "mute.end": ("🔔 Unmute", "🔔 解除"),
    "mute.how": (
        "Say <code>/mute 1h</code>, <code>/mute 1d</code>, <code>/mute japan</code> or <code>/mute off</code>.",
        "<code>/mute 1h</code>、<code>/mute 1d</code>、<code>/mute japan</code>、<code>/mute off</code> "
        "のように送ってください。",
    ),
    # settings
    "settings.title": ("Settings of this chat", "このチャットの設定"),
    "settings.language": ("Language: {value} · /language en|ja", "言語：{value}・/language en|ja"),
    "settings.zone": ("Time zone: {value} · /zone Asia/Tokyo", "タイムゾーン：{value}・/zone Asia/Tokyo"),
    "settings.quiet": (
        "Quiet hours: {value} · /quiet 22:00-07:00 or /quiet off",
        "おやすみ時間：{value}・/quiet 22:00-07:00 / off",
    ),
    "settings.digest": (
        "Digest: {value} · /digest off, /digest daily 8:00 or /digest weekly mon 8:00",
        "まとめ配信：{value}・/digest off / daily 8:00 / weekly mon 8:00",
    ),
    "settings.urgent": (
        "Urgent alerts pass quiet hours and digests: {value} · /urgent on|off",
        "緊急の通知はおやすみ時間中・まとめ配信でもすぐ送る：{value}・/urgent on|off",
    ),
    "settings.urgent_on": ("⚡ Let urgent pass", "⚡ 緊急はすぐ送る"),
    "settings.urgent_off": ("⚡ Urgent waits too", "⚡ 緊急も待つ"),
    "settings.urgent_bad": (
        "Say <code>/urgent on</code> or <code>/urgent off</code>.",
        "<code>/urgent on</code> または <code>/urgent off</code> と送ってください。",
    ),
    "settings.topic": (
        "Forum topic of the alerts: {value} · /topic inside a topic",
        "通知を送るトピック：{value}・トピック内で /topic",
    ),
    "settings.no_chat": ("Settings belong to a chat.", "設定はチャットごとに保存されます。"),
    "quiet.off": ("no quiet hours", "おやすみ時間なし"),
    "quiet.on": ("quiet hours {hours} ({zone})", "おやすみ時間 {hours}（{zone}）"),
    "urgent.on": ("urgent alerts come at once", "緊急の通知はすぐ送る"),
    "urgent.off": ("urgent alerts wait like the others", "緊急の通知も他と同じく待つ"),
    "digest.off": ("off", "オフ"),
    "digest.daily": ("daily", "毎日"),
    "digest.weekly": ("weekly", "毎週"),
    "digest.saved": ("digest {value} ({zone})", "まとめ配信 {value}（{zone}）"),
    "topic.here": ("alerts come to this topic", "通知はこのトピックに送る"),
    "topic.root": ("alerts come to the chat itself, not to a topic", "通知はトピックではなくチャット全体に送る"),
    "topic.only_groups": (
        "Topics exist in forum groups: send /topic inside the topic that is to get the alerts.",
        "トピックのあるグループで使います。通知を送りたいトピックの中で /topic と送ってください。",
    ),
    "settings.saved": ("Saved: {what}.", "保存しました：{what}。"),
    "settings.zone_bad": (
        "I do not know the time zone {value}. Give a city or an IANA name: <code>/zone Tokyo</code>, "
        "<code>/zone America/New_York</code>.",
        "タイムゾーン {value} が分かりません。<code>/zone 東京</code> や <code>/zone America/New_York</code> のように"
        "都市名かIANA名で指定してください。",
    ),
    "settings.quiet_bad": (
        "Give two times, for example <code>/quiet 22:00-07:00</code>, or <code>/quiet off</code>.",
        "<code>/quiet 22:00-07:00</code> または <code>/quiet off</code> と指定してください。",
    ),
    "settings.language_bad": (
        "I speak en and ja: <code>/language ja</code>.",
        "対応している言語は en と ja です：<code>/language en</code>。",
    ),
    "settings.digest_bad": (
        "Say <code>/digest off</code>, <code>/digest daily 8:00</code> or <code>/digest weekly mon 8:00</code>.",
        "<code>/digest off</code>、<code>/digest daily 8:00</code>、<code>/digest weekly mon 8:00</code> "
        "のいずれかです。",
    ),
    "none": ("none", "なし"),
    "on": ("on", "オン"),
    "off": ("off", "オフ"),
    "doubt.ask": ("Please decide", "ご判断ください"),
    "doubt.publishes": ("An approval publishes: {what}", "承認すると公開：{what}"),
    "doubt.approve": ("Approve", "承認"),
    "doubt.reject": ("Reject", "却下"),
    "doubt.edit": ("Edit", "修正"),
    # house
    "greeting": (
        "<b>Tariffwire</b> in the terminal. Ask <code>/rate autos japan</code> or write a question; "
        "<code>/help</code> lists what I can do, <code>/quit</code> ends. Numbers press buttons.",
        "<b>Tariffwire</b>（端末版）。<code>/rate 自動車 日本</code> や質問文をどうぞ。"
        "<code>/help</code> で使い方、<code>/quit</code> で終了。番号でボタンを押せます。",
    ),
    "greeting.sync": (
        "I know the products of the embedded lines; <code>tariffwire sync hts</code> loads the whole official "
        "schedule, so that every HTS line is answered.",
        "いまは内蔵の品目だけ答えられます。<code>tariffwire sync hts</code> で公式の関税率表を読み込むと、"
        "すべてのHTS番号に答えられます。",
    ),
    "help": (
        "I say what US customs charges, layer by layer, with sources, and tell you when it changes.\n\n"
        "/rate autos japan · what is charged today\n"
        "/rate 7208.10.15 korea 2025-08-28 · on a day\n"
        "/orders japan · tariff orders\n"
        "/trips japan · who is flying\n"
        "/issues japan · what is still open\n"
        "/changes japan · what changed lately\n"
        "/subscribe orders japan · alerts\n"
        "/alerts · list, mute, delete\n"
        "/settings · language, time zone, quiet hours\n"
        "/sources · is the watch alive\n"
        "/mydata /forget · your data\n\n"
        "Plain questions work too: <i>what is the tariff on Japanese beef right now?</i>",
        "米国税関が課す関税を層ごとに出典つきで答え、変わったらお知らせします。\n\n"
        "/rate 自動車 日本 · 今日の税率\n"
        "/rate 7208.10.15 韓国 2025-08-28 · その日の税率\n"
        "/orders 日本 · 関税関連の命令\n"
        "/trips 日本 · 要人の往来\n"
        "/issues 日本 · 未決の論点\n"
        "/changes 日本 · 最近の変更\n"
        "/subscribe orders japan · 通知の登録\n"
        "/alerts · 一覧・ミュート・削除\n"
        "/settings · 言語・時間帯・おやすみ時間\n"
        "/sources · 監視の状態\n"
        "/mydata /forget · あなたのデータ\n\n"
        "普通の文でも質問できます：<i>日本車の関税は？</i>",
    ),
    "start": (
        "Hello. I am Tariffwire. Ask me <code>/rate autos japan</code>, or just write <i>tariff on Korean steel</i>. "
        "Say <code>/subscribe orders japan</code> and I tell you when something is signed.",
        "Tariffwireです。<code>/rate 自動車 日本</code> や「韓国の鉄鋼の関税は？」のようにお尋ねください。"
        "<code>/subscribe orders japan</code> で新しい命令をお知らせします。",
    ),
    "your_id": ("Your Telegram id: <code>{id}</code>", "あなたのTelegram ID：<code>{id}</code>"),
    "unknown_command": (
        "I do not know {command}. /help lists what I can do.",
        "{command} というコマンドはありません。/help をご覧ください。",
    ),
    "unknown_command_near": (
        "I do not know {command}. Did you mean {near}? /help lists what I can do.",
        "{command} というコマンドはありません。{near} でしょうか。/help もご覧ください。",
    ),
    "not_understood": (
        "I did not understand that. Ask for example <code>/rate autos japan</code> or <code>/help</code>.",
        "分かりませんでした。<code>/rate 自動車 日本</code> のようにお尋ねいただくか、/help をご覧ください。",
    ),
    "fault": (
        "Something went wrong on my side; the operators see it. Please ask again in a moment.",
        "こちらで問題が発生しました。少し後でもう一度お試しください。",
    ),
    "sources.title": ("The watch", "監視の状態"),
    "sources.none": ("No source has been asked yet.", "まだどの情報源も確認していません。"),
    "sources.line": (
        "{mark} {name}: {state}, last success {success}, last new item {item}{lag}",
        "{mark} {name}：{state}、最終取得 {success}、最新の項目 {item}{lag}",
    ),
    "never": ("never", "まだ"),
    "ago.minutes": ("{n} min ago", "{n}分前"),
    "ago.hours": ("{n} h ago", "{n}時間前"),
    "ago.days": ("{n} d ago", "{n}日前"),
    "forget.ask": (
        "This erases your alerts and settings here for good. Send <code>/forget yes</code> to confirm.",
        "登録と設定を完全に消去します。<code>/forget yes</code> で確定します。",
    ),
    "forget.button": ("🗑 Yes, erase it", "🗑 はい、消去する"),
    "forget.done": ("Erased. Nothing about this chat is kept.", "消去しました。このチャットの情報は残っていません。"),
    "admin.private": ("Say /admin to me in private, please.", "/admin は個別チャットでお使いください。"),
    "admin.only": ("That is for the operators of this bot.", "運営者専用です。"),
}


def phrase(key: str, lang: str, /, **values: object) -> str:
    """A phrase in a language, English where the language is not spoken.

    Raises:
        KeyError: no such phrase or a value is missing; a programming fault that a test finds.
    """
    english, japanese = PHRASES[key]
    return (japanese if lang == "ja" else english).format(**values)
