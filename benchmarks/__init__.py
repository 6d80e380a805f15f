"""Measurements against published results; no part of the tests or of the package."""
