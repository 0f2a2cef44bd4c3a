"""The tax map: parcels and what land is assessed at."""
