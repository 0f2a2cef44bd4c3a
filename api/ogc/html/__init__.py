"""The service as pages that a citizen can read, in Thai and English, with or without JavaScript."""
