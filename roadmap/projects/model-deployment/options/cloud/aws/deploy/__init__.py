"""Bringing the service to AWS, and taking it away again."""
