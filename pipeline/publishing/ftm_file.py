"""FollowTheMoney: entities as lines of JSON, which ``ftm`` reads."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.publishing.ftm_entities import opportunity_entities, page_entity, run_entity
from pipeline.publishing.job import Item, Job
from pipeline.runs.folder import open_private

if TYPE_CHECKING:
    from followthemoney import EntityProxy

FILE = "entities.ftm.json"


@contextmanager
def ftm_file(job: Job) -> Iterator[Callable[[Item], None]]:
    """``entities.ftm.json``; contacts are entities only where they are not redacted."""
    about = job.tally.about
    written = set[str]()
    with open_private(job.folder / FILE) as out:

        def write(entity: "EntityProxy") -> None:
            # Pages and missions are those of several records.
            if entity.id not in written:
                written.add(str(entity.id))
                out.write(json.dumps(entity.to_dict(), ensure_ascii=False, sort_keys=True) + "\n")

        run = run_entity(about)
        write(run)

        def add(item: Item) -> None:
            record = item.record
            if about.contacts == "redacted":
                record = record.model_copy(update={"contacts": ()})
            write(page_entity(record, str(run.id)))
            for entity in opportunity_entities(record):
                write(entity)

        yield add
