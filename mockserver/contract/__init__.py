"""The external API as data: catalogue, decoders, and what else is compiled from it."""
