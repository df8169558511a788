"""Predicts which customers will leave, by experiments that can be traced and repeated."""
