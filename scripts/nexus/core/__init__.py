"""What every room stands on: errors, the cache, encodings, the metrics of the fonts."""
