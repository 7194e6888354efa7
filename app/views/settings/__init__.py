"""The room "Settings": what a person and a workstation choose for themselves."""
