"""The source article read against plans: what is solved, what is kept of it, and the page made of that."""
