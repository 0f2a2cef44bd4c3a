"""Waste, green areas, and prevention and relief of disasters."""
