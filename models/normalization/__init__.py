"""One flat booking sheet and its first, second and third normal forms, a module for each stage."""
