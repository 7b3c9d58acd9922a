"""Writes the parts of the reference that can be read off the source, between two marks in each page."""
