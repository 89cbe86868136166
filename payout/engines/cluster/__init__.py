"""Parts computed by the workers of a Dask cluster. Nothing of it is imported before somebody asks for it."""
