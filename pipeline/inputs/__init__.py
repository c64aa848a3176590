"""The input side of a run: page files, folders and web archives as captures with their bytes."""

from pipeline.inputs.base import Given, InputError, Served, Skipped, Unreached
from pipeline.inputs.listing import read_inputs

__all__ = ["Given", "InputError", "Served", "Skipped", "Unreached", "read_inputs"]
