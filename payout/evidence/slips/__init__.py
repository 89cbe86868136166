"""Slips: the one page that who is paid can read."""
