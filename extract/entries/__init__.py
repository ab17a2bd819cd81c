"""From sections to entries: lists, rows, cards and lines of an enumeration, with their names and places."""
