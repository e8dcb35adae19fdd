"""The desk: what stands between a click and the core, and answers in time."""

from bot.desk.background import Background
from bot.desk.desk import Desk, Handler, Routes, UseCase

__all__ = ["Background", "Desk", "Handler", "Routes", "UseCase"]
