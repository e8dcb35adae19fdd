"""Which prompts are open, and what a reply belongs to."""

from bot.chain import OpenPrompt
from bot.people.chain import PEOPLE
from bot.people.one_on_ones import service
from bot.storage.work import Work
from tests.people.conftest import Company, Letter, of_kind


def prompts(company: Company, who: str) -> list[OpenPrompt]:
    found: list[OpenPrompt] = company.do(lambda work: PEOPLE.open_prompts(work, company.people[who]))
    return found


def at(company: Company, who: str, letter: Letter) -> list[str]:
    def find(work: Work) -> list[str]:
        return [it.id for it in PEOPLE.prompts_at(work, company.people[who], letter.deliveries)]

    found: list[str] = company.do(find)
    return found


def asking(company: Company, who: str) -> list[str]:
    return [prompt.label for prompt in prompts(company, who) if prompt.asks_text]


def test_nobody_is_asked_before_a_prompt_was_sent(company: Company) -> None:
    company.agree("Ben Ito")
    assert asking(company, "Ben Ito") == []


def test_a_prompt_is_open_from_its_sending_to_the_meeting(company: Company) -> None:
    company.agree("Ben Ito")
    company.pass_to(4, 12)
    assert asking(company, "Ben Ito") == ["My check-in with Ana Torres (Thu)"]
    assert asking(company, "Ana Torres") == ["My agenda with Ben Ito (Thu)"]
    company.pass_to(5, 10)
    assert asking(company, "Ben Ito") == asking(company, "Ana Torres") == []


def test_a_skipped_check_in_waits_for_nothing(company: Company) -> None:
    company.agree("Ben Ito")
    company.pass_to(4, 12)
    one = company.next_one("Ben Ito").id
    company.do(lambda work: service.skip_check_in(work, company.people["Ben Ito"], one))
    assert asking(company, "Ben Ito") == []


def test_a_talking_point_is_always_offered_where_there_is_a_line(company: Company) -> None:
    assert [(prompt.label, prompt.asks_text) for prompt in prompts(company, "Ben Ito")] == [
        ("A talking point for my one-on-one with Ana Torres", False)
    ]
    assert len(prompts(company, "Ana Torres")) == 2
    assert prompts(company, "Dana Admin") == []


def test_a_prompt_says_who_would_read(company: Company) -> None:
    assert prompts(company, "Ben Ito")[0].readers == "you and Ana Torres"


def test_labels_and_ids_stay_short_whatever_the_name(company: Company) -> None:
    company.hire("X" * 200)
    company.assign({"X" * 200: "Ben Ito"})
    for prompt in prompts(company, "Ben Ito"):
        assert len(prompt.label) <= 75
        assert len(prompt.id) <= 80


def test_a_reply_belongs_to_its_prompt_even_after_the_meeting(company: Company) -> None:
    company.agree("Ben Ito")
    letters = company.pass_to(6, 12)
    one, line = company.all_of("Ben Ito")[0].id, company.line("Ben Ito").id
    expected = {
        ("checkin", "Ben Ito"): f"checkin:{one}",
        ("prepare", "Ana Torres"): f"prepare:{one}",
        ("agenda", "Ben Ito"): f"point:{line}",
        ("agenda", "Ana Torres"): f"point:{line}",
        ("wrapup", "Ana Torres"): f"point:{line}",
    }
    for (kind, who), prompt_id in expected.items():
        assert at(company, who, of_kind(letters, kind, who)[0]) == [prompt_id]


def test_a_message_to_somebody_else_is_no_prompt_of_mine(company: Company) -> None:
    company.agree("Ben Ito")
    letter = of_kind(company.pass_to(4, 12), "checkin")[0]
    assert at(company, "Ana Torres", letter) == []
