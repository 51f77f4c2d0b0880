"""JSON views: functions that convert records to the JSON of responses. "Essential" and "full" views have the keys that
the contract lists under these names. Optional values, such as related records, are null or empty unless the caller
passes them in `included`."""
