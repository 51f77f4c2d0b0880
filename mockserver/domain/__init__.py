"""The rules of Operately: access, operations, and the activities and notifications that operations create."""
