"""The requests and responses of the control API: encoded by the server, decoded by `mockserver.testing`.

The OpenAPI document and the types of the JavaScript client are generated from these structs.
"""
