import pytest
from gated_projects import Recorded, copied, recorded


@pytest.fixture(scope="session")
def said(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """What all stages say of the unbroken project: a server is asked once."""
    folder = tmp_path_factory.mktemp("unbroken")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return recorded(copied(folder))
