"""Water for people and water as a danger: waterworks, pipes, hydrants, waterways, levels."""
