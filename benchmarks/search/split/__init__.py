"""The whole split of training and inference, generated at any size: every family of the model in use."""

from .instance import SHAPES, shaped_instance, split_instance
from .shapes import Shape

__all__ = ["SHAPES", "Shape", "shaped_instance", "split_instance"]
