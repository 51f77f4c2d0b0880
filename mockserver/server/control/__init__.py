"""The control API under `/__mock__/`: everything that tests do to the mock itself. JSON in, JSON out."""
