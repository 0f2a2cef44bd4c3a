"""What follows from a declaration: one pure function a file, each with ``show`` for ``takeed show LAYER WHAT``."""
