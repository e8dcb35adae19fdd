"""Answers and talking points: stored once, sealed, changed, deleted, read by the right ones."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.delivery.models import PlannedRefresh
from bot.errors import NotAllowed, Refusal
from bot.people.chain import PEOPLE
from bot.people.check_ins import forms, opening, reading, repo, service, views
from bot.people.check_ins.models import Answer, Point
from bot.people.check_ins.rules import LONGEST
from bot.playground.checks.surfaces import modal_problems
from bot.storage.work import Work
from tests.people.conftest import Company, check_in, of_kind

PRIVATE = "I would rather not travel every week."


def point(company: Company) -> str:
    return f"point:{company.line('Ben Ito').id}"


def read(company: Company, who: str) -> list[str]:
    def look(work: Work) -> list[str]:
        one = company.all_of("Ben Ito")[0]
        opened = opening.answers(work, company.people[who], one.id)
        return [answer.text for answer in opened.found]

    found: list[str] = company.do(look)
    return found


def count(company: Company, model: type[Answer] | type[Point]) -> int:
    found: int = company.do(lambda work: work.session.scalar(select(func.count()).select_from(model)))
    return found


def test_a_reply_is_stored_and_confirmed_with_its_readers(asked: Company) -> None:
    asked.say("Ben Ito", PRIVATE, check_in(asked))
    letter = of_kind(asked.deliver(), "saved", "Ben Ito")[0]
    assert "Read by: you and Ana Torres, your people manager." in letter.words
    assert {"people.reply.change", "people.reply.delete"} <= letter.ids
    assert "tandem.not_for_them" not in letter.ids
    assert letter.deliveries[0].thread == "1.1"
    assert PRIVATE not in letter.words
    assert read(asked, "Ana Torres") == [PRIVATE]


def test_what_is_stored_is_sealed(asked: Company) -> None:
    asked.say("Ben Ito", PRIVATE, check_in(asked))
    row = asked.answers("Ben Ito")[0]
    assert PRIVATE.encode() not in row.text


def test_the_same_message_twice_is_stored_and_confirmed_once(asked: Company) -> None:
    source = asked.say("Ben Ito", PRIVATE, check_in(asked))
    asked.repeat("Ben Ito", PRIVATE, check_in(asked), source)
    asked.repeat("Ben Ito", PRIVATE, point(asked), source)
    assert (count(asked, Answer), count(asked, Point)) == (1, 0)
    assert len(of_kind(asked.deliver(), "saved")) == 1


def test_unthreaded_words_are_unread_for_two_minutes_and_can_be_taken_back(asked: Company) -> None:
    source = asked.say("Ben Ito", PRIVATE, check_in(asked), thread=None, hold=2)
    letter = of_kind(asked.deliver(), "saved")[0]
    assert "tandem.not_for_them" in letter.ids
    assert "from 12:02" not in letter.words  # Ben is in Tokyo
    assert "Read by: you; from 21:02 on also Ana Torres, your people manager." in letter.words
    assert read(asked, "Ana Torres") == []
    assert asked.do(lambda work: PEOPLE.withdraw(work, asked.people["Ben Ito"], source)) == PRIVATE
    asked.clock.move(timedelta(minutes=3))
    assert read(asked, "Ana Torres") == []
    assert count(asked, Answer) == 0
    after = asked.again(letter)
    assert after is not None
    assert "Taken out" in str(after.blocks)


def test_after_two_minutes_it_is_read(asked: Company) -> None:
    asked.say("Ben Ito", PRIVATE, check_in(asked), thread=None, hold=2)
    asked.clock.move(timedelta(minutes=2))
    assert read(asked, "Ana Torres") == [PRIVATE]


def test_nobody_else_withdraws_or_edits(asked: Company) -> None:
    source = asked.say("Ben Ito", PRIVATE, check_in(asked))
    ana = asked.people["Ana Torres"]
    assert asked.do(lambda work: PEOPLE.edited(work, ana, source, "forged")) is False
    assert asked.do(lambda work: PEOPLE.deleted(work, ana, source)) is False
    with pytest.raises(NotAllowed):
        asked.do(lambda work: PEOPLE.withdraw(work, ana, source))
    with pytest.raises(NotAllowed):
        asked.do(lambda work: service.delete(work, ana, asked.answers("Ben Ito")[0].id))
    assert read(asked, "Ben Ito") == [PRIVATE]


def test_what_is_not_here_is_left_to_the_other_chain(asked: Company) -> None:
    ben = asked.people["Ben Ito"]
    assert asked.do(lambda work: PEOPLE.edited(work, ben, "D1:9", "x")) is False
    assert asked.do(lambda work: PEOPLE.deleted(work, ben, "D1:9")) is False
    assert asked.do(lambda work: PEOPLE.withdraw(work, ben, "D1:9")) is None
    assert asked.do(lambda work: PEOPLE.readers(work, "D1:9")) is None


def test_an_edited_message_changes_the_answer_and_counts_as_unopened(asked: Company) -> None:
    ben, ana = asked.people["Ben Ito"], asked.people["Ana Torres"]
    source = asked.say("Ben Ito", PRIVATE, check_in(asked))
    row = asked.answers("Ben Ito")[0]
    asked.do(lambda work: service.mark_opened(work, ana, {row.id: work.now}))
    assert asked.answers("Ben Ito")[0].opened_at is not None
    asked.clock.move(timedelta(minutes=1))
    assert asked.do(lambda work: PEOPLE.edited(work, ben, source, "Travelling is fine after all."))
    changed = asked.answers("Ben Ito")[0]
    assert (changed.opened_at, changed.edited_at) == (None, asked.clock.now())
    assert read(asked, "Ana Torres") == ["Travelling is fine after all."]


def test_an_edit_that_changes_nothing_stays_opened(asked: Company) -> None:
    source = asked.say("Ben Ito", PRIVATE, check_in(asked))
    row = asked.answers("Ben Ito")[0]
    asked.do(lambda work: service.mark_opened(work, asked.people["Ana Torres"], {row.id: work.now}))
    asked.do(lambda work: PEOPLE.edited(work, asked.people["Ben Ito"], source, PRIVATE))
    assert asked.answers("Ben Ito")[0].opened_at is not None


def test_a_deleted_message_deletes_the_answer(asked: Company) -> None:
    source = asked.say("Ben Ito", PRIVATE, check_in(asked))
    for found in (True, False):
        assert asked.do(lambda work: PEOPLE.deleted(work, asked.people["Ben Ito"], source)) is found
    assert count(asked, Answer) == 0


def test_only_the_manager_opens(asked: Company) -> None:
    asked.say("Ben Ito", PRIVATE, check_in(asked))
    row = asked.answers("Ben Ito")[0]
    asked.do(lambda work: service.mark_opened(work, asked.people["Ben Ito"], {row.id: work.now}))
    assert asked.answers("Ben Ito")[0].opened_at is None


def test_an_answer_that_changed_while_it_was_shown_is_not_opened(asked: Company) -> None:
    source = asked.say("Ben Ito", PRIVATE, check_in(asked))
    row, shown = asked.answers("Ben Ito")[0], asked.clock.now()
    asked.clock.move(timedelta(seconds=1))
    asked.do(lambda work: PEOPLE.edited(work, asked.people["Ben Ito"], source, "Other words."))
    asked.do(lambda work: service.mark_opened(work, asked.people["Ana Torres"], {row.id: shown}))
    assert asked.answers("Ben Ito")[0].opened_at is None


def test_a_reply_after_the_meeting_is_stored_and_marked_as_late(asked: Company) -> None:
    prompt = check_in(asked)
    asked.pass_to(5, 15)
    asked.say("Ben Ito", PRIVATE, prompt)
    assert ", after it began" in of_kind(asked.deliver(), "saved")[0].words
    assert read(asked, "Ana Torres") == [PRIVATE]


def test_the_manager_does_not_answer_the_reports_check_in(asked: Company) -> None:
    with pytest.raises(NotAllowed):
        asked.say("Ana Torres", "my words", check_in(asked))
    with pytest.raises(NotAllowed):
        asked.say("Carla Weiss", "my words", check_in(asked))


@pytest.mark.parametrize(("text", "said"), [("   ", "no text"), ("x" * (LONGEST + 1), "in parts")])
def test_what_cannot_be_stored_is_refused_and_nothing_is_half_written(
    asked: Company, text: str, said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        asked.say("Ben Ito", text, check_in(asked))
    assert count(asked, Answer) == 0


def test_after_a_change_of_manager_the_old_prompt_takes_nothing_more(asked: Company) -> None:
    prompt = check_in(asked)
    asked.assign({"Ben Ito": "Dana Admin"})
    with pytest.raises(Refusal, match="no longer people manager and report"):
        asked.say("Ben Ito", PRIVATE, prompt)


def test_after_a_change_of_manager_one_can_still_change_ones_own_words(asked: Company) -> None:
    source = asked.say("Ben Ito", PRIVATE, check_in(asked))
    asked.assign({"Ben Ito": "Dana Admin"})
    assert asked.do(lambda work: PEOPLE.edited(work, asked.people["Ben Ito"], source, "other"))
    assert asked.do(lambda work: PEOPLE.readers(work, source)) == "you"


def test_a_talking_point_reaches_both_agendas_without_its_answer(asked: Company) -> None:
    asked.say("Ana Torres", "The budget", f"prepare:{asked.next_one('Ben Ito').id}")
    asked.say("Ben Ito", "My holiday", point(asked))
    asked.say("Ben Ito", PRIVATE, check_in(asked))
    letters = of_kind(asked.pass_to(5, 10), "agenda")
    assert len(letters) == 2
    for letter in letters:
        assert "The budget" in letter.words
        assert "My holiday" in letter.words
        assert PRIVATE not in letter.words
    assert "people.answers.open" in of_kind(letters, "agenda", "Ana Torres")[0].ids
    assert "people.answers.open" not in of_kind(letters, "agenda", "Ben Ito")[0].ids


def test_a_point_that_is_done_is_ticked_off_in_both_agendas_and_not_carried_over(asked: Company) -> None:
    asked.say("Ben Ito", "My holiday", point(asked))
    asked.say("Ben Ito", "My desk", point(asked))
    agendas = of_kind(asked.pass_to(5, 10), "agenda")
    first = asked.do(lambda work: repo.open_points(work, [asked.line("Ben Ito").id]))[0]
    for _ in range(2):
        asked.do(lambda work: service.mark_point(work, asked.people["Ana Torres"], first.id, done=True))
    for letter in agendas:
        assert asked.is_to_be_refreshed(letter)
        message = asked.again(letter)
        assert message is not None
        assert "_Done:_ My holiday" in str(message.blocks)
    prepared = of_kind(asked.pass_to(18, 12), "prepare")[0]
    assert "My desk" in prepared.words
    assert "My holiday" not in prepared.words


def test_a_point_can_be_brought_back(asked: Company) -> None:
    asked.say("Ben Ito", "My holiday", point(asked))
    row = asked.do(lambda work: repo.open_points(work, [asked.line("Ben Ito").id]))[0]
    asked.do(lambda work: service.mark_point(work, asked.people["Ben Ito"], row.id, done=True))
    asked.do(lambda work: service.mark_point(work, asked.people["Ben Ito"], row.id, done=False))
    assert len(asked.do(lambda work: repo.open_points(work, [asked.line("Ben Ito").id]))) == 1


def test_a_successor_reads_nothing_old(asked: Company) -> None:
    asked.say("Ben Ito", "My holiday", point(asked))
    old = asked.line("Ben Ito")
    asked.assign({"Ben Ito": "Dana Admin"})
    dana = asked.people["Dana Admin"]
    new = asked.line("Ben Ito")
    assert asked.do(lambda work: reading.to_talk_about(work, dana.id, new)) == []
    points = asked.do(lambda work: reading.points(work, dana.id, old, repo.points_of(work, [old.id])))
    assert points == []


def fill(company: Company, values: dict[str, str], source: str = "view:V1") -> int:
    one = company.all_of("Ben Ito")[0].id
    _pair, number = company.do(lambda work: forms.store(work, company.people["Ben Ito"], one, values, source))
    return int(number)


def form(company: Company) -> dict[str, str]:
    one = company.all_of("Ben Ito")[0].id
    _pair, _one, values = company.do(lambda work: forms.values(work, company.people["Ben Ito"], one))
    return dict(values)


def test_the_form_is_stored_a_question_each_and_opens_filled_in(asked: Company) -> None:
    assert fill(asked, {"happy": "4", "works": "Pairing."}) == 2
    assert form(asked) == {"happy": "4", "works": "Pairing."}
    letter = of_kind(asked.deliver(), "saved_form")[0]
    assert "2 answers" in letter.words
    assert "Read by: you and Ana Torres, your people manager." in letter.words


def test_the_form_twice_is_stored_and_confirmed_once(asked: Company) -> None:
    for _ in range(2):
        assert fill(asked, {"happy": "4"}) == 1
    assert count(asked, Answer) == 1
    assert len(of_kind(asked.deliver(), "saved_form")) == 1


def test_the_form_can_be_changed_emptied_and_left_alone(asked: Company) -> None:
    fill(asked, {"happy": "4", "works": "Pairing."})
    ana = asked.people["Ana Torres"]
    rows = {row.question: row for row in asked.answers("Ben Ito")}
    asked.do(lambda work: service.mark_opened(work, ana, {row.id: work.now for row in rows.values()}))
    asked.clock.move(timedelta(minutes=1))
    assert fill(asked, {"happy": "4", "in_the_way": "Noise."}, "view:V2") == 2
    after = {row.question: row for row in asked.answers("Ben Ito")}
    assert set(after) == {"happy", "in_the_way"}
    assert after["happy"].opened_at is not None
    assert after["in_the_way"].opened_at is None


def test_a_late_change_of_the_form_is_kept_and_marked(asked: Company) -> None:
    fill(asked, {"works": "Pairing."})
    asked.pass_to(6, 12)
    fill(asked, {"works": "Pairing, mostly."}, "view:V2")
    ana, one = asked.people["Ana Torres"], asked.all_of("Ben Ito")[0]
    view, ids = views.answers(asked.do(lambda work: opening.answers(work, ana, one.id)), asked.clock.now())
    assert modal_problems(view) == []
    assert "changed, after it began" in str(view)
    assert len(ids) == 1


def test_an_empty_form_is_refused_beside_its_field(asked: Company) -> None:
    with pytest.raises(Refusal) as no:
        fill(asked, {"happy": "", "works": ""})
    assert no.value.field == forms.field("works")


def test_the_form_can_be_deleted_and_replies_stay(asked: Company) -> None:
    fill(asked, {"works": "Pairing."})
    asked.say("Ben Ito", PRIVATE, check_in(asked))
    one = asked.all_of("Ben Ito")[0].id
    for _ in range(2):
        asked.do(lambda work: forms.delete(work, asked.people["Ben Ito"], one))
    assert form(asked) == {}
    assert read(asked, "Ana Torres") == [PRIVATE]


def test_a_reply_under_the_confirmation_belongs_to_the_same_prompt(asked: Company) -> None:
    asked.say("Ben Ito", PRIVATE, check_in(asked))
    letter = of_kind(asked.deliver(), "saved")[0]
    found = asked.do(lambda work: PEOPLE.prompts_at(work, asked.people["Ben Ito"], letter.deliveries))
    assert [prompt.id for prompt in found] == [check_in(asked)]


def test_the_managers_count_follows_once_the_words_can_be_read(asked: Company) -> None:
    asked.say("Ben Ito", PRIVATE, check_in(asked), thread=None, hold=2)

    def planned_for(work: Work) -> datetime | None:
        return work.session.scalar(select(PlannedRefresh.at).where(PlannedRefresh.kind == "prepare"))

    assert asked.do(planned_for) == asked.clock.now() + timedelta(minutes=2)
