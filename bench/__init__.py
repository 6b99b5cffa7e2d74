"""What the generator costs, as ratios against a named baseline measured in the same run."""
