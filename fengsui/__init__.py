"""Fengsui 烽燧: asynchronous, task-driven monitoring of a province's broadband network."""

__version__ = "0.1.0"
