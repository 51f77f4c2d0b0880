"""Recorded sessions (traces). Traces are recorded from a world and replayed on another server (docs/conformance.md)."""
