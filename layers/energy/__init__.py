"""Public electricity: lamps, circuits, meters, solar power."""
