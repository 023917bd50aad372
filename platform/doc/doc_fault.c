/* The sentences that reading a document can end with. */
#include "doc/doc_priv.h"

struct fault_row {
	enum err_code code;
	const char *msgid;
};

static const struct fault_row faults[N_FAULTS] = {
	[FAULT_EMPTY] = { ERR_INVALID,
			  N_("The file is empty; choose the file again, it may "
			     "not have been saved yet.") },
	[FAULT_BIG] = { ERR_LIMIT,
			N_("The file is larger than {0} MB; remove its "
			   "pictures or split it, then send it again.") },
	[FAULT_NOT_DOCX] = { ERR_INVALID,
			     N_("This isn't a Word document, although its name "
				"ends in .docx; open the original in Word and "
				"save it as .docx.") },
	[FAULT_NOT_XLSX] = { ERR_INVALID,
			     N_("This isn't an Excel workbook, although its "
				"name ends in .xlsx; open the original in "
				"Excel and save it as .xlsx.") },
	[FAULT_NOT_CSV] = { ERR_INVALID,
			    N_("This isn't a plain table of text, although its "
			       "name ends in .csv; save it as .xlsx or as CSV "
			       "UTF-8.") },
	[FAULT_KIND] = { ERR_UNSUPPORTED,
			 N_("This kind of file isn't read; send a .docx, .xlsx "
			    "or .csv file.") },
	[FAULT_OLD_DOC] = { ERR_UNSUPPORTED,
			    N_("This is an old Word file (.doc); open it in "
			       "Word and save it as .docx.") },
	[FAULT_OLD_XLS] = { ERR_UNSUPPORTED,
			    N_("This is an old Excel file (.xls); open it in "
			       "Excel and save it as .xlsx.") },
	[FAULT_OLD_OFFICE] = { ERR_UNSUPPORTED,
			       N_("This is a file of an old Office version; "
				  "open it there and save it as .docx or "
				  ".xlsx.") },
	[FAULT_ODT] = { ERR_UNSUPPORTED,
			N_("This is an OpenDocument text (.odt); open it and "
			   "save it as .docx.") },
	[FAULT_ODS] = { ERR_UNSUPPORTED,
			N_("This is an OpenDocument spreadsheet (.ods); open "
			   "it and save it as .xlsx.") },
	[FAULT_XLSB] = { ERR_UNSUPPORTED,
			 N_("This is a binary Excel workbook (.xlsb); open it "
			    "in Excel and save it as .xlsx.") },
	[FAULT_PDF] = { ERR_UNSUPPORTED,
			N_("This is a PDF, whose tables can't be read; send "
			   "the .docx or .xlsx that it was made from.") },
	[FAULT_LOCKED] = { ERR_UNSUPPORTED,
			   N_("The file is protected by a password; save it "
			      "without the password, then send it again.") },
	[FAULT_MACRO] = { ERR_UNSUPPORTED,
			  N_("The file contains macros, which are refused; "
			     "save it as .docx or .xlsx without macros.") },
	[FAULT_NAME_DOCX] = { ERR_INVALID,
			      N_("The file is a Word document, but its name "
				 "doesn't end in .docx; give it its right "
				 "name.") },
	[FAULT_NAME_XLSX] = { ERR_INVALID,
			      N_("The file is an Excel workbook, but its name "
				 "doesn't end in .xlsx; give it its right "
				 "name.") },
	[FAULT_TRUNCATED] = { ERR_INVALID,
			      N_("The file is incomplete or damaged; open the "
				 "original, save it again and send the new "
				 "copy.") },
	[FAULT_DAMAGED] = { ERR_INVALID,
			    N_("The file is damaged at {0}; open the original, "
			       "save it again and send the new copy.") },
	[FAULT_NO_PART] = { ERR_INVALID, N_("The file lacks its part {0}; open "
					    "the original, save it again and "
					    "send the new copy.") },
	[FAULT_METHOD] = { ERR_UNSUPPORTED,
			   N_("The file is packed in an unusual way; open it "
			      "in Word or Excel, save it again and send the "
			      "new copy.") },
	[FAULT_BOMB] = { ERR_LIMIT, N_("The file unpacks to far more than a "
				       "document holds, so it is refused; copy "
				       "its contents into a new file.") },
	[FAULT_ENTRIES] = { ERR_LIMIT, N_("The file consists of more than {0} "
					  "parts, so it is refused; copy its "
					  "contents into a new file.") },
	[FAULT_DTD] = { ERR_INVALID,
			N_("The file contains a document type declaration, "
			   "which Word and Excel never write; save it again in "
			   "Word or Excel.") },
	[FAULT_DEEP] = { ERR_LIMIT,
			 N_("The file is nested too deeply to be read; copy "
			    "its contents into a new file.") },
	[FAULT_ROWS] = { ERR_LIMIT, N_("The file has more than {0} rows; split "
				       "it into several files.") },
	[FAULT_CELLS] = { ERR_LIMIT,
			  N_("The file has more than {0} filled cells; split "
			     "it into several files.") },
	[FAULT_CELL] = { ERR_LIMIT,
			 N_("The text of one cell is too long ({0}); shorten "
			    "it to at most 32,767 characters.") },
	[FAULT_CELL_WORD] = { ERR_LIMIT,
			      N_("The text in table {0}, row {1}, column {2} "
				 "is too long; shorten it to at most 32,767 "
				 "characters.") },
	[FAULT_PARA] = { ERR_LIMIT, N_("One paragraph is too long; shorten it "
				       "to at most 32,767 characters.") },
	[FAULT_TEXT] = { ERR_LIMIT, N_("The file has more than {0} MB of text; "
				       "split it into several files.") },
	[FAULT_STRINGS] = { ERR_LIMIT,
			    N_("The workbook has more than {0} different "
			       "texts; split it into several files.") },
	[FAULT_ENCODING] = { ERR_INVALID,
			     N_("Line {0} isn't valid text; save the table as "
				"CSV UTF-8 or as .xlsx.") },
	[FAULT_QUOTE] = { ERR_INVALID,
			  N_("The quotation mark in line {0} is never closed; "
			     "close it or save the table as .xlsx.") },
	[FAULT_CRASH] = { ERR_INVALID,
			  N_("This file can't be read; open the original, save "
			     "it again and send the new copy.") },
	[FAULT_SLOW] = { ERR_LIMIT, N_("Reading this file takes too long; copy "
				       "its table into a new file.") },
	[FAULT_START] = { ERR_BUSY, N_("The file can't be read right now; try "
				       "again in a moment.") },
};

struct err *doc_fault_make(struct arena *a, enum doc_fault f,
			   const struct str *arg, int n)
{
	assert(f < N_FAULTS);
	return err_make(a, faults[f].code, faults[f].msgid, __FILE__, __LINE__,
			arg, n);
}

int doc_fault_of(const struct err *e)
{
	for (int i = 0; i < N_FAULTS; i++)
		if (e->msgid == faults[i].msgid)
			return i;
	return -1;
}
