#include "text/month.h"

#include "text/fold.h"

/* Folded, '|' between them: the names and abbreviations of CLDR 42 in English, French, Spanish, Turkish, Ukrainian (as the
 * date has them, and alone) and Arabic (of the Levant, Egypt and the Gulf, Algeria and Tunisia, Morocco, Mauritania), and what
 * offices write besides: Sept, fevr, setiembre, the Levantine pairs without the article. A table of our own, so
 * that a file reads the same on every machine, whatever ICU is installed there. No name means two months. */
static const char *const names[12] = {
	/* clang-format off */
	"ene|enero|jan|january|janv|janvier|oca|ocak|"
	"січ|січень|січня|"
	"جانفي|كانون الثاني|كانون ثاني|يناير",
	"feb|febrero|february|fev|fevr|fevrier|sub|subat|"
	"лют|лютии|лютого|"
	"شباط|فبراير|فيفري",
	"mar|march|mars|mart|marzo|"
	"бер|березень|березня|"
	"اذار|مارس",
	"abr|abril|apr|april|avr|avril|nis|nisan|"
	"кві|квіт|квітень|квітня|"
	"ابريل|افريل|نيسان",
	"mai|may|mayis|mayo|"
	"тра|трав|травень|травня|"
	"ايار|ماي|مايس|مايو",
	"haz|haziran|juin|jun|june|junio|"
	"чер|черв|червень|червня|"
	"جوان|حزيران|يونيه|يونيو",
	"juil|juillet|jul|julio|july|tem|temmuz|"
	"лип|липень|липня|"
	"تموز|جويليه|يوليه|يوليو|يوليوز",
	"ago|agosto|agu|agustos|aou|aout|aug|august|"
	"сер|серп|серпень|серпня|"
	"اب|اغسطس|اغشت|اوت|غشت",
	"eyl|eylul|sep|sept|september|septembre|septiembre|set|setiembre|"
	"вер|верес|вересень|вересня|"
	"ايلول|سبتمبر|شتمبر|شتنبر",
	"eki|ekim|oct|october|octobre|octubre|"
	"жов|жовт|жовтень|жовтня|"
	"اكتوبر|تشرين الاول|تشرين اول",
	"kas|kasim|nov|november|novembre|noviembre|"
	"лис|лист|листопад|листопада|"
	"تشرين الثاني|تشرين ثاني|نوفمبر|نونبر",
	"ara|aralik|dec|december|decembre|dic|diciembre|"
	"гру|груд|грудень|грудня|"
	"دجمبر|دجنبر|ديسمبر|كانون الاول|كانون اول",
	/* clang-format on */
};

/* The longest is "تشرين الثاني". */
#define NAME_BYTES 64
#define SHORT_BYTES 16

static bool
is_listed(const char *list, struct aid_slice name)
{
	while (*list != '\0') {
		size_t len = strcspn(list, "|");

		if (len == name.len && memcmp(list, name.ptr, len) == 0)
			return true;
		list += len + (list[len] == '|');
	}
	return false;
}

static int
find(struct aid_slice folded)
{
	/* Nearly every name is one of these. */
	static const char english[] = "janfebmaraprmayjunjulaugsepoctnovdec";

	for (int i = 0; i < 12 && folded.len == 3; i++)
		if (memcmp(english + (size_t)i * 3, folded.ptr, 3) == 0)
			return i + 1;
	for (int i = 0; i < 12 && folded.len > 0; i++)
		if (is_listed(names[i], folded))
			return i + 1;
	return 0;
}

/* One name, or two of one month, as the Arabic of the UN has them: "كانون الثاني/يناير". */
static int
find_pair(struct aid_slice folded)
{
	int month = find(folded);

	for (size_t i = 1; i + 1 < folded.len && month == 0; i++) {
		struct aid_slice right = { folded.ptr + i + 1, folded.len - i - 1 };

		if (folded.ptr[i] != ' ')
			continue;
		month = find((struct aid_slice){ folded.ptr, i });
		if (month != find(right))
			month = 0;
	}
	return month;
}

/* Small letters of a short word in plain ASCII, its dot left out; false for any other text. */
static bool
lower_word(struct aid_slice name, char *out)
{
	if (name.len > 0 && name.ptr[name.len - 1] == '.')
		name.len--;
	if (name.len > SHORT_BYTES)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		out[i] = (char)(name.ptr[i] | 0x20);
		if ((unsigned char)(out[i] - 'a') >= 26)
			return false;
	}
	return true;
}

int
aid_month_of_name(struct aid_slice name)
{
	char word[SHORT_BYTES];
	struct aid_buffer folded;
	int month = 0;

	if (name.len > NAME_BYTES)
		return 0;
	if (lower_word(name, word)) {
		name.len -= name.len > 0 && name.ptr[name.len - 1] == '.';
		return find((struct aid_slice){ word, name.len });
	}
	aid_buffer_init(&folded);
	if (aid_fold_name(name, &folded, NULL) == 0)
		month = find_pair(aid_buffer_slice(&folded));
	aid_buffer_done(&folded);
	return month;
}
