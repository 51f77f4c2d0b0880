"""Where the data of a world comes from: recipes, fixture files, export."""
