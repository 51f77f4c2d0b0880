"""Tests of the HTTP layer: requests as clients send them, and responses as clients receive them."""
