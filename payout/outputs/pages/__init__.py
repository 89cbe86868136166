"""What pages of one file share: their shell that lets nothing else run, tables, drawings, and how script and style begin."""
