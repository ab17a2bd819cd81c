"""The commands, a file for each thing one does: what can be typed, and what does it."""
