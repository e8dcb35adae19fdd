"""What the page is told of Tandem: roles in both chains, what comes, and who may read each message."""

from collections.abc import Mapping

from bot.playground import Message
from bot.playground.page.guide import Reader, Sight
from tests.demo.live.conftest import Demo

SECRET = "I have had an offer from elsewhere."


async def readers(demo: Demo, message: Message) -> tuple[Sight, Mapping[str, Reader]]:
    sight = await demo.telling.sight(message)
    assert sight is not None
    names = {person.id: person.email.partition("@")[0] for person in demo.stage.slack.people}
    assert len(sight.readers) == len(names)
    return sight, {names[one.user]: one for one in sight.readers}


def who_may(found: Mapping[str, Reader]) -> set[str]:
    return {name for name, one in found.items() if one.may}


async def test_everybody_has_their_roles_in_both_chains(demo: Demo) -> None:
    roles = await demo.telling.roles()
    words = {
        name: [(one.kind, one.words) for one in roles[demo.person(name).id]]
        for name in ("ana", "ben", "paulo", "clara")
    }
    assert words == {
        "ana": [
            ("people", "People manager of Jonas, Mia, Paulo and Tomás"),
            ("people", "Reports to Clara"),
            ("direction", "Member of Harbour"),
        ],
        "ben": [
            ("people", "People manager of Ida and Ravi"),
            ("people", "Reports to Clara"),
            ("direction", "Leads Atlas"),
        ],
        "paulo": [("people", "Reports to Ana"), ("direction", "Member of Atlas and Beacon")],
        "clara": [("people", "People manager of Ana, Ben, Noor, Priya and Sam")],
    }


async def test_what_comes_is_ten_at_most_the_soonest_first_and_ahead(demo: Demo) -> None:
    coming = await demo.telling.coming()
    assert len(coming) == 10
    assert [one.at for one in coming] == sorted(one.at for one in coming)
    assert all(one.at > demo.stage.clock.now() for one in coming)


async def test_an_answer_says_of_everybody_why(demo: Demo) -> None:
    paulo = demo.person("paulo")
    answer = await paulo.replies(paulo.last, SECRET)
    await demo.flow.settle()
    for message in (answer, paulo.thread(paulo.dm[-1])[-1] if paulo.thread(paulo.dm[-1]) else paulo.last):
        sight, found = await readers(demo, message)
        assert (sight.kind, sight.what) == (
            "people",
            "An answer in the one-on-one record of Paulo Reis and Ana Torres",
        )
        assert {name: found[name].why for name in ("paulo", "ana", "ben", "priya", "clara", "grace")} == {
            "paulo": "wrote it",
            "ana": "their people manager",
            "ben": "leads Atlas, which is the other chain",
            "priya": "leads Beacon, which is the other chain",
            "clara": "admin: reads no content",
            "grace": "no part in it",
        }
        assert who_may(found) == {"paulo", "ana"}


async def test_before_the_two_minutes_are_over_only_its_author_reads_it(demo: Demo) -> None:
    paulo = demo.person("paulo")
    typed = await paulo.says(SECRET)
    await demo.flow.settle()
    sight, found = await readers(demo, typed)
    assert who_may(found) == {"paulo"}
    assert found["ana"].why.startswith("not yet")
    assert sight.note == "Until 10:02 nobody but Paulo Reis reads it."
    await next(one for one in demo.flow.jumps if one.label == "An hour").go()
    sight, found = await readers(demo, typed)
    assert (who_may(found), sight.note) == ({"paulo", "ana"}, "")


async def test_a_text_that_waits_and_its_card_are_its_authors_alone(demo: Demo) -> None:
    await demo.plays(7)
    noor = demo.person("noor")
    typed = next(one for one in reversed(noor.dm) if one.user == noor.id)
    for message in (typed, noor.last):
        sight, found = await readers(demo, message)
        assert (sight.kind, who_may(found)) == ("", {"noor"})
        assert "sealed" in sight.what


async def test_an_update_is_everyones_a_question_the_teams_a_stance_its_authors(demo: Demo) -> None:
    await demo.plays(6)
    jonas, ben = demo.person("jonas"), demo.person("ben")
    team = {"ben", "jonas", "mia", "tomas", "ravi", "ida", "paulo"}
    update = next(one for one in jonas.dm if "direction.stance.in" in str(one.blocks))
    sight, found = await readers(demo, update)
    assert (sight.kind, len(who_may(found))) == ("direction", 14)
    assert "Each stance is read by whoever chose it;" in sight.note
    question = next(one for one in ben.dm if "Does the old cluster stay" in one.reads)
    assert who_may((await readers(demo, question))[1]) == team
    stance = next(one for one in jonas.dm if one.ephemeral_to and "direction.sign" in str(one.blocks))
    sight, found = await readers(demo, stance)
    assert who_may(found) == {"jonas"}
    assert found["ben"].why == "leads Atlas: sees it counted, from four up, without a name"
    channel = next(one for one in ben.channel("atlas") if one.is_from_app and "We moved" in one.reads)
    assert len(who_may((await readers(demo, channel))[1])) == 14


async def test_a_prompt_for_several_meetings_is_read_in_part_by_each_report(demo: Demo) -> None:
    """Clara prepares one-on-ones with Ben and with Sam in one message."""
    clara = demo.person("clara")
    await next(one for one in demo.flow.jumps if one.label == "A day").go()
    both = next(
        one for one in clara.dm if "your coming one-on-ones" in one.reads and "Sam Okafor" in one.reads
    )
    _, found = await readers(demo, both)
    assert who_may(found) == {"clara"}
    assert found["ben"].why == found["sam"].why == "a part of it, not all"


async def test_who_holds_what_is_public_and_a_text_that_is_not_kept_nobodys(demo: Demo) -> None:
    paulo = demo.person("paulo")
    notice = next(one for one in paulo.dm if "Your people manager is now" in one.reads)
    sight, found = await readers(demo, notice)
    assert (sight.what, len(who_may(found))) == ("Who is Paulo Reis's people manager, which is public", 14)
    assert found["grace"].why == "everyone here may"
    answer = await paulo.replies(paulo.last, SECRET)
    await demo.flow.settle()
    await paulo.deletes(answer)
    assert await demo.telling.sight(answer) is None
    talk = await demo.person("jonas").says("Who takes the on-call week?", in_channel="atlas")
    assert await demo.telling.sight(talk) is None
    await paulo.types("/1on1", "help")
    sight, found = await readers(demo, next(one for one in reversed(paulo.dm) if one.ephemeral_to))
    assert sight.what == "An answer to a click or a command, which Slack shows to one person"
    assert (who_may(found), found["paulo"].why) == ({"paulo"}, "asked")


async def test_nothing_that_is_told_holds_what_somebody_wrote(demo: Demo) -> None:
    paulo = demo.person("paulo")
    answer = await paulo.replies(paulo.last, SECRET)
    await demo.flow.settle()
    assert SECRET not in str(await demo.telling.sight(answer))
    assert SECRET not in str(await demo.telling.coming())
