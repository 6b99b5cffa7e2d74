"""Python examples: each program runs in a process of its own, within limits."""
