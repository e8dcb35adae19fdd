"""Who may read what a message holds is what the policy says; and roles, and what comes next."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import timedelta

from bot.chain import Leave, Said, Shown, Sight, Told
from bot.direction import policy, replies
from bot.direction.chain import DIRECTION
from bot.direction.ids import SIGN
from bot.direction.lines import repo as lines
from bot.direction.lines.models import Lead
from bot.direction.questions.models import Question
from bot.direction.stances import service as stances
from bot.direction.updates.models import Update
from bot.errors import NotAllowed
from bot.roster import people as roster
from bot.roster.models import Person
from bot.storage.work import Work
from bot.walls import Grant
from tests.direction.conftest import MEMBERS, NAMES, Atlas

TEAM = {"Ben", *MEMBERS}


def sights(atlas: Atlas, shown: Shown) -> list[Sight]:
    found: list[Sight] = atlas.do(lambda work: DIRECTION.sight(work, shown, roster.everyone(work)))
    return found


def by_name(atlas: Atlas, sight: Sight) -> Mapping[str, Leave]:
    return {name: sight.leaves[atlas.persons[name].id] for name in NAMES}


def may(atlas: Atlas, sight: Sight) -> set[str]:
    return {name for name, leave in by_name(atlas, sight).items() if leave.may}


def who_gets_a_grant(atlas: Atlas, source: str) -> set[str]:
    """Whoever could open the sealed text: the policy's own answer, without a word of the sight's."""

    def ask(work: Work) -> set[str]:
        row = replies.from_source(work, source)
        assert row is not None
        author = row.asker_id if isinstance(row, Question) else row.author_id
        column = next(name for name in ("text", "change", "where_to") if hasattr(row, name))
        lead, found = lines.lead(work, row.lead_id), set()
        for name, person in atlas.persons.items():
            for grant in grants(work, person, lead, row, author):
                assert work.vault.open(row, column, grant)
                found.add(name)
        return found

    found: set[str] = atlas.do(ask)
    return found


def grants(work: Work, person: Person, lead: Lead, row: replies.Row, author: str) -> Iterator[Grant]:
    """For reading it, and for changing one's own."""
    with suppress(NotAllowed):
        yield policy.permit_read(work, person, lead, row, author)
    with suppress(NotAllowed):
        yield policy.permit(work, person, lead, row.__record__, policy.CHANGE, author=author)


def says(atlas: Atlas, name: str, prompt: str, wait: timedelta = timedelta(minutes=2)) -> str:
    source, me = atlas.source(), atlas.persons[name]
    said = Said(me, "Who decides?", source, atlas.clock.now() + wait, None)
    atlas.do(lambda work: DIRECTION.accept(work, prompt, said))
    return source


def test_a_question_is_read_by_the_leader_and_the_team_and_everybody_is_told_why(atlas: Atlas) -> None:
    (sight,) = sights(atlas, atlas.say("Ana", f"ask:{atlas.lead.id}", "Who decides?"))
    leaves = by_name(atlas, sight)
    assert sight.what == "A question to Ben, who leads Atlas"
    assert leaves["Ana"] == Leave(True, "wrote it")
    assert leaves["Ben"] == Leave(True, "leads Atlas")
    assert leaves["Cy"] == Leave(True, "member of Atlas")
    assert leaves["Max"] == Leave(False)


def test_an_update_is_read_by_everyone_once_it_is_out(atlas: Atlas) -> None:
    source = says(atlas, "Ben", f"update:{atlas.lead.id}")
    (sight,) = sights(atlas, source)
    assert may(atlas, sight) == {"Ben"}
    assert by_name(atlas, sight)["Cy"].why.startswith("not yet")
    atlas.later(minutes=3)
    (sight,) = sights(atlas, source)
    assert may(atlas, sight) == set(NAMES)
    assert by_name(atlas, sight)["Max"] == Leave(True, "everyone here may")


