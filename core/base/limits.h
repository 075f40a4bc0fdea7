/* Everything that a file can make us hold has a limit here. */
#ifndef AID_BASE_LIMITS_H
#define AID_BASE_LIMITS_H

#define AID_LIMIT_FIELD_BYTES (64 * 1024)    /* one field */
#define AID_LIMIT_RECORD_BYTES (1024 * 1024) /* one record; a physical line as well */
#define AID_LIMIT_RECORD_LINES 32            /* lines that an open quote may go on for */
#define AID_LIMIT_HEADER_LINES 4             /* lines that the names of columns stand on */
#define AID_LIMIT_COLUMNS 256                /* columns of a file */
#define AID_LIMIT_DROP_BYTES (2147483648LL)  /* one file: 2 GiB */
#define AID_LIMIT_NAME_BYTES 255             /* a file's name */
#define AID_LIMIT_FACT_SECTIONS 8            /* [fact ...] sections of a profile */
#define AID_LIMIT_FACTS_PER_RECORD 256       /* facts that one record states */
#define AID_LIMIT_BATCH_RECORDS                                                                    \
	2048 /* records of one batch on its way to the ledger: they fit the processor's cache */
#define AID_LIMIT_BATCH_BYTES (12 * 1024 * 1024) /* and their text */
#define AID_LIMIT_FIX_ROWS 1000000               /* rejects that one fix file may correct */
#define AID_LIMIT_FIX_BYTES (64 * 1024 * 1024)   /* and what is kept of their text meanwhile */
#define AID_LIMIT_RECEIPT_RECORDS 10000 /* first records of a drop that have a receipt line each */
#define AID_LIMIT_PROFILE_BYTES (256 * 1024)        /* a profile file */
#define AID_LIMIT_QUANTITY_MILLI 1000000000000000LL /* 10^12 units: as much as a cell can say */
#define AID_LIMIT_MEASURE_MILLI                                                                    \
	100000000000000LL /* 10^11 of any measure: sums, and rates over a century, do not overflow */
#define AID_LIMIT_YEAR_LOW 1990
#define AID_LIMIT_YEAR_HIGH 2100

#endif
