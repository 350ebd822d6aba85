"""/admin: for operators, in private; figures, doubts decided once, uncertain sends, replay, broadcast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.request import Asker
from storage.chats import ChatSettings, deactivate, meet
from storage.doubts import doubt
from storage.events import EventKind, NewEvent
from storage.fanout import Due, owe, row_for, spread
from storage.messages import Lane
from storage.observations import Item, ItemKind
from storage.record import doubt_number, record
from storage.subscriptions import Subscription, subscribe
from tests.bot.conftest import NOW, Person, order


@dataclass(frozen=True)
class Doubt:
    key: str
    reason: str
    item: Item
    proposal: NewEvent | None


@pytest.fixture
def doubtful(db):
    async def make(key: str = "trip:1", *, proposal: bool = True) -> str:
        url = "https://news.example/a?b=1&c=2"
        item = Item(ItemKind.AGENCY_NOTICE, "feed:paper", key, url, "Minister <may> fly", "Text", NOW, "en")
        what = order(f"{key}:planned", kind=EventKind.TRIPS, stage="planned", headline="Minister may fly")
        async with db.write() as session:
            await record(session, [], doubts=[Doubt(key, "One paper only.", item, what if proposal else None)], now=NOW)
        return doubt_number(key)

    return make


async def _sub(db, chat=42, kind=EventKind.TRIPS):
    async with db.write() as session:
        await meet(session, ChatSettings(chat, title=f"Chat {chat}"), NOW)
        await subscribe(session, Subscription(chat, kind), NOW - timedelta(days=1))


async def test_only_operators_in_private_are_let_in(person, reader, desk):
    assert "for the operators" in await person.say("/admin")
    assert "運営者専用" in await reader.say("/admin broadcast hello")
    in_group = Person(desk, Asker(-5, user_id=7, chat_type="supergroup", is_operator=True))
    assert "in private" in await in_group.say("/admin dead")
    channel = Person(desk, Asker(-9, user_id=None, chat_type="channel", is_operator=False))
    assert "for the operators" in await channel.say("/admin")


async def test_the_figures_are_shown_with_buttons_that_work(operator, db):
    await _sub(db)
    told = await operator.say("/admin")
    assert "Chats: 1, of which 0 cannot be reached; subscriptions: 1" in told
    assert "Open doubts: 0" in told
    for label, answer in (("Doubts", "Nothing waits"), ("Unsure", "good outcome"), ("Dead chats", "can be reached")):
        await operator.say("/admin")
        assert answer in await operator.press(label)


async def test_a_doubt_is_approved_once_and_then_told_to_who_asked(operator, db, doubtful):
    await _sub(db)
    number = await doubtful()
    assert "Minister <may> fly" in await operator.say("/admin doubts")
    assert "Approved: Minister may fly" in await operator.press("Approve")
    spreading = await spread(db, NOW, lambda event, recorded, chat, now: Due(now, Lane.NORMAL))
    assert spreading.rows == 1
    assert "decided before" in await operator.say(f"/admin approve {number}")
    assert "decided before" in await operator.say(f"/admin reject {number}")
    assert "Nothing waits" in await operator.say("/admin doubts")


async def test_a_doubt_is_rejected_once_and_nobody_is_told(operator, db, doubtful):
    await _sub(db)
    number = await doubtful()
    await operator.say("/admin doubts")
    assert "nobody is told" in await operator.press("Reject")
    assert not (await spread(db, NOW, lambda event, recorded, chat, now: Due(now, Lane.NORMAL))).rows
    assert "decided before" in await operator.say(f"/admin approve {number}")
    async with db.read() as session:
        decided = await doubt(session, number)
    assert decided is not None
    assert decided.state == "rejected"


async def test_a_doubt_is_published_under_the_operators_own_headline(operator, doubtful):
    number = await doubtful()
    assert "It now reads: Minister may fly" in await operator.say(f"/admin edit {number}")
    assert "Approved: Minister <flies>" in await operator.say(f"/admin edit {number} Minister <flies>")
    assert "nothing to edit" in await operator.say("/admin edit nothing")


async def test_a_doubt_without_a_proposal_can_only_be_rejected(operator, doubtful):
    await doubtful(proposal=False)
    await operator.say("/admin doubts")
    assert [button.text for button in operator.buttons()] == ["Reject"]


async def test_chats_that_cannot_be_reached_are_listed_with_the_reason(operator, db):
    await _sub(db)
    async with db.write() as session:
        await deactivate(session, 42, "bot was blocked by the user", NOW)
    told = await operator.say("/admin dead")
    assert "bot was blocked by the user; 1 subscriptions kept" in told


async def test_an_uncertain_send_is_listed_and_replayed_by_a_button(operator, db, happen):
    await _sub(db, kind=EventKind.ORDERS)
    recorded = await happen(order())
    number = recorded.new[0].id
    async with db.write() as session:
        row = row_for(
            42, f"event:{number}", Due(NOW, Lane.NORMAL), NOW, event_id=number, state="uncertain", not_before=None,
            reason="the answer was lost",
        )  # fmt: skip
        await owe(session, [row])
    assert "uncertain: chat 42" in await operator.say("/admin unsure")
    assert "Owed again, marked as a repeat: 1." in await operator.press(f"Replay {number}")
    assert "good outcome" in await operator.say("/admin unsure")


@pytest.mark.parametrize("words", ["", "x", "1 x", "²", "9" * 40, "99999"])
async def test_a_replay_of_nothing_replays_nothing(operator, words):
    told = await operator.say(f"/admin replay {words}")
    assert "Say which" in told or "marked as a repeat: 0" in told


async def test_a_broadcast_is_seen_first_and_goes_out_once_confirmed_and_only_once(operator, person, db):
    for chat in (42, 43):
        await _sub(db, chat)
    text = "Maintenance <tonight>\nat 22:00 & later"
    told = await operator.say(f"/admin broadcast {text}")
    assert told.startswith(text)
    assert "Send it to 2 chats?" in told
    assert (await spread(db, NOW, lambda event, recorded, chat, now: Due(now, Lane.NORMAL))).rows == 0
    confirm = next(button.callback for button in operator.buttons() if "Send" in button.text)
    assert "for the operators" in await person.say(confirm)
    assert "It goes out now" in await operator.press("Send to 2 chats")
    assert "nothing to confirm" in await operator.say(confirm)
    assert (await spread(db, NOW, lambda event, recorded, chat, now: Due(now, Lane.NORMAL))).rows == 2
    assert "2 chats are spared" in await operator.say(confirm.replace("confirm", "stop"))


async def test_a_broadcast_is_confirmed_by_its_author_within_the_hour(operator, desk, db):
    await _sub(db)
    await operator.say("/admin broadcast Hello")
    confirm = next(button.callback for button in operator.buttons() if "Send" in button.text)
    other = Person(desk, Asker(8, user_id=8, is_operator=True))
    assert "nothing to confirm" in await other.say(confirm)
    operator.now = NOW + timedelta(hours=2)
    assert "nothing to confirm" in await operator.say(confirm)


async def test_a_long_broadcast_is_kept_whole(operator):
    text = "word " * 700 + "end"
    assert "end" in await operator.say(f"/admin broadcast {text}")


@pytest.mark.parametrize(
    "words", ["confirm", "confirm x", "stop", "stop ²", "confirm 99", "approve", "edit", "broadcast"]
)
async def test_a_command_without_its_words_says_what_to_write(operator, words):
    told = await operator.say(f"/admin {words}")
    assert told
    assert "Something went wrong" not in told
