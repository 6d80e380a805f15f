"""Why a plan is as it is: what stands in the way, what limits are worth, why not another site."""

from .core import Explanation, NothingToExplain, Question, explain
from .report import report
from .sites import NotASite

__all__ = ["Explanation", "NotASite", "NothingToExplain", "Question", "explain", "report"]
