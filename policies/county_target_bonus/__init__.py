"""The county's target-responsibility bonus of 2012."""
