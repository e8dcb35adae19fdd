"""An employee names their people manager, who confirms or declines."""