def test_it_is_exactly_who_could_open_it_before_and_after_every_change(atlas: Atlas) -> None:
    lead = atlas.lead.id
    sources = {
        "update": says(atlas, "Ben", f"update:{lead}"),
        "direction": says(atlas, "Ben", f"direction:{lead}"),
        "question": says(atlas, "Ana", f"ask:{lead}"),
    }

    def sees(**names: set[str]) -> None:
        for kind, source in sources.items():
            (sight,) = sights(atlas, source)
            assert may(atlas, sight) == who_gets_a_grant(atlas, source) == names[kind], kind

    everyone = set(NAMES)
    sees(update={"Ben"}, direction={"Ben"}, question={"Ana"})
    atlas.later(minutes=3)
    sees(update=everyone, direction=everyone, question=TEAM)
    question = atlas.do(lambda work: replies.from_source(work, sources["question"]))
    sources["answer"] = says(atlas, "Ben", f"answer:{question.id}")
    sees(update=everyone, direction=everyone, question=TEAM, answer={"Ben"})
    atlas.later(minutes=3)
    sees(update=everyone, direction=everyone, question=TEAM, answer=TEAM)
    atlas.lead_by("Nia")
    then = {*MEMBERS}
    sees(update=everyone, direction=everyone, question=then, answer={*then, "Ben"})
    atlas.later(minutes=1)
    atlas.assign(members=frozenset(atlas.persons[name].id for name in ("Ana", "Max")))
    sees(update=everyone, direction=everyone, question={"Ana"}, answer={"Ana", "Ben"})


def test_the_next_leader_is_told_why_what_was_said_before_is_closed_to_them(atlas: Atlas) -> None:
    source = atlas.say("Ana", f"ask:{atlas.lead.id}", "Who decides?")
    atlas.later(minutes=1)
    atlas.lead_by("Nia")
    (sight,) = sights(atlas, source)
    leaves = by_name(atlas, sight)
    assert leaves["Nia"] == Leave(False, "leads Atlas; this was said to another leader")
    assert leaves["Ben"] == Leave(False, "led Atlas, and no longer does")


def told(atlas: Atlas, name: str, update: Update) -> Told:
    """What only whoever chose reads: it has the button that signs the stance."""
    return Told(atlas.persons[name].id, {SIGN: f"1:{update.id}"})


def choose(atlas: Atlas, name: str, update: Update, *, signed: bool = False) -> None:
    me = atlas.persons[name]
    atlas.do(lambda work: stances.choose(work, me, update.id, "in"))
    if signed:
        atlas.do(lambda work: stances.sign(work, me, update.id, signed=True))


def test_a_stance_is_its_authors_alone_until_it_is_signed_and_shown(atlas: Atlas) -> None:
    update = atlas.post()
    choose(atlas, "Ana", update)
    (sight,) = sights(atlas, told(atlas, "Ana", update))
    leaves = by_name(atlas, sight)
    assert may(atlas, sight) == {"Ana"}
    assert leaves["Ben"] == Leave(False, "leads Atlas: sees it counted, from four up, without a name")
    assert leaves["Cy"] == Leave(False, "member of Atlas: sees counts, from four up, never a name")
    choose(atlas, "Ana", update, signed=True)
    (sight,) = sights(atlas, told(atlas, "Ana", update))
    assert may(atlas, sight) == {"Ana", "Ben"}


def test_a_signed_stance_whose_name_would_tell_of_others_is_not_yet_the_leaders(atlas: Atlas) -> None:
    update = atlas.post()
    for name in ("Ana", "Cy", "Dee", "Eve"):
        choose(atlas, name, update)
    assert atlas.do(lambda work: stances.for_leader(work, atlas.ben, update)).unsigned
    choose(atlas, "Ana", update, signed=True)
    (sight,) = sights(atlas, told(atlas, "Ana", update))
    assert may(atlas, sight) == {"Ana"}
    assert by_name(atlas, sight)["Ben"] == Leave(
        False, "leads Atlas: not yet, for a name now would tell what others chose"
    )


def test_who_may_read_a_stance_is_who_is_shown_it_by_name(atlas: Atlas) -> None:
    update = atlas.post()
    for name, signed in (("Ana", True), ("Cy", False), ("Dee", False), ("Eve", True)):
        choose(atlas, name, update, signed=signed)
    named = {name for name, _ in atlas.do(lambda work: stances.for_leader(work, atlas.ben, update)).named}
    assert named
    for name in ("Ana", "Cy", "Dee", "Eve"):
        (sight,) = sights(atlas, told(atlas, name, update))
        assert may(atlas, sight) == {name, *(["Ben"] if name in named else [])}
    atlas.later(minutes=1)
    atlas.lead_by("Nia")
    (sight,) = sights(atlas, told(atlas, "Ana", update))
    assert may(atlas, sight) == {"Ana"}


