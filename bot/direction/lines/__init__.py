"""Who leads which team in which discipline, and who belongs to which team: dated lines."""
