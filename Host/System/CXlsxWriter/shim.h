#include <fcntl.h>
#include <stdio.h>
#include <xlsxwriter.h>

/* Closes what the library leaves open: the temporary files of all sheets, or of those without rows. */
static inline void cxlsx_close_files(lxw_workbook *workbook, int all) {
    lxw_worksheet *sheet;
    STAILQ_FOREACH(sheet, workbook->worksheets, list_pointers) {
        if (!sheet->optimize_tmpfile || (!all && sheet->dim_rowmin != LXW_ROW_MAX)) continue;
        fclose(sheet->optimize_tmpfile);
        sheet->optimize_tmpfile = NULL;
    }
}

/* Frees a workbook that shall not be written. */
static inline void cxlsx_abandon(lxw_workbook *workbook) {
    cxlsx_close_files(workbook, 1);
    lxw_workbook_free(workbook);
}

/* Packs and frees a workbook. */
static inline lxw_error cxlsx_close(lxw_workbook *workbook) {
    cxlsx_close_files(workbook, 0);
    return workbook_close(workbook);
}

/* Puts another stream in place of `stderr`, which glibc allows (manual, 12.2), and gives the one that was there. */
static inline FILE *cxlsx_replace_stderr(FILE *stream) {
    FILE *before = stderr;
    stderr = stream;
    return before;
}
static inline FILE *cxlsx_open_nowhere(void) { return fopen("/dev/null", "we"); }

/* False if a part of a sheet did not reach its temporary file, which the library ignores. */
static inline int cxlsx_is_well(lxw_workbook *workbook) {
    lxw_worksheet *sheet;
    STAILQ_FOREACH(sheet, workbook->worksheets, list_pointers) {
        FILE *file = sheet->optimize_tmpfile;
        if (file && (fflush(file) || ferror(file))) return 0;
    }
    return 1;
}

/* A new file without a name in a folder, or -1; O_TMPFILE is a macro that Swift does not import. */
static inline int cxlsx_open_nameless(const char *folder) {
    return open(folder, __O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}
