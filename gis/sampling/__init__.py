"""An imaginary countryside along a river, as geometry: its land, roads, parcels, houses and names."""
