"""Migrations of what holds data; written by ``takeed migration``, read by people."""
