"""Views: functions that convert records to the JSON of responses.

The "essential" JSON of a record has few keys, and occurs in lists and in the JSON of other records. The "full" JSON has
all keys. The contract lists the keys of both. Optional values, such as related records, are null or empty unless
the caller passes them to the view, or adds them to the result of the view.
"""
