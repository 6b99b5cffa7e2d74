"""The fences that become figures, each as HTML."""
