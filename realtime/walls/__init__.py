"""Walls without a person: a token bound to one device lets it see one area, and nothing else, until it is withdrawn."""
