"""What tasks.py needs to set up, check and run a project; only the standard library."""
