"""HTTP as the real server implements it: parsing, responses, CORS."""
