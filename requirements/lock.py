"""Renew the pinned requirements: every version with its hashes, no addresses.

`app.txt` is what runs (with every extra), `dev.txt` adds what builds, tests and checks.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
COMPILE = [
    *(sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--all-extras", "--universal"),
    *("--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"),
    *("--no-emit-index-url", "--no-emit-find-links"),
]


def lock(name: str, group: str) -> None:
    target = HERE / name
    subprocess.run(  # noqa: S603  (every word of it stands above)
        [*COMPILE, "--group", group, "--output-file", str(target)], cwd=HERE.parent, check=True
    )


if __name__ == "__main__":
    lock("app.txt", "build")
    lock("dev.txt", "dev")
