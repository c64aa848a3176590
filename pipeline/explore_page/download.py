"""Downloads: what a search found as one file, an archive of the export's folder."""

import shutil
import tempfile
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response

from pipeline.publishing.export import Order, export
from pipeline.searching.index import Request

EXPORT = "/export"


async def download(
    run: Path, request: Request, form: str, contacts: bool, index: Path | None
) -> Response:
    """The export of a request in one format, zipped; contact data is X unless asked for.

    CSV is written so that Excel opens it by a double click. Raises ExportError, QueryError.
    """
    folder = Path(tempfile.mkdtemp(prefix="kejichu-export-"))
    name = f"kejichu-{run.name}-{form}"
    order = Order(formats=(form,), request=request, contacts=contacts, excel=True)

    def write() -> str:
        export(run, folder / name, order, index)
        return shutil.make_archive(str(folder / name), "zip", folder, name)

    try:
        # It reads files only, so the page goes on meanwhile.
        path = await run_in_threadpool(write)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    gone = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(path, filename=f"{name}.zip", background=gone)
