"""The tables of the store. Documents and where they were met are ground, only added to; `figure` is derived from them."""

APPLICATION = 0x56464947  # "VFIG"
VERSION = 1
_REFUSED = "raise(abort, 'what was published is only added to; import the newer document')"
SCHEMA = (
    "create table file(file text primary key, content blob not null) strict, without rowid",
    # sha: of the file, and the part where one file quotes several publications
    "create table document(sha text primary key, file text not null references file, kind text not null) strict, without rowid",
    # one row for each time that a document was met; published: when it came out, dated: how that is known
    "create table sighting(sha text not null references document, name text not null, seen text not null, url text not null,"
    " published text not null, dated text not null, primary key(sha, name, seen, url, published)) strict, without rowid",
    # what a document says, column by column: days, values, labels, reasons, notes
    "create table said(tab text not null, measure text not null, sha text not null references document, body blob not null,"
    " primary key(tab, measure, sha)) strict, without rowid",
    # every value of every key with the first and the last document that say it: derived, made again by every import
    "create table figure(tab text not null, measure text not null, day text not null, label text not null,"
    " published text not null, sha text not null, value real, reason text not null, note text not null,"
    " status text not null, source text not null, first_seen text not null, last_seen text not null,"
    " last_published text not null, last_sha text not null,"
    " primary key(tab, measure, day, label, published, sha)) strict, without rowid",
    "create view edition as select sha, min(published) as published, min(seen) as first_seen, max(seen) as last_seen"
    " from sighting group by sha",
    *(
        f"create trigger {table}_no_{verb} before {verb} on {table} begin select {_REFUSED}; end"
        for table in ("file", "document", "sighting", "said")
        for verb in ("update", "delete")
    ),
)
