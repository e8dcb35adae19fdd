"""The card of the tour: one step, in words, with ways on, back and out."""

from bot.playground.page.guide import Step
from bot.playground.page.places import of_look
from bot.playground.page.site import Site


def show_tour(site: Site, number: int) -> str:
    """That step, from 1; 0 shows no card."""
    steps = site.guide.tour
    step: Step | None = steps[number - 1] if 1 <= number <= len(steps) else None
    return site.render(
        "tour.html",
        step=step,
        number=number,
        count=len(steps),
        left=of_look(step.left) if step else "",
        right=of_look(step.right) if step and step.right else "",
        busy=site.busy,
    )
