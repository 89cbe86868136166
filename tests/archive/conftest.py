import pytest

from tests.outputs.sample import county


@pytest.fixture
def result():
    """The batch that outputs are tried on, to be published."""
    return county()
