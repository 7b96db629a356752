"""What the server's functions do with NULL.

Source: PostgreSQL manual, chapter 9, and `proisstrict` in `pg_proc`. A function that is in none
of these sets may do anything.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STRICT = _words(
    """
    abs acos age array_dims array_length array_lower array_ndims array_upper ascii asin atan
    atan2 btrim bit_length cardinality cbrt ceil ceiling char_length character_length chr
    clock_timestamp cos cosh cot date_bin date_part date_trunc decode degrees div encode exp
    factorial family floor gcd host hostmask initcap isempty isfinite json_array_length
    json_typeof jsonb_array_length jsonb_pretty jsonb_set jsonb_strip_nulls jsonb_typeof
    justify_days justify_hours justify_interval lcm left length ln log log10 lower lower_inc
    lower_inf lpad ltrim make_date make_time make_timestamp make_timestamptz masklen md5 mod
    netmask network numnode octet_length phraseto_tsquery pi plainto_tsquery position power
    quote_ident quote_literal radians random regexp_count regexp_instr regexp_like
    regexp_match regexp_replace regexp_split_to_array regexp_substr repeat replace reverse
    right round rpad rtrim set_masklen sha224 sha256 sha384 sha512 sign sin sinh split_part
    sqrt starts_with strpos substr substring tan tanh timezone to_char to_date to_hex
    to_json to_jsonb to_number to_timestamp to_tsquery to_tsvector translate trim_scale
    trunc ts_rank ts_rank_cd upper upper_inc upper_inf websearch_to_tsquery width_bucket
    """
)
"""NULL if one of their arguments is NULL, in every form of the function."""

_GIVES_NULL = _words(
    """
    array_dims array_length array_lower array_ndims array_upper regexp_match regexp_substr
    """
)
"""NULL for some arguments that are not: for an empty array, or without a match."""

_IN_SOME_FORMS = frozenset({"date_part", "lower", "substring", "to_char", "to_number", "upper"})

TOTAL = (STRICT - _GIVES_NULL - _IN_SOME_FORMS) | _words(
    """
    array_to_string json_object nextval array_cat array_remove
    array_replace array_fill jsonb_insert make_interval overlay row_to_json
        """
)
"""Never NULL if none of their arguments is, whatever their types."""

NEVER_NULL = _words(
    """
    array_append array_prepend
    concat current_database current_time current_user daterange gen_random_uuid int4range
    int8range json_build_array json_build_object jsonb_build_array jsonb_build_object
    localtime localtimestamp now num_nonnulls num_nulls numrange pg_backend_pid pg_typeof
    quote_nullable session_user statement_timestamp timeofday transaction_timestamp tsrange
    tstzrange txid_current uuidv4 uuidv7 version clock_timestamp pi random
    """
)
"""Never NULL, whatever their arguments."""

OF_FIRST = frozenset({"concat_ws", "format", "string_to_array"})
"""NULL only if their first argument is."""

MAY_BE_NULL = _GIVES_NULL | _words(
    """
    array_position col_description inet_client_addr inet_server_addr json_extract_path
    json_extract_path_text json_object_field json_object_field_text jsonb_extract_path
    jsonb_extract_path_text jsonb_path_exists jsonb_path_match jsonb_path_query_first lag
    lead lower min_scale nth_value obj_description range_merge regexp_matches scale
    substring to_char to_number to_regclass upper
    """
)
"""NULL for some arguments that are not."""

AGGREGATES = _words(
    """
    any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop
    covar_samp cume_dist dense_rank every json_agg json_agg_strict json_object_agg
    json_object_agg_strict json_object_agg_unique json_object_agg_unique_strict jsonb_agg
    jsonb_agg_strict jsonb_object_agg jsonb_object_agg_strict jsonb_object_agg_unique
    jsonb_object_agg_unique_strict max min mode percent_rank percentile_cont percentile_disc
    range_agg range_intersect_agg rank regr_avgx regr_avgy regr_count regr_intercept regr_r2
    regr_slope regr_sxx regr_sxy regr_syy stddev stddev_pop stddev_samp string_agg sum
    var_pop var_samp variance xmlagg
    """
)
"""The aggregates (manual, 9.21)."""

COUNTS = frozenset({"count", "regr_count"})
"""Aggregates that are zero without rows."""

OF_ANY_ROW = frozenset(
    {"array_agg", "json_agg", "jsonb_agg", "json_object_agg", "jsonb_object_agg"}
)
"""Aggregates that are not NULL as soon as there is a row, be its value NULL."""

OF_VALUES = _words(
    """
    any_value avg bit_and bit_or bit_xor bool_and bool_or every max min mode percentile_cont
    percentile_disc range_agg stddev_pop string_agg sum var_pop
    """
)
"""Aggregates that are not NULL if there is a row whose value is not NULL."""

RANKS = frozenset({"row_number", "rank", "dense_rank", "percent_rank", "cume_dist"})
"""Window functions that are never NULL (manual, 9.22)."""

ROWS = _words(
    """
    generate_series generate_subscripts json_array_elements json_array_elements_text
    json_each json_each_text json_object_keys json_populate_recordset json_to_recordset
    jsonb_array_elements jsonb_array_elements_text jsonb_each jsonb_each_text
    jsonb_object_keys jsonb_path_query jsonb_populate_recordset jsonb_to_recordset
    regexp_matches regexp_split_to_table string_to_table unnest
    """
)
"""Functions that return a set of rows (manual, 9.26 and the sections of their types)."""

ROWS_NOT_NULL = _words(
    """
    generate_series generate_subscripts json_array_elements json_each json_object_keys
    jsonb_array_elements jsonb_each jsonb_object_keys jsonb_path_query regexp_matches
    regexp_split_to_table
    """
)
"""Those of them in whose rows nothing is NULL; a JSON null is a value."""

GEOMETRIC = frozenset({"point", "line", "lseg", "box", "path", "polygon", "circle"})

FINITE_FIELDS = frozenset({"epoch", "year", "decade", "century", "millennium"})
"""Fields that EXTRACT gives for an infinite time too; others are NULL (manual, 9.9.1)."""
