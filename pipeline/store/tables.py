"""All tables of the store: importing this module makes their metadata complete."""

from pipeline.crawling.tables import CrawlRow, PageRow
from pipeline.ledger.tables import DecisionRow, TargetRow
from pipeline.store.base import Base
from pipeline.store.captures import ArchiveFileRow, CaptureRow, PayloadRow, SourceRow
from pipeline.store.runs import ExtractionRow, ResultRow, RunPayloadRow, RunRow

TABLES: tuple[type[Base], ...] = (
    SourceRow,
    ArchiveFileRow,
    PayloadRow,
    CaptureRow,
    RunRow,
    ResultRow,
    ExtractionRow,
    RunPayloadRow,
    CrawlRow,
    PageRow,
    DecisionRow,
    TargetRow,
)
