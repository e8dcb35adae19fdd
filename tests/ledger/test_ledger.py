"""The ledger and App Home: who holds which duty, and whether it is kept."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.chain import Duty, State, Tally
from bot.clock import ManualClock
from bot.ledger import Ledger
from bot.ledger.words import DUTIES, MARKS, WORDS
from bot.playground.checks.surfaces import home_problems, modal_problems
from bot.roster import people as roster
from bot.roster.models import Away, Person
from bot.slack.blocks import modal, section
from bot.slack.payloads import Ack, Click, Command, Event, View
from bot.storage.engine import Database
from bot.storage.work import Work
from bot.workspaces.keys import Vaults
from tests.conftest import MONDAY_NOON, WORKSPACE, Do
from tests.inbox.fakes import FakeChain, Office, buttons, direction, office, people, shown


@dataclass
class Scene:
    do: Do
    people: FakeChain
    direction: FakeChain
    kim: Person
    ana: Person
    admin: Person

    def __post_init__(self) -> None:
        self.ledger = Ledger(
            [self.people.chain(), self.direction.chain()],
            setup=lambda _work, _me: modal("tandem.setup.first", "Set up Tandem", [section("Pick people")]),
            may_set_up=lambda _work, me: me.id == self.admin.id,
            words={"setup": self._word, "pause": self._word},
            concerns=lambda _work, me: frozenset({"atlas"} if me.id == self.kim.id else ()),
        )

    async def _word(self, _desk: Any, command: Command) -> Ack:
        return {"text": f"did {command.text}"}

    def home(self, me: Person) -> View:
        view: View = self.do(lambda work: self.ledger.home(work, me))
        assert home_problems(view) == []
        return view

    def begin(self) -> None:
        """Ana manages Kim and leads Atlas, of which Kim is a member; the admin is without both."""
        self.people.managers = {self.kim.id: self.ana.id}
        self.direction.leaders = {"atlas": {"general": self.ana.id}}
        self.direction.members = {"atlas": frozenset({self.kim.id})}
        self.people.blocks = [section("Your people manager is Ana")]
        self.direction.blocks = [section("Atlas goes north")]
        self.people.states = [
            Duty("P2", self.kim.id, "Kim", self.ana.id, State.OVERDUE),
            Duty("P1", self.kim.id, "Kim", self.ana.id, State.KEPT),
            Duty("P1", self.admin.id, "Ada <!here> & Co", None, State.UNHELD),
        ]
        self.direction.states = [
            Duty("D1", "atlas", "Atlas", self.ana.id, State.DUE),
            Duty("D2", "hermes", "Hermes", self.admin.id, State.PAUSED),
        ]
        self.people.sums = [Tally("P2", None, None)]


@pytest.fixture
def scene(do: Do) -> Scene:
    def add(name: str) -> Person:
        def insert(work: Work) -> Person:
            person = Person(workspace_id=WORKSPACE, slack_id=f"U0{name[:3].upper()}", name=name, email=None)
            work.session.add(person)
            work.session.flush()
            return person

        added: Person = do(insert)
        return added

    return Scene(do, people(), direction(), add("Kim"), add("Ana Torres"), add("Ada <!here> & Co"))


@pytest.fixture
async def desk(scene: Scene, database: Database, vaults: Vaults, clock: ManualClock) -> AsyncIterator[Office]:
    async with office(database, vaults, clock, scene.ledger.home) as opened:
        yield opened


async def command(scene: Scene, desk: Office, words: str, user: str = "U0KIM") -> Ack:
    typed = Command(WORKSPACE, user, "/tandem", words, "trigger")
    ack = await scene.ledger.routes["/tandem"](desk.desk, typed)
    await desk.desk.background.settle()
    return ack


def test_an_empty_home_says_what_tandem_is_and_how_to_begin(scene: Scene) -> None:
    home = shown(scene.home(scene.kim))
    for says in ("looks after the human", "Who reads what", "`/tandem pause`", "`/1on1`", "an admin"):
        assert says in home
    assert "Set up" not in buttons(scene.home(scene.kim))
    assert "You can begin" in shown(scene.home(scene.admin))
    assert buttons(scene.home(scene.admin)).keys() == {"Ledger", "Help", "Pause", "Set up"}


def test_home_stacks_what_each_chain_shows_and_the_duties_that_concern_me(scene: Scene) -> None:
    scene.begin()
    home = shown(scene.home(scene.kim))
    assert home.index("Your people manager is Ana") < home.index("Atlas goes north")
    owed = home[home.index("What is owed to you") :]
    assert "● kept · one-on-one · Ana Torres" in owed
    assert "△ overdue · look at how the person is · Ana Torres" in owed
    assert "◑ due · direction · Ana Torres" in owed
    assert "paused" not in home
    assert "both hats" not in home


def test_home_tells_a_holder_what_they_owe_and_that_they_wear_both_hats(scene: Scene) -> None:
    scene.begin()
    home = shown(scene.home(scene.ana))
    assert "*You wear both hats:*" in home
    assert "What you owe" in home
    assert "● kept · one-on-one · Kim" in home
    assert "◑ due · direction · Atlas" in home


def test_home_offers_to_resume_while_paused(scene: Scene) -> None:
    day = MONDAY_NOON.date()
    kim = scene.kim.id
    scene.do(
        lambda w: w.session.add(Away(workspace_id=WORKSPACE, person_id=kim, first_day=day, last_day=day))
    )
    assert "Resume" in buttons(scene.home(scene.kim))
    assert "Pause" in buttons(scene.home(scene.ana))


def test_rows_are_plain_data_by_chain_unit_and_duty(scene: Scene) -> None:
    scene.begin()
    rows = scene.do(lambda work: scene.ledger.rows(work, None))
    assert [(row.chain, row.unit, row.duty, row.holder, row.state) for row in rows] == [
        ("people", "Ada <!here> & Co", "P1", None, State.UNHELD),
        ("people", "Kim", "P1", "Ana Torres", State.KEPT),
        ("people", "Kim", "P2", "Ana Torres", State.OVERDUE),
        ("direction", "Atlas", "D1", "Ana Torres", State.DUE),
        ("direction", "Hermes", "D2", "Ada <!here> & Co", State.PAUSED),
    ]


def test_gaps_name_who_is_without_and_who_wears_both_hats(scene: Scene) -> None:
    scene.begin()
    scene.direction.members["atlas"] = frozenset({scene.kim.id, scene.admin.id})
    scene.direction.leaders["hermes"] = {"general": scene.kim.id}
    gaps = scene.do(scene.ledger.gaps)
    assert [person.name for person in gaps.without["people"]] == ["Ada <!here> & Co", "Ana Torres"]
    assert [person.name for person in gaps.without["direction"]] == ["Ana Torres"]
    assert [person.name for person in gaps.both] == ["Ana Torres"]
    assert not gaps.is_empty


def test_a_company_without_gaps_has_none(scene: Scene) -> None:
    everyone = {person.id for person in scene.do(roster.everyone)}
    scene.people.managers = dict.fromkeys(everyone, scene.ana.id)
    scene.direction.members = {"atlas": frozenset(everyone)}
    assert scene.do(scene.ledger.gaps).is_empty


def test_every_state_and_duty_has_its_words() -> None:
    assert set(MARKS) == set(WORDS) == set(State)
    assert len(set(MARKS.values())) == len(State)
    assert {f"{chain}{number}" for chain in "PD" for number in range(1, 9)} == set(DUTIES)


async def test_the_ledger_shows_states_sums_gaps_and_both_hats(scene: Scene, desk: Office) -> None:
    scene.begin()
    await command(scene, desk, "ledger")
    view = desk.slack.views[-1]
    assert modal_problems(view) == []
    ledger = shown(view)
    assert "*Kim* · Ana Torres: one-on-one ● kept, look at how the person is △ overdue" in ledger
    assert "*Ada &lt;!here&gt; &amp; Co*: one-on-one ○ nobody holds it" in ledger
    assert "Look at how the person is: not shown" in ledger
    assert "*Without a people manager* (2)\nAda &lt;!here&gt; &amp; Co · Ana Torres" in ledger
    assert "*Both hats* (1)\nAna Torres" in ledger
    scene.people.sums = [Tally("P2", 4, 1)]
    await command(scene, desk, "ledger")
    assert "this week over everyone: 4 kept, 1 overdue" in shown(desk.slack.views[-1])


async def test_the_command_opens_what_its_user_needs_most(scene: Scene, desk: Office) -> None:
    await command(scene, desk, "", "U0ADA")
    assert desk.slack.views[-1]["title"]["text"] == "Set up Tandem"
    await command(scene, desk, "", "U0KIM")
    assert "An admin begins with `/tandem setup`" in shown(desk.slack.views[-1])
    scene.begin()
    await command(scene, desk, "", "U0ADA")
    assert desk.slack.views[-1]["title"]["text"] == "Ledger"


async def test_help_lists_what_all_commands_can_do(scene: Scene, desk: Office) -> None:
    ack = await command(scene, desk, "  HELP ")
    assert ack is not None
    for says in ("`/tandem ledger`", "`/tandem pause`", "`/tandem setup`", "`/people`", "`/direction`"):
        assert says in ack["text"]
    await scene.ledger.routes["tandem.help"](desk.desk, Click(WORKSPACE, "U0KIM", "tandem.help", "", "t"))
    await desk.desk.background.settle()
    assert modal_problems(desk.slack.views[-1]) == []
    assert "`/tandem ledger`" in shown(desk.slack.views[-1])


async def test_nonsense_gets_a_kind_line_and_is_not_repeated(scene: Scene, desk: Office) -> None:
    ack = await command(scene, desk, "<!channel> please")
    assert ack is not None
    assert ack["text"].startswith("I do not know that word")
    assert "channel" not in ack["text"]
    assert "`/tandem help`" in ack["text"]


async def test_words_of_other_rooms_go_to_them(scene: Scene, desk: Office) -> None:
    assert await command(scene, desk, "pause") == {"text": "did pause"}
    assert await command(scene, desk, "Setup") == {"text": "did Setup"}


async def opened(scene: Scene, desk: Office, user: str, **body: Any) -> None:
    event = Event(WORKSPACE, "app_home_opened", {"type": "app_home_opened", "user": user, **body})
    await scene.ledger.routes["app_home_opened"](desk.desk, event)
    await desk.desk.background.settle()


async def test_opening_the_home_tab_publishes_it_and_the_messages_tab_does_not(
    scene: Scene, desk: Office
) -> None:
    await opened(scene, desk, "U0KIM", tab="messages")
    assert desk.slack.homes == {}
    await opened(scene, desk, "U0KIM", tab="home")
    assert "Tandem keeps two chains turning" in shown(desk.slack.homes["U0KIM"])


async def test_a_guest_who_opens_the_home_tab_reads_why_it_is_empty(scene: Scene, desk: Office) -> None:
    desk.slack.users["U0GUEST"] = {"id": "U0GUEST", "is_restricted": True}
    await opened(scene, desk, "U0GUEST")
    assert "guests and bots take no part" in shown(desk.slack.homes["U0GUEST"])
    assert home_problems(desk.slack.homes["U0GUEST"]) == []


async def test_the_largest_company_fits_and_has_pages(scene: Scene, desk: Office) -> None:
    """200 people, 40 teams of five seats, and names as long as they may be."""
    scene.begin()
    name = "<!channel> & " * 19
    for number in range(200):
        scene.people.states += [
            Duty(duty, f"{number:032}", f"{name}{number}", scene.ana.id, State.OVERDUE)
            for duty in ("P1", "P2")
        ]
    for number in range(200):
        scene.direction.states += [
            Duty(duty, f"t{number}", f"{name}{number}"[:80], scene.ana.id, State.OVERDUE)
            for duty in ("D1", "D2")
        ]

    def many(work: Work) -> None:
        for number in range(200):
            slack_id = f"U{number:05}"
            work.session.add(Person(workspace_id=WORKSPACE, slack_id=slack_id, name=name[:250], email=None))

    scene.do(many)
    scene.people.blocks = scene.direction.blocks = [section("x" * 3000)] * 80
    home = scene.home(scene.ana)
    assert "<!channel>" not in shown(home)
    assert "more in the ledger" in shown(home)
    await command(scene, desk, "ledger")
    first = desk.slack.views[-1]
    assert buttons(first) == {"On": "1"}
    seen = shown(first)
    page = first
    while "On" in buttons(page):
        assert modal_problems(page) == []
        value = buttons(page)["On"]
        click = Click(WORKSPACE, "U0KIM", "tandem.ledger.on", value, "t", view={"id": "V1", **page})
        await scene.ledger.routes["tandem.ledger.on"](desk.desk, click)
        await desk.desk.background.settle()
        page = desk.slack.views[-1]
        seen += shown(page)
    assert modal_problems(page) == []
    assert buttons(page).keys() == {"Back"}
    assert seen.count("one-on-one △ overdue") == 200
    assert seen.count("direction update △ overdue") == 200
    assert "*Both hats* (1)" in seen


async def test_a_page_that_does_not_exist_is_the_nearest_that_does(scene: Scene, desk: Office) -> None:
    for value in ("99", "-1", "nonsense", ""):
        click = Click(WORKSPACE, "U0KIM", "tandem.ledger.on", value, "t", view={"id": "V1"})
        await scene.ledger.routes["tandem.ledger.on"](desk.desk, click)
        await desk.desk.background.settle()
        assert "An admin begins" in shown(desk.slack.views[-1])


def test_every_route_of_the_ledger_is_its_own(scene: Scene) -> None:
    ids = [route for route in scene.ledger.routes if "." in route]
    assert ids
    assert all(route.startswith("tandem.") for route in ids)
