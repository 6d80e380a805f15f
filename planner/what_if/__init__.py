"""An instance solved under several scenarios, each held against one base."""

from .core import Outcome, State, WhatIf, what_if
from .report import report

__all__ = ["Outcome", "State", "WhatIf", "report", "what_if"]
