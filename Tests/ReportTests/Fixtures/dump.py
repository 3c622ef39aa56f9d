"""Prints what openpyxl reads of a workbook: a line a cell, its type and value, then how the sheet looks."""

import sys

import openpyxl

book = openpyxl.load_workbook(sys.argv[1])
for sheet in book:
    print(f"sheet {sheet.title!r} frozen {sheet.freeze_panes} filter {sheet.auto_filter.ref}")
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is None and not cell.has_style:
                continue
            style = ""
            if cell.font.b:
                style += f" bold{'' if cell.font.sz == 11 else int(cell.font.sz)}"
            if cell.fill.fill_type:
                style += f" #{cell.fill.fgColor.rgb[2:]}"
            link = " link" if cell.hyperlink else ""
            print(f"{cell.coordinate} {cell.data_type} {cell.value!r}{style}{link}")
    print("widths", {key: round(value.width) for key, value in sheet.column_dimensions.items()})
