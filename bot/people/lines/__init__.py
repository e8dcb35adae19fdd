"""Who looks after whom: one people manager a person at a time, from one date to another."""
