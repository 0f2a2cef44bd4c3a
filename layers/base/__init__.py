"""What every other system stands on: boundaries, villages, addresses, buildings."""
