"""Solved plans that have to pass the checker, and the same plans with one thing wrong, which must not."""
