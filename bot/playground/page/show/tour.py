"""The card of the tour: one step, in words, with ways on, back and out; before it, an invitation."""

from bot.playground.page.guide import Look, Step
from bot.playground.page.places import of_look
from bot.playground.page.site import Site


def show_tour(site: Site, number: int, *, invites: bool = False) -> str:
    """That step, from 1; 0 shows no card, or the invitation to whoever is here for the first time."""
    steps = site.guide.tour
    step: Step | None = steps[number - 1] if 1 <= number <= len(steps) else None
    return site.render(
        "tour.html",
        step=step,
        number=number,
        count=len(steps),
        left=_where(step.left) if step else "",
        right=_where(step.right) if step else "",
        busy=site.busy,
        welcome=site.guide.welcome if invites and steps and number == 0 else None,
    )


def _where(look: Look | None) -> str:
    return of_look(look) if look else ""
