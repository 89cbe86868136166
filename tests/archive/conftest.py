import pytest

from payout.archive import write_run
from tests.archive.kept import KINDS, database, made, server
from tests.outputs.sample import county


@pytest.fixture
def result():
    """The batch that outputs are tried on, to be published."""
    return county()


@pytest.fixture(scope="session")
def address():
    with server() as found:
        yield found


@pytest.fixture(params=KINDS)
def empty(request, tmp_path):
    """A place with no archive."""
    if request.param == "sqlite":
        yield str(tmp_path / "kept.db")
        return
    with database(request.getfixturevalue("address")) as found:
        yield found


@pytest.fixture
def where(empty):
    """A place with an empty archive."""
    return made(empty)


@pytest.fixture(scope="session")
def outs(tmp_path_factory):
    """Two runs that have files in common: the same batch in two languages."""
    folder = tmp_path_factory.mktemp("outs")
    return tuple(write_run(county(), folder / lang, lang=lang) for lang in ("zh", "en"))
