"""One pair's fortnight, from assignment to the next meeting."""

from tests.people.conftest import Company, of_kind


def test_a_one_on_one_from_the_proposal_to_the_wrap_up(company: Company) -> None:
    first = company.deliver()
    proposal = of_kind(first, "proposal", "Ana Torres")
    assert len(proposal) == 1
    for letter in first:
        print(letter.to, letter.kind, letter.words)
    company.agree("Ben Ito")
    letters = company.pass_to(6, 18)
    for letter in letters:
        print("=====", letter.to, letter.kind, letter.words)
    assert 0
