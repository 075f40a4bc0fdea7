#include "value/unit_word.h"

static const struct aid_unit_word list[] = {
	{ "kg|kgs|kilo|kilos|kilogram|kilograms|kilogramme|kilogrammes|kilogramo|kilogramos|كغ|كغم|"
	  "كجم|كيلو|كيلوغرام|كيلوجرام|"
	  "بالكيلو|بالكيلوغرام|кг|кілограм|кілограми|кілограмів",
	  "kg", 0, true },
	{ "t|mt|m t|mts|tonne|tonnes|metric ton|metric tons|metric tonne|metric tonnes|tm|tonelada "
	  "metrica|toneladas metricas|"
	  "tonelada|toneladas|tonne metrique|tonnes metriques|طن "
	  "متري|طن|اطنان|بالطن|т|тонн|тонна|тонни|metrik ton",
	  "t", 3, true },
	{ "ton|tons", NULL, -1, true },
	{ "g|gram|grams|gramme|grammes|gramos|غرام|грам|грамів", "g", -1, false },
	{ "lb|lbs", "lb", -1, false },
	{ "l|ltr|ltrs|litre|litres|liter|liters|litro|litros|لتر|ليتر|باللتر|л|літр|літри|"
	  "літрів|litri",
	  "L", -1, true },
	{ "m3|cbm|cubic metre|cubic metres|cubic meter|cubic meters|metre cube|metres cubes|metro "
	  "cubico|metros cubicos|متر مكعب|"
	  "м3|куб м|кубічних метрів|metrekup",
	  "m3", -1, true },
	{ "piece|pieces|pc|pcs|ea|each|piezas|pieza|unidades|قطعه|قطع|шт|штук|parca", "piece", -1,
	  false },
	{ "trucks|truckloads|camions|camiones|شاحنات|вантажівки|вантажівок", "truck", -1, true },
	{ "truck|truckload|camion|شاحنه|вантажівка|kamyon|tir", "truck", -1, false },
	{ "pallet|pallets|plt|plts|palette|palettes|palet|palets|paleta|paletas|طبليه|طبليات|مشتاح|"
	  "палета|палети|палет|піддон|піддонів",
	  "pallet", -1, true },
	{ "carton|cartons|ctn|ctns|carton s|caja de "
	  "carton|كرتون|كراتين|كرتونه|картон|коробка|коробки|коробок|karton",
	  "carton", -1, true },
	{ "bag|bags|bolsa|bolsas|كيس|اكياس|мішок|мішки|мішків|torba", "bag", -1, true },
	{ "box|boxes|boite|boites|caja|cajas|صندوق|صناديق|ящик|ящики|ящиків|kutu|koli", "box", -1,
	  true },
	{ "sack|sacks|sac|sacs|saco|sacos|شوال|شوالات|cuval", "sack", -1, true },
	{ "drum|drums|fut|futs|tambor|tambores|برميل|براميل|бочка|бочок|varil", "drum", -1, true },
	{ "kit|kits|طقم|اطقم|набір|набори|наборів", "kit", -1, false },
	{ "package|packages|pkg|pkgs|colis|paquete|paquetes|bulto|bultos|طرد|طرود|пакет|пакети|"
	  "пакетів|paket",
	  "package", -1, true },
	{ "ration|rations|racion|raciones|حصه|حصص", "ration", -1, false },
	{ "person|persons|people|personnes|personas|شخص|اشخاص|осіб|kisi", "person", -1, false },
	{ "household|households|hh|menages|hogares|اسره|اسر|домогосподарств|hane", "household", -1,
	  false },
	{ "usd|us dollars|دولار", "USD", -1, false },
	{ "eur|euro|euros|يورو|євро", "EUR", -1, false },
	{ NULL, NULL, -1, false },
};

static const struct {
	const char *word, *readings;
} unclear[] = {
	{ "ton",
	  "a metric ton (1,000 kg, t), a short one (907 kg, STN) or a long one (1,016 kg, LTN)" },
	{ "tons",
	  "metric tons (1,000 kg, t), short ones (907 kg, STN) or long ones (1,016 kg, LTN)" },
	{ "lt", "litres (L) or long tons (1,016 kg, LTN)" },
};

const char *
aid_unit_word_readings(struct aid_slice folded)
{
	for (size_t i = 0; i < sizeof unclear / sizeof unclear[0]; i++) {
		if (aid_slice_is_equal(aid_slice_of(unclear[i].word), folded))
			return unclear[i].readings;
	}
	return NULL;
}

const struct aid_unit_word *
aid_unit_words(void)
{
	return list;
}

bool
aid_unit_word_next(const char **words, struct aid_slice *out_word)
{
	if (**words == '\0')
		return false;
	size_t len = strcspn(*words, "|");
	*out_word = (struct aid_slice){ *words, len };
	*words += len + ((*words)[len] == '|');
	return true;
}

const struct aid_unit_word *
aid_unit_word_find(struct aid_slice folded)
{
	for (const struct aid_unit_word *unit = list; unit->words != NULL; unit++) {
		const char *words = unit->words;
		struct aid_slice word;
		while (aid_unit_word_next(&words, &word)) {
			if (aid_slice_is_equal(word, folded))
				return unit;
		}
	}
	return NULL;
}
