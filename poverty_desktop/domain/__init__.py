"""Values and pure rules of the field: no storage, no screen, no clock."""
