"""The Web API: one module for each family of methods, and one way in (`dispatch`)."""
