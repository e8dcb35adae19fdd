"""Whose turn is a DM? product.md, "How it should feel", to the letter."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from bot.delivery.models import SENT, Delivery
from bot.errors import NotAllowed, Refusal
from bot.inbox import policy, repo, service
from bot.inbox.models import Held, InboxMessage
from bot.inbox.rules import LONGEST, Choice, Typed
from bot.storage.vault import WallBreach
from bot.storage.work import Work
from bot.walls import Grant
from tests.inbox.conftest import DM, Scene
from tests.inbox.fakes import buttons, shown


def held_rows(scene: Scene) -> int:
    count: int = scene.do(lambda work: work.session.scalar(select(func.count()).select_from(Held)))
    return count


def outcomes(scene: Scene) -> list[str]:
    rows: list[str] = scene.do(lambda work: list(work.session.scalars(select(InboxMessage.outcome))))
    return rows


def test_text_goes_to_the_one_open_question_and_nobody_reads_it_for_two_minutes(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    scene.direction.ask(scene.kim, "stance", asks_text=False)
    source = scene.type("All fine")
    (said,) = scene.people.stored.values()
    assert (said.text, said.source, said.thread) == ("All fine", source, None)
    assert said.readable_from == scene.clock.now() + timedelta(minutes=2)
    assert scene.cards() == []


def test_a_reply_in_a_thread_belongs_to_that_prompt_at_once(scene: Scene) -> None:
    check_in = scene.people.ask(scene.kim, "check-in")
    scene.direction.ask(scene.kim, "question")
    scene.people.asked_by["meeting"] = [check_in]
    thread = scene.delivered("meeting")
    scene.type("In the thread", thread=thread)
    (said,) = scene.people.stored.values()
    assert (said.readable_from, said.thread) == (scene.clock.now(), thread)
    assert scene.direction.stored == {}


def test_each_chain_is_asked_only_about_its_own_messages(scene: Scene) -> None:
    """The fake chain fails where it is handed a delivery of the other chain's."""
    update = scene.direction.ask(scene.kim, "update")
    scene.direction.asked_by["team"] = [update]
    thread = scene.delivered("team", chain="direction")
    scene.type("For the team", thread=thread)
    assert scene.direction.texts() == ["For the team"]


def test_a_reply_under_merged_prompts_is_offered_just_these(scene: Scene) -> None:
    for name in ("ben", "cem", "dana"):
        prompt = scene.people.ask(scene.kim, name)
        scene.people.asked_by[name] = [prompt]
    thread = scene.delivered("ben", "cem")
    scene.type("Which of them?", thread=thread)
    assert buttons(scene.card()).keys() == {"Answer ben", "Answer cem", "Neither: throw it away"}


def test_what_was_delivered_to_somebody_else_asks_me_nothing(scene: Scene) -> None:
    check_in = scene.people.ask(scene.kim, "check-in")
    scene.people.asked_by["meeting"] = [check_in]
    thread = scene.delivered("meeting")
    typed = Typed(DM, scene.at(), thread, "Not mine to answer")
    scene.do(lambda work: service.take(scene.chains, work, scene.ana, typed))
    assert scene.people.stored == {}


