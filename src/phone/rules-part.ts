/**
 * The rules of one calling code, by region (`001`: no region), in libphonenumber-js's own compact
 * form: https://gitlab.com/catamphetamine/libphonenumber-js/-/blob/master/METADATA.md
 */
export type RulesPart = Readonly<Record<string, unknown[]>>;
