// A country is chosen by its name, in the page's language; what stands in the field stays, also where it has no name.

// Those of ISO 3166-1, and Kosovo; a browser knows regions besides that are no countries.
const COUNTRIES = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW".split(" ");
export const nameCountry = (input) => {
  const lang = document.documentElement.lang;
  let names, order;
  try { names = new Intl.DisplayNames(lang, { type: "region" }); order = new Intl.Collator(lang); } catch { return; }
  const select = document.createElement("select");
  for (const { name, value } of input.attributes) if (name === "id" || name === "name" || name === "required" || name.startsWith("aria-")) select.setAttribute(name, value);
  const add = (value, text) => select.add(new Option(text, value, value === input.value, value === input.value));
  const here = input.value.toUpperCase();
  if (!input.value) add("", input.dataset.country);
  else if (!COUNTRIES.includes(here)) add(input.value, input.value);
  const all = COUNTRIES.map((code) => [code === here ? input.value : code, `${names.of(code)} (${code})`]);
  for (const [value, text] of all.sort(([, a], [, b]) => order.compare(a, b))) add(value, text);
  input.replaceWith(select);
};
