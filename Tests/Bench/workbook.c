/* The floor for writing workbooks: the cells of Tests/Bench/Workbook, by libxlsxwriter alone.
 *
 *   cc -O2 Bench/workbook.c -o workbook-floor -lxlsxwriter && ./workbook-floor FILE ROWS
 */
#include <stdio.h>
#include <stdlib.h>
#include <xlsxwriter.h>

int main(int count, char **arguments) {
    if (count != 3) return fprintf(stderr, "usage: workbook-floor FILE ROWS\n"), 2;
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *book = workbook_new_opt(arguments[1], &options);
    lxw_worksheet *sheet = workbook_add_worksheet(book, "Synced Data");
    int rows = atoi(arguments[2]), columns = 25;
    char text[64];
    for (int column = 0; column < columns; column++) {
        snprintf(text, sizeof text, "field_%d", column);
        worksheet_write_string(sheet, 0, column, text, NULL);
    }
    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
            if (column % 5 == 4) {
                worksheet_write_number(sheet, row + 1, column, row * columns + column, NULL);
            } else {
                snprintf(text, sizeof text, "value %d of column %d", row, column);
                worksheet_write_string(sheet, row + 1, column, text, NULL);
            }
        }
    }
    lxw_error error = workbook_close(book);
    if (error != LXW_NO_ERROR) return fprintf(stderr, "%s\n", lxw_strerror(error)), 1;
    printf("wrote %d rows\n", rows);
}
