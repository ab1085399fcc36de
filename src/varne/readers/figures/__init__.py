"""Official publications to (documents, problems): sheets, tables and headers are found by what they say, never by place."""
