"""Briefs: what is known at a moment as papers that people hand on: a SITREP of one boat, the sheet of a change of watch.

Derived, like a picture: made from (place in the record, moment, fields, seed), and said in the words of the catalogues. A
SITREP that was issued is an act: the record holds what was said, word by word.
"""
