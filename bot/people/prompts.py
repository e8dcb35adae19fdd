"""What text can be an answer to, and storing it there (product.md: "Whose turn is a DM?")."""

from collections.abc import Sequence

from bot.chain import OpenPrompt, Said
from bot.delivery import outbox
from bot.delivery.models import Delivery
from bot.errors import Refusal
from bot.people.check_ins import reading, service
from bot.people.check_ins.models import Answer
from bot.people.lines import repo as lines
from bot.people.lines.pairs import Pair, pairs
from bot.people.names import AGENDA, CHECK_IN, NAME, PREPARE, SAVED, SAVED_FORM, WRAPUP
from bot.people.one_on_ones import repo as meetings
from bot.people.one_on_ones.models import OneOnOne
from bot.people.one_on_ones.rules import PROMPTED
from bot.people.words import short_day
from bot.roster.models import Person
from bot.slack.text import shorten
from bot.storage.work import Work

POINT = "point"
NAME_LENGTH = 30


def open_prompts(work: Work, person: Person) -> list[OpenPrompt]:
    """Prompts that wait for words, then what could be raised at each coming one-on-one."""
    own = lines.open_line_of(work, person.id)
    known = pairs(work, [*([own] if own else []), *lines.held_by(work, person.id)])
    sent = {(it.kind, it.subject) for it in outbox.sent_of(work, NAME, (CHECK_IN, PREPARE), person.id)}
    asking = {
        one.line_id: _asking(known[one.line_id], one, person)
        for one in meetings.coming(work, known).values()
        if _is_open(work, known[one.line_id], one, person, sent)
    }
    agendas = {line for line, prompt in asking.items() if prompt.id.startswith(PREPARE)}
    points = [_point(pair, person) for line, pair in known.items() if line not in agendas]
    return [*asking.values(), *points]


def _is_open(work: Work, pair: Pair, one: OneOnOne, person: Person, sent: set[tuple[str, str]]) -> bool:
    """It was sent, the meeting has not begun, and it was not skipped."""
    kind = CHECK_IN if person.id == pair.report.id else PREPARE
    skipped = kind == CHECK_IN and one.check_in_skipped_at is not None
    return one.stage == PROMPTED and one.starts_at > work.now and not skipped and (kind, one.id) in sent


def _asking(pair: Pair, one: OneOnOne, person: Person) -> OpenPrompt:
    is_report = person.id == pair.report.id
    name = shorten(pair.other(person.id).name, NAME_LENGTH)
    day = short_day(one.starts_at, pair.days_of(person.id).zone)
    kind, what = (CHECK_IN, "check-in") if is_report else (PREPARE, "agenda")
    return _prompt(pair, person, f"{kind}:{one.id}", f"My {what} with {name} ({day})", asks=True)


def _point(pair: Pair, person: Person) -> OpenPrompt:
    name = shorten(pair.other(person.id).name, NAME_LENGTH)
    label = f"A talking point for my one-on-one with {name}"
    return _prompt(pair, person, f"{POINT}:{pair.line.id}", label, asks=False)


def _prompt(pair: Pair, person: Person, prompt_id: str, label: str, *, asks: bool) -> OpenPrompt:
    return OpenPrompt(NAME, prompt_id, label, reading.readers(pair, person.id), asks)


def prompts_at(work: Work, person: Person, deliveries: Sequence[Delivery]) -> list[OpenPrompt]:
    """What a reply under these messages belongs to; also where the meeting is over by now."""
    mine = [it for it in deliveries if it.chain == NAME and it.recipient == person.id]
    found = [prompt for it in mine if (prompt := _at(work, person, it)) is not None]
    return list({prompt.id: prompt for prompt in found}.values())


def _at(work: Work, person: Person, delivery: Delivery) -> OpenPrompt | None:
    if delivery.kind == SAVED:
        return _at_saved(work, person, delivery.subject)
    if delivery.kind not in (CHECK_IN, PREPARE, AGENDA, WRAPUP, SAVED_FORM):
        return None
    one = meetings.find(work, delivery.subject)
    return _about(work, person, one, asks=delivery.kind in (CHECK_IN, SAVED_FORM, PREPARE)) if one else None


def _about(work: Work, person: Person, one: OneOnOne, *, asks: bool) -> OpenPrompt:
    pair = pairs(work, [lines.line(work, one.line_id)])[one.line_id]
    return _asking(pair, one, person) if asks else _point(pair, person)


def _at_saved(work: Work, person: Person, written_id: str) -> OpenPrompt | None:
    row = service.by_id(work, written_id)
    if row is None:
        return None
    if isinstance(row, Answer):
        one = meetings.find(work, row.one_on_one_id)
        return _about(work, person, one, asks=True) if one else None
    return _point(pairs(work, [lines.line(work, row.line_id)])[row.line_id], person)


def accept(work: Work, prompt: OpenPrompt | str, said: Said) -> None:
    """Store what was said as an answer to a prompt. Raises `Refusal`."""
    kind, _, subject = (prompt.id if isinstance(prompt, OpenPrompt) else prompt).partition(":")
    if kind == CHECK_IN:
        service.store_reply(
            work,
            said.person,
            subject,
            said.text,
            said.source,
            readable_from=said.readable_from,
            thread=said.thread,
        )
        return
    if kind == PREPARE:
        subject = service.meeting(work, subject)[0].id
    elif kind != POINT:
        raise Refusal("I do not know this prompt any more. Open Tandem's Home tab to go on from there.")
    service.add_point(
        work,
        said.person,
        subject,
        said.text,
        said.source,
        readable_from=said.readable_from,
        thread=said.thread,
    )


def edited(work: Work, person: Person, source: str, text: str) -> bool:
    """The author changed the Slack message. False where it is not this chain's."""
    row = service.from_source(work, source)
    if row is None or row.author_id != person.id:
        return False
    service.change(work, person, row.id, text)
    return True


def deleted(work: Work, person: Person, source: str) -> bool:
    """The author deleted the Slack message. False where it is not this chain's."""
    row = service.from_source(work, source)
    if row is None or row.author_id != person.id:
        return False
    service.delete(work, person, row.id)
    return True


def readers(work: Work, source: str) -> str | None:
    """Who can read what was stored from it: "you and Ana Torres", said to its author, unescaped."""
    row = service.from_source(work, source)
    if row is None:
        return None
    pair = pairs(work, [lines.line(work, row.line_id)])[row.line_id]
    return reading.readers(pair, row.author_id)
