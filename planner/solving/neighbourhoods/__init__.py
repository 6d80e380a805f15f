"""Better plans from a plan: parts of it are decided anew, each with everything else held."""
