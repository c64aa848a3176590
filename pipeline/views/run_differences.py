"""In what two runs differ beside their records, one line each."""

from collections.abc import Iterator

from models.run import Run


def differences(old: Run, new: Run) -> Iterator[str]:
    """Versions, vocabularies, options and numbers of captures that are not the same."""
    if old.pipeline_version != new.pipeline_version:
        yield f"kejichu {old.pipeline_version} → {new.pipeline_version}"
    names = sorted({*old.extractor_versions, *new.extractor_versions})
    for name in names:
        one, other = old.extractor_versions.get(name, "–"), new.extractor_versions.get(name, "–")
        if one != other:
            yield f"extractor {name} {one} → {other}"
    if old.vocabulary_digest != new.vocabulary_digest:
        yield f"vocabularies {old.vocabulary_digest[:8]} → {new.vocabulary_digest[:8]}"
    for name in sorted({*old.options, *new.options}):
        if old.options.get(name) != new.options.get(name):
            yield f"option {name} {old.options.get(name)} → {new.options.get(name)}"
    if old.counts.captures != new.counts.captures:
        yield f"captures {old.counts.captures} → {new.counts.captures}"
