"""Numbers as the rules' messages write them."""

from fractions import Fraction

import pytest

from ddllint.rules.contract.numbers import text_of


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(-5), "-5"),
        (Fraction(1, 100), "0.01"),
        (Fraction(2**63 - 1), "9223372036854775807"),
        (Fraction(10) ** 39, "1" + "0" * 39),
        (Fraction(10) ** 400, "1.000000e+400"),
        (Fraction(-1, 3 * 10**300), "-3.333333e-301"),
    ],
)
def test_a_number_is_written_out_unless_it_is_long(number: Fraction, text: str) -> None:
    assert text_of(number) == text
