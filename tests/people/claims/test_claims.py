"""An employee names their people manager, who confirms or declines."""

import pytest

from bot.errors import NotAllowed, Refusal
from bot.people.claims import service
from bot.people.claims.models import Claim
from bot.people.lines import repo as lines
from tests.people.conftest import Company, of_kind


def name(company: Company, who: str, named: str | None, source: str = "view:V1") -> Claim:
    slack_id = company.people[named].slack_id if named else None
    claim: Claim = company.do(lambda work: service.name_manager(work, company.people[who], slack_id, source))
    return claim


def test_a_confirmed_claim_begins_the_line(company: Company) -> None:
    company.deliver()
    claim = name(company, "Dana Admin", "Ana Torres")
    asked = of_kind(company.deliver(), "claim", "Ana Torres")[0]
    assert {"people.claim.confirm", "people.claim.decline"} <= asked.ids
    company.do(lambda work: service.confirm(work, company.people["Ana Torres"], claim.id))
    assert company.line("Dana Admin").manager_id == company.people["Ana Torres"].id
    assert of_kind(company.deliver(), "line_began", "Dana Admin") != []
    after = company.again(asked)
    assert after is not None
    assert "You confirmed it." in str(after.blocks)
    assert "people.claim.confirm" not in str(after.blocks)


def test_confirming_twice_changes_nothing(company: Company) -> None:
    claim = name(company, "Dana Admin", "Ana Torres")
    for _ in range(2):
        company.do(lambda work: service.confirm(work, company.people["Ana Torres"], claim.id))
    assert len([line for line in company.do(lines.open_lines) if line.report_id == claim.report_id]) == 1


def test_a_declined_claim_begins_nothing_and_is_told(company: Company) -> None:
    company.deliver()
    claim = name(company, "Dana Admin", "Ana Torres")
    for _ in range(2):
        company.do(lambda work: service.decline(work, company.people["Ana Torres"], claim.id))
    letters = company.deliver()
    assert [(letter.kind, letter.to) for letter in letters] == [("claim_answer", "Dana Admin")]
    with pytest.raises(Refusal, match="settled"):
        company.do(lambda work: service.confirm(work, company.people["Ana Torres"], claim.id))


def test_the_same_form_twice_makes_one_claim(company: Company) -> None:
    first = name(company, "Dana Admin", "Ana Torres")
    assert name(company, "Dana Admin", "Ana Torres").id == first.id


def test_naming_somebody_else_replaces_the_first(company: Company) -> None:
    first = name(company, "Dana Admin", "Ana Torres")
    name(company, "Dana Admin", "Ben Ito", "view:V2")
    with pytest.raises(Refusal, match="settled"):
        company.do(lambda work: service.confirm(work, company.people["Ana Torres"], first.id))


@pytest.mark.parametrize(("who", "said"), [("Dana Admin", "your own"), (None, "choose a person")])
def test_what_cannot_be_named(company: Company, who: str | None, said: str) -> None:
    with pytest.raises(Refusal, match=said) as no:
        name(company, "Dana Admin", who)
    assert no.value.field == service.FIELD


def test_somebody_deactivated_cannot_be_named(company: Company) -> None:
    company.hire("Gil Gone", active=False)
    with pytest.raises(Refusal, match="deactivated"):
        name(company, "Dana Admin", "Gil Gone")


def test_who_has_a_manager_is_told_so(company: Company) -> None:
    with pytest.raises(Refusal, match="Your people manager is Ana Torres"):
        name(company, "Ben Ito", "Dana Admin")


def test_nobody_else_decides(company: Company) -> None:
    claim = name(company, "Dana Admin", "Ana Torres")
    with pytest.raises(NotAllowed):
        company.do(lambda work: service.confirm(work, company.people["Ben Ito"], claim.id))


def test_a_circle_is_refused_in_kind_words(company: Company) -> None:
    claim = name(company, "Ana Torres", "Ben Ito")
    with pytest.raises(Refusal, match="circle"):
        company.do(lambda work: service.confirm(work, company.people["Ben Ito"], claim.id))


def test_an_assignment_settles_what_was_asked(company: Company) -> None:
    name(company, "Dana Admin", "Ana Torres")
    company.assign({"Dana Admin": "Ben Ito"})
    assert of_kind(company.deliver(), "claim") == []
