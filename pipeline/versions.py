"""Versions that a record names: of the pipeline and of every extractor."""

from importlib import metadata

from pipeline.extracting import EXTRACTORS

PIPELINE_VERSION = metadata.version("kejichu")


def extractor_versions() -> dict[str, str]:
    """Version of each extractor, by its name, in a fixed order."""
    return {name: module.VERSION for name, module in sorted(EXTRACTORS.items())}
