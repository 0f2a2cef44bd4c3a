"""A package of its own, since pygeoapi installs one of this name that would be found instead."""
