"""What every room builds on: errors, the cache, encodings, the metrics of the fonts."""
