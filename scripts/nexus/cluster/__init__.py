"""Work that many machines share: the only room that knows Dask (extra `cluster`)."""
