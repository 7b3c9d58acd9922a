"""The documentation: pages for people, and the program that writes what can be read off the source."""
