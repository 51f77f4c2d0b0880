"""The description of the external API: the catalogue of endpoints and types, the shapes of responses, and the decoders
of inputs."""
