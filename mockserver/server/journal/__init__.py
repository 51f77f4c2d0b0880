"""The journal of requests: the entries, their conversion to JSON and HAR, the request log, and the verification of
expectations."""
