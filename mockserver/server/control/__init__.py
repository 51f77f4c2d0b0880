"""The control API under `/__mock__/`: operations with which tests control the mock itself. Bodies are JSON."""
