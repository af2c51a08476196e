"""Trains the text model of Eunoia: one encoder with a branch for meaning and a branch for feeling."""
