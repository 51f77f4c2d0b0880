"""Tests of the HTTP layer: what clients send and receive, over sockets where it matters."""
