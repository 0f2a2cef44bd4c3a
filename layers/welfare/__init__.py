"""Health and care of people."""
