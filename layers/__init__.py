"""The layers of the platform: one file a layer, in a folder for its system."""
