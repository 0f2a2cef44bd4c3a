"""Files for staff and the open-data bundle: what the service gives for download, written by a command."""
