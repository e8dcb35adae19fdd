"""What a newcomer finds in the first minute."""

from tests.demo.live.conftest import Demo


async def test_paulo_has_a_prompt_that_can_be_answered_and_ana_the_one_beside_it(demo: Demo) -> None:
    paulo, ana = demo.person("paulo"), demo.person("ana")
    assert paulo.last.lines[0].startswith("🤝 Your one-on-one with Ana Torres")
    assert "Answer in a form" in paulo.last.buttons
    assert "Paulo Reis" in ana.last.reads
    assert "Open the answers (none yet)" in ana.last.buttons
    await paulo.replies(paulo.last, "The new grid works.")
    await demo.flow.settle()
    assert "Open the answers (1)" in ana.last.buttons


async def test_every_rhythm_is_agreed(demo: Demo) -> None:
    assert not [one for person in demo.stage.slack.people for one in person.dm if "Accept all" in one.buttons]


async def test_commands_are_offered_with_what_they_do(demo: Demo) -> None:
    offered = {one.name: one.description for one in demo.stage.slack.commands}
    assert set(offered) == {"/1on1", "/direction", "/tandem"}
    assert all(offered.values())


async def test_what_came_just_now_is_unread_and_nothing_else(demo: Demo) -> None:
    unread = {
        person.name: person.unread(demo.stage.slack.workspace.dm(person.id))
        for person in demo.stage.slack.people
    }
    assert unread["Paulo Reis"] == 1
    assert 1 <= unread["Ana Torres"] <= 2
    assert sum(unread.values()) < 8
