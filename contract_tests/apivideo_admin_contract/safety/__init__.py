"""Protection of data that the run did not create: write log, ownership, cleanup, change detection, interruption."""
