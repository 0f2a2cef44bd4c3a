"""What pygeoapi is given to read: each module imports pygeoapi, so only ``api.ogc.library`` has them loaded."""
