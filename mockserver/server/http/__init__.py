"""HTTP: the parsing of requests and the creation of responses, as on the real server, and CORS."""
