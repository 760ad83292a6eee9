"""The hand-written runtime of the SDK; the generated modules import it."""
