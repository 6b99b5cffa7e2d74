"""What makes a built site fit to be published: swapped in whole, one style sheet, one policy."""
