"""A batch in parts: each is read by the same reading, what looks beyond a part is answered from outside, in rounds."""
