"""Whether rows stay with their tenant, tried by the roles themselves."""
