"""The platform's own commands, a subject a module; each has ``add_commands(app)``."""
