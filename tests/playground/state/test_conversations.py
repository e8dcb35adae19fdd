"""What a conversation derives from its messages is what walking through them would find."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.state.conversations import Conversation
from bot.playground.state.messages import Message
from bot.playground.state.times import order

PEOPLE = ["U1", "U2", "UBOT"]


class Names:
    def of_user(self, user_id: str) -> str:
        return user_id

    def of_channel(self, channel_id: str) -> str:
        return channel_id


def _message(number: int, user: str, thread: str | None, whisper: str | None) -> Message:
    return Message(
        "C1", f"1772442000.{number:06d}", user, "hi", Names(), thread_ts=thread, ephemeral_to=whisper
    )


@settings(deadline=None)
@given(st.data())
def test_threads_and_unread_are_what_walking_finds(data: st.DataObject) -> None:
    where = Conversation("C1", "general", 0, "U1", PEOPLE)
    read: dict[tuple[str, str], str] = {}
    for number in range(data.draw(st.integers(1, 20))):
        user, whisper = data.draw(st.sampled_from(PEOPLE)), data.draw(st.sampled_from([None, None, "U1"]))
        tops = [each.ts for each in where.messages if each.thread_ts is None]
        thread = data.draw(st.sampled_from([None, *tops]))
        where.add(_message(number, "UBOT" if whisper else user, thread, whisper))
        if data.draw(st.booleans()):
            gone = data.draw(st.sampled_from([*where.messages, *where.ephemerals]))
            where.remove(gone)
        if data.draw(st.booleans()) and where.messages:
            person, seen = data.draw(st.sampled_from(PEOPLE)), data.draw(st.sampled_from(where.messages))
            place = (person, seen.thread_ts or "")
            where.unread.reads(*place, seen.ts)
            read[place] = max(read.get(place, "0"), seen.ts, key=order)
    every = [*where.messages, *where.ephemerals]
    for thread in {each.thread_ts or "" for each in every}:
        assert where.replies(thread) == [each for each in where.messages if each.thread_ts == thread != ""]
        for person in PEOPLE:
            assert where.unread.count_in(person, thread) == _walked(every, person, thread, read)
    for each in where.messages:
        assert where.find(each.ts) is each
    assert where.find("1772442000.999999") is None
    assert where.find("nonsense") is None


def _walked(every: list[Message], person: str, thread: str, read: dict[Any, str]) -> int:
    after = order(read.get((person, thread), "0"))
    seen = [each for each in every if each.ephemeral_to in (None, person) and each.user != person]
    return sum((each.thread_ts or "") == thread and order(each.ts) > after for each in seen)
