"""The external API as data: the catalogue and the decoders compiled from it."""
