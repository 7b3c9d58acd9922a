"""Meridian: an incident bot for teams that never share an office or a daytime."""
