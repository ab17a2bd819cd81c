"""The front door: the command line, the scheduled run from end to end, and the sample encyclopedia."""
