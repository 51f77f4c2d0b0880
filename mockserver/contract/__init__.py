"""The external API as data: the catalogue, and the decoders that are generated from it."""
