"""JSON views: functions that convert records to the JSON of responses.

An "essential" view has few keys, and occurs in lists and in views of other records. A "full" view has all keys. The
contract lists the keys of essential and full views. Optional values, such as related records, are null or empty unless
the caller of the view passes or adds them.
"""
