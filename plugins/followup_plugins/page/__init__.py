"""The page of the ``html`` channel: what stands on it, how it is drawn, and its template, style and script.

Imported only when a page is written.
"""
