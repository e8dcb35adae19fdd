"""Whose turn is a DM? Asks each chain, guesses nothing, and holds what nobody asked for."""
