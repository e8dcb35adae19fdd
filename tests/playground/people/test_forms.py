"""Modals: what the client lets people do, and what the app may answer."""

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Impossible, Person, Playground
from bot.playground.people.forms import complaints
from tests.playground.blocks import actions, button, input_block, modal, plain, section, select, text_input

Answer = dict[str, Any]


class Form:
    """A modal behind a command, what was submitted, and the answers that the app gives."""

    def __init__(self) -> None:
        self.view = modal(input_block(text_input("text"), "Text", block_id="b"), callback_id="form")
        self.submitted: list[dict[str, Any]] = []
        self.closed: list[dict[str, Any]] = []
        self.actions: list[dict[str, Any]] = []
        self.answers: list[Answer] = []


@pytest.fixture
def form(app: AsyncApp, client: AsyncWebClient) -> Form:
    form = Form()

    @app.command("/tandem")
    async def opens(ack: AsyncAck, body: dict[str, Any]) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=form.view)
        await ack()

    @app.view("form")
    async def submitted(ack: AsyncAck, body: dict[str, Any]) -> None:
        form.submitted.append(body)
        await ack(**form.answers.pop(0)) if form.answers else await ack()

    @app.view_closed("form")
    async def closed(ack: AsyncAck, body: dict[str, Any]) -> None:
        form.closed.append(body)
        await ack()

    @app.action("go")
    async def clicked(ack: AsyncAck, body: dict[str, Any]) -> None:
        form.actions.append(body)
        await ack()

    return form


async def test_a_submission_brings_all_values_even_empty_ones(
    slack: Playground, form: Form, ana: Person
) -> None:
    form.view = modal(
        input_block(text_input("text"), "Text", block_id="b"),
        input_block(text_input("more"), "More", block_id="m", optional=True),
        actions(select("a", "b", initial_option=select("a")["options"][0]), block_id="s"),
        callback_id="form",
        private_metadata="secret",
    )
    await ana.types("/tandem")
    await ana.submits(Text="raw <@U1> & <!channel>")

    (body,) = form.submitted
    assert body["view"]["private_metadata"] == "secret"
    assert body["view"]["state"]["values"]["b"]["text"]["value"] == "raw <@U1> & <!channel>"
    assert body["view"]["state"]["values"]["m"]["more"]["value"] is None
    assert body["view"]["state"]["values"]["s"]["pick"]["selected_option"]["value"] == "a"
    assert body["trigger_id"]
    assert ana.modal is None
    assert slack.troubles == []


async def test_the_client_doesnt_submit_what_is_missing_or_too_short(form: Form, ana: Person) -> None:
    form.view = modal(
        input_block(text_input("text", min_length=3, max_length=5), "Text"),
        input_block(select("a", "b"), "Pick"),
        callback_id="form",
    )
    await ana.types("/tandem")
    with pytest.raises(Impossible, match=r"Text: Please complete.*; Pick: Please complete"):
        await ana.submits()
    with pytest.raises(Impossible, match="at least 3 characters"):
        await ana.submits(Text="ab", Pick="a")
    with pytest.raises(Impossible, match="5 characters at most, not 6"):
        await ana.fills(Text="abcdef")
    with pytest.raises(Impossible, match="one line only"):
        await ana.fills(Text="a\nb")
    with pytest.raises(Impossible, match="no 'Other' here"):
        await ana.fills(Other="x")
    assert form.submitted == []
    await ana.submits(Text="abc")
    assert len(form.submitted) == 1


async def test_the_client_complains_at_each_input(form: Form, ana: Person) -> None:
    form.view = modal(
        input_block(text_input("text", min_length=3), "Text", block_id="t"),
        input_block(select("a", "b"), "Pick", block_id="p"),
        input_block({"type": "email_text_input", "action_id": "m"}, "Mail", block_id="m", optional=True),
        input_block(text_input("why"), "Why", block_id="w", optional=True),
        section("Not an input", block_id="s"),
        callback_id="form",
    )
    await ana.types("/tandem")
    required = "Please complete this required field."
    assert complaints(ana.form) == {"t": required, "p": required}
    await ana.fills({("t", "text"): "ab", ("m", "m"): "ana"})
    assert complaints(ana.form) == {
        "t": "Please enter at least 3 characters.",
        "p": required,
        "m": "Please enter a valid email address.",
    }
    await ana.fills({"t": "abc", "p": "a", "m": None})
    assert complaints(ana.form) == {}


async def test_a_pair_of_ids_names_one_of_two_inputs_that_are_called_alike(form: Form, ana: Person) -> None:
    form.view = modal(
        input_block(text_input("text"), "Text", block_id="one"),
        input_block(text_input("text"), "Text", block_id="two"),
        callback_id="form",
    )
    await ana.types("/tandem")
    with pytest.raises(Impossible, match="there 2 times"):
        await ana.fills(text="x")
    await ana.fills({("two", "text"): "x"})
    assert ana.form.entries == {("two", "text"): "x"}


@pytest.mark.parametrize(
    ("element", "bad", "why", "good"),
    [
        ({"type": "email_text_input"}, "ana", "valid email", "ana@example.com"),
        ({"type": "url_text_input"}, "example", "valid URL", "https://example.com"),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "not a number", "15"),
        ({"type": "number_input", "is_decimal_allowed": True, "max_value": "9"}, "10", "outside", "8.5"),
    ],
)
async def test_special_inputs_check_what_is_typed(
    *, form: Form, ana: Person, element: dict[str, Any], bad: str, why: str, good: str
) -> None:
    form.view = modal(input_block({"action_id": "x", **element}), callback_id="form")
    await ana.types("/tandem")
    with pytest.raises(Impossible, match=why):
        await ana.submits(x=bad)
    await ana.submits(x=good)
    assert len(form.submitted) == 1


