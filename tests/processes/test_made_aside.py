"""What another process makes is what is made here, whatever becomes of that process."""

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO

import pytest

from ddllint.contracts import load
from ddllint.contracts.load import load_contracts
from ddllint.contracts.model import Contracts
from ddllint.processes import helper as processes
from ddllint.processes.helper import made_aside

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # fork beside xdist's threads


@pytest.fixture
def helpers(forked: list[int], monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that were made, for however few contracts."""
    monkeypatch.setattr(load, "WORTHWHILE_SIZE", 0)
    return forked


def whose() -> tuple[int, list[str]]:
    return os.getpid(), ["\u00fcber"] * 40_000  # more than a pipe holds


def test_another_process_makes_it(helpers: list[int]) -> None:
    with made_aside(whose) as made:
        assert made() == (helpers[0], whose()[1])


@pytest.mark.parametrize("function", ["fork", "pipe"])
def test_without_another_process(
    helpers: list[int], monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    def refused() -> None:
        raise OSError("no more of these")

    monkeypatch.setattr(os, function, refused)
    with made_aside(whose) as made:
        assert made() == whose()
    assert not helpers


def test_it_is_made_here_when_the_other_process_is_killed(helpers: list[int]) -> None:
    here = os.getpid()

    def dies() -> tuple[int, list[str]]:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return whose()

    with made_aside(dies) as made:
        assert made() == whose()
    assert len(helpers) == 1


def test_it_is_made_here_when_it_cannot_be_handed_over(helpers: list[int]) -> None:
    with made_aside(lambda: (whose(), lambda: None)) as made:
        assert made()[0] == whose()
    assert len(helpers) == 1


@pytest.mark.parametrize("size", [0, 7, 8, 9, 1000])
def test_it_is_made_here_when_the_words_are_cut_off(
    helpers: list[int], monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    def mumbles(_work: object, writing: int) -> None:
        told = pickle.dumps(whose())
        with os.fdopen(writing, "wb") as pipe:
            pipe.write((len(told).to_bytes(8) + told)[:size])
        os._exit(0)

    monkeypatch.setattr(processes, "_help", mumbles)
    with made_aside(whose) as made:
        assert made() == whose()
    assert len(helpers) == 1


def test_an_error_is_raised_here(helpers: list[int], capfd: pytest.CaptureFixture[str]) -> None:
    with made_aside(lambda: 1 // 0) as made, pytest.raises(ZeroDivisionError):
        made()
    assert len(helpers) == 1
    assert capfd.readouterr() == ("", "")


def test_it_ends_when_nobody_asks_for_it(helpers: list[int]) -> None:
    with made_aside(lambda: time.sleep(60)):
        pass
    assert len(helpers) == 1


def test_it_ends_with_an_error(helpers: list[int]) -> None:
    with pytest.raises(ZeroDivisionError), made_aside(lambda: time.sleep(60)):
        raise ZeroDivisionError
    assert len(helpers) == 1


def test_interrupts_are_held_back_until_it_is_known(
    helpers: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    fork = os.fork

    def interrupted() -> int:
        process = fork()
        if process:  # to this thread: the test runner has others, which hold nothing back
            signal.pthread_kill(threading.get_ident(), signal.SIGINT)
        return process

    monkeypatch.setattr(os, "fork", interrupted)
    with pytest.raises(KeyboardInterrupt), made_aside(lambda: time.sleep(60)):
        pytest.fail("the interrupt was lost")
    assert len(helpers) == 1
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_no_process_beside_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    assert processes._can_fork()
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert not processes._can_fork()
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    assert not processes._can_fork()


WRONG = {
    "a.yaml": "openapi: 3.1.0\ncomponents:\n  schemas:\n"
    + "".join(
        f"    S{n}: {{type: object, required: [id, gone{n}], properties: {{id: {{type: text}},\n"
        f"      to: {{$ref: '#/components/schemas/T{n}'}}, n: {{type: integer, minimum: {n}}}}}}}\n"
        for n in range(40)
    ),
    "b.yaml": "openapi: 9.9\npaths: {}\n",
    "c.yaml": "- nothing\n",
    "d.yaml": "a: [1\n",
    "e.yaml": "type: string\ntype: string\n",
}


def wrong(folder: Path) -> Contracts:
    (folder / "api").mkdir(exist_ok=True)
    for name, text in WRONG.items():
        (folder / "api" / name).write_text(text)
    return load_contracts([folder / "api"], None, lambda path: path.name, root=folder)


def test_the_same_mistakes_are_found_aside(
    tmp_path: Path, helpers: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = wrong(tmp_path)
    assert len(helpers) == 1
    monkeypatch.setattr(load, "WORTHWHILE_SIZE", 1_000_000)
    assert wrong(tmp_path).problems == aside.problems
    assert len(helpers) == 1
    assert len(aside.problems) > 120


def test_the_mistakes_of_few_texts_are_found_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_can_fork", lambda: pytest.fail("asked for nothing"))
    assert wrong(tmp_path).problems


def test_it_ends_with_its_parent() -> None:
    """A parent that is killed cannot end it: it finds nobody at the other end of the pipe."""
    script = """
import os, signal, time
from ddllint.processes import helper

def noted():
    made = fork()
    if made:
        print(made, flush=True)
    return made

def writes(pipe: object) -> None:
    while True:
        pipe.write(b"a" * 100_000)
        pipe.flush()

helper._can_fork = lambda: True
fork, os.fork = os.fork, noted
with helper.helper(writes) as pipe:
    pipe.read(1)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    run = subprocess.run(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, timeout=60, check=False
    )
    assert run.returncode == -signal.SIGKILL
    deadline = time.monotonic() + 30
    while _runs(int(run.stdout)):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _runs(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"  # whoever adopts it may be slow to notice


def test_what_it_writes_comes_as_it_is_written(helpers: list[int]) -> None:
    def work(pipe: BinaryIO) -> None:
        pipe.write(b"first")
        pipe.flush()
        time.sleep(60)

    with processes.helper(work) as pipe:
        assert pipe is not None
        assert pipe.read(5) == b"first"
    assert len(helpers) == 1
