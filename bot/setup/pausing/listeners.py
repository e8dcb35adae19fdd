"""The routes of pausing: the form, the buttons on Home, and the words of `/tandem`."""

from bot.desk import Desk, Routes
from bot.roster.pause import CALLBACK, LAST_DAY, pause_view
from bot.setup.ids import DONE, PAUSE_BUTTON, RESUME
from bot.setup.pausing import service
from bot.slack.blocks import modal, section
from bot.slack.payloads import Ack, Click, Command, Submission

RESUMED = "Welcome back. Tandem goes on from now."


async def form(desk: Desk, payload: Click | Command) -> None:
    await desk.show(payload, "Pause Tandem", pause_view)


async def pause(desk: Desk, submission: Submission) -> Ack:
    chosen = submission.form.choice(LAST_DAY)
    last = await desk.write(submission, lambda work, me: service.pause(work, me, chosen))
    desk.refresh_home(submission)
    said = section(
        f"Paused until the end of *{service.in_words(last)}*. Until then no prompt of either chain "
        "reaches you, and nothing of yours is overdue. To go on earlier, type `/tandem resume`."
    )
    return {"response_action": "update", "view": modal(DONE, "Paused", [said])}


async def resume(desk: Desk, click: Click) -> None:
    await desk.write(click, service.resume)
    desk.refresh_home(click)


async def resume_command(desk: Desk, command: Command) -> Ack:
    await desk.write(command, service.resume)
    desk.refresh_home(command)
    return {"text": RESUMED, "response_type": "ephemeral"}


ROUTES: Routes = {CALLBACK: pause, PAUSE_BUTTON: form, RESUME: resume}
WORDS: Routes = {"pause": form, "resume": resume_command}
