"""Settings of whoever runs the tests stay out of them."""

import pytest


@pytest.fixture(autouse=True)
def _clean(clean_environment: None) -> None:
    """Run every unit test without the settings of this machine."""
