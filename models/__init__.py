"""The mathematics: one module per constraint family. No files, no solver, no printing."""

from .build import build_model

__all__ = ["build_model"]
