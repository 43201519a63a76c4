"""Where the typefaces are: in packages, never on the machine. Apart from `faces`, so that a start loads no Typst."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

PACKAGES = (
    "fontpkg_atkinson_hyperlegible",
    "fontpkg_ibm_plex_sans_arabic",
    "manimgx_fonts",
    "manimgx_fonts_cjk",
)


def typeface_folders() -> list[Path]:
    """Where the typefaces are. Raises `LookupError` when a package of them is missing."""
    return [_folder(package) for package in PACKAGES]


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise LookupError(f"the package {package} with typefaces is not installed")
    return Path(spec.origin).parent
