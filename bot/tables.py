"""Every table of Tandem, imported in one place for Alembic."""

import bot.delivery.models
import bot.direction.directions.models
import bot.direction.lines.models
import bot.direction.questions.models
import bot.direction.stances.models
import bot.direction.updates.models
import bot.inbox.models
import bot.roster.models
import bot.setup.models
import bot.workspaces.models  # noqa: F401
