"""Turns messy order exports into a clean SQLite database."""
