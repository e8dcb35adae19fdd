"""The direction chain inside the local Slack: what each person sees and does."""

from datetime import UTC, datetime

from tests.direction.conftest import Floor

TUESDAY_TEN = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
THURSDAY_TEN = datetime(2026, 3, 5, 10, 0, tzinfo=UTC)


async def test_an_update_goes_from_the_leaders_thread_to_the_team(floor: Floor) -> None:
    await floor.at(THURSDAY_TEN)
    prompt = next(m for m in floor.ben.dm if "What has changed" in str(m.blocks))
    await floor.ben.replies(prompt, "We ship weekly now.")
    await floor.settle()
    assert "Saved as your update" in str(floor.ben.last.blocks)
    assert floor.ana.dm == [] or "We ship weekly" not in str(floor.ana.dm[-1].blocks)
    await floor.later(minutes=2)
    assert "We ship weekly now." in str(floor.ana.last.blocks)
    assert "We ship weekly now." in str(floor.ana.channel("atlas")[-1].blocks)
    await floor.ana.clicks(floor.ana.last, "I'm in")
    await floor.settle()
    assert floor.slack.troubles == []
