"""Bringing the service to Google Cloud, and taking it away again."""
