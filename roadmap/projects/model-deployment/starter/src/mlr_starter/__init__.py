"""Predicts which parcels will arrive late, and serves the answer."""
