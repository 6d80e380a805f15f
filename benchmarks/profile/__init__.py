"""Where the time of a solve goes, from the command to the plan on the disk."""
