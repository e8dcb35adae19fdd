"""Managers, teams, leaders and members, assigned by user pickers."""