async def test_errors_are_shown_below_their_input_until_it_changes(form: Form, ana: Person) -> None:
    form.answers = [{"response_action": "errors", "errors": {"b": "Too vague"}}]
    await ana.types("/tandem")
    await ana.submits(text="bof")
    assert ana.form.lines == ["Title", "Text: bof", "! Too vague", "[Send]"]
    await ana.fills(text="better")
    assert ana.form.errors == {}


async def test_an_update_replaces_the_modal(form: Form, ana: Person) -> None:
    form.answers = [{"response_action": "update", "view": modal(section("Saved"), callback_id="done")}]
    await ana.types("/tandem")
    before = ana.form
    await ana.submits(text="x")
    assert ana.form is before
    assert ana.form.lines == ["Title", "Saved", "[Send]"]


async def test_a_push_goes_on_top_and_closing_it_goes_back(form: Form, ana: Person) -> None:
    pushed = modal(section("Sure?"), callback_id="form", notify_on_close=True)
    form.answers = [{"response_action": "push", "view": pushed}]
    await ana.types("/tandem")
    root = ana.form
    await ana.submits(text="x")
    assert [view.previous_id for view in ana.modals] == [None, root.id]

    await ana.closes()

    assert ana.form is root
    (body,) = form.closed
    assert (body["type"], body["is_cleared"]) == ("view_closed", False)


async def test_clear_closes_everything(form: Form, ana: Person) -> None:
    pushed = modal(section("Sure?"), callback_id="form")
    form.answers = [{"response_action": "push", "view": pushed}, {"response_action": "clear"}]
    await ana.types("/tandem")
    await ana.submits(text="x")
    await ana.submits()
    assert ana.modals == []


async def test_clear_on_close_closes_everything_and_says_so(form: Form, ana: Person) -> None:
    pushed = modal(section("Sure?"), callback_id="form", clear_on_close=True, notify_on_close=True)
    form.view["notify_on_close"] = True
    form.answers = [{"response_action": "push", "view": pushed}]
    await ana.types("/tandem")
    await ana.submits(text="x")
    await ana.closes()
    assert ana.modals == []
    assert [body["is_cleared"] for body in form.closed] == [True, True]


FAULTY: list[tuple[Answer, str]] = [
    ({"response_action": "errors", "errors": {"nowhere": "x"}}, "must name input blocks"),
    ({"response_action": "errors", "errors": {"b": ""}}, "must be texts"),
    ({"response_action": "update", "view": modal(title=plain("x" * 25))}, "less than 25"),
    ({"response_action": "explode"}, "unknown response_action"),
]


@pytest.mark.parametrize(("answer", "why"), FAULTY)
async def test_a_faulty_answer_is_trouble_for_the_person(
    slack: Playground, form: Form, ana: Person, answer: Answer, why: str
) -> None:
    form.answers = [answer]
    await ana.types("/tandem")
    await ana.submits(text="x")
    assert ana.form.title == "Title"
    assert ana.notices[0].startswith("We had some trouble connecting")
    assert why in ana.notices[0]
    assert slack.troubles


async def test_a_submission_that_nobody_takes_is_trouble(form: Form, ana: Person) -> None:
    form.view["callback_id"] = "unknown"
    await ana.types("/tandem")
    delivery = await ana.submits(text="x")
    assert delivery.status == 404
    assert ana.form.callback_id == "unknown"
    assert "http_error" in ana.notices[0]


async def test_a_click_inside_a_modal_can_push(form: Form, client: AsyncWebClient, ana: Person) -> None:
    form.view = modal(actions(button("go")), callback_id="form")
    await ana.types("/tandem")
    await ana.clicks(ana.form, "go")
    trigger = form.actions[0]["trigger_id"]
    await client.views_push(trigger_id=trigger, view=modal(section("On top")))
    assert len(ana.modals) == 2
    with pytest.raises(Impossible, match="not what Ana Ruiz has open"):
        await ana.clicks(ana.modals[0], "go")


async def test_an_input_that_dispatches_tells_the_app_at_once(form: Form, ana: Person) -> None:
    form.view = modal(input_block(text_input("go"), block_id="b", dispatch_action=True))
    await ana.types("/tandem")
    await ana.fills(b="typed")
    (body,) = form.actions
    assert body["actions"][0]["value"] == "typed"
    assert body["view"]["state"]["values"]["b"]["go"]["value"] == "typed"


async def test_an_input_that_waits_for_the_form_cant_be_clicked(form: Form, ana: Person) -> None:
    await ana.types("/tandem")
    with pytest.raises(Impossible, match="sent with the form"):
        await ana.clicks(ana.form, "text", option="x")


async def test_a_form_can_be_submitted_twice_at_once(slack: Playground, form: Form, ana: Person) -> None:
    await ana.types("/tandem")
    await ana.fills(text="x")
    await asyncio.gather(ana.submits(), ana.submits())
    assert len(form.submitted) == 2
    assert ana.modal is None
    assert slack.troubles == []


async def test_without_a_modal_there_is_nothing_to_fill_in(form: Form, ana: Person) -> None:
    for verb in (ana.fills(text="x"), ana.submits(), ana.closes()):
        with pytest.raises(Impossible, match="no modal open"):
            await verb
