"""Records as the JSON that goes over the wire, a module for each resource."""
