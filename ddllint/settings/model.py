"""What the settings file may say, typed. Defaults are those of the design's house."""

import msgspec


class Tenancy(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """How rows are bound to a tenant.

    `parent` is the table and column that the tenant column refers to; `setting` is the run-time
    parameter that holds the current tenant; `exempt` names tables without tenants.
    """

    column: str = "tenant_id"
    type: str = "uuid"
    parent: str = "tenants.id"
    setting: str = "app.current_tenant_id"
    exempt: tuple[str, ...] = ()
