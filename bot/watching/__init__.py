"""How an operator sees that the house is well: health, figures, stalls, logs, faults. Never anything about a family."""
