"""The conversions that have a name, and what each promises."""

from decimal import Decimal

from ddllint.contracts.model import Conversion

_INTEGERS = ("integer", "bigint", "numeric")
_TEXTS = ("text", "character varying", "character")
_TIMES = ("timestamp with time zone",)

BUILT_IN: dict[str, Conversion] = {
    conversion.name: conversion
    for conversion in (
        Conversion(
            name="cents",
            meaning="the field is an amount in units of its currency, the column an integer "
            "number of hundredths",
            fields=("number", "integer"),
            columns=_INTEGERS,
            factor=Decimal(100),
        ),
        Conversion(
            name="decimal_string_cents",
            meaning="like cents, but the field writes the amount as a decimal number in a string",
            fields=("string",),
            columns=_INTEGERS,
            factor=Decimal(100),
        ),
        Conversion(
            name="smallest_unit_cents",
            meaning="the field is in the currency's own smallest unit (ISO 4217), the column in "
            "hundredths of the currency",
            fields=("integer",),
            columns=_INTEGERS,
        ),
        Conversion(
            name="upper_case",
            meaning="the column holds the field in capitals",
            fields=("string",),
            columns=_TEXTS,
        ),
        Conversion(
            name="lower_case",
            meaning="the column holds the field in small letters",
            fields=("string",),
            columns=_TEXTS,
        ),
        Conversion(
            name="text",
            meaning="the column holds the field's number or truth value written as text",
            fields=("integer", "number", "boolean"),
            columns=_TEXTS,
        ),
        Conversion(
            name="json",
            meaning="the column holds the field's JSON as it is",
            columns=("jsonb", "json"),
        ),
        Conversion(
            name="uuid5",
            meaning="the column holds the UUIDv5 of the field in a fixed namespace (RFC 9562, 5.5)",
            fields=("string", "integer"),
            columns=("uuid",),
        ),
        Conversion(
            name="uuid_or_null",
            meaning="the column holds the field if it is a UUID, null if not",
            fields=("string",),
            columns=("uuid",),
            loses=True,
        ),
        Conversion(
            name="unix_time",
            meaning="the field is in seconds since 1970-01-01T00:00:00Z",
            fields=("integer", "number"),
            columns=_TIMES,
        ),
        Conversion(
            name="unix_time_milliseconds",
            meaning="the field is in thousandths of a second since 1970-01-01T00:00:00Z",
            fields=("integer", "number"),
            columns=_TIMES,
        ),
        Conversion(
            name="utc_without_offset",
            meaning="the field is a date and time in UTC and does not say so",
            fields=("string",),
            columns=_TIMES,
        ),
    )
}
