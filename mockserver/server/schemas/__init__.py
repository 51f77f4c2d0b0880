"""The requests and responses of the control API, which `mockserver.testing` also uses.

The OpenAPI document and the types of the JavaScript client are generated from these structs.
"""
