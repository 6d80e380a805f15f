"""Large instances, generated and seeded, on which the search is measured."""
