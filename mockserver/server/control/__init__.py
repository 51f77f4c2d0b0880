"""The control API below `/__mock__/`: operations with which tests control mockserver itself. Bodies are JSON."""
