def write_workbook(result, path, *, lang, progress):
    path.write_bytes(b"")
