"""The handlers of the 203 endpoints, a module for each resource."""
