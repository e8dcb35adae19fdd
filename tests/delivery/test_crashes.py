"""Killed between any two lines, the outbox neither loses nor doubles a message."""

from datetime import timedelta

from bot.delivery import marks, outbox
from bot.delivery.claims import LEASE, Claim, claim
from bot.delivery.history import metadata
from bot.delivery.marks import BEGUN, LOST, Again, Begin, Ended, Posted
from bot.delivery.models import Delivery
from bot.delivery.preparing import Decision, Place, Ready, decide
from bot.playground import Message, drop_reply, refused
from bot.slack.client import Slack
from bot.storage.work import Everywhere, Work
from tests.delivery.conftest import Office, Words


class Steps:
    """The sender's steps by hand, so that it can be killed after each."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.slack = Slack(office.slack.credentials.bot_token, office.session, office.slack.api_url)
        self.channel = ""
        self.ts = ""

    def claims(self) -> None:
        self.claim: Claim
        (self.claim,) = self.office.do(lambda work: claim(work.session, work.now)).claims

    async def begins(self) -> None:
        (decision,) = self.office.do(self.decides)
        assert isinstance(decision, Ready)
        self.ready = decision
        self.channel = decision.place.channel or decision.place.slack_id
        begin = Begin(self.claim, self.ready, self.office.clock.now())
        assert self.office.do(lambda work: marks.begin(work.session, [begin])) == [BEGUN]

    def decides(self, work: Work) -> list[Decision]:
        return decide(
            Everywhere(work.session, work.now, lambda _: work.vault), [self.claim], self.office.renderers
        )

    async def posts(self) -> None:
        lead = marks.lead_of(self.claim, self.ready)
        message = {"text": self.ready.words.text, "metadata": metadata(lead)}
        if self.ready.place.thread:
            message["thread_ts"] = self.ready.place.thread
        self.channel, self.ts = await self.slack.post(self.channel, message)

    def marks(self) -> None:
        posted = Posted(self.claim, self.ready.keep, self.channel, self.ts, self.office.clock.now())
        self.office.do(lambda work: marks.sent(work.session, [posted]))


async def after_the_lease(office: Office) -> None:
    await office.another_sender().drain()
    office.clock.move(LEASE)
    await office.another_sender().drain()


async def test_killed_after_the_claim(office: Office) -> None:
    office.person()
    office.enqueue("hello")
    Steps(office).claims()
    await after_the_lease(office)
    assert office.reads() == ["hello"]
    assert not office.slack.calls_of("conversations.history")


async def test_killed_before_the_post(office: Office) -> None:
    office.person()
    office.enqueue("hello")
    steps = Steps(office)
    steps.claims()
    await steps.begins()
    await after_the_lease(office)
    assert office.reads() == ["hello"]
    assert office.row("hello").state == "sent"
    assert len(office.slack.calls_of("conversations.history")) == 1


async def test_killed_after_the_post(office: Office) -> None:
    office.person()
    office.enqueue("hello")
    steps = Steps(office)
    steps.claims()
    await steps.begins()
    await steps.posts()
    await after_the_lease(office)
    assert office.reads() == ["hello"]
    assert office.row("hello").state == "sent"
    assert office.addresses("hello") == [(steps.channel, steps.ts)]


async def test_killed_after_the_mark(office: Office) -> None:
    office.person()
    office.enqueue("hello")
    steps = Steps(office)
    steps.claims()
    await steps.begins()
    await steps.posts()
    steps.marks()
    await after_the_lease(office)
    assert office.reads() == ["hello"]


async def test_killed_after_a_merged_post(office: Office) -> None:
    office.person()
    for subject in ("one", "two", "three"):
        office.enqueue(subject, merges=True)
    steps = Steps(office)
    steps.claims()
    await steps.begins()
    await steps.posts()
    office.enqueue("four", merges=True)
    await after_the_lease(office)
    assert office.reads() == ["one + two + three", "four"]
    for subject in ("one", "two", "three"):
        assert office.row(subject).state == "sent"
        assert office.addresses(subject) == [(steps.channel, steps.ts)]


async def test_killed_before_a_merged_post_they_stay_together(office: Office) -> None:
    office.person()
    for subject in ("one", "two"):
        office.enqueue(subject, merges=True)
    steps = Steps(office)
    steps.claims()
    await steps.begins()
    office.enqueue("three", merges=True)
    await after_the_lease(office)
    assert office.reads() == ["one + two", "three"]
    assert not office.slack.calls_of("chat.update")


async def test_killed_after_a_post_in_a_thread(office: Office) -> None:
    office.person()
    office.enqueue("question")
    await office.sender.drain()
    office.enqueue("stored", thread=office.messages()[0].ts, asked_for=True)
    steps = Steps(office)
    steps.claims()
    await steps.begins()
    await steps.posts()
    await after_the_lease(office)
    assert office.reads() == ["question", "stored"]
    assert office.addresses("stored") == [(steps.channel, steps.ts)]


async def test_killed_after_a_post_into_a_channel(office: Office) -> None:
    channel = office.slack.add_channel("team")
    office.enqueue("update", to=channel.id, to_channel=True)
    office.slack.faults.plan("chat.postMessage", drop_reply())
    await office.sender.drain()
    office.clock.move(timedelta(minutes=1))
    await office.sender.drain()
    assert [message.text for message in channel.messages] == ["update"]
    assert office.row("update").state == "sent"


async def test_a_busy_conversation_is_searched_to_its_end(office: Office) -> None:
    office.person()
    ana = office.slack.person("ana@example.com")
    office.enqueue("hello")
    steps = Steps(office)
    steps.claims()
    await steps.begins()
    await steps.posts()
    where = office.slack.workspace.conversations[steps.channel]
    found = where.find(steps.ts)
    assert found
    for _ in range(250):
        where.add(_typed(office, steps.channel, ana.id))
    await after_the_lease(office)
    assert office.reads() == ["hello"]
    assert office.row("hello").state == "sent"


def _typed(office: Office, channel: str, user: str) -> Message:
    return Message(channel, office.slack.slack.timestamps.next(), user, "hm", office.slack.workspace)


async def test_what_changed_while_it_was_unclear_is_rendered_again(office: Office) -> None:
    office.person()
    office.enqueue("hello")
    office.slack.faults.plan("chat.postMessage", drop_reply())
    await office.sender.drain()
    office.say["hello"] = "hello, changed"
    office.clock.move(timedelta(minutes=1))
    await office.sender.drain()
    assert office.reads() == ["hello, changed"]
    assert len(office.messages()) == 1


async def test_a_look_up_that_can_not_be_had_is_tried_again(office: Office) -> None:
    office.person()
    office.enqueue("hello")
    office.slack.faults.plan("chat.postMessage", drop_reply())
    office.slack.faults.plan("conversations.history", refused("internal_error"), drop_reply())
    for _ in range(4):
        await office.sender.drain()
        office.clock.move(timedelta(minutes=1))
    assert office.reads() == ["hello"]
    assert office.row("hello").state == "sent"


async def test_only_where_a_look_up_is_refused_for_good_the_end_is_unknown(office: Office) -> None:
    office.person()
    office.enqueue("hello")
    office.enqueue("next")
    office.slack.faults.plan("chat.postMessage", drop_reply())
    office.slack.faults.plan("conversations.history", refused("missing_scope"))
    await office.sender.drain()
    office.clock.move(timedelta(minutes=1))
    await office.sender.drain()
    assert (office.row("hello").state, office.row("hello").error) == ("unknown", "missing_scope")
    assert office.reads() == ["hello", "next"]


async def test_a_live_lease_is_left_alone(office: Office) -> None:
    office.person()
    office.enqueue("hello")
    Steps(office).claims()
    office.clock.move(LEASE - timedelta(seconds=1))
    assert await office.another_sender().drain() == 0


async def test_whoever_lost_the_lease_changes_nothing(office: Office) -> None:
    office.person()
    office.enqueue("hello")
    slow = Steps(office)
    slow.claims()
    office.clock.move(LEASE)
    assert await office.another_sender().drain() == 1
    now = office.clock.now()
    ready = Ready(Place("D1", None), Words("late"), slow.claim.ids)
    begin, again = Begin(slow.claim, ready, now), Again(slow.claim, now, untouched=True, failures=3)
    assert office.do(lambda work: marks.begin(work.session, [begin])) == [LOST]
    office.do(lambda work: marks.put_back(work.session, [again]))
    office.do(lambda work: marks.finish(work.session, [Ended(slow.claim, "failed", "late")]))
    row = office.row("hello")
    assert (row.state, row.error, row.attempts) == ("sent", None, 0)
    assert office.reads() == ["hello"]


async def test_a_prompt_that_was_snoozed_before_its_mark_keeps_its_address(office: Office) -> None:
    office.person()
    office.enqueue("prompt")
    steps = Steps(office)
    steps.claims()
    await steps.begins()
    await steps.posts()

    def snooze(work: Work) -> None:
        row = work.session.get(Delivery, (work.workspace_id, steps.claim.lead))
        assert row
        outbox.snooze(work, row, work.now + timedelta(hours=22))

    office.do(snooze)
    steps.marks()
    assert office.row("prompt").state == "queued"
    assert office.addresses("prompt") == [(steps.channel, steps.ts)]


async def test_an_address_is_kept_for_what_is_there_and_for_nothing_else(office: Office) -> None:
    """Three are marked at once: one is still held, one was snoozed and one is gone."""
    everybody = []
    for subject in ("held", "snoozed", "gone"):
        office.enqueue(subject, to=office.person(subject))
        steps = Steps(office)
        steps.claims()
        await steps.begins()
        await steps.posts()
        everybody.append(steps)

    def meanwhile(work: Work) -> None:
        snoozed, gone = (
            work.session.get(Delivery, (work.workspace_id, one.claim.lead)) for one in everybody[1:]
        )
        assert snoozed
        assert gone
        outbox.snooze(work, snoozed, work.now + timedelta(hours=22))
        work.session.delete(gone)

    office.do(meanwhile)
    now = office.clock.now()
    posted = [Posted(one.claim, one.ready.keep, one.channel, one.ts, now) for one in everybody]
    office.do(lambda work: marks.sent(work.session, posted))
    assert (office.row("held").state, office.row("snoozed").state) == ("sent", "queued")
    found = [office.addresses(subject) for subject in ("held", "snoozed", "gone")]
    assert found == [[(one.channel, one.ts)] for one in everybody[:2]] + [[]]


async def test_what_is_put_back_together_keeps_its_own_moment_and_count(office: Office) -> None:
    claims, now = {}, office.clock.now()
    for subject in ("one", "two", "three"):
        office.enqueue(subject, to=office.person(subject))
        (claims[subject],) = office.do(lambda work: claim(work.session, work.now)).claims
    later = now + timedelta(minutes=1)
    back = [
        Again(claims["one"], None, untouched=True, failures=0),
        Again(claims["two"], later, untouched=True, failures=2, fault="ValueError"),
        Again(claims["three"], later, untouched=True, failures=1),
    ]
    office.do(lambda work: marks.put_back(work.session, back))
    rows = [office.row(subject) for subject in claims]
    assert [(row.not_before, row.attempts, row.error) for row in rows] == [
        (None, 0, None),
        (later, 2, "ValueError"),
        (later, 1, None),
    ]
    assert {(row.state, row.lease) for row in rows} == {("queued", None)}


async def test_an_unclear_reply_below_a_message_that_is_gone_is_found_in_the_conversation(
    office: Office,
) -> None:
    office.person()
    office.enqueue("stored", thread="1700000000.000001", asked_for=True)
    office.slack.faults.plan("chat.postMessage", drop_reply())
    await office.sender.drain()
    office.clock.move(timedelta(minutes=1))
    await office.sender.drain()
    assert office.reads() == ["stored"]
    assert office.row("stored").state == "sent"
