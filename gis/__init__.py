"""The platform: it knows how to keep, guard and serve a spatial layer, and knows no layer by name."""
