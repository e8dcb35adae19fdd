"""Every table of Tandem, imported in one place for Alembic."""

import bot.delivery.models
import bot.direction.directions.models
import bot.direction.lines.models
import bot.direction.questions.models
import bot.direction.stances.models
import bot.direction.updates.models
import bot.inbox.models
import bot.people.check_ins.models
import bot.people.claims.models
import bot.people.lines.models
import bot.people.one_on_ones.models
import bot.people.schedules.models
import bot.roster.models
import bot.setup.models
import bot.workspaces.models  # noqa: F401
