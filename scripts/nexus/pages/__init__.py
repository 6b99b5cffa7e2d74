"""What an author writes: front matter, fences and their options, Markdown."""
