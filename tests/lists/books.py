"""Small workbooks as officers make them, drift and all; made here, so that no real list is needed."""

import io
from datetime import date, datetime, time

import xlsxwriter

from varne.positions import format_position


def book(*sheets, merged=()):
    """XLSX of (name, rows); merged: (sheet number, first row, first column, last row, last column)."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    formats = {
        datetime: made.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        date: made.add_format({"num_format": "dd/mm/yyyy"}),
        time: made.add_format({"num_format": "hh:mm"}),
    }
    tabs = []
    for name, lines in sheets:
        sheet = made.add_worksheet(name)
        tabs.append(sheet)
        for r, line in enumerate(lines):
            for c, cell in enumerate(line):
                if type(cell) in formats:
                    sheet.write_datetime(r, c, cell, formats[type(cell)])
                elif cell != "":
                    sheet.write(r, c, cell)
    for k, top, left, bottom, right in merged:
        tabs[k].merge_range(top, left, bottom, right, sheets[k][1][top][left])
    made.close()
    return out.getvalue()


def joint_tracker():
    """What a joint tracker of the night of 23 to 24 November 2021 may have looked like: SIMULATED, only the form is real."""
    tracker = [
        ["JOINT TRACKER - SIMULATED", "", "", "", "", "", "", "", ""],
        ["Night 23-24 Nov 2021", "", "", "", "", "", "", "", ""],
        ["", "", "Position", "", "POB", "", "", "", ""],
        ["Boat", "Time (UTC)", "Lat", "Long", "Total", "of whom children", "Condition", "Asset tasked", "Sea state"],
        ["Charlie", time(23, 48), "51°08.5'N", "001°44.5'E", "30-40", 8, "taking water", "Valiant", "calm"],
        ["Lima", time(1, 30), 51.14167, 1.74167, "~35", "", "Under way", "", "calm"],
        ["Boat", "Time (UTC)", "Lat", "Long", "Total", "of whom children", "Condition", "Asset tasked", "Sea state"],
        ["November", time(2, 15), 51.085, 1.445, date(2021, 12, 10), "", "black boat", "", ""],
        ["Oscar", "0230Z", "51 10.0 N", "1 50.0 E", "33 dont 5 enfants", "", "à la dérive", "", "slight"],
        ["TOTAL", "", "", "", 98, "", "", "", ""],
    ]
    notes = [["Rota"], ["A. Smith on from 2000"]]
    return book(("Tracker", tracker), ("Staff", notes), merged=[(0, 2, 2, 2, 3), (0, 2, 4, 2, 5)])


def french_list():
    """A list in French, saved by a spreadsheet on Windows: semicolons, decimal commas, local time, day first."""
    lines = [
        "Liste des embarcations;;;;;;",
        "Nom;Date;Heure locale;Position;Nb de personnes;État;Téléphone;Nationalité;Remarques",
        "Migrant 1;24/11/2021;02h05;51,14167 N 1,74167 E;33 dont 5 enfants;prend l'eau;06 12 34 56 78;x"
        ";rappeler le 06 12 34 56 78",
        "Migrant 2;24/11/2021;03h10;près de Calais;une trentaine;en route;;;=cmd|' /C calc'!A0",
        f"Migrant 3;03/11/2021;23h55;{format_position(1.6, 51.0, 'DM')};plusieurs;?;;;",
    ]
    return "\r\n".join(lines).encode("cp1252")
