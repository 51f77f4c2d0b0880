"""Runs nginx with the configuration of `examples/scale-out`, for benchmarks and tests."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Final, NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

CONFIGURATION: Final = Path(__file__).parents[1] / "examples/scale-out/nginx.conf"
SEARCH_PATH: Final = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
PROGRAM: Final = shutil.which("nginx", path=SEARCH_PATH)


class Nginx(NamedTuple):
    pid: int
    port: int


@contextmanager
def nginx(ports: Sequence[int], *, is_single_process: bool = False) -> Iterator[Nginx]:
    """A context manager that runs nginx in front of the shards at these ports. Only the addresses and the folder for
    temporary files differ from the configuration in `examples/scale-out`.
    """
    assert PROGRAM is not None, "nginx is not installed"
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    text = re.sub(r"mockserver-(\d):4000", lambda found: f"127.0.0.1:{ports[int(found[1])]}", CONFIGURATION.read_text())
    text = text.replace("listen 4000", f"listen 127.0.0.1:{port}")
    directives = "daemon off;"
    if is_single_process:
        directives += " master_process off;"
    elif os.geteuid() == 0:
        directives += " user root;"  # the folder for temporary files belongs to root
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "nginx.conf")
        file.write_text(text.replace("/tmp/", f"{folder}/"))
        command = [PROGRAM, "-p", folder, "-c", str(file), "-g", directives]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            try:
                _wait(port, process)
                yield Nginx(process.pid, port)
            finally:
                process.terminate()


def _wait(port: int, process: subprocess.Popen[str]) -> None:
    """Wait until a shard responds to requests through nginx."""
    for _ in range(100):
        if process.poll() is not None and process.stderr is not None:
            raise RuntimeError(f"nginx ended: {process.stderr.read()}")
        try:
            with urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                return
        except URLError:
            sleep(0.05)
    raise RuntimeError("nginx does not respond")
