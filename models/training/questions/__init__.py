"""Question generators: importing this package registers every kind."""
from . import dialogue, explain, facts, lists, numbers, systems, words  # noqa: F401
from .core import CALIBRATION, DEV, EVAL, KINDS, TRAIN, draw, draw_any, normalise, split_of  # noqa: F401
