"""The OpenAPI document of the external and the control API."""
