"""The end of the demo: the ledger, as everybody may see it."""

from bot.demo.stage import Stage
from bot.demo.transcript import Transcript
from bot.ledger import Gaps, Row, Sum
from bot.storage.work import Work

STYLE = {"kept": "green", "due": "yellow", "overdue": "red", "unheld": "magenta", "paused": "grey58"}
WHAT = {
    "P1": "a one-on-one",
    "P2": "a look at how the person is",
    "D1": "a direction",
    "D2": "a direction update",
}


async def show_ledger(stage: Stage, transcript: Transcript) -> None:
    def read(work: Work) -> tuple[list[Row], list[Sum], dict[str, list[str]]]:
        ledger = stage.tandem.ledger
        return ledger.rows(work, None), ledger.sums(work), _names(ledger.gaps(work))

    rows, sums, notes = await stage.tandem.core.read(stage.slack.workspace.team_id, read)
    transcript.table(
        "The ledger, as everybody may see it",
        ("chain", "duty", "for", "held by", "state"),
        [_row(row) for row in rows] + [_sum(one) for one in sums],
        note="States are computed from what happened, never typed in.",
    )
    for label, names in notes.items():
        transcript.note(label, names)


def _names(gaps: Gaps) -> dict[str, list[str]]:
    without = {f"nobody on the {chain} chain for": persons for chain, persons in gaps.without.items()}
    return {
        label: [one.name for one in persons] for label, persons in {**without, "both hats": gaps.both}.items()
    }


def _row(row: Row) -> tuple[str, ...]:
    state = row.state.value
    duty = f"{row.duty} {WHAT[row.duty]}"
    return row.chain, duty, row.unit, row.holder or "nobody", f"[{STYLE[state]}]{state}[/]"


def _sum(one: Sum) -> tuple[str, ...]:
    shown = "not shown" if one.kept is None else f"{one.kept} kept, {one.overdue} overdue"
    return one.chain, f"{one.duty} {WHAT[one.duty]}", "everybody, as of Monday", "in sum only", shown
