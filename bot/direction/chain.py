"""What the direction chain offers to the rest of Tandem."""

from bot.chain import Chain
from bot.direction import coming, prompts, replies, roles, sight
from bot.direction.directions import service as directions_service
from bot.direction.directions import views as directions
from bot.direction.doubts import service as doubts
from bot.direction.doubts import views as doubts_views
from bot.direction.duties import duties, tallies
from bot.direction.home import home
from bot.direction.lines import service as lines
from bot.direction.lines import views as lines_views
from bot.direction.listeners import HELP, ROUTES
from bot.direction.questions import views as questions
from bot.direction.saved import saved
from bot.direction.updates import jobs, zones
from bot.direction.updates import service as updates_service
from bot.direction.updates import views as updates
from bot.direction.words import CHAIN, HAT, MARK

DIRECTION = Chain(
    name=CHAIN,
    mark=MARK,
    hat=HAT,
    routes=ROUTES,
    renderers={
        "lines": lines_views.changed,
        "update_due": updates.update_due,
        "direction_due": directions.direction_due,
        "update": updates.update,
        "direction": directions.direction,
        "question": questions.question,
        "answer": questions.answer,
        "saved": saved,
        doubts.KIND: doubts_views.doubt,
    },
    waiting=jobs.waiting,
    due=jobs.due,
    out_of_step=zones.out_of_step,
    put_in_step=zones.put_in_step,
    assign=lines.assign,
    holders=lines.holders,
    unheld=lines.unheld,
    open_prompts=prompts.open_prompts,
    prompts_at=prompts.prompts_at,
    accept=replies.accept,
    edited=replies.edited,
    deleted=replies.deleted,
    withdraw=replies.withdraw,
    readers=replies.readers,
    sight=sight.sight,
    roles=roles.roles,
    coming=coming.coming,
    duties=duties,
    tallies=tallies,
    home=home,
    help=HELP,
    doubts={updates_service.KIND: doubts.ask, directions_service.KIND: doubts.ask},
)
