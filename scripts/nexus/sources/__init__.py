"""Where schemas come from: each source is read into the same frozen Schema."""
