"""Generates the OpenAPI document of the external API and the control API."""
