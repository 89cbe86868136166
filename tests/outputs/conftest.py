import pytest

from tests.outputs.sample import county


@pytest.fixture
def result():
    """Seven people in three units, with amounts and words that a careless writer would spoil."""
    return county()
