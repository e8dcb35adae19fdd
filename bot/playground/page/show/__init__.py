"""State as markup: what each part of the page shows."""
