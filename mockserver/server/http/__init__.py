"""HTTP as the real server implements it: parsing of requests, responses and CORS."""
