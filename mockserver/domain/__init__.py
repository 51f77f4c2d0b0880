"""The rules of the product: access, operations, activities, notifications."""