def test_an_update_says_what_the_policy_says_of_stances(atlas: Atlas) -> None:
    update = atlas.post()
    (sight,) = sights(atlas, update.source)
    assert sight.note == (
        "Each stance is read by whoever chose it; signed ones, by name, by Ben; unsigned ones, counted from "
        "four up, by Ben; counts of all, from four up, by the members of Atlas."
    )


def test_messages_hold_what_they_show(atlas: Atlas) -> None:
    update = atlas.post()
    source = atlas.say("Ana", f"about:{update.id}", "Who decides?")
    question = atlas.do(lambda work: replies.from_source(work, source))
    atlas.say("Ben", f"answer:{question.id}", "Cy, from Monday.")
    what = {
        kind: [one.what for one in sights(atlas, atlas.deliveries(kind, name)[0])]
        for kind, name in (("update", "Ana"), ("question", "Ben"), ("answer", "Ana"), ("saved", "Ana"))
    }
    asked, answered = "A question to Ben, who leads Atlas", "Ben's answer to a question on Atlas"
    assert what == {
        "update": ["Ben's update for Atlas"],
        "question": [asked],
        "answer": [answered, asked],
        "saved": [asked],
    }


def test_what_is_deleted_or_not_a_record_holds_nothing(atlas: Atlas) -> None:
    source = atlas.say("Ana", f"ask:{atlas.lead.id}", "Who decides?")
    atlas.do(lambda work: DIRECTION.deleted(work, atlas.ana, source))
    assert sights(atlas, source) == []
    assert sights(atlas, Told(atlas.ana.id, {})) == []


def test_everybody_has_their_roles(atlas: Atlas) -> None:
    names = {person.id: name for name, person in atlas.persons.items()}
    roles = {names[one.person_id]: one for one in atlas.do(DIRECTION.roles)}
    assert roles["Ben"].words == "Leads Atlas"
    assert {names[one] for one in roles["Ben"].towards} == set(MEMBERS)
    assert roles["Cy"].words == "Member of Atlas"
    assert "Max" not in roles


def test_where_several_lead_a_team_each_says_in_what(atlas: Atlas) -> None:
    atlas.assign(leaders={"general": atlas.ben.id, "design": atlas.nia.id})
    words = {one.words for one in atlas.do(DIRECTION.roles) if one.words.startswith("Leads")}
    assert words == {"Leads Atlas", "Leads Atlas (design)"}


def test_what_comes_is_that_the_leader_is_asked(atlas: Atlas) -> None:
    coming = {one.words: one.at for one in atlas.do(DIRECTION.coming)}
    asked_at = coming["Prompt to Ben, for an update on Atlas"]
    says(atlas, "Ben", f"update:{atlas.lead.id}")
    atlas.clock.move_to(asked_at)
    atlas.sweep()
    (prompt,) = atlas.deliveries("update_due", "Ben")
    assert prompt.due_at == asked_at


def test_that_somebody_wrote_is_not_said_to_come_before_it_can_be_read(atlas: Atlas) -> None:
    atlas.post()
    before = {one.words for one in atlas.do(DIRECTION.coming)}
    says(atlas, "Ben", f"update:{atlas.lead.id}")
    says(atlas, "Ana", f"ask:{atlas.lead.id}")
    assert {one.words for one in atlas.do(DIRECTION.coming)} == before
    morning = atlas.clock.now() + timedelta(hours=9)
    (question,) = atlas.deliveries("question", "Ben")
    atlas.do(lambda work: setattr(work.session.merge(question), "due_at", morning))  # Ben is asleep
    atlas.later(minutes=3)
    assert {one.words: one.at for one in atlas.do(DIRECTION.coming)}["A question reaches Ben"] == morning


def test_who_leads_and_who_belongs_is_everybodys_to_know_whoever_is_told(atlas: Atlas) -> None:
    atlas.assign(leaders={"general": atlas.ben.id, "design": atlas.nia.id})
    found = [sight for one in atlas.deliveries("lines") for sight in sights(atlas, one)]
    said = {sight.what for sight in found}
    assert {"Who leads Atlas (design), which is public", "Who belongs to Atlas, which is public"} <= said
    assert [may(atlas, sight) for sight in found] == [set(NAMES)] * len(found)
