"""Measurements against published results and against other ways to compute; no part of the package."""
