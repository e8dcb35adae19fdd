"""Who is here: persons, teams' names, time zones, leave, holidays. It knows no reporting line."""
