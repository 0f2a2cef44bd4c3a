"""The town plan and the control of building."""
