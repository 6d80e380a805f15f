"""What a plan signs: orders and contracts with their dates, and cash beside cost."""

from .core import Commitment, Commitments, commitments
from .report import report
from .workbook import write_workbook

__all__ = ["Commitment", "Commitments", "commitments", "report", "write_workbook"]
