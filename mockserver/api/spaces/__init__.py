"""Handlers for spaces, their members, tools and discussions."""
