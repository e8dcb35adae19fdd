"""Who may read what a message holds is what the policy says; and roles, and what comes next."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from bot.chain import Coming, Leave, Shown, Sight
from bot.delivery.models import Delivery
from bot.errors import NotAllowed
from bot.people import policy
from bot.people.chain import PEOPLE
from bot.people.check_ins import service
from bot.people.lines import repo as lines
from bot.people.one_on_ones import rules
from bot.roster import people as roster
from bot.storage.work import Work
from tests.people.conftest import Company, check_in, of_kind

PRIVATE = "I would rather not travel every week."


def sights(company: Company, shown: Shown) -> list[Sight]:
    found: list[Sight] = company.do(lambda work: PEOPLE.sight(work, shown, roster.everyone(work)))
    return found


def delivered(company: Company, kind: str, name: str) -> Delivery:
    """The newest of a kind to somebody."""
    of = (Delivery.kind == kind, Delivery.recipient == company.people[name].id)
    query = select(Delivery).where(*of).order_by(Delivery.id.desc())
    found: Delivery = company.do(lambda work: work.session.scalars(query).first())
    return found


def by_name(company: Company, sight: Sight) -> Mapping[str, Leave]:
    names = {person.id: name for name, person in company.people.items()}
    return {names[one]: leave for one, leave in sight.leaves.items()}


def who_may(company: Company, source: str) -> set[str]:
    (sight,) = sights(company, source)
    return {name for name, leave in by_name(company, sight).items() if leave.may}


def who_gets_a_grant(company: Company, source: str) -> set[str]:
    """Whoever could open the sealed text: the policy's own answer, without a word of the sight's."""

    def ask(work: Work) -> set[str]:
        row = service.from_source(work, source)
        assert row is not None
        line, found = lines.line(work, row.line_id), set()
        for name, person in company.people.items():
            try:
                grant = policy.permit_written(person.id, line, row, work.now, "read")
            except NotAllowed:
                continue
            assert work.vault.open(row, "text", grant)
            found.add(name)
        return found

    found: set[str] = company.do(ask)
    return found


def test_an_answer_is_read_by_the_two_and_everybody_is_told_why(asked: Company) -> None:
    (sight,) = sights(asked, asked.say("Ben Ito", PRIVATE, check_in(asked)))
    assert sight.what == "An answer in the one-on-one record of Ben Ito and Ana Torres"
    assert by_name(asked, sight) == {
        "Ana Torres": Leave(True, "their people manager"),
        "Ben Ito": Leave(True, "wrote it"),
        "Carla Weiss": Leave(False),
        "Dana Admin": Leave(False),
    }


def test_it_is_exactly_who_could_open_it_before_and_after_every_change(asked: Company) -> None:
    """Held for two minutes, then readable, then after a change of manager and back; an answer and a point."""
    sources = [
        asked.say("Ben Ito", PRIVATE, check_in(asked), hold=2),
        asked.say("Ana Torres", "The travel budget.", f"point:{asked.line('Ben Ito').id}", hold=2),
    ]

    def sees(*names: set[str]) -> None:
        for source, expected in zip(sources, names, strict=True):
            assert who_may(asked, source) == who_gets_a_grant(asked, source) == expected

    sees({"Ben Ito"}, {"Ana Torres"})
    asked.at(4, 12, 3)
    sees({"Ben Ito", "Ana Torres"}, {"Ben Ito", "Ana Torres"})
    asked.assign({"Ben Ito": "Carla Weiss"})
    sees({"Ben Ito"}, {"Ben Ito", "Ana Torres"})
    asked.at(4, 13)
    asked.assign({"Ben Ito": "Ana Torres"})
    sees({"Ben Ito"}, {"Ben Ito", "Ana Torres"})
    asked.at(4, 14)
    asked.assign({"Ben Ito": None})
    sees({"Ben Ito"}, {"Ben Ito", "Ana Torres"})


def test_before_its_time_others_are_told_that_it_waits(asked: Company) -> None:
    (sight,) = sights(asked, asked.say("Ben Ito", PRIVATE, check_in(asked), hold=2))
    assert by_name(asked, sight)["Ana Torres"].why.startswith("not yet")
    assert sight.readable_from is not None
    assert sight.readable_from > asked.clock.now()


def test_the_next_manager_is_told_why_the_old_record_is_closed_to_them(asked: Company) -> None:
    source = asked.say("Ben Ito", PRIVATE, check_in(asked))
    asked.at(4, 13)
    asked.assign({"Ben Ito": "Carla Weiss"})
    (sight,) = sights(asked, source)
    leaves = by_name(asked, sight)
    assert leaves["Carla Weiss"] == Leave(False, "their people manager now; this is from before")
    assert leaves["Ana Torres"] == Leave(False, "was their people manager, and no longer is")


def test_a_prompt_holds_the_meeting_and_the_points_that_its_reader_sees(asked: Company) -> None:
    asked.say("Ana Torres", "The travel budget.", f"point:{asked.line('Ben Ito').id}", hold=2)
    prompt: Delivery = next(
        one
        for one in asked.do(lambda work: sent(work, "checkin"))
        if one.recipient == asked.people["Ben Ito"].id
    )
    assert [one.what for one in sights(asked, prompt)] == ["When Ben Ito and Ana Torres meet one-on-one"]
    asked.at(4, 12, 3)
    meeting, point = sights(asked, prompt)
    assert point.what == "A talking point in the one-on-one record of Ben Ito and Ana Torres"
    for sight in (meeting, point):
        may = {name for name, leave in by_name(asked, sight).items() if leave.may}
        assert may == {"Ben Ito", "Ana Torres"}


def sent(work: Work, kind: str) -> list[Delivery]:
    return [one for one in work.session.query(Delivery) if one.kind == kind]


def test_a_confirmation_holds_what_it_confirms(asked: Company) -> None:
    asked.say("Ben Ito", PRIVATE, check_in(asked))
    (letter,) = of_kind(asked.deliver(), "saved", "Ben Ito")
    (sight,) = sights(asked, letter.deliveries[0])
    assert sight.what.startswith("An answer")


def test_what_is_deleted_or_of_the_other_chain_holds_nothing(asked: Company) -> None:
    source = asked.say("Ben Ito", PRIVATE, check_in(asked))
    asked.do(lambda work: PEOPLE.deleted(work, asked.people["Ben Ito"], source))
    assert sights(asked, source) == []
    other = Delivery(chain="direction", kind="saved", subject="none", recipient=asked.people["Ben Ito"].id)
    assert sights(asked, other) == []


def test_everybody_has_their_roles(company: Company) -> None:
    names = {person.id: name for name, person in company.people.items()}
    roles = [(names[one.person_id], one.words) for one in company.do(PEOPLE.roles)]
    assert roles == [
        ("Ana Torres", "People manager of Ben and Carla"),
        ("Ben Ito", "Reports to Ana"),
        ("Carla Weiss", "Reports to Ana"),
    ]


def test_many_reports_are_counted_and_who_left_has_no_role(company: Company) -> None:
    more: dict[str, str | None] = {f"Zoe {letter}": "Ana Torres" for letter in "ABCDEF"}
    for name in more:
        company.hire(name)
    company.assign(more)

    def leave(work: Work) -> None:
        roster.person(work, company.people["Ben Ito"].id).active = False

    company.do(leave)
    roles = company.do(PEOPLE.roles)
    assert roles[0].words == "People manager of 7 people"
    assert company.people["Ben Ito"].id not in {one.person_id for one in roles}


def test_what_comes_is_said_as_it_then_happens(company: Company) -> None:
    company.agree("Ben Ito")
    coming: list[Coming] = company.do(PEOPLE.coming)
    check_in, prepare = (
        next(one for one in coming if one.words.startswith(words))
        for words in ("Check-in prompt to Ben Ito", "Prompt to Ana Torres")
    )
    letters = company.pass_to(5, 12)
    assert [one.at for one in of_kind(letters, "checkin", "Ben Ito")] == [check_in.at]
    assert [one.at for one in of_kind(letters, "prepare", "Ana Torres")] == [prepare.at]
    assert [one.at for one in of_kind(letters, "agenda", "Ben Ito")] == [
        one.at for one in coming if one.words == "One-on-one of Ben Ito and Ana Torres"
    ]


def test_a_one_on_one_that_falls_into_somebodys_absence_is_not_said_to_come(company: Company) -> None:
    company.agree("Ben Ito")
    company.away("Ben Ito", date(2026, 3, 4), date(2026, 3, 6))
    assert company.do(PEOPLE.coming) == []
    assert not of_kind(company.pass_to(5, 12), "prepare")
    assert company.all_of("Ben Ito")[0].outcome == rules.SKIPPED
    assert {one.words.partition(",")[0] for one in company.do(PEOPLE.coming)} == {
        "Check-in prompt to Ben Ito",
        "Prompt to Ana Torres",
        "One-on-one of Ben Ito and Ana Torres",
    }


def test_what_waits_in_the_outbox_and_what_follows_a_meeting_come_too(company: Company) -> None:
    company.agree("Ben Ito")
    company.pass_to(4, 1)  # Ben in Tokyo is asked at ten his time, which was just now; Ana is asleep
    words = {one.words for one in company.do(PEOPLE.coming)}
    assert "Prompt to Ana Torres, to prepare the one-on-one with Ben Ito" in words
    assert not any(one.startswith("Check-in prompt to Ben Ito") for one in words)
    company.pass_to(5, 10)
    words = {one.words for one in company.do(PEOPLE.coming)}
    assert "Wrap-up prompt to Ana Torres, after the one-on-one with Ben Ito" in words


def test_who_looks_after_whom_is_everybodys_to_know_when_the_two_meet_is_not(company: Company) -> None:
    company.agree("Ben Ito")
    company.at(3, 12)
    company.assign({"Ben Ito": "Carla Weiss"})
    public, meeting = sights(company, delivered(company, "line_began", "Ben Ito"))
    assert public.what == "Who is Ben Ito's people manager, which is public"
    assert set(by_name(company, public).values()) == {Leave(True, "everyone here may")}
    assert meeting.what == "When Ben Ito and Carla Weiss meet one-on-one"
    assert {name for name, one in by_name(company, meeting).items() if one.may} == {"Ben Ito", "Carla Weiss"}


def test_what_one_message_holds_several_times_is_counted(asked: Company) -> None:
    asked.say("Ana Torres", "The travel budget.", f"point:{asked.line('Ben Ito').id}")
    asked.say("Ana Torres", "The summer.", f"point:{asked.line('Ben Ito').id}")
    told = sights(asked, delivered(asked, "prepare", "Ana Torres"))
    assert {sight.what for sight in told} == {
        "When Ben Ito and Ana Torres meet one-on-one",
        "2 talking points in the one-on-one record of Ben Ito and Ana Torres",
    }
