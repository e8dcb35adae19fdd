"""What the people chain offers to the rest of Tandem."""

from bot.chain import Chain
from bot.people import coming, duties, home, prompts, roles, sight
from bot.people.check_ins import listeners as check_ins
from bot.people.check_ins import renderers as confirmations
from bot.people.check_ins import service as written
from bot.people.claims import listeners as claims
from bot.people.claims import renderers as claim_messages
from bot.people.lines import renderers as line_messages
from bot.people.lines import service as lines
from bot.people.names import HAT, MARK, NAME
from bot.people.one_on_ones import jobs, zones
from bot.people.one_on_ones import listeners as one_on_ones
from bot.people.one_on_ones import renderers as prompt_messages
from bot.people.overview import listeners as overview
from bot.people.records import listeners as records
from bot.people.schedules import listeners as schedules
from bot.people.schedules import renderers as schedule_messages

PEOPLE = Chain(
    name=NAME,
    mark=MARK,
    hat=HAT,
    routes={
        **overview.ROUTES,
        **claims.ROUTES,
        **schedules.ROUTES,
        **one_on_ones.ROUTES,
        **check_ins.ROUTES,
        **records.ROUTES,
    },
    renderers={
        **line_messages.RENDERERS,
        **claim_messages.RENDERERS,
        **schedule_messages.RENDERERS,
        **prompt_messages.RENDERERS,
        **confirmations.RENDERERS,
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
    accept=prompts.accept,
    edited=prompts.edited,
    deleted=prompts.deleted,
    withdraw=written.withdraw,
    readers=prompts.readers,
    sight=sight.sight,
    roles=roles.roles,
    coming=coming.coming,
    duties=duties.duties,
    tallies=duties.tallies,
    home=home.home,
    help=overview.HELP,
)
