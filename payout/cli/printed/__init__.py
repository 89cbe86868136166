"""What commands print, for people and as records: a file has the name of its command; `look` is of `check` and `run`."""
