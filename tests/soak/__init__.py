"""An hour of steady load on a real process, and whether its memory and connections stay where they are."""
