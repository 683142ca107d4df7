"""The settings of this user and of the open workspace."""
