"""The types of the requests and responses of the control API. The server and the package `mockserver.testing` use them.

The OpenAPI document and the types of the JavaScript client are generated from these types.
"""
