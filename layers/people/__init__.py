"""Learning and livelihood: schools, computer centres, markets, farm plots."""
