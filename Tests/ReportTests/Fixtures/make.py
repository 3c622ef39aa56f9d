"""Makes a workbook with openpyxl, as a person would leave it: columns moved and added, rows hidden, formulas, 1904 dates."""

import datetime
import sys

import openpyxl
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904

book = openpyxl.Workbook()
book.epoch = CALENDAR_MAC_1904
sheet = book.active
sheet.title = "people"
sheet.append(["target", "my own column", None, "api field", "when"])
sheet.append(["email", 1, None, "contact.email", datetime.date(2026, 9, 14)])
sheet.append(["full name", 2.5, None, "a&b <c>", datetime.datetime(2026, 9, 14, 10, 30)])
sheet.append(["  spaces  ", True, None, "=1+1", datetime.time(10, 30)])
sheet["G9"] = "far away"
sheet["G9"].hyperlink = "https://example.org/"
sheet["A2"].comment = Comment("a remark", "someone")
sheet.merge_cells("A6:B6")
sheet.row_dimensions[3].hidden = True
sheet.column_dimensions["B"].hidden = True
sheet.auto_filter.ref = "A1:E4"
book.create_sheet("empty")
book.create_sheet("put away").sheet_state = "hidden"
book.save(sys.argv[1])
