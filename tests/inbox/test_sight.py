"""A text that waits is its author's alone, and whoever asks is told so."""

from sqlalchemy import select

from bot.chain import Leave, Shown, Sight
from bot.delivery.models import Delivery
from bot.errors import NotAllowed
from bot.inbox import policy, repo
from bot.roster import people as roster
from bot.storage.work import Work
from tests.inbox.conftest import Scene

SECRET = "I have had an offer from elsewhere."


def sights(scene: Scene, shown: Shown) -> list[Sight]:
    found: list[Sight] = scene.do(lambda work: scene.inbox.sight(work, shown, roster.everyone(work)))
    return found


def who_gets_a_grant(scene: Scene, source: str) -> set[str]:
    def ask(work: Work) -> set[str]:
        channel, _, ts = source.partition(":")
        message = repo.at(work, channel, ts)
        held = repo.held_of(work, message.id) if message else None
        assert held is not None
        found = set()
        for person in roster.everyone(work):
            try:
                grant = policy.grant(person, held, "read")
            except NotAllowed:
                continue
            assert work.vault.open(held, "text", grant) == SECRET
            found.add(person.id)
        return found

    found: set[str] = scene.do(ask)
    return found


def test_only_its_author_may_read_it_and_only_they_could_open_it(scene: Scene) -> None:
    source = scene.type(SECRET)
    (sight,) = sights(scene, source)
    may = {one for one, leave in sight.leaves.items() if leave.may}
    assert may == who_gets_a_grant(scene, source) == {scene.kim.id}
    assert sight.leaves[scene.kim.id] == Leave(True, "wrote it")
    assert sight.leaves[scene.ana.id].why


def test_so_it_is_with_the_card_that_asks_where_it_belongs(scene: Scene) -> None:
    source = scene.type(SECRET)
    card: Delivery = scene.do(lambda work: work.session.scalars(select(Delivery)).one())
    assert sights(scene, card) == sights(scene, source)


def test_once_it_is_thrown_away_there_is_nothing_to_read(scene: Scene) -> None:
    source = scene.type(SECRET)
    scene.delete(source.partition(":")[2])
    assert sights(scene, source) == []
    assert sights(scene, "D0KIM:1.0") == []
