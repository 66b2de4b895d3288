"""A folder -> a local web page of all that a reader or subscriber will get, which follows every change.

`workshop` makes a `Snapshot` of the folder, again and again, and writes nothing. `VIEWS` turn it into pages and files,
one file a view; `server` hands them out on this machine alone.
"""
