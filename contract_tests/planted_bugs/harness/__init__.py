"""Plant bugs, run the suite until it catches them, and report the results."""