def test_what_was_said_about_a_text_is_brought_up_to_date(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    scene.people.ask(scene.kim, "agenda")
    scene.type("Hm")
    value = buttons(scene.card())["Answer check-in"]
    scene.people.prompts[scene.kim.id].pop(0)

    def sent(work: Work) -> None:
        (card,) = work.session.scalars(select(Delivery)).all()
        card.state, card.refresh_at = SENT, None

    def is_due(work: Work) -> bool:
        return work.session.scalars(select(Delivery.refresh_at)).all() == [work.now]

    scene.do(sent)
    scene.do(lambda work: service.route(scene.chains, work, scene.kim, Choice.of(value)))
    assert scene.do(is_due)
    scene.do(sent)
    scene.click("Answer agenda")
    assert scene.do(is_due)


def test_a_reply_in_an_unknown_thread_is_like_text_without_one(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    scene.type("Under something old", thread="1600000000.000001")
    (said,) = scene.people.stored.values()
    assert said.readable_from == scene.clock.now() + timedelta(minutes=2)


def test_a_reply_under_an_answer_of_mine_goes_where_that_answer_went(scene: Scene) -> None:
    check_in = scene.people.ask(scene.kim, "check-in")
    first = scene.type("One thing", ts=scene.at(1))
    scene.direction.ask(scene.kim, "question")
    scene.type("And another", ts=scene.at(2), thread=first.partition(":")[2])
    assert scene.people.texts() == ["One thing", "And another"]
    assert check_in in scene.people.prompts[scene.kim.id]


def test_text_waits_where_both_chains_ask(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in", label="Answer Ana's check-in")
    scene.direction.ask(scene.kim, "question", label="Ask about Atlas")
    scene.type("Hm & <hm>")
    card = scene.card()
    assert list(buttons(card)) == ["Answer Ana's check-in", "Ask about Atlas", "Neither: throw it away"]
    assert shown(card).count("Read by: you and Ana") == 2
    assert "> Hm &amp; &lt;hm&gt;" in shown(card)
    assert (scene.people.stored, scene.direction.stored) == ({}, {})


def test_text_waits_where_nothing_is_open(scene: Scene) -> None:
    scene.type("Hello?")
    assert list(buttons(scene.card())) == ["Neither: throw it away"]
    assert "Nothing that it could answer is open for you now" in shown(scene.card())


def test_text_that_no_question_asked_for_is_offered_what_takes_text_anyway(scene: Scene) -> None:
    scene.people.ask(scene.kim, "agenda", asks_text=False)
    scene.type("Let us talk about the roadmap")
    assert list(buttons(scene.card())) == ["Answer agenda", "Neither: throw it away"]
    scene.click("Answer agenda")
    assert scene.people.texts() == ["Let us talk about the roadmap"]


def test_a_click_moves_the_text_and_nothing_of_it_stays_behind(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    scene.direction.ask(scene.kim, "question")
    source = scene.type("Where are we going?")
    assert scene.click("Answer question") is None
    (said,) = scene.direction.stored.values()
    assert (said.text, said.source, said.readable_from) == ("Where are we going?", source, scene.clock.now())
    assert held_rows(scene) == 0
    assert buttons(scene.card()) == {}
    assert "Read by: you and Ana &amp; Co" in shown(scene.card())


def test_neither_throws_the_text_away_at_once(scene: Scene) -> None:
    scene.type("Never mind")
    scene.click("Neither: throw it away")
    assert held_rows(scene) == 0
    assert "Thrown away" in shown(scene.card())


def test_a_second_click_is_told_kindly_that_nothing_waits(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    scene.people.ask(scene.kim, "agenda")
    scene.type("Once")
    (value,) = [value for label, value in buttons(scene.card()).items() if label == "Answer agenda"]
    scene.click("Answer check-in")

    with pytest.raises(Refusal, match="not waiting here any more"):
        scene.do(lambda work: service.route(scene.chains, work, scene.kim, Choice.of(value)))
    assert scene.people.texts() == ["Once"]


def test_a_click_on_a_prompt_that_has_closed_leaves_the_text_waiting(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    scene.people.ask(scene.kim, "agenda")
    scene.type("Still here")
    value = buttons(scene.card())["Answer check-in"]
    del scene.people.prompts[scene.kim.id][0]

    problem = scene.do(lambda work: service.route(scene.chains, work, scene.kim, Choice.of(value)))
    assert "no longer open" in problem
    assert list(buttons(scene.card())) == ["Answer agenda", "Neither: throw it away"]
    assert held_rows(scene) == 1


def test_nobody_else_can_move_or_throw_away_a_text_that_waits(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    scene.people.ask(scene.ana, "check-in")
    scene.direction.ask(scene.kim, "question")
    scene.type("Mine")

    choice = Choice.of(buttons(scene.card())["Answer check-in"])
    with pytest.raises(Refusal):
        scene.do(lambda work: service.route(scene.chains, work, scene.ana, choice))
    with pytest.raises(Refusal):
        scene.do(lambda work: service.neither(work, scene.ana, choice.message_id))
    assert held_rows(scene) == 1


def test_a_text_that_waits_is_sealed_and_opens_for_its_author_only(scene: Scene) -> None:
    scene.type("A secret")

    def look(work: Work) -> None:
        (raw,) = work.session.execute(text("SELECT text FROM inbox_held")).scalars().all()
        assert b"A secret" not in bytes(raw)
        (held,) = work.session.scalars(select(Held)).all()
        assert work.vault.open(held, "text", policy.grant(scene.kim, held, "read")) == "A secret"
        with pytest.raises(NotAllowed):
            policy.grant(scene.ana, held, "read")
        with pytest.raises(WallBreach):
            work.vault.open(held, "text", Grant(scene.ana.id, "held text", "read", scene.ana.id))

    scene.do(look)


def test_a_text_waits_for_a_day_at_most(scene: Scene) -> None:
    scene.type("Tick")
    scene.clock.move(timedelta(hours=23, minutes=59))
    assert scene.do(lambda work: scene.inbox.waiting(work.session, work.now)) == []
    assert scene.do(scene.inbox.due) == 0
    value = next(iter(buttons(scene.card()).values()))
    scene.clock.move(timedelta(minutes=1))

    with pytest.raises(Refusal, match="its day is over"):
        scene.do(lambda work: service.neither(work, scene.kim, value))
    workspaces = scene.do(lambda work: scene.inbox.waiting(work.session, work.now))
    assert workspaces == [scene.kim.workspace_id]
    assert scene.do(scene.inbox.due) == 1
    assert held_rows(scene) == 0
    assert "thrown away" in shown(scene.card())


def test_outcomes_are_forgotten_after_thirty_days(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    scene.type("Fine")
    scene.clock.move(timedelta(days=29))
    assert scene.do(scene.inbox.due) == 0
    scene.clock.move(timedelta(days=1))
    assert scene.do(scene.inbox.due) == 1
    assert outcomes(scene) == []
    assert scene.people.texts() == ["Fine"]


def test_a_redelivered_event_has_one_effect_whatever_is_open_by_then(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    ts = scene.at()
    scene.type("Once", ts=ts)
    scene.people.prompts.clear()
    scene.type("Once", ts=ts)
    assert scene.people.texts() == ["Once"]
    assert scene.cards() == []


def test_only_a_file_is_answered_with_what_is_not_kept(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    scene.type("")
    assert "I keep text only" in shown(scene.card())
    assert scene.people.stored == {}


def test_a_long_text_is_kept_whole_and_an_endless_one_is_refused_kindly(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    scene.type("x" * LONGEST, ts=scene.at(1))
    scene.type("x" * (LONGEST + 1), ts=scene.at(2))
    assert [len(words) for words in scene.people.texts()] == [LONGEST]
    assert "12,000 characters" in shown(scene.card())


def test_a_chain_that_refuses_leaves_nothing_behind(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    scene.people.refuses = "This meeting is over."
    with pytest.raises(Refusal, match="This meeting is over"):
        scene.type("Late")
    assert outcomes(scene) == []


def test_not_for_them_takes_a_text_back_before_anybody_could_read_it(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    source = scene.type("Wrong chain")
    scene.direction.ask(scene.kim, "question")
    scene.clock.move(timedelta(minutes=1))
    scene.take_back(source)
    assert scene.people.stored == {}
    assert "Nobody has read this" in shown(scene.card())
    scene.click("Answer question")
    assert scene.direction.texts() == ["Wrong chain"]


def test_not_for_them_says_so_where_the_text_could_have_been_read(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    source = scene.type("Wrong chain")
    scene.clock.move(timedelta(minutes=2))
    scene.take_back(source)
    assert "it may have been" in shown(scene.card())


def test_not_for_them_works_when_the_outcome_was_forgotten(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    source = scene.type("Old")
    scene.clock.move(timedelta(days=31))
    scene.do(scene.inbox.due)
    scene.take_back(source)
    assert "it may have been" in shown(scene.card())


def test_a_text_may_go_back_and_forth_and_only_its_newest_card_has_buttons(scene: Scene) -> None:
    scene.people.ask(scene.kim, "check-in")
    scene.people.ask(scene.kim, "agenda")
    source = scene.type("Hm")
    scene.click("Answer agenda")
    scene.take_back(source)
    cards = scene.cards()
    assert sorted(bool(buttons(card)) for card in cards) == [False, True]
    assert any("waits again, further down" in shown(card) for card in cards)
    scene.click("Answer check-in")
    assert [said.source for said in scene.people.stored.values()] == [source]
    assert not any(buttons(card) for card in scene.cards())


@pytest.mark.parametrize("source", ["D0KIM:1.1", "nonsense", ""])
def test_there_may_be_nothing_to_take_back(scene: Scene, source: str) -> None:
    with pytest.raises(Refusal, match="nothing here to take back"):
        scene.take_back(source)
    assert outcomes(scene) == []


def test_nobody_takes_back_what_somebody_else_wrote(scene: Scene) -> None:

    scene.people.ask(scene.kim, "check-in")
    source = scene.type("Mine")
    with pytest.raises(Refusal):
        scene.do(lambda work: service.not_for_them(scene.chains, work, scene.ana, source))
    assert scene.people.texts() == ["Mine"]


def test_an_answer_is_locked_while_it_moves(scene: Scene) -> None:
    """Both ways to find a message say the same one."""
    scene.type("Hm")
    ts = scene.at()

    def look(work: Work) -> None:
        message = repo.locked_at(work, DM, ts)
        assert message is not None
        assert repo.locked(work, message.id) is message is repo.at(work, DM, ts)

    scene.do(look)
