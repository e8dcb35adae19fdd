"""Who holds which duty, and whether it is kept: stacks what each chain offers, knows no content."""
